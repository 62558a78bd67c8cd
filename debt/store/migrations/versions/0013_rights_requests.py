"""What people claim and ask for by right, with the day an answer is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_rights_request()
    _create_validation()
    op.add_column("account", sa.Column("acknowledged_on", sa.Date(), nullable=True))
    op.add_column("account", sa.Column("limitation_on", sa.Date(), nullable=True))


def _create_rights_request() -> None:
    op.create_table(
        "rights_request",
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("account_id", sa.String(64), nullable=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_rights_request_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_rights_request_debtor_id"
        ),
        sa.PrimaryKeyConstraint("reference", name="pk_rights_request"),
    )
    for columns in (["debtor_id"], ["conversation_id"], ["closed_at", "due_on"]):
        name = f"ix_rights_request_{'_'.join(columns)}"
        op.create_index(name, "rights_request", columns)


def _create_validation() -> None:
    op.create_table(
        "validation",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_validation_account_id"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_validation"),
    )
