"""Who is vouched for: by a lender's own login, or by an invitation. And who was
verified in a conversation before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_identity_past_session()


def _create_identity_past_session() -> None:
    op.create_table(
        "identity_past_session",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_identity_past_session_debtor_id"
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "verified_at", name="pk_identity_past_session"
        ),
    )
    op.create_index(
        "ix_identity_past_session_debtor_id", "identity_past_session", ["debtor_id"]
    )
    op.create_index("ix_identity_session_debtor_id", "identity_session", ["debtor_id"])
