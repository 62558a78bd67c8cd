"""Down payments, budgets, settlements in parts, and bids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_budget()
    op.add_column(
        "plan_offer", sa.Column("first_minor", sa.BigInteger(), nullable=True)
    )


def _create_budget() -> None:
    op.create_table(
        "budget",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_budget_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_budget"),
        sa.UniqueConstraint("debtor_id", "version", name="uq_budget_debtor_id_version"),
    )
