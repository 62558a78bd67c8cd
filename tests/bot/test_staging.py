"""The dialogue state between turns: staged, never saved by Rasa, and kept short."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rasa_setup import prepare_for_rasa
from tests.conversation_files import ROOT

pytestmark = pytest.mark.rasa

CHAT = "c-1"


@pytest.fixture(scope="module")
def rasa_domain() -> Any:
    prepare_for_rasa()
    from rasa.shared.core.domain import Domain

    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(rasa_domain: Any) -> Any:
    from bot.engine.staging import StagingTrackerStore

    store = StagingTrackerStore()
    store.domain = rasa_domain
    return store


def said(number: int) -> dict[str, Any]:
    text = f"message {number}"
    parsed = {"text": text, "intent": {"name": "greet", "confidence": 1.0}}
    return {
        "event": "user",
        "text": text,
        "parse_data": {**parsed, "entities": []},
        "timestamp": float(number),
    }


def slot(name: str, value: str | None) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": 1.0}


async def saved(store: Any, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events that a turn leaves which began with these."""
    store.stage(CHAT, events)
    tracker = await store.retrieve(CHAT)
    await store.save(tracker)
    left: list[dict[str, Any]] = store.unstage(CHAT)
    return left


async def test_a_new_conversation_has_no_state(store: Any) -> None:
    store.stage(CHAT, [])

    assert await store.retrieve(CHAT) is None
    assert store.unstage(CHAT) == []


async def test_what_was_staged_comes_back(store: Any) -> None:
    events = [said(1), slot("account_id", "card")]

    left = await saved(store, events)

    assert [each["event"] for each in left] == ["user", "slot"]
    assert left[0]["text"] == "message 1"


async def test_a_turn_that_is_over_leaves_nothing_behind(store: Any) -> None:
    await saved(store, [said(1)])

    assert await store.keys() == []
    assert await store.retrieve(CHAT) is None


async def test_conversations_do_not_mix(store: Any) -> None:
    store.stage("c-1", [said(1)])
    store.stage("c-2", [said(2)])

    first, second = await store.retrieve("c-1"), await store.retrieve("c-2")

    assert first.events[-1].text == "message 1"
    assert second.events[-1].text == "message 2"


async def test_a_long_conversation_is_cut_to_its_slots_and_last_turns(
    store: Any,
) -> None:
    from bot.engine.staging import KEPT_TURNS, MAX_EVENTS

    events = [slot("account_id", "card"), slot("wanted_action", None)]
    left = await saved(store, [*events, *map(said, range(MAX_EVENTS))])

    slots = {each["name"]: each["value"] for each in left if each["event"] == "slot"}
    texts = [each["text"] for each in left if each["event"] == "user"]
    assert slots == {"account_id": "card"}
    assert texts == [
        f"message {number}" for number in range(MAX_EVENTS - KEPT_TURNS, MAX_EVENTS)
    ]
    assert len(left) < MAX_EVENTS


async def test_what_was_cut_can_be_gone_on_with(store: Any) -> None:
    from bot.engine.staging import MAX_EVENTS

    left = [slot("account_id", "card")]
    for number in range(MAX_EVENTS * 3):
        left = await saved(store, [*left, said(number)])

    store.stage(CHAT, left)
    tracker = await store.retrieve(CHAT)
    assert tracker.get_slot("account_id") == "card"
    assert tracker.latest_message.text == f"message {MAX_EVENTS * 3 - 1}"
    assert len(left) <= MAX_EVENTS


async def test_a_form_that_was_open_is_open_still(store: Any) -> None:
    from bot.engine.staging import MAX_EVENTS

    form = {"event": "active_loop", "name": "plan_form", "timestamp": 1.0}
    asked = slot("requested_slot", "plan_offer")
    left = await saved(store, [form, asked, *map(said, range(MAX_EVENTS))])

    store.stage(CHAT, left)
    tracker = await store.retrieve(CHAT)
    assert len(left) < MAX_EVENTS
    assert tracker.active_loop_name == "plan_form"
    assert tracker.get_slot("requested_slot") == "plan_offer"
