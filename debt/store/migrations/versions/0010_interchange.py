"""What came from and went to the operator's system."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("debtor", sa.Column("customer", sa.String(), nullable=True))
    op.create_index("uq_debtor_customer", "debtor", ["customer"], unique=True)
    _create_import_run()
    _create_imported_account()
    _create_export_point()


def _create_import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_index("ix_import_run_digest", "import_run", ["digest"])


def _create_imported_account() -> None:
    op.create_table(
        "imported_account",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("balance_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_imported_account_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name="fk_imported_account_run_id"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_imported_account"),
    )


def _create_export_point() -> None:
    op.create_table(
        "export_point",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_export_point"),
    )
    op.create_table(
        "exported_event",
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("file", "event_id", name="pk_exported_event"),
    )
