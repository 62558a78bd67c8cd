"""The Bot API in a process of its own, and somebody's Telegram app."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv/telegram-peer/bin/python"
TOKEN = "123456789:AAH-a-token-for-tests_only_0123456789"
BOT_NAME = "northgate_help_bot"
READY_SECONDS = 20
PATIENCE_SECONDS = 60
EVERY_SECONDS = 0.02

Update = dict[str, Any]

_people = count(7_000_001)
_messages = count(500_001)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TelegramApi:
    """The platform: takes what the bot sends, brings it what people do."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._token = token
        self._client = httpx.Client(base_url=self.url, timeout=20)

    def bring(self, update: Update) -> int:
        """Have an update brought or fetched; returns its number."""
        answer = self._post("updates", {"token": self._token, "update": update})
        return int(answer["result"]["update_id"])

    def bring_again(self) -> None:
        """Try once more what could not be brought."""
        self._post("deliver", {"token": self._token})

    def calls(self, *methods: str) -> list[dict[str, Any]]:
        """Every call that was taken, in order; only these methods, if any is named."""
        calls = self._client.get("/__fixture/calls").json()
        return [call for call in calls if not methods or call["method"] in methods]

    def refuses(
        self,
        method: str,
        status: int,
        description: str,
        *,
        times: int = -1,
        **more: Any,
    ) -> None:
        """Answer calls of a method ("*" for all) with an error; for ever by default."""
        refusal = {"method": method, "status": status, "description": description}
        self._post("refusals", [refusal | {"times": times, "parameters": more}])

    def takes_everything(self) -> None:
        """Refuse nothing any more."""
        self._post("refusals", [])

    def refuses_still(self) -> bool:
        """Whether it has not refused as often yet as it was told to."""
        return bool(self._client.get("/__fixture/refusals").json())

    def knows(
        self,
        me: dict[str, Any] | None = None,
        webhook_info: dict[str, Any] | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        """What the platform tells of the bot besides what it has seen.

        Args:
            texts: what it answers to getMyName and the like.
        """
        usual = {"username": BOT_NAME, "can_join_groups": False}
        known = {"me": usual | (me or {}), "webhook_info": webhook_info or {}}
        self._post("bot", known | {"texts": texts or {}})

    def keep_file(self, data: bytes) -> str:
        """A file that somebody has uploaded; returns its id."""
        answer = self._client.post("/__fixture/files", content=data)
        return str(answer.json()["file_id"])

    def is_ready(self) -> bool:
        """Whether it answers yet."""
        try:
            return self._client.get("/__fixture/calls").is_success
        except httpx.HTTPError:
            return False

    def _post(self, path: str, body: Any) -> Any:
        answer = self._client.post(f"/__fixture/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()


@contextmanager
def telegram_api(port: int | None = None, token: str = TOKEN) -> Iterator[TelegramApi]:
    """The platform, running for the bot with this token."""
    assert PYTHON.exists(), "Telegram's peer is not there; run: scripts/setup tests"
    number = port or free_port()
    script = ROOT / "tests/telegram_peer.py"
    process = subprocess.Popen([PYTHON, script, "--port", str(number)])
    try:
        api = TelegramApi(number, token)
        deadline = time.monotonic() + READY_SECONDS
        while not api.is_ready():
            assert process.poll() is None, "Telegram's peer did not start."
            assert time.monotonic() < deadline, "Telegram's peer is not ready."
            time.sleep(EVERY_SECONDS)
        yield api
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Shown:
    """A message from the bot as the app shows it."""

    message_id: int
    text: str
    labels: tuple[str, ...]
    file: bytes = b""


@dataclass
class Phone:
    """Somebody's app with the private chat with the bot open."""

    api: TelegramApi
    user_id: int = field(default_factory=lambda: next(_people))
    name: str = "Mia"
    heard: int = 0

    def says(self, text: str, **more: Any) -> int:
        """Type something, or send a command."""
        return self.api.bring(message(self.user_id, text=text, name=self.name, **more))

    def presses(self, label: str) -> int:
        """Press the newest button with this label."""
        for call in reversed(self._sent()):
            keyboard = keyboard_of(call)
            for button in keyboard:
                if button["text"] == label:
                    return self.api.bring(self._press(call, button["callback_data"]))
        raise AssertionError(f"No button {label!r} in:\n{self.transcript()}")

    def shows(self) -> list[Shown]:
        """All messages from the bot, in order."""
        return [self._shown(call) for call in self._sent()]

    def hears(self, words: str) -> Shown:
        """The next message with these words, beyond what was heard before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for number, shown in enumerate(self.shows()[self.heard :], self.heard + 1):
                if words in shown.text:
                    self.heard = number
                    return shown
            time.sleep(EVERY_SECONDS)
        raise AssertionError(f"Nothing says {words!r} in:\n{self.transcript()}")

    def transcript(self) -> str:
        """All that was said here, to be read by somebody."""
        return "\n\n".join(
            "\n".join([shown.text, *(f"   [{label}]" for label in shown.labels)])
            for shown in self.shows()
        )

    def _sent(self) -> list[dict[str, Any]]:
        sent = self.api.calls("sendMessage", "sendDocument")
        return [each for each in sent if each["fields"]["chat_id"] == str(self.user_id)]

    def _shown(self, call: dict[str, Any]) -> Shown:
        labels = tuple(button["text"] for button in keyboard_of(call))
        text = call["fields"].get("text", "")
        file = b""
        for each in call["files"].values():
            text, file = each["name"], base64.b64decode(each["data"])
        return Shown(call["result"]["message_id"], text, labels, file)

    def _press(self, call: dict[str, Any], token: str) -> Update:
        result = call["result"]
        shown = message(self.user_id, text=result["text"], is_from_bot=True)["message"]
        shown |= {"message_id": result["message_id"]}
        shown |= {"reply_markup": result["reply_markup"]}
        return press(self.user_id, token, shown)


def keyboard_of(call: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons of a message that was sent, in order."""
    markup = json.loads(call["fields"].get("reply_markup", "{}"))
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def message(
    user_id: int, *, name: str = "Mia", is_from_bot: bool = False, **more: Any
) -> Update:
    """An update: a message in a private chat."""
    person = {"id": user_id, "is_bot": False, "first_name": name}
    bot = {"id": 7, "is_bot": True, "first_name": "Northgate", "username": BOT_NAME}
    return {
        "message": {
            "message_id": next(_messages),
            "date": 1_790_000_000,
            "chat": {"id": user_id, "type": "private", "first_name": name},
            "from": bot if is_from_bot else person,
            **more,
        }
    }


def press(user_id: int, token: str, shown: dict[str, Any]) -> Update:
    """An update: a button was pressed under a message."""
    return {
        "callback_query": {
            "id": str(next(_messages)),
            "from": {"id": user_id, "is_bot": False, "first_name": "Mia"},
            "message": shown,
            "chat_instance": "1",
            "data": token,
        }
    }
