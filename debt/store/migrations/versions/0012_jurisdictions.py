"""Under which law somebody's debts are; in which turn a disclosure was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debtor", sa.Column("jurisdiction", sa.String(), nullable=True))
    op.add_column("disclosure", sa.Column("key", sa.String(), nullable=True))
