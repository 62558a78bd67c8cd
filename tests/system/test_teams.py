"""The main job in Teams: consent first, then all of it, by buttons and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bot.store.tables import AddressRow, MessageRow
from debt.account import AccountSummary
from tests.system.browser import DeskPage, chromium, somebodys
from tests.system.people import People, Person
from tests.system.running import System, until
from tests.system.talk import pence
from tests.system.teams import TeamsPage, direct_line, rows_of

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

USER = "maria"


@dataclass
class Scene:
    """A debtor in Teams and an agent at the desk, and what is true."""

    system: System
    people: People
    person: Person
    debtor: TeamsPage
    desk: DeskPage

    @property
    def account(self) -> AccountSummary:
        """The person's only debt as it stands now."""
        (account,) = self.people.accounts(self.person)
        return account

    @property
    def conversation(self) -> str:
        """The conversation that this person's messages are in."""
        query = select(AddressRow.conversation_id).where(
            AddressRow.sender.endswith(USER)
        )
        with self.system.debt.database.read() as tx:
            return tx.scalars(query).one()


@contextmanager
def opened_scene(system: System, people: People) -> Iterator[Scene]:
    with (
        direct_line(system) as url,
        chromium() as browser,
        somebodys(browser, "teams") as one,
        somebodys(browser, "agent") as other,
    ):
        debtor, desk = TeamsPage(one, url, USER), DeskPage(system, other)
        yield Scene(system, people, people.spare(), debtor, desk)


def test_a_debtor_in_teams_agrees_first_and_then_does_all_of_it(
    system: System, people: People
) -> None:
    with opened_scene(system, people) as scene:
        is_told_who_may_read_along(scene)
        agrees_to_go_on(scene)
        shows_who_they_are(scene)
        sees_why(scene)
        agrees_a_plan(scene)
        talks_with_a_person(scene)


def is_told_who_may_read_along(scene: Scene) -> None:
    scene.debtor.say("how much do I owe Halden?")

    notice = scene.debtor.hears("Your employer may be able to see")
    assert "owe" not in notice.inner_text()
    private = scene.debtor.follow("Open the private chat")
    assert private.url == f"{scene.system.url}/chat/frame"
    private.close()
    assert "Halden" not in kept(scene)


def agrees_to_go_on(scene: Scene) -> None:
    scene.debtor.press("Go on here")

    scene.debtor.hears("How can I help?")


def shows_who_they_are(scene: Scene) -> None:
    debtor, person = scene.debtor, scene.person

    debtor.say(person.details)
    debtor.hears("six-digit code")
    code = scene.system.code_for(person.address)
    debtor.say(f"it says {code}")

    rows = rows_of(debtor.hears("everything I can see"))
    owed = scene.account.balance.format(person.debtor.locale)
    assert rows[-1] == ("Total", owed)
    assert code not in kept(scene)


def sees_why(scene: Scene) -> None:
    scene.debtor.press("Why am I behind?")

    why = scene.debtor.hears("Does any of it look wrong").inner_text()
    explained = scene.people.explained(scene.person, scene.account)
    assert f"{explained.days_past_due} days late" in why


def agrees_a_plan(scene: Scene) -> None:
    debtor, owed = scene.debtor, scene.account.balance

    debtor.say("I'd like to pay in parts")
    debtor.hears("two ways, starting on")
    debtor.say("2")
    rows = rows_of(debtor.hears("Shall I set up exactly this?"))
    assert sum(pence(value) for _, value in rows) == owed.minor

    debtor.press("Yes, set it up")
    debtor.hears("Your plan is set up")
    copy = debtor.follow("Keep a copy")
    expect(copy.locator("td.amount")).to_have_count(len(rows))
    copy.close()


def talks_with_a_person(scene: Scene) -> None:
    debtor, desk = scene.debtor, scene.desk

    debtor.say("agent")
    debtor.hears("asked a person to join")
    desk.claim(ticket_of(scene))
    debtor.hears("Sam has joined the chat")
    debtor.say("hello, is my plan set up?")
    desk.hears("hello, is my plan set up?")
    desk.reply("Yes, *all* of it. <b>Sam</b>")
    debtor.hears("Yes, *all* of it. <b>Sam</b>")


def kept(scene: Scene) -> str:
    """Everything that is kept of what was typed."""
    query = select(MessageRow.text).where(
        MessageRow.conversation_id == scene.conversation,
        MessageRow.sender == "debtor",
    )
    with scene.system.debt.database.read() as tx:
        return "\n".join(tx.scalars(query))


def ticket_of(scene: Scene) -> str:
    """The ticket of this conversation, once it is there."""
    debt = scene.system.debt

    def find() -> str | None:
        with debt.database.read() as tx:
            ticket = debt.handoff.open_ticket(tx, scene.conversation)
        return ticket.id if ticket else None

    return until(find, "a ticket")
