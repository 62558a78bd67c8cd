"""Runs every sign over a message, apart from the trained model and before it counts."""

from __future__ import annotations

from bot.nlu.safety.crisis import CRISIS
from bot.nlu.safety.people import AGENT, STOP
from bot.nlu.safety.rights import RIGHTS
from bot.nlu.safety.sign import plain_sentences
from bot.nlu.safety.vulnerability import DEATH, VULNERABILITY

SIGNS = (CRISIS, *RIGHTS, DEATH, STOP, VULNERABILITY, AGENT)


def told(text: str) -> tuple[str, ...]:
    """The intents that the words of a message tell plainly, in order of protection."""
    sentences = plain_sentences(text)
    return tuple(
        sign.intent
        for sign in SIGNS
        if any(sign.stands_in(sentence) for sentence in sentences)
    )
