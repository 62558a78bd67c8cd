"""Whether provider, intents and ledger tell the same of every payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from debt.money import Money
from debt.payment import ARRIVED, PaymentState, Standing, kept


class Bucket(str, Enum):
    """Where a payment is missing, or that it differs."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    DIFFERS = "differs"


class Fact(str, Enum):
    """What of a payment is compared."""

    PAYMENT = "payment"
    REFERENCE = "reference"
    AMOUNT = "amount"
    STATE = "state"
    REFUNDED = "refunded"
    BOOKED = "booked"


@dataclass(frozen=True)
class Claim:
    """What one side says of a payment.

    Attributes:
        reference: ours.
        provider_reference: the provider's, once it is known.
    """

    reference: str
    provider_reference: str | None
    amount: Money
    standing: Standing


@dataclass(frozen=True)
class OurClaim:
    """An intent, and what the ledger holds of it."""

    intent: Claim
    booked: Money


@dataclass(frozen=True)
class Difference:
    """One fact on which two sides disagree, each in its own words."""

    bucket: Bucket
    reference: str
    fact: Fact
    here: str
    there: str


def missing_here(theirs: Claim) -> Difference:
    """The provider took a payment that we never asked for."""
    return Difference(
        Bucket.MISSING_HERE, theirs.reference, Fact.PAYMENT, "", _in_words(theirs)
    )


def missing_there(ours: Claim) -> Difference:
    """We hold a payment of which the provider says nothing."""
    return Difference(
        Bucket.MISSING_THERE, ours.reference, Fact.PAYMENT, _in_words(ours), ""
    )


def compare(ours: OurClaim, theirs: Claim) -> Iterator[Difference]:
    """Every fact on which the two sides disagree about one payment."""
    mine = ours.intent
    facts = {
        Fact.REFERENCE: (mine.provider_reference or "", theirs.provider_reference),
        Fact.AMOUNT: (_money(mine.amount), _money(theirs.amount)),
        Fact.STATE: (_state(mine.standing), _state(theirs.standing)),
        Fact.REFUNDED: (
            _money(mine.standing.refunded),
            _money(theirs.standing.refunded),
        ),
    }
    for fact, (here, there) in facts.items():
        if here != there:
            yield Difference(Bucket.DIFFERS, mine.reference, fact, here, there or "")
    yield from unbooked(ours)


def unbooked(ours: OurClaim) -> Iterator[Difference]:
    """Whether the ledger holds exactly what is kept of the payment."""
    expected = kept(ours.intent.standing, ours.intent.amount)
    if expected != ours.booked:
        here, there = _money(ours.booked), _money(expected)
        yield Difference(
            Bucket.DIFFERS, ours.intent.reference, Fact.BOOKED, here, there
        )


def _state(standing: Standing) -> str:
    """How it stands; a page left open or a card that may not pay is no difference."""
    if standing.state not in ARRIVED:
        return "not_arrived"
    barred = standing.state is PaymentState.BARRED
    return (PaymentState.SUCCEEDED if barred else standing.state).value


def _money(amount: Money) -> str:
    return f"{amount.decimal} {amount.currency}"


def _in_words(claim: Claim) -> str:
    return f"{_state(claim.standing)} {_money(claim.amount)}"
