"""What an agent sees at the desk, in a real browser."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from bot.channels.address_book import AddressBook
from bot.desk.agents import Agent
from bot.desk.history import PAGE
from bot.desk.service import Desk
from bot.files import IncomingFile
from bot.inbox import Inbox
from bot.store.conversations import ConversationBusy
from bot.store.tables import AddressRow
from debt.handoff import Ticket
from debt.identity import CodeOutcome, IdentityFacts
from debt.store.tables import DebtorRow
from tests.system.browser import DeskPage, broken_rules, chromium, somebodys
from tests.system.people import People, Person
from tests.system.running import System, until
from tests.system.talk import open_session
from tests.xss_vectors import XSS_VECTORS

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

# More than the screen and the policy of the page would ever let through.
TRAP = "window.ran = []; window.xss = () => window.ran.push(new Error().stack)"


class Scene:
    """People who write, without a page of their own."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.inbox = Inbox(system.debt)

    def run(self, work: Callable[[Session], object]) -> None:
        with self.system.debt.database.begin() as tx:
            work(tx)

    def on_phone(self) -> str:
        """A conversation that is written to."""
        book = AddressBook(self.system.debt, self.inbox)
        with self.system.debt.database.begin() as tx:
            found = book.conversation_for(
                tx, "telegram", uuid.uuid4().hex, {"chat": 1}, "en-GB", greets=False
            )
        return found.conversation_id

    def verify(self, conversation: str, person: Person) -> None:
        facts = IdentityFacts(person.reference, person.date_of_birth)
        identity = self.system.debt.identity
        self.run(lambda tx: identity.submit(tx, conversation, facts, uuid.uuid4().hex))
        code = self.system.code_for(person.address)
        with self.system.debt.database.begin() as tx:
            outcome = identity.check_code(tx, conversation, code)
        assert outcome is CodeOutcome.ACCEPTED

    def says(self, conversation: str, *texts: str) -> None:
        for text in texts:
            self.run(
                lambda tx, text=text: self.inbox.put_text(  # type: ignore[misc]
                    tx, conversation, uuid.uuid4().hex, text
                )
            )

    def sends(self, conversation: str, name: str) -> None:
        """A file; what its name may not have is taken out of it."""
        file = IncomingFile(name, b"%PDF-1.7 a letter")
        self.run(
            lambda tx: self.inbox.put_file(tx, conversation, uuid.uuid4().hex, file)
        )

    def wants_a_person(
        self, conversation: str, reason: str = "request_agent"
    ) -> Ticket:
        with self.system.debt.database.begin() as tx:
            return self.system.debt.handoff.request(
                tx, conversation, reason, uuid.uuid4().hex
            )


@contextmanager
def at_the_desk(system: System, *, without_policy: bool = False) -> Iterator[DeskPage]:
    with (
        chromium() as browser,
        somebodys(browser, "desk", bypass_csp=without_policy) as own,
    ):
        own.add_init_script(TRAP)
        yield DeskPage(system, own)


def texts_in(page: Page, messages: str) -> list[str]:
    return page.locator(f"{messages} .text").all_text_contents()


def test_an_agent_reads_what_was_said_on_another_channel(
    system: System, people: People
) -> None:
    scene, person = Scene(system), people.spare()
    phone = scene.on_phone()
    waiting = scene.wants_a_person(phone)
    scene.verify(phone, person)
    said = [f"message {number} from my phone" for number in range(PAGE + 5)]
    # A person at the desk has this one, so that nobody answers all of it.
    taken_by(scene, waiting, "Priya")
    scene.says(phone, *said)
    scene.run(lambda tx: block(tx, scene, phone))
    here = open_session(system).conversation
    scene.verify(here, person)
    ticket = scene.wants_a_person(here)

    with at_the_desk(system) as desk:
        page, history = desk.page, desk.page.locator("#history")
        desk.open(ticket.id)
        expect(page.locator("#ticket-channel")).to_have_text("Web chat")
        expect(page.locator("#panel-name")).to_have_text(person.name)
        expect(history.locator(".channel").first).to_contain_text("Telegram")
        expect(history.locator(".message")).to_have_count(PAGE)
        assert texts_in(page, "#history") == said[-PAGE:]

        page.locator("#history-earlier").click()
        expect(history.locator(".text").filter(has_text="message 0 ")).to_have_count(1)
        expect(page.locator("#history-earlier")).to_be_hidden()
        assert texts_in(page, "#history")[-len(said) :] == said
        assert broken_rules(page) == []

        desk.open(waiting.id)
        expect(page.locator("#ticket-channel")).to_have_text("Telegram")
        expect(page.locator("#ticket-notes")).to_contain_text("blocked the assistant")
        assert not set(said) & set(texts_in(page, "#history"))
        assert broken_rules(page) == []


