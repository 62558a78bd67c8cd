"""Buttons for what a person may have meant, in the person's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.wording import wording

UNCLEAR = "nlu_fallback"
"""Rasa's name for a message that was not understood."""
# Courtesies need no button, and nobody is asked by one whether they want to live.
NEVER_OFFERED = {
    "affirm",
    "deny",
    "express_frustration",
    "goodbye",
    "greet",
    UNCLEAR,
    "out_of_scope",
    "provide_identity",
    "report_crisis",
    "thank",
}


@dataclass(frozen=True)
class Choice:
    """What stands on a button and the intent it carries."""

    title: str
    intent: str


def choice(name: str, intent: str | None = None) -> Choice:
    """The button of an intent, or of a name that stands for one."""
    return Choice(wording().text(f"utter_choice_{name}"), intent or name)


def choices(intents: Iterable[str]) -> list[Choice]:
    """The buttons of those intents that can be offered."""
    return [choice(intent) for intent in intents if intent not in NEVER_OFFERED]


def button_of(name: str, intent: str | None = None) -> dict[str, str]:
    """The same for an action to hand to Rasa."""
    found = choice(name, intent)
    return {"title": found.title, "payload": f"/{found.intent}"}
