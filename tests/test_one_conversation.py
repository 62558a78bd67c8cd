"""One conversation logic for all channels: nothing else knows which one it is on.

What a person is told may differ by channel only through Rasa's `channel:` variants of
a response, which are data; how a channel shows it is a matter of `bot/channels/` alone.
So no other code may name a channel, ask for one's settings, or look at which one a
conversation is on in order to decide something.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHANNELS = {"web", "telegram", "teams"}
# Where channels are at home: what they are, how they are set up, and their commands.
AT_HOME = ("bot/channels/", "bot/demo/", "bot/cli/channels.py", "bot/cli/teams.py")
# It goes by the channel that it carries, whichever that is; it knows none by name.
CARRIES_ONE = "bot/courier/"
# The same words with another meaning.
OTHER_MEANINGS = {
    ("actions/wishes.py", "teams"): "a medium that people may stop",
    ("actions/wishes.py", "telegram"): "a medium that people may stop",
    ("bot/approval/page.py", "web"): "the folder of our pages",
    ("bot/cli/main.py", "teams"): "the name of a command",
    ("bot/gateway/app.py", "web"): "the folder of our pages",
    ("bot/logs.py", "telegram"): "the logger of a library",
    ("bot/nlu/entities/contact.py", "telegram"): "what people say",
    ("bot/nlu/entities/contact.py", "teams"): "what people say",
    ("bot/nlu/entities/contact.py", "web"): "what people say",
    ("debt/contact.py", "teams"): "a medium that people may stop",
    ("debt/contact.py", "telegram"): "a medium that people may stop",
    ("debt/contact.py", "web"): "a medium that people may stop",
}
# A bare "stop" is about where it is written (Reg F 1006.6(e)), so it is asked there.
ASKS_WHERE_IT_IS_WRITTEN = "actions/wishes.py"
# Rasa's own ways to ask for it.
ASKED_OF_RASA = {"get_latest_input_channel", "latest_input_channel", "input_channel"}


def code() -> Iterator[tuple[str, ast.Module]]:
    """Every file of ours in which no channel is at home."""
    for floor in ("bot", "actions", "debt"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(AT_HOME):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def named(tree: ast.Module) -> set[str]:
    """The channels whose names a file writes."""
    constants = (each for each in ast.walk(tree) if isinstance(each, ast.Constant))
    return {each.value for each in constants if each.value in CHANNELS}


def reads_settings_of_one(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"telegram", "teams"}


def decides_by_channel(node: ast.AST) -> bool:
    """A comparison, a choice or a look-up that goes by a channel."""
    looked_at: list[ast.AST] = []
    if isinstance(node, ast.Compare):
        looked_at = [node.left, *node.comparators]
    elif isinstance(node, ast.Match):
        looked_at = [node.subject]
    elif isinstance(node, ast.Subscript):
        looked_at = [node.slice]
    return any(
        isinstance(each, ast.Attribute) and each.attr == "channel" for each in looked_at
    )


def asks_rasa(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ASKED_OF_RASA


def test_nothing_else_names_a_channel() -> None:
    found = {(file, each) for file, tree in code() for each in named(tree)}

    assert found - OTHER_MEANINGS.keys() == set()
    assert OTHER_MEANINGS.keys() - found == set(), "an exception that is not needed"


@pytest.mark.parametrize(
    "knows", [reads_settings_of_one, decides_by_channel, asks_rasa]
)
def test_nothing_else_decides_by_channel(knows: Callable[[ast.AST], bool]) -> None:
    found = [
        f"{file}:{getattr(node, 'lineno', 0)}"
        for file, tree in code()
        for node in ast.walk(tree)
        if knows(node)
        and not (knows is decides_by_channel and file.startswith(CARRIES_ONE))
        and not (knows is asks_rasa and file == ASKS_WHERE_IT_IS_WRITTEN)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "x = settings.channels.telegram",
        "if row.channel == other: pass",
        "table[conversation.channel]",
        "tracker.get_latest_input_channel()",
        "match row.channel:\n  case 'x': pass",
    ],
)
def test_what_is_looked_for_would_be_found(line: str) -> None:
    looks = (reads_settings_of_one, decides_by_channel, asks_rasa)

    assert any(look(node) for node in ast.walk(ast.parse(line)) for look in looks)
