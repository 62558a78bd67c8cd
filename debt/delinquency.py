"""Why an account is behind: facts that each point to a row, and three amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from debt.account import Account, Phase, phase_of
from debt.arrears import CoveredStatement, Statement, cover
from debt.ledger import Entry, EntryKind, ReturnReason, balance, settled_payments
from debt.money import Money, total
from debt.schedule import Instalment

_BUCKET_DAYS = 30


class FactKind(str, Enum):
    """What happened."""

    LAST_PAYMENT = "last_payment"
    MISSED = "missed"
    SHORT = "short"
    LATE = "late"
    RETURNED = "returned"
    FEE = "fee"
    INTEREST = "interest"


_CAUSES = {FactKind.MISSED, FactKind.SHORT, FactKind.LATE, FactKind.RETURNED}
_ENTRY_FACTS = {
    EntryKind.RETURNED_PAYMENT: FactKind.RETURNED,
    EntryKind.FEE: FactKind.FEE,
    EntryKind.INTEREST: FactKind.INTEREST,
}


@dataclass(frozen=True)
class Fact:
    """One thing that happened.

    Attributes:
        on: the day: of the entry, of the due date (missed, short), or of the payment
            that made a late instalment good.
        amount: never below zero; for a short instalment, what is still missing.
        entry_id: the ledger entry it was read from; ``None`` when the statement with
            this due date is the source.
    """

    kind: FactKind
    on: date
    amount: Money
    reason: ReturnReason | None = None
    entry_id: str | None = None


@dataclass(frozen=True)
class Explanation:
    """Where an account stands and how it got there.

    Attributes:
        facts: the last payment first, then everything by date since the oldest unpaid
            instalment, or since the ones before it that were paid late.
        days_past_due: since the oldest instalment not fully paid, 0 if none is late.
        step_down: the least that moves the account into a better 30-day bucket.
        cure: what brings it up to date.
        full: the whole balance.
        next_due: what the agreement asks for next, less what was paid towards it.
    """

    as_of: date
    facts: tuple[Fact, ...]
    days_past_due: int
    phase: Phase
    step_down: Money
    cure: Money
    full: Money
    next_due: Instalment | None

    @property
    def cause_recorded(self) -> bool:
        """Whether the books say why; if not, say so and offer a person or a dispute."""
        return any(each.kind in _CAUSES for each in self.facts)


def explain(
    account: Account,
    statements: Iterable[Statement],
    entries: Sequence[Entry],
    as_of: date,
) -> Explanation:
    """Explain an account from what is on record, in booking order, up to a day."""
    entries = [each for each in entries if each.booking.booked_on <= as_of]
    full = max(balance(entries, account.currency), Money.zero(account.currency))
    covered = cover(account.opened_on, statements, settled_payments(entries))
    unpaid = [s for s in covered if full and s.unpaid and s.statement.due_on < as_of]
    late = (as_of - unpaid[0].statement.due_on).days if unpaid else 0
    return Explanation(
        as_of=as_of,
        facts=_facts(covered, unpaid, entries, as_of),
        days_past_due=late,
        phase=phase_of(account, late),
        step_down=full if account.charged_off_on else _step_down(unpaid, full, as_of),
        cure=full if account.charged_off_on else _sum(unpaid, full),
        full=full,
        next_due=_next_due(covered, as_of) if full else None,
    )


def bucket(days_past_due: int) -> int:
    """The 30-day bucket: 0 is up to date, 1 is 1 to 30 days late, and so on."""
    return -(-days_past_due // _BUCKET_DAYS)


def _next_due(covered: Iterable[CoveredStatement], as_of: date) -> Instalment | None:
    coming = (s for s in covered if s.unpaid and s.statement.due_on >= as_of)
    first = next(coming, None)
    return Instalment(first.statement.due_on, first.unpaid) if first else None


def _sum(unpaid: Iterable[CoveredStatement], full: Money) -> Money:
    return min(total([each.unpaid for each in unpaid], full.currency), full)


def _step_down(unpaid: list[CoveredStatement], full: Money, as_of: date) -> Money:
    buckets = [bucket((as_of - each.statement.due_on).days) for each in unpaid]
    oldest = [s for s, b in zip(unpaid, buckets, strict=True) if b == buckets[0]]
    return _sum(oldest, full)


def _facts(
    covered: Sequence[CoveredStatement],
    unpaid: Sequence[CoveredStatement],
    entries: Sequence[Entry],
    as_of: date,
) -> tuple[Fact, ...]:
    last = settled_payments(entries)[-1:]
    facts = [_entry_fact(FactKind.LAST_PAYMENT, each) for each in last]
    if not unpaid:
        return tuple(facts)
    since = _beginning(covered, unpaid[0])
    story = [
        _statement_fact(each)
        for each in covered
        if since < each.statement.due_on < as_of and not each.paid_in_time
    ]
    story += [
        _entry_fact(_ENTRY_FACTS[each.kind], each)
        for each in entries
        if each.kind in _ENTRY_FACTS and each.booking.booked_on >= since
    ]
    return (*facts, *sorted(story, key=lambda fact: fact.on))


def _beginning(covered: Sequence[CoveredStatement], unpaid: CoveredStatement) -> date:
    """The day the trouble began: it goes back while instalments were paid late."""
    first = unpaid
    for earlier in reversed(covered[: covered.index(unpaid)]):
        if earlier.paid_in_time:
            break
        first = earlier
    return first.opened_on


def _entry_fact(kind: FactKind, entry: Entry) -> Fact:
    amount = max(entry.amount, -entry.amount)
    on, reason = entry.booking.booked_on, entry.booking.reason
    return Fact(kind, on, amount, reason, entry.id)


def _statement_fact(each: CoveredStatement) -> Fact:
    due = each.statement
    if each.covered_on:
        return Fact(FactKind.LATE, each.covered_on, due.amount, None, each.covered_by)
    if each.unpaid == due.amount:
        return Fact(FactKind.MISSED, due.due_on, due.amount)
    return Fact(FactKind.SHORT, due.due_on, each.unpaid)
