"""The main job, by a debtor and an agent side by side in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from debt.account import AccountSummary
from debt.money import Money
from tests.system.browser import (
    DebtorPage,
    DeskPage,
    broken_rules,
    chromium,
    pay_by_card,
    rows_of,
    somebodys,
)
from tests.system.people import People, Person
from tests.system.running import System
from tests.system.talk import pence

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

PAYS = Money(2_000, "GBP")


@dataclass
class Scene:
    """The two of them, and what is true."""

    system: System
    people: People
    person: Person
    debtor: DebtorPage
    desk: DeskPage

    @property
    def account(self) -> AccountSummary:
        """The person's only debt as it stands now."""
        (account,) = self.people.accounts(self.person)
        return account

    def written(self, amount: Money) -> str:
        """An amount as this person reads it."""
        return amount.format(self.person.debtor.locale)


@contextmanager
def opened_scene(system: System, people: People) -> Iterator[Scene]:
    """Two browsers, as two people at two computers have them."""
    with (
        chromium() as browser,
        somebodys(browser, "debtor") as one,
        somebodys(browser, "agent") as other,
    ):
        debtor, desk = DebtorPage(system, one), DeskPage(system, other)
        yield Scene(system, people, people.spare(), debtor, desk)


def test_a_debtor_sees_agrees_pays_and_reaches_a_person(
    system: System, people: People
) -> None:
    with opened_scene(system, people) as scene:
        shows_who_they_are(scene)
        sees_a_balance_that_adds_up(scene)
        sees_why(scene)
        agrees_a_plan_of_their_own(scene)
        pays_a_part_by_card(scene)
        talks_with_a_person(scene)
        goes_on_with_the_assistant(scene)


def shows_who_they_are(scene: Scene) -> None:
    debtor = scene.debtor
    debtor.hears("I'm a bot")
    assert broken_rules(debtor.frame) == []

    debtor.say(scene.person.details)
    debtor.hears("six-digit code")
    code = debtor.newest_code(scene.person.address)
    debtor.say(f"it says {code}")

    overview = debtor.hears("everything I can see")
    assert rows_of(overview)[-1] == ("Total", scene.written(scene.account.balance))
    assert code not in debtor.chat.locator("#chat").inner_text()


def sees_a_balance_that_adds_up(scene: Scene) -> None:
    scene.debtor.say("how does my balance add up?")

    rows = rows_of(scene.debtor.hears("This is how it adds up"))
    # Which part of it is interest, and which is fees, stands below the sum.
    *lines, total = [pence(value) for _, value in rows[:6]]
    assert sum(lines) == total == scene.account.balance.minor
    itemised = scene.people.breakdown(scene.person, scene.account)
    assert pence(rows[0][1]) == itemised.opening.minor


def sees_why(scene: Scene) -> None:
    scene.debtor.press("Why am I behind?")

    why = scene.debtor.hears("Does any of it look wrong").inner_text()
    explained = scene.people.explained(scene.person, scene.account)
    assert f"{explained.days_past_due} days late" in why
    assert all(scene.written(fact.amount) in why for fact in explained.facts)


def agrees_a_plan_of_their_own(scene: Scene) -> None:
    debtor, owed = scene.debtor, scene.account.balance
    wanted = Money(-(-owed.minor // 500) * 100, "GBP")

    debtor.say("I'd like to pay in parts")
    debtor.hears("two ways, starting on")
    expect(debtor.choices).to_have_count(4)
    debtor.say(f"could I do £{wanted.decimal} a month")

    read_back = debtor.hears("Shall I set up exactly this?")
    rows = rows_of(read_back)
    assert pence(rows[0][1]) == wanted.minor
    assert sum(pence(value) for _, value in rows) == owed.minor
    assert scene.written(owed) in read_back.locator(".card-note").inner_text()

    debtor.press("Yes, set it up")
    accepted = debtor.hears("Your plan is set up")
    copy = debtor.follow(accepted.locator(".link"))
    assert amounts_of(copy) == [pence(value) for _, value in rows]
    assert broken_rules(copy) == []
    copy.close()


def pays_a_part_by_card(scene: Scene) -> None:
    debtor, owed = scene.debtor, scene.account.balance
    left, pays = scene.written(owed - PAYS), scene.written(PAYS)

    debtor.say("I want to make a payment")
    debtor.hears("How much would you like to pay")
    debtor.say("20 pounds please")
    debtor.hears("Shall I open the secure card page?")
    debtor.press(f"Yes, pay {pays}")
    card_page = debtor.follow(debtor.hears("secure card page for").locator(".link"))
    pay_by_card(card_page, "4242 4242 4242 4242")
    card_page.close()

    receipt = debtor.hears(f"Your payment of {pays} has arrived")
    assert dict(rows_of(receipt))["You now owe"] == left
    assert scene.account.balance == owed - PAYS
    copy = debtor.follow(receipt.locator(".link"))
    expect(copy.locator("main")).to_contain_text(left)
    copy.close()


def talks_with_a_person(scene: Scene) -> None:
    debtor, desk = scene.debtor, scene.desk

    debtor.say("agent")
    debtor.hears("asked a person to join")
    desk.claim(ticket_of(scene))
    debtor.hears("Sam has joined the chat", "system")
    expect(desk.page.locator("#panel-name")).to_have_text(scene.person.name)
    assert broken_rules(desk.page) == []
    assert broken_rules(debtor.frame) == []

    by_bot = debtor.count("bot")
    debtor.say("hello, what do I owe now?")
    desk.hears("hello, what do I owe now?")
    desk.reply("Hello, this is Sam. Let me look.")
    debtor.hears("this is Sam", "agent")
    debtor.say("thank you Sam")
    desk.hears("thank you Sam")
    assert debtor.count("bot") == by_bot


def goes_on_with_the_assistant(scene: Scene) -> None:
    debtor = scene.debtor
    by_bot = debtor.count("bot")

    scene.desk.hand_back()
    debtor.hears("Sam has left the chat", "system")
    debtor.hears("back with the automated assistant")
    assert debtor.count("bot") == by_bot + 1

    debtor.say("how is my plan going?")
    debtor.hears("Your plan is on track")


def ticket_of(scene: Scene) -> str:
    """The ticket of this conversation, once it is there."""
    conversation, debt = scene.debtor.conversation, scene.system.debt
    with debt.database.read() as tx:
        ticket = debt.handoff.open_ticket(tx, conversation)
    assert ticket is not None
    return ticket.id


def amounts_of(copy: Page) -> list[int]:
    """The amounts in the table of a printed plan."""
    return [pence(text) for text in copy.locator("td.amount").all_text_contents()]
