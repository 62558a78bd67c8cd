"""Nothing is said twice in a row, and a question again only in short."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
)
from rasa.shared.core.slots import BooleanSlot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.phrasing import IN_FULL, FreshWording

FULL = "How much would you like to pay? You owe {full}."
RESPONSES: dict[str, list[dict[str, Any]]] = {
    "utter_talk_welcome": [{"text": "You're welcome."}, {"text": "Happy to help."}],
    "utter_payment_ask": [{"text": FULL, "custom": {"card": {}}, "metadata": {"a": 1}}],
    "utter_payment_read_back": [{"text": "You'd pay {full}. Shall I?"}],
    "utter_resume_payment_amount": [{"text": "We were choosing an amount."}],
    "utter_payment_agreed": [{"text": "All of it. Yes?"}],
    "utter_resume_payment_agreed": [{"text": "We were at it."}],
    "utter_notice_read": [{"text": "By law. Read?", "metadata": {"notice": True}}],
    "utter_resume_payment_confirmed": [{"text": "We were about to pay {full}."}],
}
SLOTS = [
    TextSlot("requested_slot", []),
    TextSlot("payment_amount", []),
    BooleanSlot("payment_confirmed", []),
    BooleanSlot("payment_agreed", []),
]
IN_SHORT = "How much would you like to pay?"
RESUMED = f"We were choosing an amount. {IN_SHORT}"


def tracker(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("chat", list(events), SLOTS)


def said(response: str, *events: Event) -> dict[str, Any]:
    wording = FreshWording(RESPONSES)
    made = wording.generate(response, tracker(*events), "web", full="£600.00")
    draft = asyncio.run(made)
    assert draft
    return draft


def asking(slot: str) -> SlotSet:
    """The last event before a form asks for a slot."""
    return SlotSet("requested_slot", slot)


def asked(slot: str, text: str) -> list[Event]:
    """What a question leaves behind."""
    return [asking(slot), BotUttered(text, metadata={IN_FULL: text})]


FIRST = asked("payment_amount", FULL.format(full="£600.00"))
OPENED = [ActiveLoop("payment_form"), *FIRST]


def test_the_variant_that_was_said_longest_ago_is_taken() -> None:
    events: list[Event] = []
    texts = []
    for _ in range(3):
        texts.append(said("utter_talk_welcome", *events)["text"])
        events.append(BotUttered(texts[-1]))

    assert texts == ["You're welcome.", "Happy to help.", "You're welcome."]


def test_a_question_is_put_in_full_at_first() -> None:
    draft = said(
        "utter_payment_ask", ActiveLoop("payment_form"), asking("payment_amount")
    )

    assert draft["text"] == "How much would you like to pay? You owe £600.00."
    assert draft["custom"]


def test_after_a_question_in_between_it_says_what_we_were_doing() -> None:
    back = [ActionExecuted("action_resume_form"), ActionExecuted("payment_form")]

    draft = said("utter_payment_ask", *OPENED, *back, asking("payment_amount"))

    assert draft["text"] == RESUMED
    assert "custom" not in draft
    assert draft["metadata"] == {"a": 1}


def test_after_an_answer_that_will_not_do_only_the_question_is_put() -> None:
    listened = ActionExecuted("action_listen")

    draft = said("utter_payment_ask", *OPENED, listened, asking("payment_amount"))

    assert draft["text"] == IN_SHORT


def test_the_same_words_are_never_said_twice_running() -> None:
    events = [*OPENED, ActionExecuted("action_listen")]
    texts = []
    for _ in range(4):
        draft = said("utter_payment_ask", *events, asking("payment_amount"))
        texts.append(draft["text"])
        events += [asking("payment_amount"), BotUttered(draft["text"])]

    assert all(one != following for one, following in pairwise(texts))


def test_what_is_consented_to_is_named_again() -> None:
    first = asked("payment_confirmed", "You'd pay £600.00. Shall I?")
    events = [ActiveLoop("payment_form"), *first, ActionExecuted("action_listen")]

    draft = said("utter_payment_read_back", *events, asking("payment_confirmed"))

    assert draft["text"] == "We were about to pay £600.00. Shall I?"


@pytest.mark.parametrize("slot", ["payment_agreed", "notice_read"])
def test_a_consent_that_has_no_shorter_name_and_a_notice_are_put_in_full(
    slot: str,
) -> None:
    response = f"utter_{slot}"
    first = asked(slot, RESPONSES[response][0]["text"])

    draft = said(response, ActiveLoop("payment_form"), *first, asking(slot))

    assert draft["text"] == RESPONSES[response][0]["text"]


@pytest.mark.parametrize(
    "events",
    [
        [*FIRST, ActiveLoop(None), ActiveLoop("payment_form")],
        [ActiveLoop("payment_form"), *asked("payment_amount", "How much of £700.00?")],
    ],
)
def test_a_form_opened_anew_or_other_facts_ask_in_full(events: list[Event]) -> None:
    draft = said("utter_payment_ask", *events, asking("payment_amount"))

    assert draft["text"] == FULL.format(full="£600.00")
