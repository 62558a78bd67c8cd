"""Which language somebody wants, and who they are to the debtor."""

from __future__ import annotations

import re
import unicodedata

from babel import Locale

from bot.nlu.entities.entity import Entity, Utterance

_CODES = re.findall(
    r"\w\w",
    "ar bg bn cs cy da de el en es fa fi fr gu hi hr hu it ja ko lt lv ml ne nl"
    " pa pl ps pt ro ru sk so sq sr sv sw ta te th ti tr uk ur vi yo zh",
)
_NICKNAMES = {
    "mandarin": "zh",
    "cantonese": "zh",
    "farsi": "fa",
    "bengali": "bn",
    "tagalog": "fil",
    "creole": "ht",
    "haitian": "ht",
    "panjabi": "pa",
    "gaelic": "gd",
}
_OWN_NICKNAMES = {
    "polsku": "pl",
    "castellano": "es",
    "romaneste": "ro",
    "cymraeg": "cy",
}


def _folded(text: str) -> str:
    """Lower case without accents, letter for letter: places stay where they are."""
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    # Later scripts have syllables, which are not letters with an accent.
    base = unicodedata.normalize("NFD", sign)[0] if sign < "\u1f00" else sign
    lower = base.lower()
    return lower if len(lower) == 1 else base


def _own_names() -> dict[str, str]:
    """Each language as its speakers call it: who says so wants it."""
    names = {_folded(Locale(code).get_language_name(code)): code for code in _CODES}
    return {**names, **_OWN_NICKNAMES}


_NAMES = {Locale("en").languages[code].lower(): code for code in _CODES} | _NICKNAMES
_OWN = {name: code for name, code in _own_names().items() if name not in _NAMES}
_LANGUAGE = re.compile(rf"(?<![\w-])(?:{'|'.join(_NAMES)})(?![\w-])")
_OWN_LANGUAGE = re.compile(rf"(?<!\w)(?:{'|'.join(_OWN)})(?!\w)")
_SPOKEN_BEFORE = re.compile(
    r"\b(?:in(?:to)?|speaks?|speaking|talk|understand|use|using|(?:switch|change|translated?)"
    r"(?:\s+\w+)?\s+to|prefer|want|need|have|got|any(?:one|body)?|try|only|language\s+(?:is"
    r"|to)|is\s+there|do\s+you\s+do|an?|or)\s+$"
    r"|\b(?:interpreter|translator|language)\W+$"
)
_SPOKEN_AFTER = re.compile(
    r"\s*(?:please|pls|plz|instead|only|por\s+favor|speak(?:er|ing)|translat(?:or|ion)"
    r"|interpreter|version|language)\b"
)
_NOT_SPOKEN = re.compile(
    r"\b(?:(?:can'?t|cannot|don'?t|do(?:es)?\s+not|doesn'?t|not|no|never)\b(?:\s+\w+){0,2}"
    r"|plain|simple|proper|not|than|instead\s+of)\s+(?:in\s+)?$"
)

_KIN = {
    "husband": "hubby|hubbie",
    "wife": "wifey|missus|missis|mrs",
    "partner": "",
    "spouse": "",
    "mother": "mum|mom|mam|mummy|mommy|mama",
    "father": "dad|daddy|papa",
    "parent": "",
    "son": "",
    "daughter": "",
    "brother": "bro",
    "sister": "sis",
    "grandmother": "gran|granny|nan|nana|grandma",
    "grandfather": "grandad|granddad|grandpa",
    "grandson": "",
    "granddaughter": "",
    "aunt": "auntie|aunty",
    "uncle": "",
    "niece": "",
    "nephew": "",
    "cousin": "",
    "friend": "mate",
    "neighbour": "neighbor",
    "boyfriend": "",
    "girlfriend": "",
    "fiance": "fiancee",
    "widow": "",
    "widower": "",
    "roommate": "flatmate|housemate",
}
_OFFICES = {
    "carer": "caregiver|caretaker|care\\s+giver",
    "executor": "executrix",
    "guardian": "",
    "attorney": "",
    "solicitor": "",
    "lawyer": "",
    "adviser": "advisor",
    "social worker": "",
    "support worker": "",
    "case worker": "caseworker",
    "trustee": "",
    "deputy": "",
}


