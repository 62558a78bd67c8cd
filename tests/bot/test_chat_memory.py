"""The command-line client's memory: only its own user may read the cookies."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.channels.rendering import as_text
from bot.cli.chat import ChatMemory, OpenedChat, as_json, message_of

URL = "http://127.0.0.1:8800"


@pytest.fixture
def memory(tmp_path: Path) -> ChatMemory:
    return ChatMemory(tmp_path)


def chat(name: str = "c-1", url: str = URL) -> OpenedChat:
    buttons = [{"label": "Yes", "token": "b_1"}]
    cookie = f"cookie of {name}"
    return OpenedChat(url, name, cookie, seen=7, buttons=buttons, swap="s")


def test_a_conversation_is_found_by_its_id_and_by_its_name(memory: ChatMemory) -> None:
    memory.keep(chat(), "maria")

    assert memory.recall(URL, "c-1") == chat()
    assert memory.recall(URL, "maria") == chat()


def test_an_unknown_conversation_is_not_found(memory: ChatMemory) -> None:
    memory.keep(chat(), "maria")

    assert memory.recall(URL, "tom") is None
    assert memory.recall("http://elsewhere.example", "maria") is None


def test_a_name_moves_on_to_the_newest_conversation(memory: ChatMemory) -> None:
    memory.keep(chat("c-1"), "maria")
    memory.keep(chat("c-2"), "maria")

    assert memory.recall(URL, "maria") == chat("c-2")
    assert memory.recall(URL, "c-1") == chat("c-1")


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    ChatMemory(tmp_path / "new").keep(chat(), None)

    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "\0"])
def test_a_broken_file_is_an_empty_memory(tmp_path: Path, content: str) -> None:
    (tmp_path / "conversations.json").write_text(content)
    memory = ChatMemory(tmp_path)

    assert memory.recall(URL, "maria") is None
    memory.keep(chat(), "maria")
    assert memory.recall(URL, "maria") == chat()


FRAME = {
    "type": "message",
    "seq": 13,
    "sender": "bot",
    "name": None,
    "text": "This is your plan.",
    "buttons": [{"label": "Yes", "token": "b_secret"}],
    "links": [],
    "card": {"title": "Plan", "rows": [["1 Dec", "£50.00"]], "note": "Total £300.00"},
}


def test_a_card_is_read_out_line_by_line() -> None:
    words = "This is your plan.\n\nPlan\n1 Dec: £50.00\nTotal £300.00"

    assert json.loads(as_json(FRAME))["text"] == words
    assert as_text(message_of(FRAME)).startswith(words)
    assert "1. Yes" in as_text(message_of(FRAME))


def test_no_token_is_printed() -> None:
    assert "b_secret" not in as_json(FRAME)
    assert "£" in as_json(FRAME)
