"""Where an employer may read along, people are asked before anything else is said."""

from __future__ import annotations

import hashlib

import pytest

from actions.wording import wording
from bot.desk.agents import Agent
from bot.desk.service import Desk
from bot.inbox import Inbox
from bot.store.tables import MessageRow
from debt.errors import NotVerified
from debt.handoff import Ticket
from tests.bot.channels.teams.conftest import Door
from tests.bot.channels.teams.microsoft import TENANT
from tests.bot.channels.teams.test_activities import at_home

INSTALLED = {"type": "installationUpdate", "action": "add", "text": None}
NOTICE = wording().text("utter_workplace_notice")
DECLINED = wording().text("utter_workplace_declined")


def waiting(door: Door) -> list[MessageRow]:
    """What the assistant will answer."""
    return [row for row in door.messages() if row.waiting]


def ticket(door: Door) -> Ticket | None:
    (address,) = door.addresses()
    with door.floor.database.read() as tx:
        return door.floor.debt.handoff.open_ticket(tx, address.conversation_id)


async def is_asked(door: Door) -> dict[str, str]:
    """Install the app; returns the tokens of the choices."""
    await door.brings(id="installed", **INSTALLED)
    (notice,) = door.messages()
    return {button["label"]: button["token"] for button in notice.buttons}


async def test_the_notice_comes_first_and_alone(door: Door) -> None:
    await door.brings(id="1", **INSTALLED)
    added = {"type": "conversationUpdate", "membersAdded": [{"id": "28:x"}]}
    await door.brings(id="2", text=None, **added)

    assert door.said() == [NOTICE]
    assert waiting(door) == []


async def test_it_offers_the_private_chat(door: Door) -> None:
    await is_asked(door)

    (notice,) = door.messages()
    assert [link["url"] for link in notice.links] == [
        "https://chat.example.com/chat/frame"
    ]
    assert "employer" in notice.text


async def test_before_they_agree_nothing_they_type_is_kept(door: Door) -> None:
    await door.brings(id="1", text="my reference is HAL-4471")
    await door.brings(id="2", text="what do I owe?")

    assert door.said() == [NOTICE, NOTICE]
    assert door.typed() == ["", ""]
    assert waiting(door) == []


async def test_a_second_delivery_is_not_answered_again(door: Door) -> None:
    for _ in range(3):
        await door.brings(id="1", text="what do I owe?")

    assert door.said() == [NOTICE]


@pytest.mark.parametrize("text", ["Go on here", "1", "the first one", "yes", "OK."])
async def test_they_can_agree_in_words(door: Door, text: str) -> None:
    await is_asked(door)

    await door.brings(id="1", text=text)

    (opening,) = waiting(door)
    assert opening.understood is not None
    assert "conversation_started" in opening.understood["intent"]["name"]
    assert door.said() == [NOTICE]


async def test_they_can_agree_by_a_button(door: Door) -> None:
    tokens = await is_asked(door)

    await door.brings(id="1", text=None, value={"parley": tokens["Go on here"]})

    assert len(waiting(door)) == 1
    (address,) = door.addresses()
    assert address.consented_at == door.floor.clock.now()


async def test_which_words_they_agreed_to_is_kept(door: Door) -> None:
    await is_asked(door)
    await door.brings(id="1", text="yes")

    agreed = door.messages()[1]
    assert agreed.understood is not None
    (wording_agreed,) = agreed.understood["entities"]
    assert wording_agreed["value"] == hashlib.sha256(NOTICE.encode()).hexdigest()


async def test_after_that_all_is_as_everywhere(door: Door) -> None:
    await is_asked(door)
    await door.brings(id="1", text="yes")

    await door.brings(id="2", text="what do I owe?")

    assert [row.text for row in waiting(door)] == ["", "what do I owe?"]


