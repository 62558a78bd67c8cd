"""What happened to the six people, counted back from today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.demo.portfolio.case import AccountFile, Case, open_file
from bot.demo.portfolio.course import (
    Agreement,
    Course,
    PastPlan,
    Pause,
    Turn,
    dice,
    draw_id,
)
from bot.demo.portfolio.creditors import (
    CREDIT_CARD,
    ENERGY,
    PERSONAL_LOAN,
    PHONE,
    STORE_CARD,
    Product,
)
from bot.demo.portfolio.people import (
    DANIEL,
    EILEEN,
    GRACE,
    MARIA,
    PEOPLE,
    PRIYA,
    TOM,
    DemoPerson,
)
from debt.account import Contact, ContactKind, Debtor
from debt.ledger import ReturnReason
from debt.money import Money
from debt.rights import BlockKind
from debt.schedule import add_months

PRIYA_ENERGY = "PL-631-052"
GRACE_PHONE = "PL-175-819"
REFERENCES = frozenset(
    {*(each.reference for each in PEOPLE), PRIYA_ENERGY, GRACE_PHONE}
)

_GOOD_YEAR = (Turn.ON_TIME,) * 12


@dataclass(frozen=True)
class _Line:
    """One debt of one of the six; the size is in pounds."""

    reference: str
    product: Product
    size: int
    last4: str
    card: str
    course: Course


def named_cases(today: date) -> list[Case]:
    """The six, in the order of ``PEOPLE``; only the day makes a difference."""
    return [_case(number, each, today) for number, each in enumerate(PEOPLE, 1)]


def _case(number: int, person: DemoPerson, today: date) -> Case:
    rng = dice(person.reference)
    debtor = _debtor(number, person, rng)
    lines = _STORIES[person](today)
    return Case(debtor, tuple(_file(debtor, each, rng) for each in lines))


def _debtor(number: int, person: DemoPerson, rng: Random) -> Debtor:
    address = person.name.lower().replace(" ", ".") + "@example.com"
    return Debtor(
        id=draw_id(rng),
        name=person.name,
        date_of_birth=person.date_of_birth,
        postcode=person.postcode,
        contacts=(
            Contact(ContactKind.SMS, f"+447700900{number:03d}"),
            Contact(ContactKind.EMAIL, address),
        ),
        jurisdiction="GB",
    )


def _file(debtor: Debtor, line: _Line, rng: Random) -> AccountFile:
    agreement = Agreement(
        id=draw_id(rng),
        reference=line.reference,
        product=line.product,
        size=Money(line.size * 100, "GBP"),
        last4=line.last4,
        card=line.card,
    )
    return open_file(debtor, agreement, line.course, rng)


def _maria(today: date) -> tuple[_Line, ...]:
    course = Course(today, today - timedelta(days=20), _GOOD_YEAR)
    return (_Line(MARIA.reference, CREDIT_CARD, 640, "4471", "Visa ••1881", course),)


def _tom(today: date) -> tuple[_Line, ...]:
    course = Course(
        today,
        # Late enough for the second due date, and the return after it, to be past.
        today - timedelta(days=41),
        _GOOD_YEAR,
        (Turn.RETURNED, Turn.RETURNED),
        return_reason=ReturnReason.CARD_EXPIRED,
    )
    return (_Line(TOM.reference, STORE_CARD, 760, "2093", "Mastercard ••5120", course),)


def _priya(today: date) -> tuple[_Line, ...]:
    loan = Course(today, today - timedelta(days=88), _GOOD_YEAR)
    energy = Course(today, today - timedelta(days=72), _GOOD_YEAR[:9])
    return (
        _Line(PRIYA.reference, PERSONAL_LOAN, 4200, "6618", "Visa ••7304", loan),
        _Line(PRIYA_ENERGY, ENERGY, 95, "3057", "Visa ••7304", energy),
    )


def _daniel(today: date) -> tuple[_Line, ...]:
    # Two instalments were paid; the third is past its grace, the fourth yet to come.
    agreed_on = today - timedelta(days=88)
    course = Course(
        today,
        agreed_on - timedelta(days=35),
        _GOOD_YEAR,
        plan=PastPlan(agreed_on, count=6, missed=1),
    )
    return (_Line(DANIEL.reference, CREDIT_CARD, 900, "8142", "Visa ••2266", course),)


def _eileen(today: date) -> tuple[_Line, ...]:
    charged_off_on = add_months(today, -8)
    course = Course(
        today,
        charged_off_on - timedelta(days=181),
        _GOOD_YEAR,
        charged_off_on=charged_off_on,
        settlement_percent=40,
    )
    return (_Line(EILEEN.reference, CREDIT_CARD, 1850, "9075", "Visa ••6439", course),)


def _grace(today: date) -> tuple[_Line, ...]:
    pause = Pause(
        BlockKind.DISPUTE,
        today - timedelta(days=12),
        "I never bought those things, somebody used my card",
    )
    card = Course(today, today - timedelta(days=38), _GOOD_YEAR, pause=pause)
    phone = Course(today, today + timedelta(days=12), _GOOD_YEAR)
    return (
        _Line(GRACE.reference, CREDIT_CARD, 430, "1296", "Visa ••3518", card),
        _Line(GRACE_PHONE, PHONE, 18, "7740", "Visa ••3518", phone),
    )


_STORIES: dict[DemoPerson, Callable[[date], tuple[_Line, ...]]] = {
    MARIA: _maria,
    TOM: _tom,
    PRIYA: _priya,
    DANIEL: _daniel,
    EILEEN: _eileen,
    GRACE: _grace,
}
