"""What one message sets going, and in which order.

A message may mean several things. Rights and answers are given in the same turn; of
tasks only one is begun, since it will ask its own questions; what is left stays in
sight as a button. A life in danger stands alone: nothing else is talked about then.
"""

from __future__ import annotations

from dataclasses import dataclass

from actions.choices import UNCLEAR
from bot.meaning import Meaning
from bot.nlu.protection import Protection, first_by_protection, protection

ANSWERED = ("ask_", "request_receipt")
"""How the names of intents begin that are settled by an answer."""
ENDING = {
    "report_attorney",
    "report_bankruptcy",
    "report_breathing_space",
    "report_deceased",
    "report_identity_theft",
    "stop_contact",
}
"""Rights after which no task about money is begun or offered: a person takes over."""


@dataclass(frozen=True)
class Step:
    """One thing to do: ``name`` tells it from the others of the same message."""

    name: str
    parsed: Meaning

    @property
    def intent(self) -> str:
        """What is meant in this step."""
        return str(self.parsed["intent"]["name"])

    @property
    def protects(self) -> bool:
        """Whether it cannot wait for the answer to a form's question."""
        return protection(self.intent) < Protection.BUSINESS


@dataclass(frozen=True)
class Agenda:
    """The steps, one for most messages, and the intents that only stay in sight."""

    steps: tuple[Step, ...]
    left: tuple[str, ...] = ()


def agenda(parsed: Meaning) -> Agenda:
    """What to do about a message."""
    first = parsed["intent"]["name"]
    if first is None or protection(first) is Protection.LIFE:
        return Agenda((Step("", parsed),))
    if first == UNCLEAR:
        # Enough is asked already; only what protects is not left out.
        seen = [*(parsed.get("also") or ()), *(parsed.get("perhaps") or ())]
        left = [i for i in seen if protection(i) < Protection.BUSINESS]
        return Agenda((Step("", parsed),), tuple(left))
    meant = [first, *(parsed.get("also") or ())]
    at_once = sorted((i for i in meant if not _is_task(i)), key=_courtesy_first)
    tasks = [i for i in meant if _is_task(i)]
    left = [*tasks[1:], *(parsed.get("perhaps") or ())]
    if ENDING.intersection(at_once):
        tasks, left = [], [i for i in left if not _is_task(i)]
    steps = tuple(_step(intent, parsed) for intent in (*at_once, *tasks[:1]))
    return Agenda(steps, tuple(left))


def _is_task(intent: str) -> bool:
    is_business = protection(intent) is Protection.BUSINESS
    return is_business and not intent.startswith(ANSWERED)


def _courtesy_first(intent: str) -> tuple[bool, int, int]:
    """A yes answers the question that stands, before any other is answered."""
    is_courtesy = protection(intent) is Protection.COURTESY
    return (not is_courtesy, *first_by_protection(intent))


def _step(intent: str, parsed: Meaning) -> Step:
    if intent == parsed["intent"]["name"]:
        return Step("", parsed)
    found = {"name": intent, "confidence": 1.0}
    return Step(intent, {**parsed, "intent": found, "intent_ranking": [found]})
