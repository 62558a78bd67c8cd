"""Tickets move along their edges, the urgent ones first."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.errors import IllegalTransition
from debt.handoff import Ticket, TicketState, in_order, move, priority_of
from debt.reference import ALPHABET, new_reference
from tests.debt.builders import NOW

LEGAL = {
    ("queued", "assigned"),
    ("queued", "closed"),
    ("assigned", "queued"),
    ("assigned", "closed"),
}


@pytest.mark.parametrize(("state", "to"), list(product(TicketState, TicketState)))
def test_a_ticket_takes_only_legal_edges(state: TicketState, to: TicketState) -> None:
    if (state.value, to.value) in LEGAL:
        assert move(state, to) is to
    else:
        with pytest.raises(IllegalTransition):
            move(state, to)


def ticket(number: int, priority: int, waiting_since: datetime) -> Ticket:
    return Ticket(
        id=f"t{number}",
        reference=f"H-{number}",
        conversation_id=f"chat-{number}",
        reason="request_agent",
        state=TicketState.QUEUED,
        priority=priority,
        waiting_since=waiting_since,
        version=1,
    )


@given(waits=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 100))))
def test_nobody_is_served_before_somebody_more_urgent_or_earlier(
    waits: list[tuple[int, int]],
) -> None:
    tickets = [
        ticket(number, priority, NOW - timedelta(minutes=minutes))
        for number, (priority, minutes) in enumerate(waits)
    ]

    queue = in_order(tickets)

    ranks = [(each.priority, each.waiting_since) for each in queue]
    assert ranks == sorted(ranks)
    assert len(queue) == len(tickets)


def test_a_crisis_comes_first() -> None:
    assert (
        priority_of("crisis")
        < priority_of("vulnerability")
        < priority_of("request_agent")
    )


def test_references_have_no_letters_that_look_alike() -> None:
    reference = new_reference("H")

    assert reference.startswith("H-")
    assert len(reference) == 6
    assert set(reference[2:]) <= set(ALPHABET)
    assert not set("01ILOU") & set(ALPHABET)
