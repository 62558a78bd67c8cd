"""A plan that was not what was meant: only what is named changes."""

from __future__ import annotations

from debt.schedule import Frequency
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce


def test_another_amount_keeps_how_often(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("50 a fortnight from the 15th of next month")
    chat.says("no, make it 60")
    assert chat.truth.plan() is None
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert plan.plan.terms.frequency is Frequency.FORTNIGHTLY
    assert str(plan.plan.terms.amount.decimal) == "60.00"
    assert plan.plan.terms.first_date.day == 15


def test_another_rhythm_keeps_the_amount(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("can I pay 150 a fortnight")
    chat.says("monthly instead")
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert plan.plan.terms.frequency is Frequency.MONTHLY
    assert str(plan.plan.terms.amount.decimal) == "150.00"


def test_another_start_keeps_the_rest(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("can I pay 120 a month")
    chat.says("can it start after payday")
    chat.says("the 15th of next month")
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "120.00"
    assert plan.plan.terms.first_date.day == 15


def test_a_move_is_corrected_before_the_yes(chats: Chats) -> None:
    owing = PlanInForce(count=6, paid=2, next_in_days=10)
    chat = chats.verified(chats.person(owes="400.00", plan=owing))

    first = chat.says("push my next payment back a week")
    second = chat.says("no, put it back 3 days")
    chat.says("no")

    plan = chat.truth.plan()
    assert plan is not None
    assert plan.plan.changes == 0
    assert first.rows != second.rows


def test_a_lower_amount_is_named_twice(chats: Chats) -> None:
    owing = PlanInForce(count=4, paid=0)
    chat = chats.verified(chats.person(owes="600.00", days_late=90, plan=owing))

    chat.says("lower my instalments")
    chat.says("100")
    chat.says("make it 75")
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "75.00"
