"""The append-only ledger and the triggers that keep it so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_ledger_entry()
    _create_posting()
    _keep_append_only()


def _create_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("reverses", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_ledger_entry_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["reverses"], ["ledger_entry.id"], name="fk_ledger_entry_reverses"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entry"),
        sa.UniqueConstraint("idempotency_key", name="uq_ledger_entry_idempotency_key"),
        sa.UniqueConstraint("reverses", name="uq_ledger_entry_reverses"),
    )
    op.create_index(
        "ix_ledger_entry_account_id_booked_on",
        "ledger_entry",
        ["account_id", "booked_on"],
    )


def _create_posting() -> None:
    op.create_table(
        "posting",
        sa.Column("entry_id", sa.String(64), nullable=False),
        sa.Column("ledger_account", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minor <> 0", name="ck_posting_not_zero"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_posting_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name="fk_posting_entry_id"
        ),
        sa.PrimaryKeyConstraint("entry_id", "ledger_account", name="pk_posting"),
    )
    op.create_index(
        "ix_posting_account_id_ledger_account_minor",
        "posting",
        ["account_id", "ledger_account", "minor"],
    )


def _keep_append_only() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if on_sqlite else _POSTGRESQL_TRIGGERS:
        op.execute(statement)


_SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table}
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """
    for table in ("ledger_entry", "posting")
    for change in ("update", "delete")
]

_POSTGRESQL_TRIGGERS = [
    """
    CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
        ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()
        """
        for table in ("ledger_entry", "posting")
    ),
    """
    CREATE FUNCTION entry_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM posting WHERE entry_id = NEW.entry_id
            GROUP BY currency HAVING sum(minor) <> 0
        ) THEN RAISE EXCEPTION 'entry % does not add up', NEW.entry_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    # At commit, when all postings of an entry are there. SQLite has no such trigger;
    # there the rule in debt.ledger is the only judge.
    """
    CREATE CONSTRAINT TRIGGER posting_adds_up AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_adds_up()
    """,
]
