"""Everybody who asks is queued once, and one agent gets each of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.errors import IllegalTransition, TicketTaken
from debt.handoff import Ticket, TicketState
from tests.debt.floor import CHAT, Floor, race


def ask(
    floor: Floor, chat: str = CHAT, reason: str = "request_agent", key: str = ""
) -> Ticket:
    with floor.database.begin() as tx:
        return floor.debt.handoff.request(tx, chat, reason, key or f"{chat}-{reason}")


def claim(floor: Floor, ticket: Ticket, agent: str = "sam") -> Ticket:
    with floor.database.begin() as tx:
        return floor.debt.handoff.claim(tx, ticket.id, agent, agent.title())


def queue(floor: Floor) -> list[str]:
    with floor.database.read() as tx:
        return [each.conversation_id for each in floor.debt.handoff.queue(tx)]


def position(floor: Floor, ticket: Ticket) -> int | None:
    with floor.database.read() as tx:
        return floor.debt.handoff.position(tx, ticket)


def test_asking_for_a_person_queues_a_ticket(floor: Floor) -> None:
    ticket = ask(floor)

    assert ticket.state is TicketState.QUEUED
    assert ticket.reference.startswith("H-")
    assert position(floor, ticket) == 1


def test_asking_again_gives_the_same_ticket(floor: Floor) -> None:
    first = ask(floor, key="a")

    assert ask(floor, key="a") == first
    assert ask(floor, key="b") == first
    assert queue(floor) == [CHAT]


def test_a_more_urgent_reason_moves_the_open_ticket_forward(floor: Floor) -> None:
    ask(floor, "other")
    floor.clock.advance(timedelta(minutes=5))
    first = ask(floor, CHAT)

    urgent = ask(floor, CHAT, "crisis")

    assert urgent.id == first.id
    assert urgent.priority == 0
    assert queue(floor) == [CHAT, "other"]


def test_positions_shift_when_somebody_is_served(floor: Floor) -> None:
    tickets = []
    for chat in ("one", "two", "three"):
        tickets.append(ask(floor, chat))
        floor.clock.advance(timedelta(minutes=1))

    before = [position(floor, each) for each in tickets]
    claim(floor, tickets[0])

    assert before == [1, 2, 3]
    assert [position(floor, each) for each in tickets] == [None, 1, 2]
    assert queue(floor) == ["one", "two", "three"]


def test_a_ticket_has_one_agent_and_the_others_hear_who(floor: Floor) -> None:
    ticket = ask(floor)
    mine = claim(floor, ticket, "sam")

    assert (mine.state, mine.agent_name) == (TicketState.ASSIGNED, "Sam")
    with pytest.raises(TicketTaken) as refusal:
        claim(floor, ticket, "priya")
    assert refusal.value.agent == "Sam"
    assert claim(floor, ticket, "sam") == mine


def test_of_twenty_agents_one_gets_the_ticket(floor: Floor) -> None:
    ticket = ask(floor)

    results = race(20, lambda number: claim(floor, ticket, f"agent-{number}"))

    won = [each for each in results if isinstance(each, Ticket)]
    lost = [each for each in results if isinstance(each, TicketTaken)]
    assert (len(won), len(lost)) == (1, 19)
    assert {each.agent for each in lost} == {won[0].agent_name}


def test_racing_requests_of_one_conversation_make_one_ticket(floor: Floor) -> None:
    results = race(8, lambda number: ask(floor, key=f"k{number}"))

    assert len({each.id for each in results if isinstance(each, Ticket)}) == 1
    assert not [each for each in results if isinstance(each, Exception)]


def test_handing_back_closes_the_ticket_and_a_new_one_can_be_made(floor: Floor) -> None:
    ticket = ask(floor, key="a")
    claim(floor, ticket)

    with floor.database.begin() as tx:
        closed = floor.debt.handoff.hand_back(tx, ticket.id, "sam")
        still_open = floor.debt.handoff.open_ticket(tx, CHAT)

    assert closed.state is TicketState.CLOSED
    assert still_open is None
    assert ask(floor, key="b").id != ticket.id


def test_only_the_owner_hands_back_or_releases(floor: Floor) -> None:
    ticket = ask(floor)
    claim(floor, ticket, "sam")

    with floor.database.begin() as tx:
        with pytest.raises(TicketTaken):
            floor.debt.handoff.hand_back(tx, ticket.id, "priya")
        with pytest.raises(TicketTaken):
            floor.debt.handoff.release(tx, ticket.id, "priya")


def test_racing_releases_put_the_ticket_back_once(floor: Floor) -> None:
    ticket = ask(floor)
    claim(floor, ticket)

    def release(_: int) -> Ticket:
        with floor.database.begin() as tx:
            return floor.debt.handoff.release(tx, ticket.id, "sam")

    results = race(12, release)

    assert [each.state for each in results if isinstance(each, Ticket)] == [
        TicketState.QUEUED
    ]
    assert sum(isinstance(each, IllegalTransition) for each in results) == 11


def test_a_released_ticket_keeps_its_place(floor: Floor) -> None:
    first = ask(floor, "one")
    floor.clock.advance(timedelta(minutes=1))
    ask(floor, "two")
    claim(floor, first)

    with floor.database.begin() as tx:
        released = floor.debt.handoff.release(tx, first.id, "sam")

    assert (released.agent_id, released.agent_name) == (None, None)
    assert position(floor, released) == 1
    assert claim(floor, released, "priya").agent_name == "Priya"


def test_a_person_can_stop_waiting(floor: Floor) -> None:
    ticket = ask(floor)

    with floor.database.begin() as tx:
        assert floor.debt.handoff.withdraw(tx, ticket.id).state is TicketState.CLOSED
        with pytest.raises(IllegalTransition):
            floor.debt.handoff.withdraw(tx, ticket.id)

    with pytest.raises(IllegalTransition):
        claim(floor, ticket)


def test_a_ticket_nobody_has_cannot_be_handed_back(floor: Floor) -> None:
    ticket = ask(floor)

    with floor.database.begin() as tx, pytest.raises(IllegalTransition):
        floor.debt.handoff.hand_back(tx, ticket.id, "sam")


def test_an_unknown_ticket_cannot_be_claimed(floor: Floor) -> None:
    with floor.database.begin() as tx, pytest.raises(IllegalTransition):
        floor.debt.handoff.claim(tx, "nothing", "sam", "Sam")
