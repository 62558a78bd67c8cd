"""`parley chat` as a script uses it: lines in, JSON out."""

from __future__ import annotations

import pytest

from tests.system.command import chat
from tests.system.people import People
from tests.system.running import System

pytestmark = pytest.mark.rasa


async def test_a_script_holds_a_conversation(system: System) -> None:
    ran = await chat(system, "are you a bot?", "is this real?")

    opening, bot, real = ran.replies
    assert ran.status == 0
    assert opening["sender"] == "bot"
    assert opening["buttons"][0] == {"label": "What do I owe?"}
    assert bot["text"].startswith("I'm a bot")
    assert "0161 496 0142" in real["text"]
    assert opening["seq"] < bot["seq"] < real["seq"]


async def test_a_script_presses_buttons(system: System) -> None:
    ran = await chat(system, "!2")

    assert "0161 496 0142" in ran.replies[-1]["text"]


async def test_a_button_that_is_not_there_ends_it_with_words(system: System) -> None:
    ran = await chat(system, "!7")

    assert ran.status == 1
    assert "no button 7" in ran.errors
    assert "Traceback" not in ran.errors


async def test_a_conversation_is_taken_up_where_it_was_left(
    system: System, people: People
) -> None:
    person = people.spare()
    before = await chat(system, person.details, options=("--conversation", "mine"))
    code = system.code_for(person.address)
    (account,) = people.accounts(person)

    after = await chat(system, code, options=("--conversation", "mine"))
    again = await chat(
        system, "thanks", options=("--conversation", before.conversation)
    )

    assert before.conversation == after.conversation == again.conversation
    assert person.name.split()[0] in after.replies[0]["text"]
    overview = after.replies[-1]
    assert overview["card"]["rows"][-1] == ["Total", account.balance.format("en-GB")]
    assert len(again.replies) == 1


async def test_a_name_that_nobody_gave_begins_a_new_conversation(
    system: System,
) -> None:
    one = await chat(system, options=("--conversation", "one"))
    other = await chat(system, options=("--conversation", "other"))

    assert one.conversation != other.conversation
    assert len(other.replies) == 1


async def test_no_gateway_is_said_in_words(system: System) -> None:
    ran = await chat(system, "hello", options=("--url", "http://127.0.0.1:9"))

    assert ran.status == 1
    assert "No gateway answers" in ran.errors
    assert "Traceback" not in ran.errors
