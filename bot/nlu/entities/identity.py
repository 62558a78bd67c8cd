"""What tells who somebody is: references, postcodes, codes, addresses, numbers."""

from __future__ import annotations

import re

from bot.nlu.entities.entity import Entity, Utterance

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.I)
_KEYWORD = (
    r"(?:ref(?:erence)?s?|account|acct|acc|a/c|customer|client|case|policy|agreement|file|claim"
    r"|loan(?=\s*(?:number|no\b|ref|\#)))"
    r"(?:\s*(?:number|no\.?|num|nr|id|\#))?\s*(?:is|was|=|:|\#|-)?\s*(?:it's\s+)?"
)
_SMALL_WORD = (
    r"(?:at|in|on|by|to|of|is|was|the|has|for|and|it|as|an|be|no|not|owes?|owed|from|says?"
    r"|with|you|my|me|so|or|paid|over|just|now|can|will|born|dob|code|pin|zip|due|all)\b"
)
_PARLEY = re.compile(r"(?<![\w-])(PL[\s-]?\d{3}[\s-]?\d{3})(?![\w-]*\d)", re.I)
_AFTER_KEYWORD = re.compile(
    rf"(?<!\w){_KEYWORD}(?P<value>(?:[A-Z]{{0,4}}-?|(?!{_SMALL_WORD})[A-Z]{{2,4}}\s)\d[\dA-Z]*"
    r"(?:[-/\s]\d[\dA-Z]*|[-/][A-Z]{1,3}(?!\w))*)(?!\w)",
    re.I,
)
_MIXED = re.compile(r"(?<![\w@./-])[A-Z\d]+(?:[-/][A-Z\d]+)*(?![\w@]|[-/]\w)", re.I)
_LISTED = re.compile(
    rf"\A\W*(?P<value>(?!{_SMALL_WORD}|its\b|gbp|usd|eur|tel|mob)[A-Z]{{2,3}}\s\d{{4,10}})"
    r"(?=\W*(?:\Z|,|\s(?:and|dob)\b))",
    re.I,
)
_REFERENCES: tuple[tuple[re.Pattern[str], str | int], ...] = (
    (_PARLEY, 1),
    (_AFTER_KEYWORD, "value"),
    (_LISTED, "value"),
    (_MIXED, 0),
)
_NOT_REFERENCE = re.compile(
    r"(?:gbp|usd|eur)|(?:k|pm|pcm|pw|am|quid|pounds?|dollars?|bucks?|euros?|st|nd|rd|th"
    r"|days?|weeks?|months?|years?|mins?|hrs?)$"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
    re.I,
)
_PLAIN_FIGURES = re.compile(r"\A\W*([1-9]\d{7,13})\W*\Z")
_PHONE = re.compile(r"(?<![\w£$€.,/+-])(\+?\(?\d[\d\s().-]{7,17}\d)(?![\w/]|[.,-]\d)")
_UK_POSTCODE = re.compile(
    r"(?<![\w-])(?P<out>[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKMNPR-Y]"
    r"|[A-HK-Y]\d[A-Z]))\s{0,3}(?P<inward>\d\s?[ABD-HJLNP-UW-Z]{2})(?![\w-])",
    re.I,
)
_ZIP_KEYWORD = re.compile(
    r"\b(?:zip(?:\s?code)?|postal\s+code|post\s?code)\s*(?:is|=|:|-)?\s*"
    r"(?P<zip>\d{5}(?:-\d{4})?)(?![\w-])",
    re.I,
)
_ZIP_STATE = re.compile(
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]"
    r"|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?\s+(?P<zip>\d{5}(?:-\d{4})?)(?![\w-])"
)
_ZIP_LONG = re.compile(r"(?<![\w£$€.,/#-])(?P<zip>\d{5}-\d{4})(?![\w-])")
_ZIP_LISTED = re.compile(r"(?<![\w£$€.,/#-])(?P<zip>\d{5}(?:-\d{4})?)(?![\w%-]|[.,]\d)")
_CODE_KEYWORD = re.compile(
    r"\b(?:(?:pass)?code(?:'s)?(?:\s+(?:that|you|u|i|was|just|sent|got|texted|me|on|my|phone|from"
    r"|number|here|to))*|otp|pin|texted\s+me|text(?:\s+message)?\s+(?:you\s+sent\s+)?(?:me\s+)?"
    r"sa(?:ys|id)|sent\s+me|six\s+digits?(?:\s+number)?|6\s+digits?(?:\s+number)?)"
    r"\s*(?:is|was|says|=|:|-|it's|its|,|\s)*\s*(?P<code>\d(?:[\s-]?\d){5}|\d{4,8})(?!\w)",
    re.I,
)
_CODE_GIVEN = re.compile(
    r"(?:\b(?:it'?s|is|says?|got|have|here)|[,:;-])\s+(?P<code>\d{6})(?=\W*\Z)", re.I
)
_CODE_ALONE = re.compile(
    r"\A\W*(?:(?:it|that)(?:'?s|\s+is|\s+says)\s+|is\s+it\s+|(?:got|i\s+have)\s+|(?:here\s+it\s+is|this\s+one)\W+)?"
    r"(\d{3}[\s-]?\d{3}|\d(?:[\s-]\d){5})\W*\Z",
    re.I,
)


