"""Rights, and a person, in the middle of agreeing a plan."""

from __future__ import annotations

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce


def test_a_person_is_reached_while_a_plan_is_read_back(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    chat.says("agent")

    assert chat.truth.ticket is not None
    assert chat.truth.plan() is None


def test_a_dispute_ends_it_and_a_yes_after_it_sets_nothing_up(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    chat.says("actually this debt isn't mine, I dispute it")
    chat.says("yes")

    assert BlockKind.DISPUTE in {each.kind for each in chat.truth.blocks}
    assert chat.truth.plan() is None


def test_stopping_contact_while_autopay_is_offered(chats: Chats) -> None:
    running = PlanInForce(count=6, paid=2)
    chat = chats.verified(chats.person(owes="400.00", plan=running))

    chat.says("set up autopay")
    chat.says("stop contacting me, all of you")
    chat.says("yes")

    assert chat.truth.autopay() is None
