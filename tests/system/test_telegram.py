"""The main job, held in Telegram, with a person at the desk."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.agents import Agent
from bot.desk.service import Desk
from bot.inbox import Inbox
from bot.store.tables import AddressRow
from debt.account import AccountSummary
from debt.handoff import Ticket
from debt.money import Money
from tests.system.card_page import pay
from tests.system.people import People, Person
from tests.system.running import System, until
from tests.system.talk import pence
from tests.telegram_api import Phone, Shown, TelegramApi

T = TypeVar("T")

pytestmark = pytest.mark.rasa

PAYS = Money(2_000, "GBP")
_ROW = re.compile(r"^\d{1,2} \w+ \d{4}: (£[\d,.]+)$", re.MULTILINE)


@dataclass
class Scene:
    """Somebody with a phone, an agent, and what is true."""

    system: System
    people: People
    person: Person
    phone: Phone

    @property
    def account(self) -> AccountSummary:
        (account,) = self.people.accounts(self.person)
        return account

    def written(self, amount: Money) -> str:
        return amount.format(self.person.debtor.locale)

    def run(self, work: Callable[[Session], T]) -> T:
        with self.system.debt.database.begin() as tx:
            return work(tx)


async def test_the_main_job_is_held_on_a_phone(
    system: System, people: People, telegram: TelegramApi
) -> None:
    scene = Scene(system, people, people.spare(), Phone(telegram))
    shows_who_they_are(scene)
    sees_why_by_a_number(scene)
    agrees_a_plan_and_gets_it_as_a_file(scene)
    await pays_a_part_and_gets_a_receipt(scene)
    talks_with_a_person(scene)
    print(scene.phone.transcript())  # noqa: T201  # for whoever looks with -s


def shows_who_they_are(scene: Scene) -> None:
    phone = scene.phone
    phone.says("/start")
    opening = phone.hears("I'm a bot, not a person")
    assert "What do I owe?" in opening.labels

    phone.presses("What do I owe?")
    phone.hears("reference")
    phone.says(scene.person.details)
    phone.hears("six-digit code")
    phone.says(f"it says {scene.system.code_for(scene.person.address)}")

    balance = phone.hears("This is how it adds up")
    assert f"you owe {scene.written(scene.account.balance)}" in balance.text


def sees_why_by_a_number(scene: Scene) -> None:
    phone = scene.phone
    labels = phone.shows()[phone.heard - 1].labels
    phone.says(str(labels.index("Why am I behind?") + 1))

    why = phone.hears("Does any of it look wrong").text
    explained = scene.people.explained(scene.person, scene.account)
    assert f"{explained.days_past_due} days late" in why
    assert all(scene.written(fact.amount) in why for fact in explained.facts)


def agrees_a_plan_and_gets_it_as_a_file(scene: Scene) -> None:
    phone, owed = scene.phone, scene.account.balance
    wanted = Money(-(-owed.minor // 500) * 100, "GBP")

    phone.says("I'd like to pay in parts")
    phone.hears("two ways, starting on")
    phone.says(f"could I do £{wanted.decimal} a month")
    read_back = phone.hears("Shall I set up exactly this?").text
    instalments = [pence(amount) for amount in _ROW.findall(read_back)]
    assert sum(instalments) == owed.minor

    phone.presses("Yes, set it up")
    accepted = phone.hears("Your plan is set up")
    assert "http" not in accepted.text
    copy = text_of(phone.hears(".pdf"))
    assert all(f"£{minor / 100:,.2f}" in copy for minor in instalments)
    assert scene.person.name in copy


async def pays_a_part_and_gets_a_receipt(scene: Scene) -> None:
    phone = scene.phone
    left = scene.written(scene.account.balance - PAYS)

    phone.says("I want to pay 20 pounds")
    phone.hears("Shall I open the secure card page?")
    phone.says("yes please")
    page = re.findall(r"https?://\S+", phone.hears("secure card page for").text)
    await pay(page[0])

    assert left in phone.hears("has arrived").text
    assert left in text_of(phone.hears(".pdf"))


def talks_with_a_person(scene: Scene) -> None:
    phone = scene.phone
    agent = Agent(uuid.uuid4().hex, "Sam")
    desk = Desk(scene.system.debt, Inbox(scene.system.debt))

    phone.says("/agent")
    phone.hears("asked a person to join")
    ticket = ticket_of(scene)
    scene.run(lambda tx: desk.claim(tx, ticket.id, agent))
    phone.hears("Sam has joined the chat")
    phone.says("hello, is it <b>you</b>?")
    until(
        lambda: written_to(scene, desk, ticket)[-1:] == ["hello, is it <b>you</b>?"], ""
    )
    said = "I am <i>here</i> & listening"
    scene.run(lambda tx: desk.reply(tx, ticket.id, agent, uuid.uuid4().hex, said))
    assert phone.hears(said).text == f"Sam: {said}"

    scene.run(lambda tx: desk.hand_back(tx, ticket.id, agent))
    phone.hears("Sam has left the chat")
    phone.hears("back with the automated assistant")
    phone.says("how is my plan going?")
    phone.hears("Your plan is on track")


def ticket_of(scene: Scene) -> Ticket:
    query = select(AddressRow.conversation_id).where(
        AddressRow.sender == str(scene.phone.user_id)
    )

    def find(tx: Session) -> Ticket | None:
        return scene.system.debt.handoff.open_ticket(tx, tx.scalars(query).one())

    ticket = scene.run(find)
    assert ticket is not None
    return ticket


def written_to(scene: Scene, desk: Desk, ticket: Ticket) -> list[str]:
    """What the agent sees of the person."""
    rows = scene.run(lambda tx: list(desk.transcript(tx, ticket, 0)))
    return [row.text for row in rows if row.sender == "debtor"]


def text_of(file: Shown) -> str:
    pages = PdfReader(io.BytesIO(file.file)).pages
    return "\n".join(page.extract_text() for page in pages)
