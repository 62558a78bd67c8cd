"""What happened here since a point, as events in a stable order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from debt.ledger import RECEIVABLES
from debt.money import Money, total
from debt.plan import Plan
from debt.store import plans
from debt.store.tables import (
    AccountRow,
    BlockRow,
    DebtorRow,
    EntryRow,
    IntentRow,
    PlanEventRow,
    PlanRow,
    PostingRow,
    PromiseRow,
    SessionRow,
    TicketRow,
)

Event = dict[str, Any]
_AT_ONCE = 500
_IMPORTED = ("import:%", "movement:%")
_PARTS = {part.value: account for account, part in RECEIVABLES.items()}


def payments(tx: Session, since: datetime) -> Iterator[Event]:
    """Everything that was booked here, and not told by the operator's own files."""
    for event in _rows(tx, _entries(since)):
        currency, key = event["currency"], event.pop("key")
        event |= {name: Money(int(event[name]), currency) for name in _PARTS}
        event["amount"] = total([event[name] for name in _PARTS], currency)
        # The keys of what a payment books begin with its id.
        event["payment"] = tx.scalar(
            select(IntentRow.reference).where(IntentRow.id == key.partition(":")[0])
        )
        yield event


def plan_events(tx: Session, since: datetime) -> Iterator[Event]:
    """What befell plans, and the terms they have now."""
    for event in _rows(tx, _plan_log(since)):
        plan = plans.plan_with_id(tx, event["plan"])
        yield {
            **event,
            "id": f"{event['plan']}:{event['id']}",
            "state": plan.state,
            "total": plan.terms.total,
            "currency": plan.terms.total.currency,
            "instalments": len(plan.schedule.instalments),
            "frequency": plan.terms.frequency,
        }


def instalments(tx: Session, since: datetime) -> Iterator[Event]:
    """The whole schedule, as it is now, with each event of a plan."""
    for event in _rows(tx, _plan_log(since)):
        plan: Plan = plans.plan_with_id(tx, event["plan"])
        for number, each in enumerate(plan.schedule.instalments, start=1):
            yield {
                **event,
                "id": f"{event['plan']}:{event['id']}:{number}",
                "number": number,
                "due": each.due,
                "amount": each.amount,
                "currency": each.amount.currency,
            }


def promises(tx: Session, since: datetime) -> Iterator[Event]:
    """Promises when they were made, and when they were kept or not."""
    row = PromiseRow
    columns = (
        AccountRow.reference,
        DebtorRow.customer,
        row.id.label("promise"),
        row.due,
        row.amount_minor.label("minor"),
        row.currency,
    )
    for event in _rows(
        tx,
        _twice(
            _of_account(row.account_id, columns),
            (row.made_at, literal("made")),
            (row.ended_at, cast(row.state, String)),
            since,
        ),
    ):
        event["id"] = f"{event['promise']}:{event['event']}"
        event["amount"] = Money(event.pop("minor"), event["currency"])
        yield event


def blocks(tx: Session, since: datetime) -> Iterator[Event]:
    """What stops collecting, when it was set and when it was lifted.

    Disputes, requests to stop and protected statuses; without a reference it is for
    everything the person owes.
    """
    row = BlockRow
    columns = (
        AccountRow.reference,
        DebtorRow.customer,
        row.reference.label("block"),
        row.kind,
        row.reason,
    )
    query = (
        select(*columns)
        .select_from(row)
        .outerjoin(AccountRow, AccountRow.id == row.account_id)
        .join(DebtorRow, DebtorRow.id == row.debtor_id)
    )
    for event in _rows(
        tx,
        _twice(
            query,
            (row.set_at, literal("set")),
            (row.lifted_at, literal("lifted")),
            since,
        ),
    ):
        yield {**event, "id": f"{event['block']}:{event['event']}"}