@pytest.mark.parametrize("text", ["I'd rather not", "2", "no", "No thanks."])
async def test_who_declines_is_left_in_peace(door: Door, text: str) -> None:
    await is_asked(door)

    await door.brings(id="1", text=text)

    assert door.said() == [NOTICE, DECLINED]
    assert waiting(door) == []
    assert len(door.messages()[-1].links) == 1


async def test_who_comes_back_is_asked_again(door: Door) -> None:
    await is_asked(door)
    await door.brings(id="1", text="no")
    await door.brings(id="2", text="hello?")
    assert door.said() == [NOTICE, DECLINED, NOTICE]

    await door.brings(id="3", text="yes")
    assert len(waiting(door)) == 1


async def test_an_old_button_changes_their_mind(door: Door) -> None:
    tokens = await is_asked(door)
    await door.brings(id="1", text="yes")

    no = {"parley": tokens["I'd rather not"]}
    await door.brings(id="2", text=None, value=no)

    assert door.said() == [NOTICE, DECLINED]
    await door.brings(id="3", text="what do I owe?")
    assert door.said()[-1] == NOTICE


async def test_who_changes_their_mind_is_a_stranger_again(door: Door) -> None:
    tokens = await is_asked(door)
    await door.brings(id="1", text="yes")
    (address,) = door.addresses()
    door.floor.has()
    door.floor.verified(chat=address.conversation_id)

    no = {"parley": tokens["I'd rather not"]}
    await door.brings(id="2", text=None, value=no)

    identity = door.floor.debt.identity
    with door.floor.database.read() as tx, pytest.raises(NotVerified):
        identity.debtor(tx, address.conversation_id)


async def test_agreeing_twice_opens_once(door: Door) -> None:
    tokens = await is_asked(door)
    for number in "12":
        value = {"parley": tokens["Go on here"]}
        await door.brings(id=number, text=None, value=value)

    assert len(waiting(door)) == 1


async def test_a_yes_to_no_question_is_no_consent(door: Door) -> None:
    assert await door.brings(id="1", text="yes") == 202

    assert door.said() == [NOTICE]
    (address,) = door.addresses()
    assert address.consented_at is None


async def test_who_asks_for_a_person_gets_one(door: Door) -> None:
    await is_asked(door)

    await door.brings(id="1", text="agent")

    found = ticket(door)
    assert found is not None
    said = door.messages()[-1]
    assert found.reference in said.text
    assert len(said.links) == 1
    assert waiting(door) == []


async def test_while_a_person_answers_what_is_typed_reaches_them(door: Door) -> None:
    await is_asked(door)
    await door.brings(id="1", text="I want to talk to a person")
    found, debt = ticket(door), door.floor.debt
    assert found is not None
    with door.floor.database.begin() as tx:
        Desk(debt, Inbox(debt)).claim(tx, found.id, Agent("sam", "Sam"))

    await door.brings(id="2", text="hello Sam")

    shown = [row.text for row in door.messages() if row.is_shown]
    assert shown[-1] == "hello Sam"
    assert waiting(door) == []


async def test_danger_to_a_life_needs_no_consent(door: Door) -> None:
    await is_asked(door)

    await door.brings(id="1", text="I want to kill myself")

    (row,) = waiting(door)
    assert row.text == "I want to kill myself"


async def test_who_has_teams_for_themselves_is_not_asked(door: Door) -> None:
    await door.brings(**at_home(id="1", **INSTALLED))

    assert door.said() == []
    assert len(waiting(door)) == 1


async def test_where_no_tenant_is_told_they_are_asked(door: Door) -> None:
    chat = {"conversationType": "personal", "id": "a:1"}
    await door.brings(id="1", conversation=chat, channelData=None)

    assert door.said() == [NOTICE]


async def test_who_removed_the_app_is_asked_anew(door: Door) -> None:
    await is_asked(door)
    await door.brings(id="1", text="yes")
    await door.brings(id="2", type="installationUpdate", action="remove")

    await door.brings(id="3", text="hello")

    assert door.said() == [NOTICE, NOTICE]
    assert TENANT in door.addresses()[0].sender
