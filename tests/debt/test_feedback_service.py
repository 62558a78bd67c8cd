"""How it went: asked once, after something was settled, and never in trouble."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from debt.feedback import Satisfaction, Topic
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.rights_request import RequestKind
from tests.debt.floor import CHAT, Floor


@pytest.fixture
def maria(floor: Floor) -> VerifiedDebtor:
    floor.has()
    return floor.verified()


def ask(floor: Floor, who: VerifiedDebtor, topic: Topic = Topic.PAYMENT) -> bool:
    with floor.database.begin() as tx:
        return floor.debt.feedback.ask(tx, who, topic)


def answer(floor: Floor, score: int, chat: str = CHAT) -> None:
    with floor.database.begin() as tx:
        floor.debt.feedback.answer(tx, chat, score, "words")


def report(floor: Floor) -> list[Satisfaction]:
    with floor.database.read() as tx:
        return floor.debt.feedback.report(tx)


def test_a_conversation_is_asked_once(floor: Floor, maria: VerifiedDebtor) -> None:
    assert [ask(floor, maria), ask(floor, maria, Topic.PLAN)] == [True, False]


@pytest.mark.parametrize("kind", list(BlockKind))
def test_nobody_is_asked_while_anything_stands_in_the_way(
    floor: Floor, maria: VerifiedDebtor, kind: BlockKind
) -> None:
    with floor.database.begin() as tx:
        floor.debt.rights.set_block(
            tx, maria, kind, None, "", "k", conversation_id=CHAT
        )

    assert not ask(floor, maria)


@pytest.mark.parametrize("reason", ["crisis", "vulnerability", "deceased"])
def test_nobody_is_asked_who_has_told_of_something_grave(
    floor: Floor, maria: VerifiedDebtor, reason: str
) -> None:
    with floor.database.begin() as tx:
        floor.debt.handoff.request(tx, CHAT, reason, "k")

    assert not ask(floor, maria)


def test_nobody_is_asked_who_has_complained(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    with floor.database.begin() as tx:
        floor.debt.requests.open(
            tx, "chat-2", maria, RequestKind.COMPLAINT, None, "", "k"
        )

    assert not ask(floor, maria)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_one_to_five(
    floor: Floor, maria: VerifiedDebtor, score: int
) -> None:
    with pytest.raises(ValueError, match=str(score)):
        answer(floor, score)


def test_the_report_has_an_average_and_a_trend(
    floor: Floor, maria: VerifiedDebtor
) -> None:
    for chat, score, days in (("a", 3, 0), ("b", 2, 35), ("c", 5, 0)):
        floor.clock.advance(timedelta(days=days))
        ask(floor, floor.verified(chat=chat))
        answer(floor, score, chat)
    ask(floor, floor.verified(chat="d"))

    assert report(floor) == [
        Satisfaction(Topic.PAYMENT, 4, 3, Decimal("3.33"), Decimal("0.50"))
    ]
