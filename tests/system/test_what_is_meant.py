"""Messages that mean two things, or nothing certain, through the whole service."""

from __future__ import annotations

from typing import Any

import pytest

from debt.rights import BlockKind
from tests.system.command import Ran, chat
from tests.system.running import System

pytestmark = pytest.mark.rasa


def texts(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["text"] for reply in replies]


def recorded_as(system: System, ran: Ran, kind: BlockKind) -> str:
    """The reference of the only thing that pauses collecting in a conversation."""
    with system.debt.database.read() as tx:
        (block,) = system.debt.rights.of(tx, None, ran.conversation)
    assert block.kind is kind
    return block.reference


def labels(reply: dict[str, Any]) -> list[str]:
    return [button["label"] for button in reply.get("buttons", ())]


async def test_both_of_two_meanings_are_answered_the_right_first(
    system: System,
) -> None:
    ran = await chat(system, "I lost my job and anyway this isn't my debt")

    recorded, asked, heard, support = ran.replies[1:]
    assert recorded_as(system, ran, BlockKind.DISPUTE) in recorded["text"]
    assert "tell me what looks wrong" in asked["text"]
    assert "Losing work" in heard["text"]
    assert "We aren't asking you for any payment" in support["text"]
    assert not any("£" in text for text in texts(ran.replies))


async def test_a_second_task_stays_in_sight_and_the_question_stays_last(
    system: System,
) -> None:
    ran = await chat(system, "how much do I owe and can I pay in parts")

    *_, more, question = ran.replies
    assert "Pay in parts" in more["text"]
    assert labels(more) == []
    assert "reference" in question["text"]
    assert sum("What is the reference" in text for text in texts(ran.replies)) == 1


async def test_no_task_is_begun_beside_a_lawyer(system: System) -> None:
    ran = await chat(
        system, "my solicitor deals with this now. what would 50 a month look like"
    )

    recorded, asked = ran.replies[1:]
    assert "a lawyer acts for you" in recorded["text"]
    assert recorded_as(system, ran, BlockKind.ATTORNEY) in recorded["text"]
    assert labels(recorded) == []
    assert labels(asked) == ["Leave it at that", "Talk to a person"]


async def test_what_is_not_clear_is_asked_and_then_the_menu_is_shown(
    system: System,
) -> None:
    ran = await chat(system, "the thing with the paper", "!3")

    asked, menu = ran.replies[1:]
    assert labels(asked)[2:] == ["Something else", "Talk to a person"]
    assert labels(asked)[0] != labels(asked)[1]
    assert menu["text"] != asked["text"]
    assert "Talk to a person" in labels(menu)
