"""Why an account is behind: facts that each point to a row, and three amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from itertools import groupby

from debt.account import Account, Phase, phase_of
from debt.arrears import CoveredStatement, Statement, cover
from debt.ledger import (
    Entry,
    EntryKind,
    ReturnReason,
    balance,
    credits,
    settled_payments,
    standing_entries,
)
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
    EntryKind.REFUND: FactKind.RETURNED,
    EntryKind.FEE: FactKind.FEE,
}


@dataclass(frozen=True)
class Fact:
    """One thing that happened, and the rows it was read from.

    Attributes:
        on: the day: of the entry, of the due date (missed, short), or of the payment
            that made a late instalment good.
        amount: never below zero; for a short instalment, what is still missing.
        entry_ids: the ledger entries it was read from: one, or what paid a late or
            short instalment, or the interest of one month.
        due_on: the due date of the statement it is about: the one missed, short or
            late, or the one whose miss a fee was charged for.
        caused_by: the id of the returned payment a fee was charged for.
    """

    kind: FactKind
    on: date
    amount: Money
    reason: ReturnReason | None = None
    entry_ids: tuple[str, ...] = ()
    due_on: date | None = None
    caused_by: str | None = None

    @property
    def entry_id(self) -> str | None:
        """The last of its entries; ``None`` when only a statement is its source."""
        return self.entry_ids[-1] if self.entry_ids else None


@dataclass(frozen=True)
class Standing:
    """Where an account stands.

    Attributes:
        balance: the whole of what is owed, never below zero.
        past_due: what brings it up to date; all of it after charge-off.
        days_past_due: since the oldest instalment not fully paid, 0 if none is late.
    """

    balance: Money
    past_due: Money
    days_past_due: int
    phase: Phase

    @property
    def bucket(self) -> int:
        """Its 30-day bucket."""
        return bucket(self.days_past_due)


@dataclass(frozen=True)
class Explanation:
    """Where an account stands and how it got there.

    Attributes:
        now: where it stands.
        facts: the last payment first, then everything by date since the oldest unpaid
            instalment, or since the ones before it that were paid late.
        step_down: the least that moves the account into a better 30-day bucket.
        after_step_down: where it stands once exactly that was paid the same day.
        after_cure: the same for what brings it up to date.
        after_full: the same for the whole balance.
        next_due: what the agreement asks for next, less what was paid towards it.
    """

    as_of: date
    now: Standing
    facts: tuple[Fact, ...]
    step_down: Money
    after_step_down: Standing
    after_cure: Standing
    after_full: Standing
    next_due: Instalment | None

    @property
    def days_past_due(self) -> int:
        return self.now.days_past_due

    @property
    def phase(self) -> Phase:
        return self.now.phase

    @property
    def cure(self) -> Money:
        """What brings the account up to date."""
        return self.now.past_due

    @property
    def full(self) -> Money:
        """The whole balance."""
        return self.now.balance

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
    account = _as_it_was(account, as_of)
    entries = [each for each in entries if each.booking.booked_on <= as_of]
    full = max(balance(entries, account.currency), Money.zero(account.currency))
    covered = cover(account.opened_on, statements, credits(entries))
    unpaid = [s for s in covered if full and s.unpaid and s.statement.due_on < as_of]
    now = _standing(account, unpaid, full, as_of)
    step_down = full if account.charged_off_on else _step_down(unpaid, full, as_of)

    def after(amount: Money) -> Standing:
        left = _pay_oldest(unpaid, amount, as_of)
        return _standing(account, left, full - amount, as_of)

    return Explanation(
        as_of=as_of,
        now=now,
        facts=_facts(covered, unpaid, entries, as_of),
        step_down=step_down,
        after_step_down=after(step_down),
        after_cure=after(now.past_due),
        after_full=after(full),
        next_due=_next_due(covered, as_of) if full else None,
    )


def bucket(days_past_due: int) -> int:
    """The 30-day bucket: 0 is up to date, 1 is 1 to 30 days late, and so on."""
    return -(-days_past_due // _BUCKET_DAYS)


def _as_it_was(account: Account, as_of: date) -> Account:
    """Without what had not been done to the account by then."""
    if account.litigation_on and account.litigation_on > as_of:
        account = replace(account, litigation_on=None)
    if account.charged_off_on and account.charged_off_on > as_of:
        account = replace(account, charged_off_on=None)
    return account


def _standing(
    account: Account, unpaid: Sequence[CoveredStatement], owed: Money, as_of: date
) -> Standing:
    late = (as_of - unpaid[0].statement.due_on).days if unpaid and owed else 0
    past_due = owed if account.charged_off_on else _sum(unpaid, owed)
    return Standing(owed, past_due, late, phase_of(account, late))


def _pay_oldest(
    unpaid: Iterable[CoveredStatement], amount: Money, on: date
) -> list[CoveredStatement]:
    """The statements that are still not fully paid after an amount."""
    left = []
    for each in unpaid:
        paid = each.pay(amount, "", on)
        amount -= each.unpaid - paid.unpaid
        if paid.unpaid:
            left.append(paid)
    return left


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
    booked = [e for e in standing_entries(entries) if e.booking.booked_on >= since]
    story += [
        _entry_fact(_ENTRY_FACTS[each.kind], each)
        for each in booked
        if each.kind in _ENTRY_FACTS
    ]
    story += _interest_facts(e for e in booked if e.kind is EntryKind.INTEREST)
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
    booking = entry.booking
    return Fact(
        kind,
        booking.booked_on,
        max(entry.amount, -entry.amount),
        booking.reason,
        (entry.id,),
        booking.missed_on,
        booking.caused_by,
    )


def _interest_facts(entries: Iterable[Entry]) -> Iterator[Fact]:
    """One fact for each month: interest may be booked every day."""
    months = groupby(entries, key=lambda each: each.booking.booked_on.replace(day=1))
    for _, month in months:
        booked = list(month)
        amount = total([each.amount for each in booked], booked[0].amount.currency)
        ids = tuple(each.id for each in booked)
        if amount.minor > 0:
            on = booked[-1].booking.booked_on
            yield Fact(FactKind.INTEREST, on, amount, entry_ids=ids)


def _statement_fact(each: CoveredStatement) -> Fact:
    due = each.statement
    if each.covered_on:
        kind, on, amount = FactKind.LATE, each.covered_on, due.amount
    elif each.paid_by:
        kind, on, amount = FactKind.SHORT, due.due_on, each.unpaid
    else:
        kind, on, amount = FactKind.MISSED, due.due_on, due.amount
    return Fact(kind, on, amount, entry_ids=each.paid_by, due_on=due.due_on)
