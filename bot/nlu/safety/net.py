"""Runs every sign over a message, apart from the trained model and before it counts."""

from __future__ import annotations

from bot.nlu.protection import first_by_protection
from bot.nlu.safety.sign import sentences
from bot.nlu.safety.topics import signs


def told(text: str) -> tuple[str, ...]:
    """The intents that the words of a message tell plainly, in order of protection."""
    found = sentences(text)
    intents = {
        sign.intent
        for sign in signs()
        if any(sign.stands_in(sentence) for sentence in found)
    }
    return tuple(sorted(intents, key=first_by_protection))
