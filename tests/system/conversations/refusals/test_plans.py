"""What is not agreed: nothing is set up, and there is always a way on."""

from __future__ import annotations

from debt.account import Phase
from debt.budget import Budget, Figure, Group, Income, Source, Spending
from debt.money import Money
from debt.plan import PlanState
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce

RUNNING = PlanInForce(count=6, paid=2)


def test_too_little_goes_to_a_person_and_is_agreed_later(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    refused = chat.says("20 a month is what I can manage")
    passed_on = chat.press("Ask a person to decide")
    debt, account = chat.system.debt, chat.person.accounts[0]
    me = chat.person.checked_in(chat.id)
    with debt.database.read() as tx:
        referral = debt.referrals.latest(tx, me, account.id)
    waiting = chat.says("how is my plan going")
    assert referral is not None
    assert referral.reference in passed_on
    assert referral.reference in waiting
    assert "a month" in refused.buttons[0]
    assert chat.truth.plan() is None

    with debt.database.begin() as tx:
        wish = type(referral.wish)(amount=Money(6000, "GBP"))
        debt.referrals.accept(tx, referral.reference, "sam", wish)
    back = chat.says("what became of my plan")
    chat.says("yes")

    plan = chat.truth.plan()
    assert "£60.00" in back
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "60.00"


def test_the_nearest_amount_is_one_press_and_a_yes_away(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    refused = chat.says("I could do 20 a month")
    chat.press(refused.buttons[0])
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert str(plan.plan.terms.amount.decimal) == "100.00"


def test_more_than_the_budget_leaves_is_not_set_up(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=90))
    debt, account = chat.system.debt, chat.person.accounts[0]
    wages = Income(Source.WAGES, Figure.of(Money(90_000, "GBP")))
    rent = Spending(Group.HOUSING, Figure.of(Money(74_000, "GBP")))
    with debt.database.begin() as tx:
        me = chat.person.checked_in(chat.id)
        budget = Budget("GBP", (wages,), (rent,))
        debt.affordability.save(tx, me, account.id, budget, chat.id)

    refused = chat.says("can I pay 150 a month")
    chat.says("yes please do that")

    assert "£72.00" in refused
    assert chat.truth.plan() is None


def test_a_no_to_the_schedule_sets_nothing_up(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("100 a month please")
    again = chat.says("no")

    assert chat.truth.plan() is None
    assert "Talk to a person" in again.buttons


def test_in_litigation_a_person_gets_the_wish(chats: Chats) -> None:
    chat = chats.verified(
        chats.person(owes="600.00", days_late=200, phase=Phase.LITIGATION)
    )

    told = chat.says("can I pay 50 a month")

    debt, account = chat.system.debt, chat.person.accounts[0]
    with debt.database.read() as tx:
        me = chat.person.checked_in(chat.id)
        referral = debt.referrals.latest(tx, me, account.id)
    assert referral is not None
    assert referral.reference in told
    assert chat.truth.plan() is None


def test_a_day_too_far_away_becomes_the_furthest(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))

    refused = chat.says("push my next payment back 25 days")
    chat.press(refused.buttons[0])
    chat.says("yes")

    plan = chat.truth.plan()
    assert plan is not None
    assert plan.plan.changes == 1


def test_a_plan_is_kept_without_a_yes_to_its_end(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))

    chat.says("cancel my payment plan")
    chat.says("no")

    assert chat.truth.plan() is not None


def test_a_plan_ends_with_a_yes_and_what_was_paid_stays(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))
    before = chat.truth.balance()

    told = chat.says("cancel my payment plan")
    chat.says("yes")

    debt, account = chat.system.debt, chat.person.accounts[0]
    with debt.database.read() as tx:
        me = chat.person.checked_in(chat.id)
        plan = debt.plans.latest(tx, me, account.id)
    assert plan is not None
    assert plan.state is PlanState.CANCELLED
    assert "£400.00" in told
    assert chat.truth.balance() == before


def test_who_has_no_money_for_a_payment_is_asked_for_none(chats: Chats) -> None:
    late = PlanInForce(count=6, paid=1, missed=1)
    chat = chats.verified(chats.person(owes="500.00", plan=late))

    chat.says("I missed my instalment")
    told = chat.press("There was no money for it")

    assert not [each for each in told.buttons if each.startswith("Pay ")]
    assert "Talk to a person" in told.buttons
    assert not chat.truth.payments
