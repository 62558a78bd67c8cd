"""The parts a balance is made of, interest terms, and the kept balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_posting = sa.table(
    "posting",
    sa.column("entry_id"),
    sa.column("ledger_account"),
    sa.column("account_id"),
    sa.column("currency"),
    sa.column("minor"),
)


def upgrade() -> None:
    _create_ledger_balance()
    _add_columns()
    _run(_CHECKS)
    _run(_OPEN_THE_PAST)
    _divide_what_is_owed()
    _run(_CLOSE_THE_PAST)
    op.execute(_SUM_UP)
    _run(_KEEP_BALANCE)


def _create_ledger_balance() -> None:
    op.create_table(
        "ledger_balance",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("ledger_account", sa.String(32), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_ledger_balance_account_id"
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "ledger_account", name="pk_ledger_balance"
        ),
    )


def _add_columns() -> None:
    op.add_column("ledger_entry", sa.Column("caused_by", sa.String(64)))
    op.add_column("ledger_entry", sa.Column("missed_on", sa.Date()))
    op.add_column("account", sa.Column("interest_percent", sa.String(16)))
    op.add_column("account", sa.Column("interest_from", sa.Date()))
    op.add_column("account", sa.Column("interest_day_count", sa.String(32)))
    op.add_column("account", sa.Column("interest_period", sa.String(32)))
    op.add_column("account", sa.Column("interest_due_on", sa.Date()))
    op.create_index("ix_account_interest_due_on", "account", ["interest_due_on"])


def _run(statements: dict[str, list[str]]) -> None:
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)


def _divide_what_is_owed() -> None:
    """Entries so far had one receivable: give each its parts, as they came."""
    bind = op.get_bind()
    rows = bind.execute(sa.text(_BEFORE)).all()
    accounts = groupby(rows, lambda row: row.account_id)
    divided = [posting for _, own in accounts for posting in _divide(own)]
    if divided:
        bind.execute(sa.insert(_posting), divided)
    op.execute("DELETE FROM posting WHERE ledger_account = 'receivable'")
    op.execute(
        "UPDATE posting SET ledger_account = 'charges'"
        " WHERE ledger_account = 'principal'"
    )


def _divide(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """What each entry of one account did to fees, interest and principal."""
    owed: dict[str, int] = defaultdict(int)
    shares_of: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.reverses in shares_of:
            shares = {part: -minor for part, minor in shares_of[row.reverses].items()}
        elif row.minor > 0:
            part = {"fee": "fees", "interest": "interest"}.get(row.kind, "principal")
            shares = {part: row.minor}
        else:
            shares = _pay_off(-row.minor, owed)
        shares_of[row.entry_id] = shares
        for part, minor in shares.items():
            owed[part] += minor
            if minor:
                yield {
                    "entry_id": row.entry_id,
                    "ledger_account": f"{part}_receivable",
                    "account_id": row.account_id,
                    "currency": row.currency,
                    "minor": minor,
                }


def _pay_off(left: int, owed: dict[str, int]) -> dict[str, int]:
    shares = {}
    for part in ("fees", "interest"):
        shares[part] = -min(left, max(owed[part], 0))
        left += shares[part]
    return {**shares, "principal": -left}


_BEFORE = """
    SELECT p.entry_id, p.account_id, p.currency, p.minor, e.kind, e.reverses
    FROM posting p JOIN ledger_entry e ON e.id = p.entry_id
    WHERE p.ledger_account = 'receivable'
    ORDER BY p.account_id, e.booked_on, e.occurred_at, e.recorded_at, e.id
"""

_SUM_UP = """
    INSERT INTO ledger_balance (account_id, ledger_account, minor)
    SELECT account_id, ledger_account, sum(minor) FROM posting
    WHERE ledger_account IN
        ('fees_receivable', 'interest_receivable', 'principal_receivable')
    GROUP BY account_id, ledger_account
"""

_OPEN_THE_PAST = {
    "sqlite": ["DROP TRIGGER posting_no_update", "DROP TRIGGER posting_no_delete"],
    "postgresql": ["ALTER TABLE posting DISABLE TRIGGER USER"],
}

_CLOSE_THE_PAST = {
    "sqlite": [
        f"""
        CREATE TRIGGER posting_no_{change} BEFORE {change} ON posting
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
        """
        for change in ("update", "delete")
    ],
    "postgresql": ["ALTER TABLE posting ENABLE TRIGGER USER"],
}

# A posting is of its entry's account and in that account's currency.
_CHECKS = {
    "sqlite": [
        """
        CREATE TRIGGER posting_fits_account BEFORE INSERT ON posting
        WHEN NOT EXISTS (
            SELECT 1 FROM ledger_entry e JOIN account a ON a.id = e.account_id
            WHERE e.id = NEW.entry_id AND a.id = NEW.account_id
            AND a.currency = NEW.currency
        )
        BEGIN SELECT RAISE(ABORT, 'the posting does not fit the account'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION posting_fits_account() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM ledger_entry e JOIN account a ON a.id = e.account_id
                WHERE e.id = NEW.entry_id AND a.id = NEW.account_id
                AND a.currency = NEW.currency
            ) THEN RAISE EXCEPTION 'the posting does not fit the account';
            END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER posting_fits_account BEFORE INSERT ON posting
        FOR EACH ROW EXECUTE FUNCTION posting_fits_account()
        """,
    ],
}

# The database keeps the balance itself, so that no way of booking can forget it.
_KEEP = """
    INSERT INTO ledger_balance (account_id, ledger_account, minor)
    VALUES (NEW.account_id, NEW.ledger_account, NEW.minor)
    ON CONFLICT (account_id, ledger_account)
    DO UPDATE SET minor = ledger_balance.minor + excluded.minor
"""
_IS_RECEIVABLE = """
    NEW.ledger_account IN
        ('fees_receivable', 'interest_receivable', 'principal_receivable')
"""
_KEEP_BALANCE = {
    "sqlite": [
        f"""
        CREATE TRIGGER posting_keeps_balance AFTER INSERT ON posting
        WHEN {_IS_RECEIVABLE} BEGIN {_KEEP}; END
        """
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION posting_keeps_balance() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {_KEEP}; RETURN NULL; END $$
        """,
        f"""
        CREATE TRIGGER posting_keeps_balance AFTER INSERT ON posting
        FOR EACH ROW WHEN ({_IS_RECEIVABLE}) EXECUTE FUNCTION posting_keeps_balance()
        """,
    ],
}