def test_whatever_anybody_writes_is_shown_and_never_run(
    system: System, people: People
) -> None:
    scene, person = Scene(system), people.spare()
    elsewhere = scene.on_phone()
    taken_by(scene, scene.wants_a_person(elsewhere), "Priya")
    scene.verify(elsewhere, person)
    scene.says(elsewhere, *XSS_VECTORS)
    rename(scene, person, XSS_VECTORS[6])
    here = open_session(system).conversation
    scene.verify(here, person)
    tickets = [scene.wants_a_person(here, reason=XSS_VECTORS[6])]
    agent = taken_by(scene, tickets[0], XSS_VECTORS[0])
    scene.says(here, *XSS_VECTORS)
    scene.sends(here, XSS_VECTORS[6])
    answer(scene, tickets[0], agent, XSS_VECTORS)
    tickets += [
        scene.wants_a_person(open_session(system).conversation, reason=each)
        for each in XSS_VECTORS[:5]
    ]

    with at_the_desk(system, without_policy=True) as desk:
        page = desk.page
        desk.open(tickets[0].id)
        expect(page.locator("#panel-name")).to_have_text(person_name := XSS_VECTORS[6])
        expect(page.locator("#ticket-summary")).to_contain_text(XSS_VECTORS[0])
        expect(page.locator("#log .message")).not_to_have_count(0)
        for sender in ("debtor", "agent"):
            shown = texts_in(page, f'#log [data-sender="{sender}"]')
            assert set(XSS_VECTORS) <= set(shown)
        while page.locator("#history-earlier").is_visible():
            page.locator("#history-earlier").click()
            expect(page.locator("#history-earlier")).to_be_enabled()
        assert set(XSS_VECTORS) <= set(texts_in(page, "#history"))
        reasons = page.locator("#queue .reason").all_text_contents()
        assert {each.replace("_", " ") for each in XSS_VECTORS[:5]} <= set(reasons)
        assert person_name in page.locator("#log .who").all_text_contents()
        expect(page.locator("#log .file")).to_contain_text("onerror=xss()")
        foreign = (
            ".text *, .file bdi *, .who *, .reason *, #panel-name *, #ticket-summary *"
        )
        assert page.locator(foreign).count() == 0
        assert page.evaluate("window.ran") == []


def block(tx: Session, scene: Scene, conversation: str) -> None:
    """They block us."""
    row = tx.get_one(AddressRow, conversation)
    row.unreachable_since = scene.system.debt.clock.now()


def rename(scene: Scene, person: Person, name: str) -> None:
    def work(tx: Session) -> None:
        tx.get_one(DebtorRow, person.debtor.id).name = name

    scene.run(work)


def taken_by(scene: Scene, ticket: Ticket, name: str) -> Agent:
    """Somebody at the desk takes a ticket, once the assistant lets them."""
    agent = Agent(uuid.uuid4().hex, name)
    desk = Desk(scene.system.debt, scene.inbox)

    def claim() -> bool:
        with suppress(ConversationBusy):
            scene.run(lambda tx: desk.claim(tx, ticket.id, agent))
            return True
        return False

    until(claim, "the assistant is at rest")
    return agent


def answer(scene: Scene, ticket: Ticket, agent: Agent, texts: Sequence[str]) -> None:
    desk = Desk(scene.system.debt, scene.inbox)
    for text in texts:
        scene.run(
            lambda tx, text=text: desk.reply(  # type: ignore[misc]
                tx, ticket.id, agent, uuid.uuid4().hex, text
            )
        )
