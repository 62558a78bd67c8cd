"""What is owed, what was paid, and ways to pay it, told and done as asked."""

from __future__ import annotations

from debt.account import Phase
from debt.ledger import ReturnReason
from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.days import in_days, typed
from tests.system.conversations.debts import Owing

TWO = (
    Owing(owes="600.00", product="credit card"),
    Owing(owes="200.00", product="store card", days_late=0),
)


def test_all_debts_are_told_with_their_total_and_one_is_chosen(chats: Chats) -> None:
    chat = chats.verified(chats.person(*TWO))

    listed = chat.says("show my accounts")
    assert "£800.00" in listed
    assert all(each.last4 in listed for each in chat.truth.accounts)

    chosen = chat.says("and the store card?")
    assert chat.truth.account(1).last4 in chosen
    assert chat.truth.account(0).last4 not in chosen
    assert "£200.00" in chat.says("how much do I owe")


def test_several_facts_of_a_payment_are_taken_at_once(chats: Chats) -> None:
    chat = chats.verified(chats.person(*TWO))

    read_back = chat.says("pay 40 to the store card today")
    assert read_back.rows["You pay"] == "£40.00"
    assert read_back.rows["Owed to"] == chat.truth.account(1).creditor
    link = chat.says("yes, that's right")

    assert link.link_amount == "40.00"
    assert [each.account_id for each in chat.truth.payments] == [
        chat.truth.account(1).account_id
    ]


def test_a_balance_adds_up_and_interest_is_answered(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="612.00", fees="12.00"))

    told = chat.says("is interest still being added")

    lines = chat.truth.breakdown()
    assert told.rows["You owe"] == chat.truth.written(lines.total) == "£612.00"
    assert told.rows["Part of it that is fees"] == "£12.00"
    assert "add no interest" in told


def test_why_it_is_behind_is_told_from_the_books(chats: Chats) -> None:
    person = chats.person(days_late=40, returned=ReturnReason.CARD_EXPIRED)
    chat = chats.verified(person)

    told = chat.says("why am I behind?")

    assert "the card had expired" in told
    assert chat.truth.written(chat.truth.explained().cure) in told
    assert "This is wrong" in told.buttons


def test_amounts_that_help_are_those_of_the_books(chats: Chats) -> None:
    chat = chats.verified(chats.person(owes="600.00", days_late=70))

    told = chat.says("what's the least I can pay to get up to date?")

    explained = chat.truth.explained()
    assert told.rows["To be up to date"] == chat.truth.written(explained.cure)
    assert told.rows["To pay all of it"] == "£600.00"


def test_payments_of_a_named_time_are_listed(chats: Chats) -> None:
    chat = chats.verified(chats.person(paid_before=2))

    told = chat.says("show everything I've paid since January 2020")
    assert told.everything.count("Received") == 2

    none = chat.says("what have I paid this month")
    assert "Received" not in none


def test_a_receipt_can_be_had_again(chats: Chats) -> None:
    chat = chats.verified(chats.person())
    chat.says("pay 30")
    chat.says("yes please")
    chat.pays()

    told = chat.says("send me a receipt")

    assert "£30.00" in told
    assert any("/documents/receipt/" in url for url in told.links)


def test_an_amount_and_a_day_are_promised_after_one_yes(chats: Chats) -> None:
    chat = chats.verified(chats.person())

    read_back = chat.says(f"I promise to pay 40 on {typed(in_days(5))}")
    assert "£40.00" in read_back
    assert chat.truth.promise() is None
    chat.says("yes")

    promise = chat.truth.promise()
    assert promise is not None
    assert str(promise.amount.decimal) == "40.00"
    assert promise.due == in_days(5)
    assert chat.truth.payments == []


def test_a_bid_that_may_be_agreed_settles_the_debt(chats: Chats) -> None:
    person = chats.person(owes="600.00", phase=Phase.RECOVERY)
    chat = chats.verified(person)

    agreed = chat.says("I can do 300 and we're done")
    assert "£300.00" in agreed
    link = chat.says("yes, I'll do that")
    assert link.link_amount == "300.00"
    chat.pays()

    assert chat.truth.balance().minor == 0


def test_a_settlement_is_agreed_in_parts(chats: Chats) -> None:
    person = chats.person(owes="600.00", phase=Phase.RECOVERY)
    chat = chats.verified(person)

    chat.says("would you take less to close it?")
    offered = chat.press("In 3 parts instead")
    assert offered.rows["In all"] == "£420.00"
    chat.press("Yes, agree it")

    assert chat.truth.payments == []
    assert "£140.00" in chat.says("when is the next one due?")


def test_a_payment_nobody_has_seen_is_noted_and_paused(chats: Chats) -> None:
    chat = chats.verified(chats.person(paid_before=0))

    made = chat.says("I already paid this at the bank")
    (block,) = chat.truth.blocks
    assert block.kind is BlockKind.HOLD
    assert block.reference in made

    chat.says("50")
    chat.press("Skip")
    noted = chat.press("Bank transfer")
    assert noted.rows["You paid"] == "£50.00"
    assert block.reference in noted
    chat.says("I want to pay 20")
    assert chat.truth.payments == []
