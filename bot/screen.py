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

# 13 to 19 digits, with single separators as people type them.
_CARD_NUMBER = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-./]?\d){12,18}(?!\d)")
_SECURITY_CODE = re.compile(
    r"\b(cvv2?|cvc2?|cv2|security (?:code|number)|(?:3|three) digits?)"
    r"(\s*(?:is|:|=|-)?\s*)(\d{3,4})\b",
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

    A text of more than 2,000 characters is cut there; the sender is told.
    """
    text = _plain(raw[: MAX_CHARACTERS * 4])
    masked = mask_secrets(text)
    if len(masked) > MAX_CHARACTERS:
        return Screened(masked[:MAX_CHARACTERS], Notice.TOO_LONG)
    if not masked:
        return Screened("", Notice.EMPTY)
    if has_card_number(text):
        return Screened(masked, Notice.CARD_NUMBER)
    return Screened(masked)


def mask_secrets(text: str) -> str:
    """Replace card numbers, security codes and national ids by dots."""
    text = _CARD_NUMBER.sub(_mask_card, text)
    text = _SECURITY_CODE.sub(lambda m: m[1] + m[2] + MASK * len(m[3]), text)
    return _NATIONAL_ID.sub(lambda m: MASK * len(m[0]), text)


def has_card_number(text: str) -> bool:
    """Whether a payment card number stands anywhere in the text."""
    return any(_card_digits(m[0]) for m in _CARD_NUMBER.finditer(text))


def passes_luhn(digits: str) -> bool:
    """The check digit test of ISO/IEC 7812-1."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _plain(raw: str) -> str:
    """Normalised text without control or invisible characters or leading slashes.

    Zero-width joiners stay: emoji are made of them.
    """
    kept = "".join(
        char
        for char in unicodedata.normalize("NFKC", raw)
        if char in "\n\u200d\ufe0f" or unicodedata.category(char) not in _UNSEEN
    )
    return kept.strip().lstrip("/\u200d\ufe0f \n").strip()


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def _card_digits(candidate: str) -> str | None:
    """The span of digits that is a card number, when there is one.

    People run a card number and its expiry together, so every window of a card's
    length is tried, longest first.
    """
    digits = re.sub(r"\D", "", candidate)
    for length in range(min(19, len(digits)), 12, -1):
        for start in range(len(digits) - length + 1):
            window = digits[start : start + length]
            if passes_luhn(window) and window[0] in "23456":
                return window
    return None


def _mask_card(match: re.Match[str]) -> str:
    if _card_digits(match[0]) is None:
        return match[0]
    return re.sub(r"\d", MASK, match[0])
