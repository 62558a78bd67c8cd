"""Telephone numbers and e-mail addresses as operators keep them."""

from __future__ import annotations

import re

from debt.account import Contact, ContactKind
from debt.interchange.problems import Unfit
from debt.interchange.row import Row

_BETWEEN_DIGITS = re.compile(r"\(0\)|[\s().\-/\u2010-\u2015]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SCIENTIFIC = re.compile(r"\+?[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}\.[^@\s,;<>\".]{2,63}")


def read_mobile(text: str) -> str:
    """A number with its country, as E.164 writes it.

    Raises:
        Unfit: the country is missing, or it is no telephone number.
    """
    if _SCIENTIFIC.fullmatch(text):
        raise Unfit("was turned into scientific notation and has lost digits")
    number = _BETWEEN_DIGITS.sub("", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    if _E164.fullmatch(number):
        return number
    if number.isdecimal():
        raise Unfit("does not begin with + and the country, as in +447700900123")
    raise Unfit("is not a telephone number")


def read_email(text: str) -> str:
    """An e-mail address.

    Raises:
        Unfit: it is none.
    """
    if not _EMAIL.fullmatch(text):
        raise Unfit("is not an e-mail address")
    return text


def read_contacts(row: Row) -> tuple[Contact, ...]:
    """What the row says, the preferred one first; the mobile where nothing is said."""
    mobile = row.read("mobile", read_mobile, "")
    email = row.read("email", read_email, "")
    contacts = [
        Contact(kind, address)
        for kind, address in ((ContactKind.SMS, mobile), (ContactKind.EMAIL, email))
        if address
    ]
    preferred = row.text("preferred_contact").lower()
    if preferred and preferred not in [each.value for each in ContactKind]:
        row.refuse("preferred_contact", "is neither sms nor email")
    return tuple(sorted(contacts, key=lambda each: each.kind.value != preferred))
