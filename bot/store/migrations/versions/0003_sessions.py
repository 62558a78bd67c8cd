"""What binds a chat session to its browser."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    hash_type, moment = sa.String(length=64), sa.DateTime(timezone=True)
    op.add_column("conversation", sa.Column("former_hash", hash_type, nullable=True))
    op.add_column("conversation", sa.Column("rotated_at", moment, nullable=True))
    op.add_column(
        "conversation",
        sa.Column("rotations", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index("ix_conversation_former_hash", "conversation", ["former_hash"])
    op.create_table(
        "sign_in",
        sa.Column("token_hash", hash_type, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])
