"""The desk: one agent to a conversation, and nobody else speaks in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.wording import wording
from bot.channels.address_book import AddressBook
from bot.channels.teams.consent import CONSUMERS
from bot.desk.agents import Agent
from bot.desk.service import EmptyReply, NotYours
from bot.desk.view import DeskView, Shown
from bot.store.conversations import ConversationBusy, lease
from bot.store.tables import AddressRow
from debt.errors import TicketTaken
from debt.handoff import Ticket
from tests.bot.talk import PRIYA, SAM, YES, Talk, open_talk
from tests.debt.builders import TODAY, charge
from tests.debt.floor import Floor, race


def claim(talk: Talk, ticket: Ticket, agent: Agent) -> Ticket:
    with talk.floor.database.begin() as tx:
        return talk.desk.claim(tx, ticket.id, agent)


def reply(
    talk: Talk, ticket: Ticket, agent: Agent, text: str, client_id: str = "r-1"
) -> int:
    with talk.floor.database.begin() as tx:
        return talk.desk.reply(tx, ticket.id, agent, client_id, text)


def hand_back(talk: Talk, ticket: Ticket, agent: Agent) -> None:
    with talk.floor.database.begin() as tx:
        talk.desk.hand_back(tx, ticket.id, agent)


def view_of(talk: Talk, agent: Agent = SAM) -> DeskView:
    return DeskView(talk.floor.database, talk.desk, agent, wording())


class TestClaiming:
    def test_of_twenty_agents_one_gets_it(self, talk: Talk) -> None:
        ticket = talk.wants_a_person()
        agents = [Agent(f"agent-{n}", f"Agent {n}") for n in range(20)]

        results = race(20, lambda n: claim(talk, ticket, agents[n]))

        winners = [each for each in results if isinstance(each, Ticket)]
        losers = [each for each in results if isinstance(each, TicketTaken)]
        assert (len(winners), len(losers)) == (1, 19)
        assert {each.agent for each in losers} == {winners[0].agent_name}
        joined = f"{winners[0].agent_name} has joined the chat."
        assert [text for _, text in talk.shown() if text.startswith(joined)]
        assert len(talk.shown()) == 1

    def test_the_person_is_told_who_joined(self, talk: Talk) -> None:
        talk.is_taken_by(SAM)

        notice = talk.all()[-1]
        assert (notice.sender, notice.name) == ("system", "Sam")
        assert "Sam has joined the chat" in notice.text

    def test_it_waits_for_the_assistant_to_finish(self, talk: Talk) -> None:
        ticket = talk.wants_a_person()
        with talk.floor.database.begin() as tx:
            lease(tx, talk.conversation, talk.floor.clock.now())

        with pytest.raises(ConversationBusy):
            claim(talk, ticket, SAM)

        assert talk.shown() == []

    def test_a_closed_ticket_cannot_be_claimed(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)
        hand_back(talk, ticket, SAM)

        with pytest.raises(NotYours):
            claim(talk, ticket, PRIYA)


class TestReplying:
    def test_the_owner_is_heard(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)

        message = talk.message(reply(talk, ticket, SAM, "Hello, Sam here."))

        assert (message.sender, message.name) == ("agent", "Sam")
        assert message.text == "Hello, Sam here."

    @pytest.mark.parametrize("act", [reply, hand_back])
    def test_nobody_else_can_speak_or_hand_back(
        self, talk: Talk, act: Callable[..., object]
    ) -> None:
        ticket = talk.is_taken_by(SAM)
        words = ["Me too"] if act is reply else []

        with pytest.raises(NotYours):
            act(talk, ticket, PRIYA, *words)

    def test_nobody_can_speak_before_claiming(self, talk: Talk) -> None:
        ticket = talk.wants_a_person()

        with pytest.raises(NotYours):
            reply(talk, ticket, SAM, "Hello?")

    def test_nobody_can_speak_after_handing_back(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)
        hand_back(talk, ticket, SAM)

        with pytest.raises(NotYours):
            reply(talk, ticket, SAM, "One more thing")

    def test_the_same_delivery_is_said_once(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)

        numbers = race(6, lambda _: reply(talk, ticket, SAM, "Hello", "r-1"))

        assert len(set(map(str, numbers))) == 1

    def test_card_numbers_are_masked(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)

        seq = reply(talk, ticket, SAM, "Is it 4111 1111 1111 1111?")

        assert talk.message(seq).text == "Is it •••• •••• •••• ••••?"

    @pytest.mark.parametrize("text", ["", "  \n", "\0", "\u200b"])
    def test_a_reply_needs_words(self, talk: Talk, text: str) -> None:
        ticket = talk.is_taken_by(SAM)

        with pytest.raises(EmptyReply):
            reply(talk, ticket, SAM, text)

    def test_a_reply_of_any_characters_can_be_stored(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)

        seq = reply(talk, ticket, SAM, "a\0b\ud800c 👍" + "x" * 3000)

        assert talk.message(seq).text.startswith("abc 👍")
        assert len(talk.message(seq).text) == 2000


class TestHandingBack:
    def test_both_sides_are_told(self, talk: Talk) -> None:
        hand_back(talk, talk.is_taken_by(SAM), SAM)

        left, event = talk.all()[-2:]
        assert (left.sender, left.name) == ("system", None)
        assert left.text == "Sam has left the chat."
        assert event.understood is not None
        assert event.understood["intent"]["name"] == "EXTERNAL_handed_back"
        assert event.waiting

    def test_the_person_can_ask_again(self, talk: Talk) -> None:
        first = talk.is_taken_by(SAM)
        hand_back(talk, first, SAM)

        second = talk.is_taken_by(PRIYA)

        assert second.id != first.id
        assert reply(talk, second, PRIYA, "Hello again")


class TestPage:
    def test_the_queue_is_in_order_of_need_then_of_arrival(self, floor: Floor) -> None:
        reasons = ["request_agent", "crisis", "vulnerability"]
        talks = [open_talk(floor) for _ in reasons]
        with floor.database.begin() as tx:
            for talk, reason in zip(talks, reasons, strict=True):
                floor.debt.handoff.request(tx, talk.conversation, reason, reason)

        tickets = view_of(talks[0]).queue()["tickets"]

        assert [each["reason"] for each in tickets] == [
            "crisis",
            "vulnerability",
            "request_agent",
        ]
        assert [each["position"] for each in tickets] == [1, 2, 3]

    def test_a_taken_ticket_has_an_agent_and_no_position(self, talk: Talk) -> None:
        talk.is_taken_by(SAM)

        (mine,) = view_of(talk, SAM).queue()["tickets"]
        (theirs,) = view_of(talk, PRIYA).queue()["tickets"]

        assert (mine["position"], mine["agent"], mine["mine"]) == (None, "Sam", True)
        assert not theirs["mine"]

    @pytest.mark.parametrize(
        ("channel", "sender", "agreed", "notes"),
        [
            ("telegram", "1", False, 0),
            ("teams", "contoso/ann", False, 1),
            ("teams", "contoso/ann", True, 0),
            ("teams", f"{CONSUMERS}/ann", False, 0),
        ],
    )
    def test_an_agent_is_warned_before_they_have_agreed_to_the_channel(
        self, talk: Talk, channel: str, sender: str, agreed: bool, notes: int
    ) -> None:
        book = AddressBook(talk.floor.debt, talk.inbox)
        with talk.floor.database.begin() as tx:
            found = book.conversation_for(tx, channel, sender, {}, "en-GB")
            address = tx.get_one(AddressRow, found.conversation_id)
            address.consented_at = talk.floor.clock.now() if agreed else None
        elsewhere = replace(talk, conversation=found.conversation_id)
        elsewhere.wants_a_person()

        (ticket,) = view_of(elsewhere).queue()["tickets"]

        assert ticket["channel"].lower() == channel
        assert len(ticket["notes"]) == notes

    def test_a_stranger_has_no_name_and_no_accounts(self, talk: Talk) -> None:
        talk.floor.has(charge("600.00", TODAY - timedelta(days=30)))
        shown = Shown(talk.wants_a_person().id)

        (page,) = view_of(talk).news(shown)

        assert page["panel"]["name"] is None
        assert page["panel"]["accounts"] == []
        assert page["panel"]["verified"] == "Not verified yet"

    def test_a_verified_person_is_shown_with_their_accounts(self, talk: Talk) -> None:
        talk.floor.has(charge("600.00", TODAY - timedelta(days=30)))
        shown = Shown(talk.wants_a_person().id)
        view_of(talk).news(shown)
        talk.floor.verified(chat=talk.conversation)

        (page,) = view_of(talk).news(shown)

        assert page["panel"]["name"] == "Maria Silva"
        (account,) = page["panel"]["accounts"]
        assert account["title"] == "Halden Bank Credit card ••4471"
        assert ["Balance", "£600.00"] in account["rows"]

    def test_what_is_new_comes_message_by_message(self, talk: Talk) -> None:
        talk.says("hello")
        shown = Shown(talk.wants_a_person().id)
        view = view_of(talk)
        (page,) = view.news(shown)
        talk.says("are you there?")

        news = view.news(shown)

        assert [m["text"] for m in page["messages"]] == ["hello"]
        assert [frame["message"]["text"] for frame in news] == ["are you there?"]
        assert view.news(shown) == []

    def test_an_agent_cannot_press_the_persons_buttons(self, talk: Talk) -> None:
        (token,) = talk.is_told("Shall I?", YES)
        shown = Shown(talk.wants_a_person().id)

        frames = view_of(talk).news(shown)

        assert frames[0]["messages"][0]["buttons"] == [{"label": YES.label}]
        assert token not in json.dumps(frames)

    def test_a_closed_conversation_is_not_read_on(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)
        shown = Shown(ticket.id)
        view_of(talk).news(shown)
        hand_back(talk, ticket, SAM)
        talk.says("only for the assistant")

        assert view_of(talk).news(shown) == []
