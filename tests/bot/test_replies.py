"""What Rasa utters becomes replies: words, buttons with meanings, links and a card."""

from __future__ import annotations

from typing import Any

import pytest

from bot.meaning import MalformedPayload, understood
from bot.rasa_setup import prepare_for_rasa
from bot.store.messages import Button, Card, Link, Reply
from tests.conversation_files import domain, responses

pytestmark = pytest.mark.rasa

URL = "https://chat.example.com"


async def replies_to(*utterances: dict[str, Any]) -> list[Reply]:
    prepare_for_rasa()
    from bot.engine.replies import ReplyCollector

    collector = ReplyCollector("web", URL)
    for utterance in utterances:
        await collector.send_response("c-1", utterance)
    return collector.replies


async def test_words_are_kept_in_their_order() -> None:
    replies = await replies_to({"text": " one\n"}, {"text": "two"})

    assert replies == [Reply("one"), Reply("two")]


async def test_a_button_carries_its_meaning() -> None:
    payload = '/make_payment{"amount": "20.00 GBP"}'
    button = {"title": "Pay £20.00", "payload": payload}

    (reply,) = await replies_to({"text": "How much?", "buttons": [button]})

    meaning = understood("make_payment", {"amount": "20.00 GBP"})
    assert reply.buttons == (Button("Pay £20.00", meaning),)


async def test_a_button_that_comes_twice_is_shown_once_where_it_came_last() -> None:
    person = {"title": "Talk to a person", "payload": "/request_agent"}
    pay = {"title": "Make a payment", "payload": "/make_payment"}

    (reply,) = await replies_to({"text": "?", "buttons": [person, pay, person]})

    assert [each.label for each in reply.buttons] == [pay["title"], person["title"]]


async def test_a_button_without_meaning_is_an_error() -> None:
    with pytest.raises(MalformedPayload):
        await replies_to({"text": "?", "buttons": [{"title": "x", "payload": "x"}]})


async def test_our_own_links_are_made_whole() -> None:
    links = [
        {"label": "Keep a copy", "url": "/documents/plan/1"},
        {"label": "Pay", "url": "https://cards.example/pay/1"},
    ]

    (reply,) = await replies_to({"text": "Here.", "custom": {"links": links}})

    assert reply.links == (
        Link("Keep a copy", f"{URL}/documents/plan/1"),
        Link("Pay", "https://cards.example/pay/1"),
    )


async def test_the_rows_of_a_card_are_parted_at_the_last_bar() -> None:
    rows = "1 Dec 2026 | £50.00\n\nA | B (on a plan) | £550.00\n"
    card = {"title": "Your plan", "rows": rows, "note": "Total £600.00"}

    (reply,) = await replies_to({"text": "", "custom": {"card": card}})

    assert reply.card == Card(
        "Your plan",
        (("1 Dec 2026", "£50.00"), ("A | B (on a plan)", "£550.00")),
        "Total £600.00",
    )


async def test_an_utterance_of_nothing_is_no_reply() -> None:
    assert await replies_to({"text": " "}, {}, {"text": None, "buttons": []}) == []


@pytest.mark.parametrize(
    ("channel", "words"), [("pigeon", "Coo."), ("web", "Hello."), ("", "Hello.")]
)
async def test_a_channel_hears_what_is_written_for_it(channel: str, words: str) -> None:
    """By Rasa's own choice, which goes by the name that our collector gives."""
    prepare_for_rasa()
    from rasa.core.actions.action import ActionBotResponse
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.engine.dialogue import OperatorWording
    from bot.engine.replies import ReplyCollector

    wording = OperatorWording()
    usual, special = {"text": "Hello."}, {"text": "Coo.", "channel": "pigeon"}
    wording.responses = {"utter_hello": [usual, special]}

    (uttered,) = await ActionBotResponse("utter_hello").run(
        ReplyCollector(channel, URL),
        wording,
        DialogueStateTracker("c-1", []),
        Domain.empty(),
    )

    assert uttered.text == words


@pytest.mark.parametrize("key", sorted(responses()))
async def test_every_response_can_be_filled_and_sent(key: str) -> None:
    """Through Rasa's own generator, as the engine uses it."""
    prepare_for_rasa()
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.engine.dialogue import OperatorWording
    from tests.conversation_files import placeholders

    wording = OperatorWording()
    wording.responses = {key: responses()[key]}
    values = {name: f"/the {name}" for name in placeholders(key)}
    tracker = DialogueStateTracker("c-1", [])

    draft = await wording.generate(key, tracker, "web", **values)

    assert draft is not None
    (reply,) = await replies_to(draft)
    assert "{" not in repr(Reply(reply.text, links=reply.links, card=reply.card))
    known = {button.meaning["intent"]["name"] for button in reply.buttons}
    assert known <= set(domain()["intents"])


async def test_a_response_that_nothing_fills_never_leaves() -> None:
    prepare_for_rasa()
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.engine.dialogue import OperatorWording, Unfilled

    wording = OperatorWording()
    wording.responses = {"utter_owed": [{"text": "You owe {amount}, {company}."}]}
    tracker = DialogueStateTracker("c-1", [])

    with pytest.raises(Unfilled, match="utter_owed: amount"):
        await wording.generate("utter_owed", tracker, "web")
    draft = await wording.generate("utter_owed", tracker, "web", amount="{name}")
    assert draft is not None
    assert draft["text"].startswith("You owe {name}, Northgate")
