"""Trouble with money that is heard, and ends with room to breathe."""

from __future__ import annotations

from debt.money import Money
from debt.rights import BlockKind
from tests.system.conversations.chats import Chats


def test_a_lost_job_is_noted_with_a_yes_and_ends_in_a_pause(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    heard = chat.says("I lost my job in May")
    noted = chat.press("Yes, note it")
    chat.press("A pause")
    paused = chat.press("Yes, pause it")

    assert "£" not in heard
    assert "£" not in noted
    assert chat.truth.told == {"lost_income": "I lost my job in May"}
    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.HOLD
    assert block.reference in paused
    assert chat.truth.payments == []


def test_who_cannot_pay_at_all_is_never_asked_for_it(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    replies = [chat.says("I can't pay anything right now"), chat.says("A pause")]
    replies.append(chat.says("yes"))

    assert not [reply for reply in replies if "600" in reply or "£" in reply]
    assert [each.kind for each in chat.truth.blocks] == [BlockKind.HOLD]


def test_a_budget_in_one_message_ends_in_a_plan_at_the_cap(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I've lost some hours at work")
    chat.says("no")
    chat.press("See what I can manage")
    chat.says("I bring home 1,450, rent 700, food 450")
    read_back = chat.says("that's all")
    offer = chat.press("Yes, it's right")
    chat.says("yes, set it up")

    assert read_back.rows["Rent or mortgage"] == "£700.00"
    assert "£140.00" in offer
    plan = chat.truth.plan()
    assert plan is not None
    assert plan.plan.terms.amount == Money(140_00, "GBP")


def test_illness_goes_to_a_specialist_and_is_kept_with_a_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    heard = chat.says("I've got cancer and I'm having chemo")
    chat.press("Large print")
    chat.press("Yes, keep it")

    (block,) = chat.truth.blocks
    assert (block.kind, block.reason) == (BlockKind.VULNERABILITY, "")
    assert block.reference in heard
    assert chat.truth.ticket is not None
    assert chat.truth.ticket.priority == 1
    assert chat.truth.told == {
        "illness": "I've got cancer and I'm having chemo",
        "support": "Large print",
    }


def test_who_forgot_hears_the_amount_that_puts_it_right(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    reply = chat.says("sorry, I just forgot about it")

    assert chat.truth.written(chat.truth.explained().cure) in reply
    assert chat.truth.told == {}


def test_four_questions_are_kept_and_what_comes_first_is_said(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=40))

    chat.says("I can't pay anything right now")
    chat.press("Something else")
    chat.press("Yes, ask me")
    chat.says("A pause")
    chat.says("skip")
    chat.says("I'm behind with the rent as well")
    last = chat.says("skip")

    told = chat.truth.told
    assert told == {
        "would_help": "A pause",
        "other_debts": "I'm behind with the rent as well",
    }
    assert "home" in last
    assert "Yes, pause it" in last.buttons
