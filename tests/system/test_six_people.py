"""The six people of the demo: what each is told is what the ledger says."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.demo.portfolio.people import DANIEL, EILEEN, GRACE, MARIA, PRIYA, TOM
from debt.account import AccountStatus, AccountSummary
from debt.delinquency import Fact, FactKind
from debt.ledger import ReturnReason
from debt.money import Money, total
from debt.plan import PlanStatus
from debt.rights import BlockKind
from debt.settlement import settlement_amount
from debt.store.tables import IntentRow
from tests.system.card_page import pay
from tests.system.people import People, Person
from tests.system.running import System
from tests.system.talk import Talk, pence, talking

pytestmark = pytest.mark.rasa


async def test_maria_who_forgot_once_is_told_one_small_amount(
    system: System, people: People
) -> None:
    maria = people.named(MARIA)
    async with talking(system) as talk:
        overview = await talk.verify(maria)
        (account,) = people.accounts(maria)
        assert overview.rows[-1][1] == written(account.balance)

        forgot = await talk.say("I just forgot")
        cure = people.explained(maria, account).cure
        assert Money.zero("GBP") < cure < account.balance
        assert written(cure) in forgot.text

        await talk.press("Pay that now")
        read_back = await talk.press(f"Yes, pay {written(cure)}")
        assert len(read_back.links) == 1
        assert people.accounts(maria) == (account,)  # a link is no payment


async def test_tom_is_told_that_his_card_had_expired(
    system: System, people: People
) -> None:
    tom = people.named(TOM)
    async with talking(system) as talk:
        await talk.verify(tom)
        (account,) = people.accounts(tom)

        why = await talk.say("why am I behind? I pay every month")
        explained = people.explained(tom, account)
        returned = [fact for fact in explained.facts if is_expired_card(fact)]
        assert len(returned) == 2
        told = [value for label, value in why.rows if "card had expired" in label]
        assert told == [written(fact.amount) for fact in returned]
        amounts = [value for _, value in why.rows]
        assert amounts == [written(fact.amount) for fact in explained.facts]
        assert written(explained.cure) in why.text

        history = await talk.say("when did I last pay?")
        # Two rows for each payment: what it was, and what became of it.
        newest, second, third, *_ = [label for label, _ in history.rows[1::2]]
        assert newest == second == "Came back, because the card had expired"
        assert third.startswith("Received")
        last = next(f for f in explained.facts if f.kind is FactKind.LAST_PAYMENT)
        assert history.rows[4][1] == written(last.amount)


async def test_priya_sees_two_debts_and_is_left_in_peace(
    system: System, people: People
) -> None:
    priya = people.named(PRIYA)
    async with talking(system) as talk:
        await talk.verify(priya)
        loan, energy = people.accounts(priya)

        all_debts = await talk.say("what do I owe altogether?")
        # Two rows for each account: its balance, and how it stands.
        balances = [pence(value) for _, value in all_debts.rows[::2]]
        owed = total([loan.balance, energy.balance], "GBP")
        assert balances == [loan.balance.minor, energy.balance.minor, owed.minor]

        heard = await talk.say("I lost my job three months ago")
        assert "You don't have to decide anything now" in heard.text
        assert "£" not in heard.text

        support = await talk.press("Yes, note it")
        assert "StepChange" in support.text
        assert "£" not in support.text

        support = await talk.say("I can't pay anything right now")
        assert "£" not in support.text
        assert "Make a payment" not in support.labels

        queued = await talk.say("agent")
        assert open_ticket(system, talk) in queued.text


async def test_priya_is_asked_which_debt_a_plan_is_for(
    system: System, people: People
) -> None:
    priya = people.named(PRIYA)
    async with talking(system) as talk:
        await talk.verify(priya)
        loan, energy = people.accounts(priya)

        which = await talk.say("can I pay in parts?")
        assert which.labels == [label_of(loan), label_of(energy), "Talk to a person"]
        offers = await talk.press(label_of(energy))

        assert written(energy.balance) in offers.text
        assert energy.last4 in offers.text


async def test_daniel_catches_up_with_the_instalment_he_missed(
    system: System, people: People
) -> None:
    daniel = people.named(DANIEL)
    async with talking(system) as talk:
        await talk.verify(daniel)
        (account,) = people.accounts(daniel)
        plan = current_plan(system, daniel, account)
        assert plan.missed == 1
        assert plan.next_due is not None

        told = await talk.say("how is my plan going?")
        amounts = [pence(value) for _, value in told.rows]
        assert sum(amounts) == plan.plan.schedule.total.minor
        states = [label.partition(", ")[2] for label, _ in told.rows]
        assert states == ["paid", "paid", "did not arrive", "", "", ""]
        assert written(plan.next_due.amount) in told.text

        await talk.press("Make a payment")
        await talk.say(f"{plan.next_due.amount.decimal}")
        link = await talk.press(f"Yes, pay {written(plan.next_due.amount)}")
        await pay(link.links[0])
        await talk.hears("Your payment of")
        assert current_plan(system, daniel, account).missed == 0


async def test_eileen_settles_for_less_and_owes_nothing_more(
    system: System, people: People
) -> None:
    eileen = people.named(EILEEN)
    async with talking(system) as talk:
        await talk.verify(eileen)
        (account,) = people.accounts(eileen)
        amount = settlement_amount(account.balance, percent=40)

        offer = await talk.say("will you take less if I pay it all at once?")
        assert written(amount) in offer.text
        assert "40%" in offer.text
        card = dict(offer.rows)
        assert card["You pay once"] == written(amount)
        assert card["You save"] == written(account.balance - amount)

        link = await talk.press(f"Yes, pay {written(amount)}")
        await pay(link.links[0])
        settled = await talk.hears("and settles your")

        assert written(amount) in settled["text"]
        (account,) = people.accounts(eileen)
        assert account.balance == Money.zero("GBP")
        assert account.status is AccountStatus.SETTLED
        rows = dict(settled["card"]["rows"])
        assert rows["You now owe"] == written(account.balance)


async def test_nothing_is_collected_on_what_grace_disputes(
    system: System, people: People
) -> None:
    grace = people.named(GRACE)
    async with talking(system) as talk:
        overview = await talk.verify(grace)
        card, phone = people.accounts(grace)
        assert card.status is AccountStatus.DISPUTE
        _, (_, owed), (_, disputed) = overview.rows[-3:]
        assert owed == written(phone.balance)
        assert disputed == written(card.balance)

        await talk.say("I want to make a payment")
        no_payment = await talk.press(label_of(card))
        await talk.say("show me all my accounts")
        no_plan = await talk.say("can I pay in parts?")

        for refusal in (no_payment, no_plan):
            assert dispute_on(system, grace, card) in refusal.text
            assert refusal.links == []
            assert "£" not in refusal.text
        assert intents_on(system, card) == 0


async def test_grace_can_still_pay_for_her_phone(
    system: System, people: People
) -> None:
    grace = people.named(GRACE)
    async with talking(system) as talk:
        await talk.verify(grace)
        _, phone = people.accounts(grace)

        await talk.say("I want to make a payment")
        await talk.press(label_of(phone))
        await talk.say("10 pounds")
        link = await talk.press("Yes, pay £10.00")
        await pay(link.links[0])
        receipt = await talk.hears("Your payment of")

        left = phone.balance - Money(1_000, "GBP")
        assert dict(receipt["card"]["rows"])["You now owe"] == written(left)
        assert people.accounts(grace)[1].balance == left


def label_of(account: AccountSummary) -> str:
    return f"{account.creditor} {account.product} ••{account.last4}"


def written(amount: Money) -> str:
    return amount.format("en-GB")


def is_expired_card(fact: Fact) -> bool:
    is_returned = fact.kind is FactKind.RETURNED
    return is_returned and fact.reason is ReturnReason.CARD_EXPIRED


def current_plan(system: System, person: Person, account: AccountSummary) -> PlanStatus:
    with system.debt.database.read() as tx:
        plan = system.debt.plans.current(tx, person.debtor, account.account_id)
    assert plan is not None
    return plan


def open_ticket(system: System, talk: Talk) -> str:
    with system.debt.database.read() as tx:
        ticket = system.debt.handoff.open_ticket(tx, talk.id)
    assert ticket is not None
    return ticket.reference


def dispute_on(system: System, person: Person, account: AccountSummary) -> str:
    with system.debt.database.read() as tx:
        blocks = system.debt.rights.blocks(tx, person.debtor.id)
    (block,) = [b for b in blocks if b.account_id == account.account_id]
    assert block.kind is BlockKind.DISPUTE
    return block.reference


def intents_on(system: System, account: AccountSummary) -> int:
    query = select(func.count()).where(IntentRow.account_id == account.account_id)
    with system.debt.database.read() as tx:
        return tx.scalars(query).one()
