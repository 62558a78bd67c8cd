"""Requests by right: written down once, answered by a day, handed on at the check."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debt.alarm import AlarmKind
from debt.errors import IllegalTransition, UnknownAccount
from debt.identity import VerifiedDebtor
from debt.rights_request import AnswerTimes, RequestKind, RightsRequest
from debt.store import alarms
from tests.debt.builders import CARD, TODAY
from tests.debt.floor import CHAT, Floor

COMPLAINT = RequestKind.COMPLAINT


def asks(
    floor: Floor,
    debtor: VerifiedDebtor | None = None,
    kind: RequestKind = COMPLAINT,
    account_id: str | None = None,
    key: str = "k",
    reference: str | None = None,
) -> RightsRequest:
    with floor.database.begin() as tx:
        return floor.debt.requests.open(
            tx, CHAT, debtor, kind, account_id, "not happy", key, reference
        )


def still_open(floor: Floor, debtor: VerifiedDebtor | None) -> list[RightsRequest]:
    with floor.database.read() as tx:
        return floor.debt.requests.of(tx, debtor, CHAT)


def warned_of(floor: Floor) -> list[str]:
    with floor.database.begin() as tx:
        floor.debt.requests.warn(tx)
        return [a.reference for a in alarms.open_alarms(tx, AlarmKind.REQUEST_DUE)]


def test_a_request_has_a_reference_a_day_and_the_words(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()

    request = asks(floor, maria)

    assert request.reference.startswith("Q-")
    assert request.due_on == TODAY + timedelta(weeks=8)
    assert (request.words, request.is_repeated) == ("not happy", False)
    assert still_open(floor, maria) == [request]


def test_a_repeated_turn_asks_once_and_is_not_a_repeated_request(floor: Floor) -> None:
    first, again = asks(floor), asks(floor)

    assert (first, first.is_repeated) == (again, again.is_repeated)
    assert len(still_open(floor, None)) == 1


def test_asking_for_the_same_again_gives_the_earlier_one(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()
    first = asks(floor, maria)
    floor.clock.advance(timedelta(days=1))
    maria = floor.verified()

    again = asks(floor, maria, key="later")

    assert again == first
    assert again.is_repeated


def test_requests_of_another_kind_or_account_are_their_own(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()
    asks(floor, maria, key="a")
    asks(floor, maria, RequestKind.ERASURE, key="b")
    asks(floor, maria, account_id=CARD.id, key="c")

    assert len(still_open(floor, maria)) == 3


def test_a_request_made_before_the_check_becomes_the_persons_own(floor: Floor) -> None:
    floor.has()
    request = asks(floor, account_id=CARD.id)
    assert request.account_id is None

    maria = floor.verified()

    assert still_open(floor, maria) == [request]
    assert asks(floor, maria, key="again").is_repeated


def test_only_an_account_of_ones_own_can_be_asked_about(floor: Floor) -> None:
    floor.has()

    with pytest.raises(UnknownAccount):
        asks(floor, floor.verified(), account_id="loan")


def test_a_matter_keeps_the_reference_it_was_given(floor: Floor) -> None:
    floor.has()

    request = asks(floor, floor.verified(), reference="B-7K2M")

    assert request.reference == "B-7K2M"


def test_an_answered_request_is_closed_once(floor: Floor) -> None:
    request = asks(floor)
    with floor.database.begin() as tx:
        closed = floor.debt.requests.close(tx, request.reference, "sam")
        floor.clock.advance(timedelta(hours=1))
        again = floor.debt.requests.close(tx, request.reference, "priya")

    assert (closed.closed_by, again.closed_by) == ("sam", "sam")
    assert again.closed_at == closed.closed_at
    assert still_open(floor, None) == []
    assert asks(floor, key="new").reference != request.reference


def test_a_request_that_never_was_cannot_be_closed(floor: Floor) -> None:
    with floor.database.begin() as tx, pytest.raises(IllegalTransition):
        floor.debt.requests.close(tx, "Q-2222", "sam")


def test_the_operator_is_warned_before_the_day_until_it_is_answered(
    floor: Floor,
) -> None:
    request = asks(floor, kind=RequestKind.VALIDATION_NOTICE)
    floor.clock.advance(timedelta(days=2))
    assert warned_of(floor) == []

    floor.clock.advance(timedelta(days=1))
    assert warned_of(floor) == warned_of(floor) == [request.reference]

    with floor.database.begin() as tx:
        floor.debt.requests.close(tx, request.reference, "sam")
    assert warned_of(floor) == []


@pytest.mark.parametrize("kind", RequestKind)
def test_every_request_has_a_day(kind: RequestKind) -> None:
    today = date(2026, 1, 30)

    assert (
        today
        < AnswerTimes(complaint_weeks=8, data_days=28).due_on(kind, today)
        <= today + timedelta(weeks=8)
    )


def test_the_law_of_the_place_shortens_the_day() -> None:
    times = AnswerTimes(complaint_weeks=4, data_days=10)
    today = date(2026, 1, 30)

    assert times.due_on(COMPLAINT, today) == date(2026, 2, 27)
    assert times.due_on(RequestKind.ERASURE, today) == date(2026, 2, 9)
