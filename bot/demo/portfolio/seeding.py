"""Stores the demo portfolio, once, in a single transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import chain

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from bot.demo.portfolio.bookkeeping import noon
from bot.demo.portfolio.case import AccountFile, Case
from bot.demo.portfolio.creditors import CREDITORS
from bot.demo.portfolio.named import named_cases
from bot.demo.portfolio.people import PEOPLE
from bot.demo.portfolio.strangers import drawn_cases
from debt.identity import normal_reference
from debt.store import accounts, plans, rights
from debt.store.database import Database
from debt.store.ledger_rows import insert_history
from debt.store.tables import AccountRow, StatementRow


class AlreadySeeded(Exception):
    """The demo portfolio is in this database already."""


def seed_portfolio(
    database: Database,
    today: date,
    people: int = 500,
    seed: int = 7,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Store the six named people and as many drawn ones as make up the number.

    Args:
        today: everything happens before this day, counted back from it.
        people: at least the six.
        progress: told how many people have been stored so far.

    Returns:
        how many people were stored.

    Raises:
        AlreadySeeded: nothing was changed.
        ValueError: fewer people than the six.
    """
    if people < len(PEOPLE):
        raise ValueError(people)
    with database.begin() as tx:
        if is_seeded(tx):
            raise AlreadySeeded
        for creditor in CREDITORS:
            accounts.add_creditor(tx, creditor)
        drawn = drawn_cases(today, people - len(PEOPLE), seed)
        for stored, case in enumerate(chain(named_cases(today), drawn), start=1):
            _store(tx, case)
            if progress:
                progress(stored)
    return people


def is_seeded(tx: Session) -> bool:
    """Whether the named people are there."""
    key = normal_reference(PEOPLE[0].reference)
    return bool(tx.scalar(select(exists().where(AccountRow.reference_key == key))))


def _store(tx: Session, case: Case) -> None:
    accounts.add_debtor(tx, case.debtor)
    for file in case.files:
        accounts.add_account(tx, file.account)
        _store_plan(tx, file)
        _store_pause(tx, file)
    _store_past(tx, case)


def _store_past(tx: Session, case: Case) -> None:
    """All at once: the store's own functions would ask the database for each row.

    An `Entry` that does not add up cannot be made, so none can get here.
    """
    entries = [entry for file in case.files for entry in file.entries]
    statements = [row for file in case.files for row in _statement_rows(file)]
    tx.connection().execute(insert(StatementRow), statements)
    insert_history(tx, entries)


def _statement_rows(file: AccountFile) -> list[dict[str, object]]:
    return [
        {
            "account_id": file.account.id,
            "due_on": each.due_on,
            "amount_minor": each.amount.minor,
        }
        for each in file.statements
    ]


def _store_plan(tx: Session, file: AccountFile) -> None:
    if file.plan and file.offer:
        plans.add_offer(tx, file.offer)
        agreed_on = file.plan.agreed_on
        plans.add_plan(tx, file.offer, noon(agreed_on), agreed_on)


def _store_pause(tx: Session, file: AccountFile) -> None:
    if file.pause:
        account = file.account
        # No conversation set it; the account stands in for one.
        block = rights.NewBlock(
            file.pause.kind,
            account.debtor_id,
            account.id,
            account.id,
            file.pause.reason,
        )
        rights.add_block(tx, block, noon(file.pause.set_on))
