"""The people of the conversations owe what their test says."""

from __future__ import annotations

import pytest

from debt.account import AccountStatus, Phase
from debt.ledger import ReturnReason
from debt.money import Money
from debt.plan import InstalmentState
from debt.rights import BlockKind
from debt.schedule import Frequency
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import OpenPromise, Owing, PlanInForce
from tests.system.conversations.truth import Truth


def truth_of(chats: Chats, *debts: Owing, **options: str) -> Truth:
    return Truth(chats.system.debt, chats.person(*debts, **options), "")


@pytest.mark.parametrize("days", [0, 3, 40, 90, 400])
def test_the_balance_and_the_days_are_as_said(chats: Chats, days: int) -> None:
    owing = Owing("612.40", days, fees="12.00", interest="3.10")

    account = truth_of(chats, owing).account()

    assert account.balance == Money(612_40, "GBP")
    assert account.days_past_due == days
    assert bool(account.past_due) is bool(days)
    assert account.phase is (Phase.SOFT if days <= 60 else Phase.PRE_LITIGATION)


@pytest.mark.parametrize("phase", [Phase.LITIGATION, Phase.RECOVERY])
def test_what_was_done_to_an_account_makes_its_phase(
    chats: Chats, phase: Phase
) -> None:
    assert truth_of(chats, Owing(phase=phase, days_late=300)).account().phase is phase


@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_plan_has_come_as_far_as_said(chats: Chats, frequency: Frequency) -> None:
    plan = PlanInForce(6, paid=2, missed=1, frequency=frequency, next_in_days=1)

    truth = truth_of(chats, Owing("400.00", plan=plan))
    status = truth.plan()

    assert status is not None
    states = [each.state for each in status.instalments]
    assert states[:2] == [InstalmentState.PAID] * 2
    assert truth.balance() == status.left == Money(400_00, "GBP")
    assert truth.account().status is AccountStatus.PLAN


def test_promises_blocks_and_returned_payments_are_there(chats: Chats) -> None:
    promised = Owing("80.00", promise=OpenPromise("40.00", 5))
    disputed = Owing("90.00", product="loan", block=BlockKind.DISPUTE)
    held = Owing("70.00", product="gas", block=BlockKind.HOLD)
    returned = Owing(returned=ReturnReason.CARD_EXPIRED, product="phone")

    truth = truth_of(chats, promised, disputed, held, returned, locale="en-US")

    promise = truth.promise(0)
    assert promise is not None
    assert promise.amount == Money(40_00, "USD")
    blocked = {each.account_id: each.kind for each in truth.blocks}
    assert blocked[truth.account(1).account_id] is BlockKind.DISPUTE
    assert blocked[truth.account(2).account_id] is BlockKind.HOLD
    reasons = [fact.reason for fact in truth.explained(3).facts]
    assert ReturnReason.CARD_EXPIRED in reasons
