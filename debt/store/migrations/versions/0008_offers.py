"""Down payments, budgets, settlements in parts, and bids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "plan_offer", sa.Column("first_minor", sa.BigInteger(), nullable=True)
    )
