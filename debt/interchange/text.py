"""Cells as spreadsheets leave them: what is no part of the value is taken off."""

from __future__ import annotations

import re

from debt.interchange.problems import Unfit

LONGEST_CELL = 1000
_INVISIBLE = "\u200b\u200c\u200e\u200f\u2060\ufeff"
_OUTSIDE = " \t\r\n\v\f\u00a0\u2007\u202f\u3000" + _INVISIBLE
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
_REPLACED = "\ufffd"
_EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|#+)")
_EXCEL_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_NOTHING = {"NULL", "null", "\\N"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def clean(cell: str) -> str:
    """A cell without spaces around it and without Excel's mark for text.

    Raises:
        Unfit: it is too long, an error of a spreadsheet, or not readable text.
    """
    text = cell.strip()
    if not text:
        return ""
    if len(text) > LONGEST_CELL:
        raise Unfit(f"is longer than {LONGEST_CELL:,} characters")
    if not text.isprintable() or _REPLACED in text:
        if _UNREADABLE.search(text):
            raise Unfit("has characters that are no text; check the file's encoding")
        text = " ".join(text.split()).strip(_OUTSIDE)
        if not text:
            return ""
    if text[0] in "#='":
        text = _without_text_mark(text)
    return "" if text in _NOTHING else text


def _without_text_mark(text: str) -> str:
    if _EXCEL_ERROR.fullmatch(text):
        raise Unfit("is an error of the spreadsheet it came from")
    formula = _FORMULA_TEXT.fullmatch(text)
    if formula:
        return formula[1].strip(_OUTSIDE)
    # Names such as 't Hooft begin with the same mark.
    if text[0] == "'" and (text[1:2].isdigit() or text[1:2] in FORMULA_STARTS):
        return text[1:].strip(_OUTSIDE)
    return text


def check_reference(text: str) -> str:
    """A reference that no spreadsheet has taken for a number.

    Raises:
        Unfit: it has no letter or digit, or its digits are lost.
    """
    if _EXCEL_SCIENTIFIC.fullmatch(text):
        raise Unfit(
            "was turned into scientific notation and has lost digits; "
            "format the column as text and export again"
        )
    if not any(each.isalnum() for each in text):
        raise Unfit("has neither a letter nor a digit")
    return text


def escaped(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula; `clean` undoes it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
