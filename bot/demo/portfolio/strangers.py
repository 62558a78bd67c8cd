"""Everybody else in the portfolio: drawn people with one to four debts each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bot.demo.portfolio.case import AccountFile, Case, open_file
from bot.demo.portfolio.course import Agreement, dice, draw_id
from bot.demo.portfolio.creditors import PRODUCTS, Product
from bot.demo.portfolio.fates import draw_course
from bot.demo.portfolio.named import REFERENCES
from bot.demo.portfolio.names import (
    FIRST_NAMES,
    POSTAL_DISTRICTS,
    SURNAMES,
    UNIT_LETTERS,
    ZIP_AREAS,
)
from bot.demo.portfolio.people import PEOPLE
from debt.account import Contact, ContactKind, Debtor
from debt.money import Money

_AMERICAN_SHARE = 0.12
_DEBTS = {1: 48, 2: 30, 3: 15, 4: 7}
_YOUNGEST_DAYS = 20 * 366
_OLDEST_DAYS = 80 * 365
_NAMES_TAKEN = frozenset(each.name for each in PEOPLE)
_CARD_BRANDS = ("Visa", "Visa", "Mastercard")


def drawn_cases(today: date, people: int, seed: int) -> Iterator[Case]:
    """So many people; the same ones for the same seed and day."""
    rng = dice(seed)
    references = _references(rng)
    for number in range(people):
        is_american = rng.random() < _AMERICAN_SHARE
        draw = _american if is_american else _briton
        debtor = draw(number, today, rng)
        files = tuple(
            _file(debtor, next(references), product, today, rng)
            for product in _products(debtor.locale, rng)
        )
        yield Case(debtor, files)


def _references(rng: Random) -> Iterator[str]:
    """References that have not been given to anybody, as printed on letters."""
    given = set(REFERENCES)
    while True:
        reference = f"PL-{rng.randrange(1000):03d}-{rng.randrange(1000):03d}"
        if reference not in given:
            given.add(reference)
            yield reference


def _products(locale: str, rng: Random) -> list[Product]:
    choice = PRODUCTS[locale]
    debts = rng.choices(list(_DEBTS), weights=list(_DEBTS.values()))[0]
    return rng.sample(choice, min(debts, len(choice)))


def _briton(number: int, today: date, rng: Random) -> Debtor:
    name = _name(rng)
    unit = "".join(rng.choices(UNIT_LETTERS, k=2))
    return Debtor(
        id=draw_id(rng),
        name=name,
        date_of_birth=_date_of_birth(today, rng),
        postcode=f"{rng.choice(POSTAL_DISTRICTS)} {rng.randrange(10)}{unit}",
        # Ofcom keeps 07700 900000 to 900999 for drama; the first are the six people's.
        contacts=_contacts(name, number, f"+447700900{100 + number % 900}", rng),
        jurisdiction="GB",
    )


def _american(number: int, today: date, rng: Random) -> Debtor:
    name = _name(rng)
    zip_area, zone, area_code = rng.choice(ZIP_AREAS)
    return Debtor(
        id=draw_id(rng),
        name=name,
        date_of_birth=_date_of_birth(today, rng),
        postcode=f"{zip_area}{rng.randrange(100):02d}",
        locale="en-US",
        zone=zone,
        # 555-0100 to 555-0199 belong to nobody in any area code.
        contacts=_contacts(name, number, f"+1{area_code}55501{number % 100:02d}", rng),
        jurisdiction="US",
    )


def _name(rng: Random) -> str:
    while True:
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(SURNAMES)}"
        if name not in _NAMES_TAKEN:
            return name


def _date_of_birth(today: date, rng: Random) -> date:
    return today - timedelta(days=rng.randint(_YOUNGEST_DAYS, _OLDEST_DAYS))


def _contacts(name: str, number: int, phone: str, rng: Random) -> tuple[Contact, ...]:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore")
    mailbox = plain.decode().replace("'", "").replace(" ", ".")
    email = Contact(ContactKind.EMAIL, f"{mailbox}.{number}@example.org")
    sms = Contact(ContactKind.SMS, phone)
    return (sms, email) if rng.random() < 0.7 else (email, sms)


def _file(
    debtor: Debtor, reference: str, product: Product, today: date, rng: Random
) -> AccountFile:
    agreement = Agreement(
        id=draw_id(rng),
        reference=reference,
        product=product,
        size=Money(rng.choice(product.sizes) * 100, product.currency),
        last4=_four_digits(rng),
        card=f"{rng.choice(_CARD_BRANDS)} ••{_four_digits(rng)}",
    )
    course = draw_course(product.nature, today, rng)
    return open_file(debtor, agreement, course, rng)


def _four_digits(rng: Random) -> str:
    return f"{rng.randrange(10_000):04d}"
