"""Messages as the sockets carry them, and how what comes in over one is read."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.store.tables import MessageRow

Frame = dict[str, Any]

NORMAL_CLOSE = 1000

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def frame_of(row: MessageRow) -> Frame:
    """A message as the wire has it."""
    return {
        "type": "message",
        "seq": row.seq,
        "sender": row.sender,
        "name": row.name,
        "id": row.client_id,
        "text": row.text,
        "at": moment(row.created_at),
        "buttons": row.buttons,
        "links": row.links,
        "card": row.card,
        "files": row.files,
    }


def moment(at: datetime) -> str:
    """A UTC time to the second, in ISO 8601."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_frame(text: str) -> Frame:
    """One incoming frame; anything that is not a JSON object is an empty one."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}


async def frame_in(request: Request) -> Frame:
    """The body of a request, read as a frame is."""
    return read_frame((await request.body()).decode("utf-8", "replace"))


async def next_frame(socket: WebSocket) -> Frame:
    """The next frame from a client; one of bytes is an empty one.

    Raises:
        WebSocketDisconnect: the client has gone.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL_CLOSE))
    return read_frame(message.get("text") or "")


def is_id(value: object) -> bool:
    """Whether a value can be an id or a token that a client sends."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None
