"""Each activity is stored once and acknowledged then; what is none is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from actions.wording import wording
from bot.channels.teams.consent import CONSUMERS
from bot.store import messages
from bot.store.messages import BOT, Button, Outbound, Reply
from tests.bot.channels.teams.conftest import Door, opened
from tests.bot.channels.teams.microsoft import APP, activity
from tests.bot.talk import NO, YES
from tests.bot.test_security import settings_with

HOME = {"conversationType": "personal", "tenantId": CONSUMERS, "id": "a:1xyz"}
NONSENSE: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"{}",
    b"\xff",
    b"[" * 20_000,
    b'{"a":' * 10_000,
    b'{"type": "message", "id": "1", "channelId": "msteams"}',
]
MALFORMED: list[dict[str, Any]] = [
    {"id": None},
    {"id": 5},
    {"id": ""},
    {"id": "a\u0000b"},
    {"id": "x" * 501},
    {"channelId": None},
    {"serviceUrl": ["x"]},
    {"from": None},
    {"from": {"id": "\ud800"}},
    {"from": "29:1a"},
    {"conversation": {"conversationType": "personal"}},
    {"conversation": {"id": {"$gt": ""}}},
    {"recipient": {"id": "a b"}},
]


def at_home(**changes: Any) -> dict[str, Any]:
    """Of somebody whose Teams is their own, so that nobody has to be asked first."""
    return {"conversation": HOME, "channelData": None, **changes}


async def is_told(door: Door, *buttons: Button) -> list[str]:
    """The assistant says something; returns the tokens of its buttons."""
    (address,) = door.addresses()
    outbound = Outbound(BOT, Reply("Shall I?", buttons), at=door.floor.clock.now())
    with door.floor.database.begin() as tx:
        messages.append(tx, address.conversation_id, outbound)
    return [button["token"] for button in door.messages()[-1].buttons]


async def test_what_is_typed_is_stored_and_waits_for_its_answer(door: Door) -> None:
    assert await door.brings(**at_home(text="hello")) == 202

    opening, hello = door.messages()
    assert (opening.is_shown, opening.waiting) == (False, True)
    assert (hello.text, hello.waiting, hello.sender) == ("hello", True, "debtor")


async def test_a_second_delivery_changes_nothing(door: Door) -> None:
    for _ in range(3):
        assert await door.brings(**at_home(text="hello")) == 202

    assert door.typed() == ["", "hello"]


async def test_the_same_words_twice_are_two_messages(door: Door) -> None:
    await door.brings(**at_home(id="1", text="hello"))
    await door.brings(**at_home(id="2", text="hello"))

    assert door.typed() == ["", "hello", "hello"]


async def test_a_long_id_is_an_id_too(door: Door) -> None:
    for last in "aab":
        assert await door.brings(**at_home(id="f:" + "x" * 200 + last)) == 202

    assert door.typed() == ["", "hello", "hello"]


async def test_where_to_answer_is_kept_and_nothing_else(door: Door) -> None:
    await door.brings(**at_home())

    (address,) = door.addresses()
    assert address.sender == f"{CONSUMERS}/aaaaaaaa-0000-0000-0000-000000000001"
    assert address.reference == {
        "serviceUrl": door.peer.url,
        "channelId": "msteams",
        "conversation": {"id": "a:1xyz"},
        "bot": {"id": f"28:{APP}"},
        "user": {"id": "29:1a-b_c"},
    }
    assert "Maria" not in json.dumps(address.reference)


async def test_one_person_has_one_conversation_from_any_device(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    moved = {"id": "29:other", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"}
    await door.brings(**at_home(id="2", **{"from": moved}))

    (address,) = door.addresses()
    assert address.reference["user"] == {"id": "29:other"}


async def test_who_has_no_id_in_a_tenant_goes_by_another(door: Door) -> None:
    await door.brings(**at_home(**{"from": {"id": "29:" + "x" * 300}}))

    (address,) = door.addresses()
    assert len(address.sender) <= 160


async def test_the_same_id_in_two_tenants_is_two_people(door: Door) -> None:
    for number in "12":
        other = {**HOME, "tenantId": f"{number * 8}-0000-0000-0000-000000000000"}
        await door.brings(id=number, conversation=other, channelData=None)

    assert len(door.addresses()) == 2


@pytest.mark.parametrize("raw", NONSENSE, ids=lambda raw: raw[:20].decode("latin-1"))
async def test_what_is_no_activity_is_refused(door: Door, raw: bytes) -> None:
    assert await door.posts(raw) == 400
    assert door.messages() == []


@pytest.mark.parametrize("changes", MALFORMED, ids=repr)
async def test_what_lacks_its_ids_is_refused(
    door: Door, changes: dict[str, Any]
) -> None:
    raw = json.dumps({**activity(door.peer), **changes}).encode()

    assert await door.posts(raw) == 400
    assert door.messages() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"text": 5},
        {"text": None},
        {"text": {"a": []}},
        {"text": "\ud800\u0000"},
        {"value": "x"},
        {"value": {"other": 1}},
        {"locale": ["x"]},
        {"attachments": 7},
        {"channelData": "x"},
    ],
    ids=repr,
)
async def test_what_is_odd_is_taken_as_it_is(
    door: Door, changes: dict[str, Any]
) -> None:
    raw = json.dumps({**activity(door.peer, conversation=HOME), **changes}).encode()

    assert await door.posts(raw) == 202
    assert all(len(text) < 10 for text in door.typed())


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageUpdate", "text": "what I meant"},
        {"type": "messageDelete"},
        {"type": "typing"},
        {"type": "event", "name": "x", "value": {}},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"parley": "x"}},
        {"type": "conversationUpdate", "membersAdded": []},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "29:1"}]},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "installationUpdate", "action": ["add"]},
        {"type": "endOfConversation"},
        {"type": None},
        {"type": ["message"]},
    ],
    ids=repr,
)
async def test_what_says_nothing_is_acknowledged_and_left(
    door: Door, changes: dict[str, Any]
) -> None:
    assert await door.brings(**at_home(**changes)) == 202
    assert door.messages() == []


async def test_the_name_of_the_bot_is_not_part_of_what_is_said(door: Door) -> None:
    await door.brings(**at_home(text='<at id="0">Northgate</at>  what do I owe?'))

    assert door.typed() == ["", "what do I owe?"]


async def test_a_button_is_pressed_once(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    token, _ = await is_told(door, YES, NO)

    pressed = at_home(id="2", text=None, value={"parley": token})
    assert await door.brings(**pressed) == 202
    assert await door.brings(**pressed) == 202
    assert door.typed()[2:] == [YES.label]

    for _ in range(2):
        assert await door.brings(**{**pressed, "id": "3"}) == 202
    expired = wording().text("utter_channel_button_expired")
    assert door.said() == ["Shall I?", expired]


async def test_a_choice_can_be_typed(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    await is_told(door, YES, NO)

    await door.brings(**at_home(id="2", text="2"))

    row = door.messages()[-1]
    assert (row.text, row.understood) == ("2", NO.meaning)


@pytest.mark.parametrize("token", ["made-up", "", "x" * 65, 5, None, {"a": 1}, "'; --"])
async def test_a_button_that_is_none_is_answered_kindly(
    door: Door, token: object
) -> None:
    await door.brings(**at_home(id="1"))

    assert await door.brings(**at_home(id="2", value={"parley": token})) == 202

    assert door.said() == [wording().text("utter_channel_button_expired")]


async def test_nobody_presses_the_button_of_another(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    token, _ = await is_told(door, YES, NO)
    other = {"id": "29:z", "aadObjectId": "bbbbbbbb-0000-0000-0000-000000000001"}

    await door.brings(**at_home(id="2", value={"parley": token}, **{"from": other}))

    assert YES.label not in door.typed()


@pytest.mark.parametrize("kind", ["groupChat", "channel", None, "other"])
async def test_a_group_gets_one_sentence_and_nothing_else(
    door: Door, kind: str | None
) -> None:
    group = {"conversationType": kind, "isGroup": True, "id": "19:a@thread.v2"}
    for number, text in enumerate(["hello", "agent", "1", "I want to die"]):
        assert await door.brings(id=f"{number}", conversation=group, text=text) == 202

    assert door.said() == [wording().text("utter_channel_group")]
    assert door.typed() == []


async def test_who_writes_in_a_group_is_not_met_in_their_own_chat(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    group = {**HOME, "conversationType": "groupChat", "id": "19:a@thread.v2"}
    await door.brings(id="2", conversation=group, text="what do I owe?")

    references = [address.reference for address in door.addresses()]
    assert [each["conversation"]["id"] for each in references] == [
        "a:1xyz",
        "19:a@thread.v2",
    ]
    assert door.typed() == ["", "hello"]


async def test_who_removes_the_app_is_left_alone(door: Door) -> None:
    await door.brings(**at_home(id="1"))
    gone = {"type": "installationUpdate", "action": "remove", "id": "2"}
    assert await door.brings(**at_home(**gone)) == 202

    (address,) = door.addresses()
    assert address.unreachable_since is not None
    assert await door.brings(**at_home(id="3")) == 202
    (address,) = door.addresses()
    assert address.unreachable_since is None


async def test_who_writes_too_fast_is_slowed_down_alone(door: Door) -> None:
    statuses = [await door.brings(**at_home(id=f"{n}")) for n in range(21)]
    other = {"id": "29:z", "aadObjectId": "bbbbbbbb-0000-0000-0000-000000000001"}

    assert statuses == [202] * 20 + [429]
    assert await door.brings(**at_home(id="x", **{"from": other})) == 202


async def test_outside_the_demo_there_is_only_teams_and_only_https(door: Door) -> None:
    here = settings_with(PARLEY_PUBLIC_URL="https://chat.example.com")
    teams = replace(
        settings_with(
            **{
                **door.peer.settings(),
                "PARLEY_TEAMS_OPENID": "https://x",
                "PARLEY_TEAMS_ISSUER": "https://x",
            }
        ).channels.teams,
        openid=door.peer.openid,
        issuer=door.peer.url,
    )
    settings = replace(here, channels=replace(here.channels, teams=teams))
    safe = "https://smba.example/uk/"
    now = door.floor.clock.now()
    async with opened(settings, door.floor) as client:
        strict = replace(door, client=client)
        token = door.peer.token(now, serviceurl=safe)
        assert await strict.brings(token, serviceUrl=safe, channelId="emulator") == 401
        assert await strict.brings() == 401
        assert strict.addresses() == []
        assert await strict.brings(token, serviceUrl=safe) == 202


async def test_our_token_goes_to_no_other_service(door: Door) -> None:
    """The host in an activity is the one that its token was made for."""
    attacker = "http://127.0.0.1:1/attacker"
    assert await door.brings(serviceUrl=attacker) == 401

    await door.brings()
    assert await door.brings(id="2", serviceUrl=attacker) == 401
    (address,) = door.addresses()
    assert address.reference["serviceUrl"] == door.peer.url
