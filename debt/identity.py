"""Who a person is: matching facts, one-time codes and how long a check lasts."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, IntEnum
from functools import lru_cache

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
# How long a message that looks like a code is still answered as one.
CODE_AWAITED = timedelta(hours=1)
SUBMISSION_WINDOW = timedelta(hours=1)
SUBMISSIONS_PER_CONVERSATION = 5
SUBMISSIONS_PER_DEBTOR = 5
IDLE_LIMIT = timedelta(minutes=15)
ABSOLUTE_LIMIT = timedelta(hours=12)
FACTS_NEEDED = 2


class Level(IntEnum):
    """How sure we are. MATCHED says only that a code is awaited, never that a person
    exists."""

    ANONYMOUS = 0
    MATCHED = 1
    VERIFIED = 2


class FactsOutcome(str, Enum):
    """The only two answers to submitted facts, whoever they match."""

    CODE_SENT = "code_sent"
    LOCKED = "locked"


class CodeOutcome(str, Enum):
    """The answer to a code."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True)
class IdentityFacts:
    """What a person says about themselves; any two can be enough."""

    reference: str | None = None
    date_of_birth: date | None = None
    postcode: str | None = None

    def given(self) -> dict[str, str]:
        """The facts as they are compared, without the ones left out."""
        born = self.date_of_birth
        facts = {
            "reference": normal_reference(self.reference or ""),
            "date_of_birth": born.isoformat() if born else "",
            "postcode": normal_postcode(self.postcode or ""),
        }
        return {name: value for name, value in facts.items() if value}


@dataclass(frozen=True)
class Candidate:
    """A person on file with one of their references, as compared."""

    debtor_id: str
    facts: IdentityFacts


@dataclass(frozen=True)
class VerifiedDebtor:
    """Proof that this conversation passed the check. Only the identity service makes
    one; every read of money asks for it.

    Attributes:
        jurisdiction: under which law their debts are, such as ``US-NY``; None where we
            were not told.
    """

    id: str
    name: str
    locale: str
    zone: str
    conversation_id: str
    jurisdiction: str | None = None


@dataclass(frozen=True)
class Verification:
    """A stretch of one conversation in which one person stood as verified.

    Attributes:
        ended_at: the first moment that no longer belongs to it; in the future while
            the check still counts.
    """

    conversation_id: str
    began_at: datetime
    ended_at: datetime


_BETWEEN = re.compile(r"[\W_]+")
# Compared when nobody fits, so that a stranger costs as much work as a customer.
_NOBODY = Candidate("", IdentityFacts("-", date(1, 1, 1), "-"))


@lru_cache(maxsize=1000)
def normal_reference(text: str) -> str:
    """Letters and digits only, in capitals: ``hb 4471-a`` is ``HB4471A``."""
    return _BETWEEN.sub("", text.upper())


def normal_code(text: str) -> str:
    """The digits of a code, however it was typed: ``123 456`` is ``123456``."""
    return "".join(each for each in text if each in "0123456789")


def normal_postcode(text: str) -> str:
    """Letters and digits in capitals; only the first five digits of a US ZIP+4."""
    plain = normal_reference(text)
    return plain[:5] if len(plain) == 9 and plain.isdigit() else plain


def match(facts: IdentityFacts, candidates: Iterable[Candidate]) -> str | None:
    """The id of the one person all given facts fit, if at least two are given."""
    given = facts.given()
    fitting = {
        each.debtor_id
        for each in (*candidates, _NOBODY)
        if _fits(given, each.facts.given()) and len(given) >= FACTS_NEEDED
    }
    return fitting.pop() if len(fitting) == 1 else None


def _fits(given: dict[str, str], known: dict[str, str]) -> bool:
    return all(
        [
            hmac.compare_digest(value.encode(), known.get(name, "").encode())
            for name, value in given.items()
        ]
    )


@dataclass(frozen=True)
class CodeAttempt:
    """A code that was typed, against the one on record.

    Attributes:
        right: it is the code on record, and that one was sent to somebody.
        tries: wrong codes before this one.
    """

    right: bool
    tries: int
    age: timedelta
    used: bool


def judge(attempt: CodeAttempt) -> CodeOutcome:
    """Single use, ten minutes, five tries: the fifth wrong code locks."""
    if attempt.used:
        return CodeOutcome.NOT_EXPECTED
    if attempt.tries >= CODE_TRIES:
        return CodeOutcome.TOO_MANY
    if attempt.age >= CODE_LIFETIME:
        return CodeOutcome.EXPIRED
    if attempt.right:
        return CodeOutcome.ACCEPTED
    last = attempt.tries + 1 == CODE_TRIES
    return CodeOutcome.TOO_MANY if last else CodeOutcome.WRONG


def new_code() -> str:
    """Six random digits from the system's secure source."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def keyed_hash(pepper: bytes, *parts: str) -> str:
    """HMAC-SHA256 under the pepper: useless to whoever reads only the database."""
    return hmac.new(pepper, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()


def ends_at(verified_at: datetime, seen_at: datetime) -> datetime:
    """When a check stops counting: 15 minutes without a word, 12 hours in all."""
    return min(seen_at + IDLE_LIMIT, verified_at + ABSOLUTE_LIMIT)


def is_live(verified_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a check still counts."""
    return now < ends_at(verified_at, seen_at)
