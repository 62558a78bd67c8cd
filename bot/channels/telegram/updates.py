"""What an update is to us: something written, a button pressed, a group, or nothing.

Telegram adds kinds of updates and fields as it likes, and whoever knows the secret may
send anything. What cannot be used is nothing, never an error: an update that fails is
sent again, and holds up everything that the same person writes after it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import structlog
from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.client import RawUpdate
from bot.gateway.frames import is_id

log = structlog.get_logger()

MAX_UPDATE_ID = 2**63
# What this library raises for fields of the wrong kind.
_MISREAD = (
    AttributeError,
    KeyError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
_COMMAND = re.compile(
    r"/(?P<name>start|help|agent|stop)(?:@\w+)?(?:\s+(?P<rest>.*))?", re.DOTALL
)
_INVITATION = re.compile(r"[\w-]{1,64}", re.ASCII)


class Malformed(ValueError):
    """It is no update at all."""


@dataclass(frozen=True)
class File:
    """A file somebody sent, still at Telegram.

    Attributes:
        size: in bytes, as Telegram says; None if it does not.
    """

    file_id: str
    name: str
    size: int | None


@dataclass(frozen=True)
class Start:
    """The button that opens the chat, with the token of an invitation if there was."""

    invitation: str | None


@dataclass(frozen=True)
class Written:
    """A message in a private chat.

    Attributes:
        content: words, or the button that opens the chat.
        has_unreadable: whether there was something that is neither words nor a file.
    """

    update_id: int
    sender: int
    content: str | Start
    file: File | None = None
    has_unreadable: bool = False


@dataclass(frozen=True)
class Pressed:
    """A button pressed in a private chat.

    Attributes:
        token: ours, empty if what came cannot be one.
        message_id: of the message with the button, if Telegram still shows it to us.
    """

    update_id: int
    sender: int
    token: str
    query_id: str
    message_id: int | None
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True)
class InGroup:
    """Something happened in a group, where we do not talk."""

    chat_id: int


Incoming = Written | Pressed | InGroup


def parse(raw: bytes) -> RawUpdate:
    """The update in the body of a request.

    Raises:
        Malformed: it is no JSON object with the number of an update.
    """
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as exc:
        raise Malformed from exc
    if not isinstance(found, dict) or not _is_number(found.get("update_id")):
        raise Malformed
    return found


def read(data: RawUpdate, bot: Bot) -> Incoming | None:
    """What an update means; None if it is nothing that we deal with."""
    try:
        return incoming(Update.de_json(data, bot))
    except _MISREAD as exc:
        log.warning("telegram.unreadable_update", error=type(exc).__name__)
        return None


def incoming(update: Update) -> Incoming | None:
    """What an update means; None if it is nothing that we deal with.

    Raises:
        TypeError, ValueError and the like: its fields are of the wrong kind.
    """
    if update.message is not None:
        return _written(update.update_id, update.message)
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    return None


def _written(update_id: int, message: Message) -> Incoming | None:
    if message.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return InGroup(message.chat.id) if _is_number(-message.chat.id) else None
    sender = message.from_user
    if message.chat.type != ChatType.PRIVATE or sender is None or sender.is_bot:
        return None
    if not _is_number(sender.id) or message.chat.id != sender.id:
        log.warning("telegram.foreign_sender")
        return None
    file = _file(message)
    text = _string(message.text or message.caption)
    has_unreadable = file is None and message.effective_attachment is not None
    if not text and file is None and not has_unreadable:
        return None
    return Written(update_id, sender.id, _content(text), file, has_unreadable)


def _file(message: Message) -> File | None:
    """A document or a picture; an animation comes as a document too, but is none."""
    if message.photo:
        largest = message.photo[-1]
        return File(_string(largest.file_id), "photo.jpg", _size(largest.file_size))
    document = message.document
    if document is None or message.animation is not None:
        return None
    name = _string(document.file_name or "file")
    return File(_string(document.file_id), name, _size(document.file_size))


def _content(text: str) -> str | Start:
    """Our own commands are plain words; any other text stays as it is."""
    command = _COMMAND.fullmatch(text.strip())
    if command is None:
        return text
    if command["name"] != "start":
        return command["name"]
    token = command["rest"] or ""
    return Start(token if _INVITATION.fullmatch(token) else None)


def _pressed(update_id: int, query: CallbackQuery) -> Pressed | None:
    sender, message = query.from_user.id, query.message
    if message is None or message.chat.id != sender or not _is_number(sender):
        return None
    shown = message if isinstance(message, Message) else None
    return Pressed(
        update_id,
        sender,
        query.data if query.data and is_id(query.data) else "",
        _string(query.id),
        shown.message_id if shown else None,
        shown.reply_markup if shown else None,
    )


def _is_number(value: object) -> bool:
    """Whether this can be one of Telegram's numbers; a truth value is none."""
    return type(value) is int and 0 <= value < MAX_UPDATE_ID


def _size(value: object) -> int | None:
    return value if type(value) is int else None


def _string(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