def _pattern(words: dict[str, str]) -> str:
    return "|".join(f"{name}|{also}".strip("|") for name, also in words.items())


_RELATIVE = rf"(?P<who>{_pattern({**_KIN, **_OFFICES})})(?!\w)"
_OFFICE = rf"(?P<who>{_pattern(_OFFICES)})(?!\w)"
_ADJECTIVES = (
    r"(?:(?:late|elderly|old|older|younger|eldest|ex|step|own|full[\s-]time|debt|money"
    r"|financial|legal|appointed|disabled|sick|poor)[\s-]+)*"
)
_I_AM = r"(?:i'?m|i\s+am|this\s+is|it'?s|it\s+is|as|you're\s+speaking\s+(?:to|with))\s+"
_THINGS = (
    r"(?:account|acc|acct|debt|loan|bill|letters?|money|balance|plan|finances|affairs|estate"
    r"|case|payments?|behalf|stuff|arrears|bills)"
)
_ACTING = (
    r"(?:behalf\s+of|(?:call|phon|ring|writ|act|ask|speak|talk|deal|do|handl|help|messag|tex"
    r"|enquir|inquir|sort|pay)(?:t?ing)?\b[^.,!?;]{0,30}?\b(?:for|about|with)|caring\s+for|"
    r"(?:represent|help|look\s+after|care\s+for|manage|attorney\s+(?:for|over)"
    r"|here\s+for|(?:this|it)\s+(?:is|for)|(?:speak|talk|act)\s+for))"
)
_ROLES = tuple(
    re.compile(rf"(?<!\w)(?:{pattern})", re.I)
    for pattern in (
        # "I'm a single mum" is no relation to the debtor, "the mother of two" neither.
        rf"{_I_AM}(?:his|her|their|the|(?:mr|mrs|ms)\.?\s+\w+'?s|\w+'s)\s+{_ADJECTIVES}{_RELATIVE}"
        r"(?!'s|\s+of\s+(?:\d|an?\b|one|two|three|four|five|six))",
        rf"{_I_AM}an?\s+{_ADJECTIVES}{_OFFICE}",
        rf"{_ACTING}\s+(?:my|our)\s+{_ADJECTIVES}{_RELATIVE}(?!'s?\s+(?:card|phone|house))",
        rf"(?:my|our)\s+{_ADJECTIVES}{_RELATIVE}(?:'?s|')\s+{_THINGS}\b",
        rf"my\s+{_ADJECTIVES}{_RELATIVE}\s+(?:has\s+|have\s+)?(?:asked|wants?|gave|given"
        r"|allowed)\s+me",
    )
)


def languages(said: Utterance) -> list[Entity]:
    """Every ``language`` asked for, as its ISO 639-1 code."""
    text = _folded(said.open)
    found = [
        said.entity("language", _OWN[match[0]], match.span())
        for match in _OWN_LANGUAGE.finditer(text)
    ]
    for match in _LANGUAGE.finditer(_folded(said.without(found).open)):
        if _is_wanted(_folded(said.before(match.start())), text[match.end() :]):
            found.append(said.entity("language", _NAMES[match[0]], match.span()))
    return found


def relationships(said: Utterance) -> list[Entity]:
    """The ``relationship`` to the debtor where somebody speaks for another.

    The noun as said, in one spelling: "mum" and "mom" are "mother".
    """
    for pattern in _ROLES:
        match = pattern.search(said.open)
        if match:
            name = _role(match["who"])
            return [said.entity("relationship", name, match.span("who"))]
    return []


def _is_wanted(before: str, after: str) -> bool:
    if _NOT_SPOKEN.search(before):
        return False
    alone = not re.search(r"\w", before + after)
    return bool(alone or _SPOKEN_BEFORE.search(before) or _SPOKEN_AFTER.match(after))


def _role(said: str) -> str:
    for name, also in {**_KIN, **_OFFICES}.items():
        if re.fullmatch(f"{name}|{also}".strip("|"), said, re.I):
            return name
    return said.lower()
