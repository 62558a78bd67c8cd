"""Whether the card provider, our payments and the ledger agree, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.refusal import refuse
from bot.cli.settings import read_settings
from debt.alarm import Alarm, AlarmKind
from debt.errors import PaymentRefused, PaymentUnavailable
from debt.event import Quarantined
from debt.reconciliation import Bucket, Difference
from debt.refund import Refund
from debt.services import Debt

_DAYS = timedelta(days=30)
_BUCKETS = {
    Bucket.MISSING_HERE: "the provider has it, we do not",
    Bucket.MISSING_THERE: "we have it, the provider does not",
    Bucket.DIFFERS: "differs",
}


@dataclass(frozen=True)
class Findings:
    """Everything that a person has to look at."""

    differences: list[Difference]
    quarantined: list[Quarantined]
    alarms: list[Alarm]
    refunds: list[Refund]

    @property
    def is_clean(self) -> bool:
        return not (self.differences or self.alarms)


def reconcile(
    since: Annotated[
        str | None,
        typer.Option(help="The first day, in UTC, as 2026-11-01; 30 days ago."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
    close: Annotated[
        str | None, typer.Option(help="Close this alarm, as KIND:REFERENCE.")
    ] = None,
) -> None:
    """Compare the card provider, our payments and the ledger; 1 if they differ."""
    from bot.cli.serve import open_services

    debt = open_services(read_settings())
    if close is not None:
        _close(debt, close)
        return
    now = debt.clock.now()
    start = _start_of(since, now) if since else now - _DAYS
    try:
        findings = find(debt, start)
    except PaymentUnavailable as exc:
        refuse(f"The card provider cannot be asked now ({exc}). Try again later.")
    except PaymentRefused as exc:
        refuse(f"The card provider refuses to tell ({exc}). Check the key it gave.")
    if as_json:
        typer.echo(json.dumps(_plain(asdict(findings)), indent=2))
    else:
        show(findings, Console())
    raise typer.Exit(0 if findings.is_clean else 1)


def find(debt: Debt, since: datetime) -> Findings:
    """Read everything that a person has to look at.

    Raises:
        PaymentUnavailable: the provider cannot be asked now.
        PaymentRefused: the provider does not take the question.
    """
    payments = list(debt.reconciliation.differences(since))
    ledger = debt.reconciliation.ledger_differences()
    with debt.database.read() as tx:
        return Findings(
            payments + ledger,
            debt.reconciliation.quarantined(tx),
            debt.reconciliation.open_alarms(tx),
            debt.refunds.proposed(tx),
        )


def show(findings: Findings, out: Console) -> None:
    """One table for each kind of thing; a line if there is nothing."""
    _table(
        out,
        "What differs",
        ("Reference", "Where", "What", "Here", "There"),
        (
            (d.reference, _BUCKETS[d.bucket], d.fact.value, d.here, d.there)
            for d in findings.differences
        ),
    )
    _table(
        out,
        "News that was not believed",
        ("At", "Provider's reference", "Why"),
        (
            (_at(q.received_at), q.reference or "", q.detail)
            for q in findings.quarantined
        ),
    )
    _table(
        out,
        "Open alarms",
        ("Since", "Kind", "Reference", "Detail"),
        (
            (_at(a.opened_at), a.kind.value, a.reference, a.detail)
            for a in findings.alarms
        ),
    )
    _table(
        out,
        "Refunds that wait for `parley refund ID`",
        ("ID", "Why", "Amount"),
        ((r.id, r.reason.value, r.amount.plain) for r in findings.refunds),
    )
    if findings.is_clean:
        out.print("Provider, payments and ledger agree.")


def _table(
    out: Console, title: str, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]
) -> None:
    table = Table(title=title, title_justify="left")
    for each in columns:
        table.add_column(each, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    if table.row_count:
        out.print(table)


def _start_of(day: str, now: datetime) -> datetime:
    try:
        start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    except ValueError:
        refuse(f"--since {day} is no day: write it as year-month-day, 2026-11-01.")
    if start > now:
        refuse(f"--since {day} has not come yet: name a day that has.")
    return start


def _close(debt: Debt, named: str) -> None:
    kind, _, reference = named.partition(":")
    if kind not in {each.value for each in AlarmKind}:
        kinds = ", ".join(each.value for each in AlarmKind)
        refuse(f"{named}: write KIND:REFERENCE; kinds are {kinds}.")
    with debt.database.begin() as tx:
        closed = debt.reconciliation.close_alarm(tx, AlarmKind(kind), reference)
    if not closed:
        refuse(f"No alarm {named} is open.")
    typer.echo(f"Closed: {named}")


def _plain(value: Any) -> Any:
    """Values as JSON has them; amounts as minor units with their currency."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
