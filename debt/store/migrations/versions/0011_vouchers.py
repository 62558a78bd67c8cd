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
    _create_voucher()
    _create_invitation()


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


def _create_voucher() -> None:
    op.create_table(
        "voucher",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("vouched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_voucher_debtor_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_voucher"),
    )


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation_id", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_invitation_debtor_id"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
    )
    op.create_index("ix_invitation_debtor_id", "invitation", ["debtor_id"])
