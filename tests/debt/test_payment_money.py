"""Refunds, disputes, wrong cards, too much money: booked, told, and alarmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from debt.alarm import AlarmKind
from debt.errors import AmountTooLarge, AmountTooSmall, OfferExpired, UnknownAccount
from debt.ledger import EntryKind, ReturnReason
from debt.money import Money
from debt.payment import PaymentStarted, PaymentState, Purpose
from debt.policy import CardPolicy, Change, Policy, Rule
from debt.receipt import Receipt
from debt.rights import BlockKind
from debt.services import open_debt
from tests.debt.builders import CARD, OPERATOR, TODAY, fee, gbp
from tests.debt.floor import CHAT, Floor, race
from tests.debt.till import OWED, Till, written_off

CREDIT = {"last4": "1881", "brand": "visa", "funding": "credit"}
DEBIT_ONLY = Policy((Rule((Change("payment.cards", CardPolicy.DEBIT),)),))


def states(till: Till) -> list[PaymentState]:
    return [each.state for each in till.settled]


def alarms(till: Till) -> list[tuple[AlarmKind, str]]:
    with till.floor.database.read() as tx:
        found = till.floor.debt.reconciliation.open_alarms(tx)
        return [(each.kind, each.detail) for each in found]


def paid(till: Till, amount: str = "100.00", key: str = "k") -> str:
    """Start and pay; returns our reference."""
    till.start(amount, key)
    name = list(till.floor.cards.payments)[-1]
    till.hears(f"evt-{key}", name, "paid")
    return till.settled[-1].reference


def receipt(till: Till, reference: str) -> Receipt:
    with till.floor.database.read() as tx:
        return till.floor.debt.payments.receipt(tx, till.maria, reference)


def debit_only(till: Till) -> Till:
    """The same till where credit cards may not pay."""
    floor = till.floor
    debt = open_debt(
        floor.database,
        floor.clock,
        pepper=b"pepper",
        notices=floor.mailbox,
        cards=floor.debt.payments.cards,
        return_url="https://parley.test/chat",
        operator=OPERATOR,
        policy=DEBIT_ONLY,
    )
    return Till(replace(floor, debt=debt), till.maria)


def test_each_part_that_is_refunded_is_owed_again(till: Till) -> None:
    paid(till)

    till.floor.cards.become("co_1", "paid", refunded=30_00)
    till.hears("evt_1")
    till.floor.cards.become("co_1", "paid", refunded=45_00)
    till.hears("evt_2")
    till.hears("evt_3")

    assert till.floor.balance() == gbp("545.00")
    back = [e for e in till.floor.entries() if e.kind is EntryKind.REFUND]
    assert sorted(each.amount for each in back) == [gbp("15.00"), gbp("30.00")]
    assert {each.booking.reason for each in back} == {ReturnReason.REFUNDED}
    assert states(till)[1:] == [PaymentState.REFUNDED] * 2
    assert till.intents() == [(PaymentState.SUCCEEDED, "co_1")]


def test_the_rest_of_a_payment_refunded_in_part_ends_it(till: Till) -> None:
    paid(till)
    till.floor.cards.become("co_1", "paid", refunded=30_00)
    till.hears("evt_1")

    till.hears("evt_2", state="refunded")

    assert till.floor.balance() == gbp("600.00")
    assert till.intents() == [(PaymentState.REFUNDED, "co_1")]


def test_a_refund_gives_back_principal_before_fees(floor: Floor) -> None:
    floor.has(OWED, fee("60.00", TODAY - timedelta(days=3)))
    till = Till(floor, floor.verified())
    reference = paid(till)
    floor.clock.advance(timedelta(days=1))

    floor.cards.become("co_1", "paid", refunded=50_00)
    till.hears("evt_1")

    kept = receipt(till, reference)
    assert (kept.paid_off.fees, kept.paid_off.principal) == (gbp("60.00"), gbp("40.00"))
    (back,) = kept.returned
    assert (back.parts.principal, back.parts.fees) == (gbp("40.00"), gbp("10.00"))
    assert (kept.balance, back.balance) == (gbp("560.00"), gbp("610.00"))


@pytest.mark.parametrize(
    ("end", "balance"), [("dispute_won", "500.00"), ("dispute_lost", "600.00")]
)
def test_a_dispute_takes_the_money_and_its_end_decides(
    till: Till, end: str, balance: str
) -> None:
    paid(till)

    till.hears("evt_1", state="disputed")
    while_disputed = till.floor.balance()
    till.hears("evt_2", state=end)

    assert while_disputed == gbp("600.00")
    assert till.floor.balance() == gbp(balance)
    assert states(till)[1:] == [PaymentState.DISPUTED, PaymentState(end)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_news_of_a_dispute_and_a_refund_comes_to_the_same_in_any_order(
    till: Till, order: tuple[int, ...]
) -> None:
    till.start("100.00")
    chapters = []
    for state, refunded in [
        ("paid", 0),
        ("paid", 30_00),
        ("disputed", 30_00),
        ("dispute_won", 30_00),
    ]:
        till.floor.cards.become("co_1", state, refunded=refunded)
        chapters.append(till.floor.debt.payments.cards.fetch("co_1"))

    for each in order:
        with till.floor.database.begin() as tx:
            intake = till.floor.debt.payments.news.intake
            intake.take_in(tx, chapters[each], till.keep)

    assert till.floor.balance() == gbp("530.00")
    assert till.intents() == [(PaymentState.DISPUTE_WON, "co_1")]


def test_a_settlement_refunded_in_part_is_no_settlement(floor: Floor) -> None:
    till = written_off(floor)
    till.start("360.00", purpose=Purpose.SETTLEMENT)
    till.hears("evt_1", state="paid")

    floor.cards.become("co_1", "paid", refunded=10_00)
    till.hears("evt_2")

    assert floor.balance() == gbp("250.00")


def test_a_settlement_whose_dispute_was_won_settles_again(floor: Floor) -> None:
    till = written_off(floor)
    till.start("360.00", purpose=Purpose.SETTLEMENT)
    for number, state in enumerate(("paid", "disputed", "dispute_won")):
        till.hears(f"evt_{number}", state=state)

    assert floor.balance() == Money.zero("GBP")


def test_the_reason_of_a_decline_is_kept_and_another_card_may_pay(till: Till) -> None:
    till.start("100.00")
    till.floor.cards.become("co_1", "declined", decline="insufficient_funds")
    till.hears("evt_1")
    till.floor.cards.become("co_1", "paid", decline=None)

    till.floor.debt.payments.look_up(till.keep)

    assert states(till) == [PaymentState.FAILED, PaymentState.SUCCEEDED]
    assert till.floor.balance() == gbp("500.00")


def test_a_credit_card_that_may_not_pay_is_refunded_by_itself(till: Till) -> None:
    till = debit_only(till)
    till.start("100.00")
    till.floor.cards.become("co_1", "paid", card=CREDIT)

    till.hears("evt_1")
    booked = till.floor.balance()
    till.floor.debt.refunds.send_ordered(till.keep)
    till.floor.debt.refunds.send_ordered(till.keep)

    assert booked == gbp("500.00")
    assert till.floor.balance() == gbp("600.00")
    assert till.floor.cards.payments["co_1"]["refunded"] == 100_00
    assert states(till) == [PaymentState.BARRED]
    assert till.intents() == [(PaymentState.REFUNDED, "co_1")]


def test_a_debit_card_pays_where_credit_cards_may_not(till: Till) -> None:
    till = debit_only(till)

    paid(till)

    assert till.intents() == [(PaymentState.SUCCEEDED, "co_1")]


def test_what_has_to_be_told_before_a_payment_is_given(till: Till) -> None:
    with till.floor.database.read() as tx:
        open_to_all = till.floor.debt.payments.check(tx, till.maria, CARD.id, gbp("5"))
        till = debit_only(till)
        told = till.floor.debt.payments.check(tx, till.maria, CARD.id, gbp("5.00"))

    assert (told.creditor, told.reference) == ("Halden Bank", CARD.masked_reference)
    assert told.information == "haldenbank.example/debts"
    assert (open_to_all.credit_cards, told.credit_cards) == (True, False)


def test_money_that_comes_while_collecting_is_paused_is_booked(till: Till) -> None:
    till.start("100.00")
    with till.floor.database.begin() as tx:
        till.floor.debt.rights.set_block(
            tx, till.maria, BlockKind.DISPUTE, CARD.id, "not mine", "b", CHAT
        )

    till.hears("evt_1", state="paid")

    assert till.floor.balance() == gbp("500.00")
    ((kind, detail),) = alarms(till)
    assert kind is AlarmKind.PAID_WHILE_BLOCKED
    assert detail.startswith("dispute B-")


def test_a_page_that_was_paid_after_all_is_booked(till: Till) -> None:
    till.start("100.00")
    till.hears("evt_1", state="expired")

    till.hears("evt_2", state="paid")

    assert till.floor.balance() == gbp("500.00")


def test_too_much_money_is_booked_and_a_person_sends_it_back(till: Till) -> None:
    """The page was closed, but its payment had been on its way."""
    till.start("600.00", "a")
    till.start("500.00", "b")
    till.hears("evt_1", "co_2", "paid")
    till.hears("evt_2", "co_1", "paid")
    owed = till.floor.balance()
    found = alarms(till)
    with till.floor.database.begin() as tx:
        (proposed,) = till.floor.debt.refunds.proposed(tx)
        till.floor.debt.refunds.approve(tx, proposed.id)

    till.floor.debt.refunds.send_ordered(till.keep)

    assert owed == gbp("-500.00")
    assert found == [(AlarmKind.OVERPAID, "500.00 GBP too much")]
    assert till.floor.balance() == gbp("0.00")
    assert alarms(till) == []


def test_a_new_page_closes_the_old_one_only_where_both_are_too_much(
    till: Till,
) -> None:
    till.start("300.00", "a")
    till.floor.clock.advance(timedelta(minutes=1))
    till.start("300.00", "b")
    both_open = [each["state"] for each in till.floor.cards.payments.values()]

    till.start("100.00", "c")

    assert both_open == ["open", "open"]
    pages = till.floor.cards.payments.values()
    assert [each["state"] for each in pages] == ["expired", "open", "open"]
    assert till.settled == []
    with pytest.raises(OfferExpired):
        till.start("300.00", "a")


def test_a_page_paid_at_the_last_moment_stops_the_new_one(till: Till) -> None:
    till.start("600.00", "a")
    till.floor.cards.become("co_1", "paid")

    with pytest.raises(AmountTooLarge):
        till.start("500.00", "b")
    till.floor.debt.payments.look_up(till.keep)

    assert till.floor.balance() == gbp("0.00")
    with pytest.raises(OfferExpired):
        till.start("500.00", "b")
    assert len(till.floor.cards.payments) == 1


def test_racing_payments_never_overpay(till: Till) -> None:
    """Everybody who got a page pays on it."""
    results = race(6, lambda number: till.start("400.00", f"k{number}"))

    pages = [each for each in results if isinstance(each, PaymentStarted)]
    assert pages
    for name, payment in till.floor.cards.payments.items():
        if payment["state"] == "open":
            till.hears(f"evt-{name}", name, "paid")
    till.floor.debt.payments.look_up(till.keep)

    assert till.floor.balance() == gbp("200.00")
    assert len([e for e in results if isinstance(e, Exception)]) < 6


def test_a_refund_can_be_ordered_once_and_up_to_what_is_left(till: Till) -> None:
    reference = paid(till)
    refunds = till.floor.debt.refunds

    with till.floor.database.begin() as tx:
        first = refunds.order(tx, reference, gbp("60.00"), "r1")
        assert refunds.order(tx, reference, gbp("60.00"), "r1") == first
        with pytest.raises(AmountTooLarge) as refused:
            refunds.order(tx, reference, gbp("40.01"), "r2")
        with pytest.raises(AmountTooSmall):
            refunds.order(tx, reference, gbp("0.00"), "r3")
        with pytest.raises(UnknownAccount):
            refunds.order(tx, "P-NOBODY", gbp("1.00"), "r4")
    refunds.send_ordered(till.keep)

    assert refused.value.limit == gbp("40.00")
    assert till.floor.balance() == gbp("560.00")


@pytest.mark.parametrize("lost", ["answer", "request"])
def test_a_refund_whose_answer_was_lost_is_not_sent_twice(
    till: Till, lost: str
) -> None:
    reference = paid(till)
    refunds = till.floor.debt.refunds
    with till.floor.database.begin() as tx:
        refunds.order(tx, reference, gbp("60.00"), "r1")
    if lost == "answer":
        till.floor.cards.payments["co_1"]["refunded"] = 60_00
    else:
        till.floor.cards.broken = 503
        refunds.send_ordered(till.keep)
        till.floor.cards.broken = 0

    refunds.send_ordered(till.keep)

    assert till.floor.cards.payments["co_1"]["refunded"] == 60_00
    assert till.floor.balance() == gbp("560.00")


def test_a_refund_the_provider_refuses_raises_an_alarm(till: Till) -> None:
    reference = paid(till)
    with till.floor.database.begin() as tx:
        till.floor.debt.refunds.order(tx, reference, gbp("60.00"), "r1")
    till.floor.cards.become("co_1", "disputed")

    till.floor.debt.refunds.send_ordered(till.keep)

    assert [kind for kind, _ in alarms(till)] == [AlarmKind.REFUND_STUCK]
    with till.floor.database.read() as tx:
        assert till.floor.debt.refunds.proposed(tx) == []


def test_what_disagrees_when_it_is_looked_up_leaves_one_row(till: Till) -> None:
    till.start("100.00")
    till.floor.cards.become("co_1", "paid", amount=99_99)

    for _ in range(3):
        till.floor.debt.payments.look_up(till.keep)

    with till.floor.database.read() as tx:
        (row,) = till.floor.debt.reconciliation.quarantined(tx)
    assert (row.reference, row.detail) == (
        "co_1",
        "amount 99.99 GBP, not 100.00 GBP",
    )
    assert alarms(till) == [(AlarmKind.QUARANTINED, row.detail)]
    assert till.floor.balance() == gbp("600.00")


def test_a_quarantined_payment_that_is_put_right_closes_its_alarm(till: Till) -> None:
    till.start("100.00")
    till.floor.cards.become("co_1", "paid", amount=99_99)
    till.hears("evt_1")
    till.floor.cards.become("co_1", "paid", amount=100_00)

    till.floor.debt.payments.look_up(till.keep)

    assert alarms(till) == []
    assert till.floor.balance() == gbp("500.00")


def test_a_page_whose_answer_was_lost_is_found_and_paid(till: Till) -> None:
    till.floor.cards.lost = 1
    with pytest.raises(Exception, match="checkouts"):
        till.start("100.00")
    till.floor.cards.become("co_1", "paid")
    till.floor.clock.advance(timedelta(minutes=3))

    till.floor.debt.payments.look_up(till.keep)

    assert till.floor.balance() == gbp("500.00")
    assert till.intents() == [(PaymentState.SUCCEEDED, "co_1")]


def test_a_page_that_never_was_is_given_up_after_its_time(till: Till) -> None:
    till.floor.cards.broken = 503
    with pytest.raises(Exception, match="checkouts"):
        till.start("100.00")
    till.floor.cards.reset()
    till.floor.clock.advance(timedelta(minutes=31))

    till.floor.debt.payments.look_up(till.keep)

    assert till.intents() == [(PaymentState.EXPIRED, None)]
    assert till.settled == []


def test_monitoring_hears_of_each_alarm_once(till: Till) -> None:
    till.start("100.00")
    till.floor.cards.become("co_1", "paid", amount=1)
    till.hears("evt_1")
    take = till.floor.debt.reconciliation.take_untold

    with till.floor.database.begin() as tx:
        first, second = take(tx), take(tx)

    assert [each.kind for each in first] == [AlarmKind.QUARANTINED]
    assert second == []
