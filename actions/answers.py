"""Answers in somebody's own words: skipped, questioned back, or taken as they stand."""

from __future__ import annotations

import re

from actions.forms import is_asked, is_interruption
from actions.turn import Turn
from debt.phrases import plain

# Said of one's own trouble, so it may well be the answer to a question about it.
TROUBLE = frozenset({"report_hardship", "report_forgot", "cannot_pay"})
SKIPPED = ""
"""The answer of who does not want to give one."""

_SKIP = re.compile(
    r"\W*(?:(?:please |just |can we |lets |ill )?(?:skip|pass|next)(?: this| that| it)?"
    r"(?: one| question)?(?: please)?|(?:id )?(?:rather|prefer) not(?: to)?(?: say)?"
    r"|no comment|none of your business|(?:i )?dont (?:know|want to say)|not sure"
    r"|dunno)\W*"
)
_WHY = re.compile(
    r"\bwhy (?:do|are|would|did) (?:you|u) (?:ask|need|want|have to)"
    r"|\bwhats it (?:to you|for)\b|\bwhy (?:that|this)\W*$|^\W*why\W*$"
)


def is_skip(turn: Turn) -> bool:
    """Whether somebody would rather not answer, or does not know."""
    return _SKIP.fullmatch(plain(turn.text)) is not None


def asks_why(turn: Turn) -> bool:
    """Whether somebody asks back what we want to know this for."""
    return _WHY.search(plain(turn.text)) is not None


def own_words(turn: Turn, slot: str, heard: frozenset[str] = TROUBLE) -> str | None:
    """What was said to the question for this slot; None when it was no answer to it.

    Args:
        heard: intents that are an answer here, though elsewhere they would interrupt.
    """
    if not is_asked(turn, slot):
        return None
    if is_skip(turn):
        return SKIPPED
    if is_interruption(turn.intent) and turn.intent not in heard:
        return None
    return turn.text


def _plain(turn: Turn) -> str:
    return (
        turn.text.lower()
        .replace("'", "")
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    )