def contacts(tx: Session, since: datetime) -> Iterator[Event]:
    """Conversations in which a person passed the identity check."""
    query = (
        select(
            SessionRow.conversation_id.label("conversation"),
            SessionRow.verified_at.label("at"),
            literal("verified").label("event"),
            DebtorRow.customer,
        )
        .select_from(SessionRow)
        .join(DebtorRow, DebtorRow.id == SessionRow.debtor_id)
        .where(SessionRow.verified_at >= since)
        .order_by(SessionRow.verified_at, SessionRow.conversation_id)
    )
    for event in _rows(tx, query):
        yield {**event, "id": f"{event['conversation']}:{event['at'].isoformat()}"}


def handoffs(tx: Session, since: datetime) -> Iterator[Event]:
    """People who asked for a person, and when an agent was done."""
    row = TicketRow
    query = (
        select(
            DebtorRow.customer,
            row.reference.label("ticket"),
            row.reason,
            row.agent_name.label("agent"),
        )
        .select_from(row)
        .outerjoin(SessionRow, SessionRow.conversation_id == row.conversation_id)
        .outerjoin(DebtorRow, DebtorRow.id == SessionRow.debtor_id)
    )
    for event in _rows(
        tx,
        _twice(
            query,
            (row.waiting_since, literal("asked")),
            (row.closed_at, literal("closed")),
            since,
        ),
    ):
        yield {**event, "id": f"{event['ticket']}:{event['event']}"}


def _entries(since: datetime) -> Select[Any]:
    parts = [
        func.coalesce(
            func.sum(PostingRow.minor).filter(PostingRow.ledger_account == account), 0
        ).label(name)
        for name, account in _PARTS.items()
    ]
    columns = (
        EntryRow.id,
        EntryRow.recorded_at.label("at"),
        EntryRow.kind.label("event"),
        AccountRow.reference,
        DebtorRow.customer,
        EntryRow.booked_on,
        EntryRow.method,
        EntryRow.reason,
        EntryRow.reverses.label("returns"),
        EntryRow.idempotency_key.label("key"),
        AccountRow.currency,
    )
    return (
        _of_account(EntryRow.account_id, (*columns, *parts))
        .join(PostingRow, PostingRow.entry_id == EntryRow.id)
        .where(EntryRow.recorded_at >= since)
        .where(*(EntryRow.idempotency_key.not_like(each) for each in _IMPORTED))
        .group_by(EntryRow.id, AccountRow.id, DebtorRow.id)
        .order_by(EntryRow.recorded_at, EntryRow.id)
    )


def _plan_log(since: datetime) -> Select[Any]:
    columns = (
        PlanEventRow.number.label("id"),
        PlanEventRow.at,
        PlanEventRow.kind.label("event"),
        AccountRow.reference,
        DebtorRow.customer,
        PlanEventRow.plan_id.label("plan"),
        PlanEventRow.actor,
        PlanEventRow.on,
    )
    return (
        _of_account(PlanRow.account_id, columns)
        .join(PlanEventRow, PlanEventRow.plan_id == PlanRow.id)
        .where(PlanEventRow.at >= since)
        .order_by(PlanEventRow.at, PlanEventRow.plan_id, PlanEventRow.number)
    )


def _of_account(account_id: Any, columns: tuple[Any, ...]) -> Select[Any]:
    return (
        select(*columns)
        .select_from(account_id.class_)
        .join(AccountRow, AccountRow.id == account_id)
        .join(DebtorRow, DebtorRow.id == AccountRow.debtor_id)
    )


def _twice(
    query: Select[Any],
    begun: tuple[Any, ColumnElement[str]],
    ended: tuple[Any, ColumnElement[str]],
    since: datetime,
) -> Any:
    """Rows with a beginning and an end, as two events each."""
    parts = [
        query.add_columns(at.label("at"), event.label("event")).where(at >= since)
        for at, event in (begun, ended)
    ]
    both = union_all(*parts).subquery()
    return select(both).order_by(both.c.at, *both.c)


def _rows(tx: Session, query: Any) -> Iterator[Event]:
    """Row by row, however many there are."""
    result = tx.connection().execute(query.execution_options(yield_per=_AT_ONCE))
    return (dict(each) for each in result.mappings())
