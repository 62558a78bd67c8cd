"""What people tell of their situation, and what of it may be kept.

A reason is read from plain phrases, so that the same words always mean the same.
Nothing is kept without a yes, and health never without one that is explicit (GDPR Art.
9(2)(a)). What is told never counts against anybody (FCA CONC 7.3.4R).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from debt.phrases import phrases_of, sentences

LONGEST_SENTENCE = 240


class Reason(str, Enum):
    """Why somebody is behind, in the order in which they are answered: what hurts most
    comes first.
    """

    BEREAVEMENT = "bereavement"
    ILLNESS = "illness"
    SEPARATION = "separation"
    LOST_INCOME = "lost_income"
    BENEFIT_DELAY = "benefit_delay"
    UNEXPECTED_COST = "unexpected_cost"
    PAY_DATE = "pay_date"
    FORGOT = "forgot"
    DISPUTE = "dispute"
    ALREADY_PAID = "already_paid"
    WONT_PAY = "wont_pay"
    OTHER = "other"


PERSONAL = (Reason.BEREAVEMENT, Reason.ILLNESS)
"""Reasons that a person with training should hear."""


class Question(str, Enum):
    """What may be asked beside the reason; every answer is optional."""

    WOULD_HELP = "would_help"
    WHAT_CHANGED = "what_changed"
    OTHER_DEBTS = "other_debts"
    ELSEWHERE = "elsewhere"
    SUPPORT = "support"


class Topic(str, Enum):
    """What an answer is about, as far as plain phrases tell."""

    RENT = "rent"
    ENERGY = "energy"
    COUNCIL_TAX = "council_tax"
    COURT = "court"
    CARDS = "cards"
    LOANS = "loans"
    SMALLER = "smaller"
    PAUSE = "pause"
    DATE = "date"
    PERSON = "person"


PRIORITY_DEBTS = (Topic.RENT, Topic.ENERGY, Topic.COUNCIL_TAX, Topic.COURT)
"""Debts that come before any here: a home, heating or freedom hangs on them."""


@dataclass(frozen=True)
class Circumstance:
    """One thing that a person told and allowed us to keep.

    Attributes:
        about: the value of a reason or of a question.
        sentence: in the person's words; empty once the consent was withdrawn.
        topics: what the sentence is about, where plain phrases tell.
        consented_at: when the person said yes to keeping it.
    """

    id: str
    about: str
    sentence: str
    topics: tuple[Topic, ...]
    recorded_at: datetime
    consented_at: datetime
    withdrawn_at: datetime | None = None


def reasons_in(text: str) -> tuple[Reason, ...]:
    """The reasons that the words tell plainly, the one to answer first of all first."""
    found = phrases_of("circumstances", "reasons").found(text)
    return tuple(each for each in Reason if each.value in found)


def topics_in(text: str) -> tuple[Topic, ...]:
    """What an answer is about."""
    found = phrases_of("circumstances", "topics").found(text)
    return tuple(each for each in Topic if each.value in found)


def sentence_of(text: str, reason: Reason = Reason.OTHER) -> str:
    """The sentence that tells the reason, or the first; cut where it is too long."""
    said = sentences(text)
    telling = (each for each in said if reason in reasons_in(each))
    sentence = next(telling, said[0] if said else "")
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return sentence[: LONGEST_SENTENCE - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
