"""What one message sets going, and in which order.

A message may mean several things. Rights and answers are given in the same turn; of
tasks only one is begun, since it will ask its own questions; what is left stays in
sight as a button. A life in danger stands alone: nothing else is talked about then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.meaning import Meaning, event
from bot.nlu.protection import Protection, first_by_protection, protection

ANSWERED = ("ask_", "request_receipt")
"""How the names of intents begin that are settled by an answer."""


@dataclass(frozen=True)
class Step:
    """One thing to do: ``name`` tells it from the others of the same message."""

    name: str
    parsed: Meaning


def agenda(parsed: Meaning) -> list[Step]:
    """The steps of a message, in order; one for most messages."""
    first = parsed["intent"]["name"]
    also = list(parsed.get("also") or ())
    left = list(parsed.get("perhaps") or ())
    if first is None or protection(first) is Protection.LIFE:
        return [Step("", parsed)]
    done, tasks = _sorted_out([first, *also])
    begun = tasks[:1]
    left = [*tasks[1:], *left]
    mention = [_mention(left)] if left else []
    steps = [_step(intent, parsed) for intent in (*done, *begun)]
    return [*steps[: len(done)], *mention, *steps[len(done) :]]


def _sorted_out(intents: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is done at once, courtesies first, and the tasks."""
    tasks = [i for i in intents if _is_task(i)]
    courtesies = [i for i in intents if protection(i) is Protection.COURTESY]
    rest = [i for i in intents if i not in tasks and i not in courtesies]
    return [*courtesies, *sorted(rest, key=first_by_protection)], tasks


def _is_task(intent: str) -> bool:
    is_business = protection(intent) is Protection.BUSINESS
    return is_business and not intent.startswith(ANSWERED)


def _step(intent: str, parsed: Meaning) -> Step:
    if intent == parsed["intent"]["name"]:
        return Step("", parsed)
    found = {"name": intent, "confidence": 1.0}
    return Step(intent, {**parsed, "intent": found, "intent_ranking": [found]})


def _mention(intents: Sequence[str]) -> Step:
    meant: list[dict[str, Any]] = [{"entity": "meaning", "value": i} for i in intents]
    return Step("more", {**event("more_was_meant"), "entities": meant})
