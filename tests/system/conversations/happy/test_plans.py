"""A plan agreed, looked at, changed and paid automatically."""

from __future__ import annotations

from datetime import timedelta

from debt.schedule import Frequency
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import PlanInForce

RUNNING = PlanInForce(count=6, paid=2)


def test_one_message_and_a_yes_make_a_plan(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    back = chat.says("50 a fortnight from the 15th of next month")
    chat.says("yes")

    plan = chat.truth.plan()
    assert "£600.00" in back
    assert plan is not None
    assert plan.plan.terms.frequency is Frequency.FORTNIGHTLY
    assert str(plan.plan.terms.amount.decimal) == "50.00"
    assert plan.plan.terms.first_date.day == 15
    assert plan.plan.schedule.total == chat.truth.balance()


def test_an_offer_is_chosen_and_read_back_whole(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="612.34", days_late=90))

    offers = chat.says("can I pay in instalments")
    back = chat.press(offers.buttons[0])
    done = chat.press("Yes, set it up")

    plan = chat.truth.plan()
    assert plan is not None
    assert len(back.rows) == len(plan.plan.schedule.instalments)
    assert "£612.34" in back
    assert any("/documents/plan/" in link for link in done.links)
    assert len(chat.replies) <= 6 + 2  # the opening and the check come before


def test_how_it_goes_is_told_without_a_file_until_one_is_asked_for(
    chats: Chats,
) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))

    status = chat.says("how is my plan going")
    copy = chat.press("Send me a copy")

    plan = chat.truth.plan()
    assert plan is not None
    assert plan.next_due is not None
    assert "£400.00" in status
    assert status.links == []
    assert any("/documents/plan/" in link for link in copy.links)


def test_a_payment_is_skipped_after_a_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))
    before = chat.truth.plan()

    chat.says("can I skip the next one")
    chat.says("yes")

    after = chat.truth.plan()
    assert before is not None
    assert after is not None
    assert after.plan.changes == 1
    assert after.plan.schedule.total == before.plan.schedule.total
    assert after.plan.schedule.last.due > before.plan.schedule.last.due


def test_a_payment_is_moved_to_a_named_day(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))
    before = chat.truth.plan()
    assert before is not None
    assert before.next_due is not None
    due = before.next_due.due

    chat.says("push my next payment back a week")
    chat.says("yes")

    after = chat.truth.plan()
    assert after is not None
    assert after.next_due is not None
    moved = after.next_due.due - due
    assert timedelta(days=7) <= moved <= timedelta(days=11)  # a business day


def test_automatic_payments_are_agreed_saved_and_stopped(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))

    shown = chat.says("take the instalments automatically")
    chat.press("I agree")
    waiting = chat.truth.autopay()
    on = chat.pays()
    active = chat.truth.autopay()
    chat.says("stop taking money from my card")
    stopped = chat.truth.autopay()

    assert len(shown.rows) == 4
    assert waiting is not None
    assert not waiting.is_active
    assert active is not None
    assert active.is_active
    assert "automatic payments are on" in on
    assert any("/documents/autopay/" in link for link in on.links)
    assert stopped is not None
    assert not stopped.is_active
    assert chat.truth.plan() is not None


def test_something_extra_ends_at_the_card_page(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="400.00", plan=RUNNING))

    chat.says("I'd like to pay 20 extra on my plan")
    link = chat.says("yes")

    assert link.link_amount == "20.00"