def emails(said: Utterance) -> list[Entity]:
    """Every ``email``, in lower case."""
    return [
        said.entity("email", match[0].lower(), match.span())
        for match in _EMAIL.finditer(said.open)
    ]


def account_references(said: Utterance) -> list[Entity]:
    """Every ``account_reference``: upper case, no spaces, hyphens and slashes kept."""
    found: list[Entity] = []
    for pattern, group in _REFERENCES:
        if pattern is _LISTED and _ZIP_STATE.match(said.open):
            continue
        for match in pattern.finditer(said.without(found).open):
            value = re.sub(r"\s", "", match[group]).upper()
            if _is_reference(value, keyword=pattern is not _MIXED):
                found.append(said.entity("account_reference", value, match.span(group)))
    alone = _PLAIN_FIGURES.match(said.open)
    if alone and not _number(alone[1], said.locale):
        found.append(said.entity("account_reference", alone[1], alone.span(1)))
    return found


def postcodes(said: Utterance) -> list[Entity]:
    """Every ``postcode``; five figures count only where the words make them a ZIP."""
    found = [
        said.entity("postcode", _spaced(match["out"], match["inward"]), match.span())
        for match in _UK_POSTCODE.finditer(said.open)
    ]
    patterns = [_ZIP_KEYWORD, _ZIP_STATE]
    if said.locale == "en-US":
        patterns.append(_ZIP_LONG)
    if said.locale == "en-US" and said.open != said.text:
        # Next to a birthday or a reference, five figures are where somebody lives.
        patterns.append(_ZIP_LISTED)
    for pattern in patterns:
        for match in pattern.finditer(said.without(found).open):
            found.append(said.entity("postcode", match["zip"], match.span("zip")))
    return found


def _spaced(out: str, inward: str) -> str:
    return f"{out} {re.sub(' ', '', inward)}".upper()


def one_time_codes(said: Utterance) -> list[Entity]:
    """Every ``one_time_code``, figures only."""
    found: list[Entity] = []
    for pattern, group in (
        (_CODE_KEYWORD, "code"),
        (_CODE_ALONE, 1),
        (_CODE_GIVEN, "code"),
    ):
        for match in pattern.finditer(said.without(found).open):
            value = re.sub(r"\D", "", match[group])
            found.append(said.entity("one_time_code", value, match.span(group)))
    return found


def phones(said: Utterance) -> list[Entity]:
    """Every ``phone`` as E.164, read by locale where it has no country code."""
    found: list[Entity] = []
    for match in _PHONE.finditer(said.open):
        number = _number(match[1], said.locale)
        if number:
            found.append(said.entity("phone", number, match.span(1)))
    return found


def _number(written: str, locale: str) -> str | None:
    trunk = "" if written.startswith(("+", "00")) else "0"
    figures = re.sub(r"\D", "", written.replace("(0)", trunk))
    if written.startswith("+"):
        return f"+{figures}" if 8 <= len(figures) <= 15 else None
    if figures.startswith("00"):
        return f"+{figures[2:]}" if 10 <= len(figures) <= 17 else None
    if locale == "en-US":
        return _american(figures)
    british = re.fullmatch(r"0[1-9]\d{8,9}", figures)
    return f"+44{figures[1:]}" if british else None


def _american(figures: str) -> str | None:
    national = re.fullmatch(r"1?([2-9]\d{2}[2-9]\d{6})", figures)
    return f"+1{national[1]}" if national else None


def _is_reference(value: str, keyword: bool) -> bool:
    """Six to fourteen letters and figures, at least four figures, no sum or date.

    After a word such as "account" five will do.
    """
    signs = re.sub(r"[-/]", "", value)
    figures = sum(sign.isdigit() for sign in signs)
    if not (5 if keyword else 6) <= len(signs) <= 14 or figures < 4:
        return False
    if keyword:
        return True
    return figures < len(signs) and not _NOT_REFERENCE.search(value)
