"""Reconciliation with the card provider, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from debt.alarm import AlarmKind
from debt.errors import PaymentUnavailable
from debt.ledger import LedgerAccount
from debt.reconciliation import Bucket, Difference, Fact
from debt.store import reconciliation as claims
from debt.store.tables import BalanceRow, IntentRow, PostingRow
from tests.debt import card_server
from tests.debt.builders import CARD, NOW, gbp
from tests.debt.till import Till

DAY = timedelta(days=1)
STRAY = {
    "id": "co_9",
    "merchant_reference": "P-STRAY",
    "amount": 7_00,
    "currency": "GBP",
    "state": "paid",
    "card": card_server.CARD,
    "refunded": 0,
    "decline": None,
    "created": NOW,
}


def paid(till: Till, count: int = 1) -> None:
    """So many payments of £20.00; then a minute goes by."""
    for number in range(1, count + 1):
        till.start("20.00", f"k{number}")
        till.hears(f"evt_{number}", f"co_{number}", "paid")
    till.floor.clock.advance(timedelta(minutes=1))


def differing(till: Till, since: timedelta = DAY) -> list[Difference]:
    moment = till.floor.clock.now() - since
    return list(till.floor.debt.reconciliation.differences(moment))


def facts(till: Till) -> list[tuple[Bucket, Fact, str, str]]:
    return [(d.bucket, d.fact, d.here, d.there) for d in differing(till)]


def alarms(till: Till) -> list[tuple[AlarmKind, str]]:
    with till.floor.database.read() as tx:
        found = till.floor.debt.reconciliation.open_alarms(tx)
    return [(each.kind, each.reference) for each in found]


def look(till: Till) -> None:
    """What the scheduler does once a day."""
    till.floor.clock.advance(timedelta(minutes=1))
    moment = till.floor.clock.now() - 30 * DAY
    till.floor.debt.reconciliation.raise_alarms(moment)


def miscount(till: Till, minor: int) -> None:
    """Let a kept balance be wrong by so much, as another program could."""
    with till.floor.database.begin() as tx:
        tx.execute(update(BalanceRow).values(minor=BalanceRow.minor + minor))


def test_nothing_differs_after_ordinary_payments(till: Till) -> None:
    paid(till, 5)
    till.start("20.00", "left open")
    till.floor.clock.advance(timedelta(minutes=1))

    assert differing(till) == []
    assert differing(till) == []
    assert till.floor.debt.reconciliation.ledger_differences() == []


@pytest.mark.parametrize(
    "states",
    [
        ["refunded"],
        ["disputed"],
        ["disputed", "dispute_lost"],
        ["disputed", "dispute_won"],
    ],
)
def test_nothing_differs_once_what_happened_later_was_heard(
    till: Till, states: list[str]
) -> None:
    paid(till)
    for state in states:
        till.hears(f"evt_{state}", "co_1", state)

    assert differing(till) == []


def test_a_refund_in_part_is_no_difference_once_it_was_heard(till: Till) -> None:
    paid(till)
    till.floor.cards.become("co_1", "paid", refunded=5_00)

    assert facts(till) == [(Bucket.DIFFERS, Fact.REFUNDED, "0.00 GBP", "5.00 GBP")]

    till.hears("evt_refund")
    assert differing(till) == []


def test_a_payment_that_only_the_provider_knows_is_missing_here(till: Till) -> None:
    paid(till, 2)
    till.floor.cards.payments["co_9"] = dict(STRAY)

    (found,) = differing(till)

    assert (found.bucket, found.reference) == (Bucket.MISSING_HERE, "P-STRAY")
    assert found.there == "co_9 succeeded 7.00 GBP"


def test_a_second_payment_under_one_reference_hides_neither(till: Till) -> None:
    paid(till)
    (reference,) = (each.reference for each in till.settled)
    second = STRAY | {"merchant_reference": reference}
    till.floor.cards.payments["co_9"] = second

    assert facts(till) == [
        (Bucket.MISSING_HERE, Fact.PAYMENT, "", "co_9 succeeded 7.00 GBP")
    ]

    del till.floor.cards.payments["co_1"]
    till.floor.clock.advance(timedelta(minutes=1))
    assert {d.bucket for d in differing(till)} == {
        Bucket.MISSING_HERE,
        Bucket.MISSING_THERE,
    }


def test_a_payment_the_provider_leaves_out_is_missing_there(till: Till) -> None:
    paid(till, 3)
    del till.floor.cards.payments["co_2"]

    assert facts(till) == [
        (Bucket.MISSING_THERE, Fact.PAYMENT, "succeeded 20.00 GBP", "")
    ]


def test_a_payment_whose_news_was_lost_differs_until_it_is_looked_up(
    till: Till,
) -> None:
    till.start("20.00")
    till.floor.cards.become("co_1", "paid")
    till.floor.clock.advance(timedelta(minutes=5))

    assert facts(till) == [(Bucket.DIFFERS, Fact.STATE, "not_arrived", "succeeded")]

    till.floor.debt.payments.look_up(till.keep)
    assert differing(till) == []


@pytest.mark.parametrize(
    ("change", "booked"),
    [
        ({"state": "pending"}, ("20.00 GBP", "0.00 GBP")),
        ({"refunded_minor": 5_00}, ("20.00 GBP", "15.00 GBP")),
    ],
)
def test_what_the_ledger_holds_must_be_what_is_kept(
    till: Till, change: dict[str, object], booked: tuple[str, str]
) -> None:
    paid(till)
    with till.floor.database.begin() as tx:
        tx.execute(update(IntentRow).values(**change))

    found = [d for d in differing(till) if d.fact is Fact.BOOKED]

    assert [(d.here, d.there) for d in found] == [booked]


def test_a_payment_that_was_never_booked_is_found(till: Till) -> None:
    paid(till)
    with till.floor.database.begin() as tx:
        tx.execute(update(IntentRow).values(id="f" * 32))

    assert facts(till) == [(Bucket.DIFFERS, Fact.BOOKED, "0.00 GBP", "20.00 GBP")]


def test_what_was_made_before_the_first_day_is_not_looked_at(till: Till) -> None:
    paid(till)
    till.floor.clock.advance(3 * DAY)
    till.start("20.00", "later")
    till.floor.cards.payments["co_2"]["created"] = till.floor.clock.now()
    till.hears("evt_later", "co_2", "paid")
    till.floor.clock.advance(timedelta(minutes=1))
    for name in ("co_1", "co_2"):
        del till.floor.cards.payments[name]

    assert len(differing(till, since=DAY)) == 1
    assert len(differing(till, since=10 * DAY)) == 2


def test_a_look_that_began_earlier_does_not_undo_a_later_one(till: Till) -> None:
    paid(till)
    reference, began = till.settled[0].reference, till.floor.clock.now()
    later = began + timedelta(minutes=1)

    with till.floor.database.begin() as tx:
        for moment in (later, began):
            claims.keep_seen(tx, [reference], moment)
        unseen = claims.not_seen(tx, "simulated", began - DAY, later, "", 10)

    assert unseen == []


def test_an_alarm_is_raised_once_and_closed_when_it_is_put_right(till: Till) -> None:
    paid(till)
    till.floor.cards.become("co_1", "disputed")
    reference = till.settled[0].reference

    look(till)
    look(till)

    assert alarms(till) == [(AlarmKind.DIFFERENCE, reference)]
    with till.floor.database.begin() as tx:
        (told,) = till.floor.debt.reconciliation.take_untold(tx)
        assert till.floor.debt.reconciliation.take_untold(tx) == []
    assert told.detail == "differs, state: succeeded / disputed"

    till.hears("evt_dispute")
    look(till)
    assert alarms(till) == []


def test_what_differs_again_raises_a_new_alarm(till: Till) -> None:
    paid(till)
    kept = till.floor.cards.payments["co_1"]
    untold = []
    for _ in range(2):
        till.floor.cards.payments.clear()
        look(till)
        till.floor.cards.payments["co_1"] = kept
        look(till)
        with till.floor.database.begin() as tx:
            untold += till.floor.debt.reconciliation.take_untold(tx)

    assert [each.reference for each in untold] == [till.settled[0].reference] * 2
    assert alarms(till) == []


def test_an_alarm_of_what_is_no_longer_looked_at_stays_open(till: Till) -> None:
    paid(till)
    till.floor.cards.payments["co_9"] = dict(STRAY)
    till.floor.cards.become("co_1", "disputed")
    look(till)
    assert len(alarms(till)) == 2

    till.floor.clock.advance(31 * DAY)
    look(till)

    assert len(alarms(till)) == 2
    with till.floor.database.begin() as tx:
        close = till.floor.debt.reconciliation.close_alarm
        assert close(tx, AlarmKind.DIFFERENCE, "P-STRAY")
        assert not close(tx, AlarmKind.DIFFERENCE, "P-STRAY")
    assert len(alarms(till)) == 1


def test_a_kept_balance_that_is_wrong_raises_an_alarm_until_it_is_mended(
    till: Till,
) -> None:
    miscount(till, 1)

    (found,) = till.floor.debt.reconciliation.ledger_differences()
    assert (found.reference, found.fact) == ("card", Fact.BALANCE)
    assert found.here == "principal_receivable 600.01 GBP"
    assert found.there == "principal_receivable 600.00 GBP"
    look(till)
    assert alarms(till) == [(AlarmKind.LEDGER, "card")]

    miscount(till, -1)
    look(till)
    assert alarms(till) == []


def test_the_ledger_is_checked_even_if_the_provider_cannot_be_asked(
    till: Till,
) -> None:
    miscount(till, 1)
    till.floor.cards.broken = 503

    with pytest.raises(PaymentUnavailable):
        look(till)

    assert alarms(till) == [(AlarmKind.LEDGER, "card")]


def test_an_entry_that_is_not_zero_is_found(till: Till) -> None:
    entry = till.floor.entries()[0]
    with till.floor.database.begin() as tx:
        if tx.get_bind().dialect.name == "postgresql":
            # Its triggers refuse this; a superuser can get past them.
            tx.execute(text("SET LOCAL session_replication_role = replica"))
        tx.add(
            PostingRow(
                entry_id=entry.id,
                ledger_account=LedgerAccount.CASH,
                account_id=CARD.id,
                currency="GBP",
                minor=1,
            )
        )

    (found,) = till.floor.debt.reconciliation.ledger_differences()

    assert (found.fact, found.reference) == (Fact.ENTRY, entry.id)


def test_what_was_not_believed_is_listed_with_its_alarm(till: Till) -> None:
    till.start("20.00")
    till.floor.cards.become("co_1", "paid", amount=19_99)
    till.hears("evt_1")

    with till.floor.database.read() as tx:
        (row,) = till.floor.debt.reconciliation.quarantined(tx)

    assert (row.reference, row.detail) == ("co_1", "amount 19.99 GBP, not 20.00 GBP")
    assert alarms(till) == [(AlarmKind.QUARANTINED, "co_1")]
    assert till.floor.balance() == gbp("600.00")
