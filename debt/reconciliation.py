"""Whether provider, intents and ledger tell the same, and the ledger of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from debt.ledger import LedgerAccount
from debt.money import Money
from debt.payment import ARRIVED, PaymentState, Standing, kept


class Bucket(str, Enum):
    """Where a payment is missing, or that it differs."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    DIFFERS = "differs"


class Fact(str, Enum):
    """What is compared: of a payment, and of the ledger by itself."""

    PAYMENT = "payment"
    AMOUNT = "amount"
    STATE = "state"
    REFUNDED = "refunded"
    BOOKED = "booked"
    BALANCE = "balance"
    ENTRY = "entry"


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
    """One fact on which two sides disagree, each in its own words.

    Attributes:
        reference: the payment's, ours; of the ledger, the id of the account or entry.
        here: what we say, empty if we say nothing.
        there: what the provider says, or what should be booked.
    """

    bucket: Bucket
    reference: str
    fact: Fact
    here: str
    there: str


def compare_listed(
    ours: Mapping[str, OurClaim], theirs: Iterable[Claim]
) -> Iterator[Difference]:
    """What differs of payments the provider listed, in any order and with repeats.

    Args:
        ours: by our reference; at least those that are listed and that we know.
    """
    for claim in dict.fromkeys(theirs):
        mine = ours.get(claim.reference)
        if mine is not None and is_same_payment(mine.intent, claim):
            yield from compare(mine, claim)
        elif kept(claim.standing, claim.amount):
            yield missing_here(claim)


def is_same_payment(mine: Claim, theirs: Claim) -> bool:
    """Two payments of the provider may carry one reference of ours; one of them is it.

    While we have not heard the provider's name for it, any of them may be.
    """
    known = mine.provider_reference
    return mine.reference == theirs.reference and (
        known is None or known == theirs.provider_reference
    )


def missing_here(theirs: Claim) -> Difference:
    """The provider holds money of a payment that we never asked for."""
    there = f"{theirs.provider_reference} {_in_words(theirs)}"
    return Difference(Bucket.MISSING_HERE, theirs.reference, Fact.PAYMENT, "", there)


def missing_there(ours: Claim) -> Difference:
    """We hold a payment of which the provider says nothing."""
    return Difference(
        Bucket.MISSING_THERE, ours.reference, Fact.PAYMENT, _in_words(ours), ""
    )


def compare(ours: OurClaim, theirs: Claim) -> Iterator[Difference]:
    """Every fact on which the two sides disagree about one payment."""
    mine = ours.intent
    facts = {
        Fact.AMOUNT: (mine.amount.plain, theirs.amount.plain),
        Fact.STATE: (_state(mine.standing), _state(theirs.standing)),
        Fact.REFUNDED: (
            mine.standing.refunded.plain,
            theirs.standing.refunded.plain,
        ),
    }
    for fact, (here, there) in facts.items():
        if here != there:
            yield Difference(Bucket.DIFFERS, mine.reference, fact, here, there)
    yield from unbooked(ours)


def unbooked(ours: OurClaim) -> Iterator[Difference]:
    """Whether the ledger holds exactly what is kept of the payment."""
    expected = kept(ours.intent.standing, ours.intent.amount)
    if expected != ours.booked:
        here, there = ours.booked.plain, expected.plain
        yield Difference(
            Bucket.DIFFERS, ours.intent.reference, Fact.BOOKED, here, there
        )


def unposted(
    account_id: str, part: LedgerAccount, held: Money, posted: Money
) -> Difference:
    """A part of a balance is not what its postings come to."""
    here, there = (f"{part.value} {each.plain}" for each in (held, posted))
    return Difference(Bucket.DIFFERS, account_id, Fact.BALANCE, here, there)


def unbalanced(entry_id: str) -> Difference:
    """The postings of an entry do not add up to zero, or are missing."""
    return Difference(Bucket.DIFFERS, entry_id, Fact.ENTRY, "not zero", "zero")


def _state(standing: Standing) -> str:
    """How it stands; a page left open or a card that may not pay is no difference."""
    if standing.state not in ARRIVED:
        return "not_arrived"
    barred = standing.state is PaymentState.BARRED
    return (PaymentState.SUCCEEDED if barred else standing.state).value


def _in_words(claim: Claim) -> str:
    return f"{_state(claim.standing)} {claim.amount.plain}"
