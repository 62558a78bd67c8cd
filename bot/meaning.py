"""Messages whose meaning is certain: buttons, and events of our own.

Free text is understood by the trained model. A button or an event already has its
meaning, given by the server in the form that Rasa's parser would give it, so that no
text a person types can ever stand in for one.
"""

from __future__ import annotations

import json
import re
from typing import Any

Meaning = dict[str, Any]

EVENT_PREFIX = "EXTERNAL_"

_PAYLOAD = re.compile(r"^/(?P<intent>\w+)(?P<entities>\{.*\})?$", re.DOTALL)


class MalformedPayload(ValueError):
    """A button in the response files has a payload that means nothing."""


def understood(intent: str, entities: dict[str, str] | None = None) -> Meaning:
    """The parsed message for an intent and its entities."""
    found = [
        {"entity": name, "value": value} for name, value in (entities or {}).items()
    ]
    return {
        "text": "",
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": found,
    }


def meaning_of(payload: str) -> Meaning:
    """Read `/intent{"entity": "value"}` as the parsed message that it stands for.

    Raises:
        MalformedPayload: it is not of that form.
    """
    match = _PAYLOAD.match(payload)
    if match is None:
        raise MalformedPayload(payload)
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError as exc:
        raise MalformedPayload(payload) from exc
    return understood(match["intent"], entities)


def event(name: str, entities: dict[str, str] | None = None) -> Meaning:
    """Something that happened outside the chat, such as a payment that came in."""
    return understood(EVENT_PREFIX + name, entities)


def is_event(meaning: Meaning | None) -> bool:
    """Whether the message came from the system itself, not from the person."""
    return meaning is not None and meaning["intent"]["name"].startswith(EVENT_PREFIX)
