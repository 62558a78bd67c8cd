"""What Teams tells us, read strictly: an activity is either understood or refused.

Only what is needed is kept, in the form in which it is needed. Ids are printable ASCII,
as all of Microsoft's are, so that they can stand in any table and any address.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from bot.gateway.frames import is_id

TEAMS = "msteams"
# What Microsoft's own emulators and test clients call themselves.
EMULATORS = frozenset({"emulator", "directline"})
# Under this name the token of a button travels to the person and back.
BUTTON = "parley"

MAX_SENDER_CHARACTERS = 160
MAX_CLIENT_ID_CHARACTERS = 64
_ID = re.compile(r"[!-~]{1,500}")
_MENTION = re.compile(r"<at(?:\s[^>]*)?>.*?</at>", re.IGNORECASE | re.DOTALL)

Json = dict[str, Any]


class Malformed(Exception):
    """What came is no activity."""


class Kind(Enum):
    """What an activity comes to, for us."""

    MESSAGE = auto()
    ARRIVAL = auto()
    """Somebody has installed the app, or opened the chat for the first time."""
    DEPARTURE = auto()
    """Somebody has removed the app; nothing can be sent any more."""
    OTHER = auto()
    """Reactions, edits, typing and whatever else there may come to be."""


@dataclass(frozen=True)
class Activity:
    """One thing that happened in a chat.

    Attributes:
        tenant: the organisation whose Teams this is; empty when it is not told.
        sender: who did it, in words that last: the same for all their messages.
        client_id: the same for every delivery of this activity, and for no other.
        button: the token of the button that was pressed, if one was.
        reference: what is needed to write to this chat, as Microsoft's SDK has it.
    """

    kind: Kind
    channel: str
    service_url: str
    is_personal: bool
    tenant: str
    sender: str
    chat: str
    client_id: str
    text: str
    button: str | None
    reference: Json


def read_activity(raw: bytes) -> Activity:
    """Read the body of a request.

    Raises:
        Malformed: it is no JSON, or something that every activity has is missing.
    """
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(content, dict):
        raise Malformed
    chat = _part(content, "conversation")
    channel, chat_id = _id(content, "channelId"), _id(chat, "id")
    tenant = _tenant(content, chat)
    person = _part(content, "from")
    service_url = _id(content, "serviceUrl")
    return Activity(
        kind=_kind(content),
        channel=channel,
        service_url=service_url,
        is_personal=_is_personal(chat, channel),
        tenant=tenant,
        sender=_short(f"{tenant}/{_person(person)}", MAX_SENDER_CHARACTERS),
        chat=_short(f"chat/{chat_id}", MAX_SENDER_CHARACTERS),
        client_id=_short(_id(content, "id"), MAX_CLIENT_ID_CHARACTERS),
        text=_text(content),
        button=_button(content),
        reference={
            "serviceUrl": service_url,
            "channelId": channel,
            "conversation": {"id": chat_id},
            "bot": {"id": _optional_id(_part(content, "recipient"), "id")},
            "user": {"id": _id(person, "id")},
        },
    )


def is_safe(service_url: str, *, is_demo: bool) -> bool:
    """Whether our own token may be sent there: never in the clear."""
    schemes = {"https", "http"} if is_demo else {"https"}
    return urlsplit(service_url).scheme in schemes


def _kind(content: Json) -> Kind:
    kind, action = content.get("type"), content.get("action")
    if kind == "message":
        return Kind.MESSAGE
    if kind == "installationUpdate":
        kinds = {"add": Kind.ARRIVAL, "remove": Kind.DEPARTURE}
        return kinds.get(str(action), Kind.OTHER)
    if kind == "conversationUpdate" and content.get("membersAdded"):
        return Kind.ARRIVAL
    return Kind.OTHER


def _is_personal(chat: Json, channel: str) -> bool:
    kind = chat.get("conversationType")
    return kind == "personal" or (kind is None and channel in EMULATORS)


def _tenant(content: Json, chat: Json) -> str:
    of_channel = _part(_part(content, "channelData"), "tenant")
    return _optional_id(chat, "tenantId") or _optional_id(of_channel, "id")


def _person(person: Json) -> str:
    """Their id in the organisation, or else the one that they have for this bot."""
    return _optional_id(person, "aadObjectId").lower() or _id(person, "id")


def _text(content: Json) -> str:
    """What was typed, without the names that it begins with in a group."""
    text = content.get("text")
    return _MENTION.sub("", text) if isinstance(text, str) else ""


def _button(content: Json) -> str | None:
    """The token of the button pressed; one that cannot be a token is an empty one."""
    value = content.get("value")
    if not isinstance(value, dict) or BUTTON not in value:
        return None
    return value[BUTTON] if is_id(value[BUTTON]) else ""


def _part(content: Json, name: str) -> Json:
    part = content.get(name)
    return part if isinstance(part, dict) else {}


def _id(content: Json, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Malformed(name)
    return value


def _optional_id(content: Json, name: str) -> str:
    return _id(content, name) if content.get(name) else ""


def _short(text: str, limit: int) -> str:
    """The text, or what stands for it where it would not fit."""
    return text if len(text) <= limit else hashlib.sha256(text.encode()).hexdigest()
