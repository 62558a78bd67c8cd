"""What happens to a person's text before anything of it is stored or logged.

Control characters go, Unicode is normalised, a leading slash loses its power over
Rasa, and card numbers, security codes and national ids are masked: they must never
rest in a table or a log (PCI DSS 4.2.2).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

MAX_CHARACTERS = 2000
MASK = "•"
# A secret that begins before a text is cut is masked whole.
_LONGEST_SECRET = 64

# Digits in a row, however people part them; zero-width characters part them too.
_GAP = (
    r"[\s\u200d\ufe0f\u20e3]{0,3}[-\u2010-\u2015\u2212._/\\,:|*·]?"
    r"[\s\u200d\ufe0f]{0,3}"
)
_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{12,}}")
# A reference beside a date of birth has as many digits as a card number.
_DATE = re.compile(
    r"(?<!\d)\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d{2}(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}([/.-])\d{1,2}\2\d{1,2}(?!\d)"
)
# How the numbers of the card brands begin, by their length (ISO/IEC 7812).
_BEGINNINGS = {
    19: ("4", "5", "6"),
    18: ("5", "6"),
    17: ("5", "6"),
    16: ("22", "23", "24", "25", "26", "27", "35", "4", "5", "6"),
    15: ("34", "37"),
    14: ("30", "36", "38", "39"),
    13: ("4",),
}
_SECURITY_CODE = re.compile(
    r"\b(cvv2?|cvc2?|cv2|security (?:code|number)|(?:3|three) digits?)"
    r"((?:\s+(?:number|code|on|the|back|are|is|was))*\s*[:=-]?\s*)(\d{3,4})\b",
    re.IGNORECASE,
)
# US social security numbers and UK national insurance numbers.
_NATIONAL_ID = re.compile(
    r"\b(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}\b"
    r"|\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",
    re.IGNORECASE,
)


class Notice(Enum):
    """What the screen found that the person should be told about."""

    EMPTY = "message_empty"
    TOO_LONG = "message_too_long"
    CARD_NUMBER = "card_number_masked"


@dataclass(frozen=True)
class Screened:
    """Text that is safe to keep, and what to tell its sender, if anything."""

    text: str
    notice: Notice | None = None


def screen(raw: str) -> Screened:
    """Make one incoming text safe to store, log and understand.

    A text of more than 2,000 characters is cut there; the sender is told. Beside a card
    number every other digit goes too: it may be the expiry date or the security code.
    """
    text = visible(raw[: MAX_CHARACTERS * 4]).lstrip(_INERT).strip()
    start = text[: MAX_CHARACTERS + _LONGEST_SECRET]
    has_card = has_card_number(start)
    masked = re.sub(r"\d", MASK, start) if has_card else _mask_ids(start)
    if len(text) > MAX_CHARACTERS:
        return Screened(masked[:MAX_CHARACTERS], Notice.TOO_LONG)
    if not masked:
        return Screened("", Notice.EMPTY)
    return Screened(masked, Notice.CARD_NUMBER if has_card else None)


def mask_secrets(text: str) -> str:
    """Replace card numbers, security codes and national ids by dots."""
    return _mask_ids(_DIGITS.sub(_mask_card, text))


def has_card_number(text: str) -> bool:
    """Whether a payment card number stands anywhere in the text."""
    return any(_is_card(match[0]) for match in _DIGITS.finditer(text))


def passes_luhn(digits: str) -> bool:
    """The check digit test of ISO/IEC 7812-1."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def visible(raw: str) -> str:
    """Normalised text without control or invisible characters.

    Zero-width joiners stay: emoji are made of them.
    """
    text = re.sub(r"[\t\v\f\r]", " ", unicodedata.normalize("NFKC", raw))
    kept = (
        _plain_digit(char)
        for char in text
        if char in "\n\u200d\ufe0f" or unicodedata.category(char) not in _UNSEEN
    )
    return "".join(kept).strip()


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
# What may not stand first: Rasa takes a text that begins with a slash for a command.
_INERT = "/\u200d\ufe0f \n"


def _mask_ids(text: str) -> str:
    text = _SECURITY_CODE.sub(lambda m: m[1] + m[2] + MASK * len(m[3]), text)
    return _NATIONAL_ID.sub(lambda m: MASK * len(m[0]), text)


def _plain_digit(char: str) -> str:
    """Digits of other scripts are read as 0 to 9."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _is_card(candidate: str) -> bool:
    """Whether a card number stands anywhere among the digits.

    People run a card number, its expiry and its code together, so every window of a
    card's length is tried.
    """
    return any(_has_card_window(part) for part in _parts_without_dates(candidate))


def _parts_without_dates(candidate: str) -> list[str]:
    parts = _DATE.sub(" & ", candidate).split("&")
    return [re.sub(r"\D", "", part) for part in parts]


def _has_card_window(digits: str) -> bool:
    return any(
        digits.startswith(beginnings, start) and passes_luhn(digits[start:][:length])
        for length, beginnings in _BEGINNINGS.items()
        for start in range(len(digits) - length + 1)
    )


def _mask_card(match: re.Match[str]) -> str:
    return re.sub(r"\d", MASK, match[0]) if _is_card(match[0]) else match[0]
