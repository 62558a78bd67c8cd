"""One conversation, held through every front door: the assistant says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.channels.rendering import as_text
from bot.store.tables import MessageRow
from debt.account import Contact, ContactKind
from debt.handoff import TicketState
from debt.store import accounts, ledger
from tests.conversation_files import responses
from tests.debt.builders import HALDEN, account, charge, debtor, statement
from tests.system.doors import (
    Door,
    Platforms,
    TeamsDoor,
    TelegramDoor,
    WebDoor,
)
from tests.system.people import details
from tests.system.running import System

pytestmark = pytest.mark.rasa

CODE = "the code"
SCRIPT = (
    "what do I owe?",
    "who I am",
    CODE,
    "how does my balance add up?",
    "pay in parts",
    "2",
    "yes",
    "how is my plan going?",
    "agent",
)


async def test_every_door_leads_to_the_same_conversation(
    system: System, platforms: Platforms
) -> None:
    doors = [kind(system, platforms) for kind in (WebDoor, TelegramDoor, TeamsDoor)]
    add_creditor(system)
    told = {
        door.channel: await held(system, door, number)
        for number, door in enumerate(doors)
    }

    assert told["telegram"] == told["web"]
    assert told["teams"] == told["web"]
    whole = "\n".join(told["web"])
    for words in ("I'm a bot", "You owe: £600.00", "2. ", "Your plan is set up"):
        assert words in whole
    assert "asked a person to join" in whole


async def held(system: System, door: Door, number: int) -> list[str]:
    """The whole conversation with one of three people of whom the same is true."""
    reference, phone = f"HB-7700-000{number}", f"+44770090099{number}"
    add_person(system, reference, phone)
    who = details(reference, debtor().date_of_birth, debtor().postcode)
    await door.open()
    said = await door.answers()
    for place, line in enumerate(SCRIPT, start=1):
        text = {CODE: system.code_for(phone) if place > 2 else "", "who I am": who}
        said += await door.says(place, text.get(line, line))
    leave_queue(system, door)
    return [plain(row) for row in said]


def plain(row: MessageRow) -> str:
    """What is said, in words; without what is drawn by chance."""
    for key, pattern in channel_responses():
        if pattern.fullmatch(row.text):
            return f"<{key}>"
    return re.sub(r"\bH-\w{4}\b|/documents/\S+", "<id>", as_text(row))


def channel_responses() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The responses that differ from channel to channel, in all their forms."""
    for key, variants in responses().items():
        if any("channel" in each for each in variants):
            for each in variants:
                words = re.split(r"\{\w+\}", each["text"].strip())
                yield key, re.compile(".*".join(map(re.escape, words)), re.DOTALL)


def add_creditor(system: System) -> None:
    with system.debt.database.begin() as tx:
        accounts.add_creditor(tx, HALDEN)


def add_person(system: System, reference: str, phone: str) -> None:
    """Somebody who owes £600.00 and is a month late."""
    today, clock = system.debt.clock.today(), system.debt.clock
    due = today - timedelta(days=30)
    owner = debtor(id=reference, contacts=(Contact(ContactKind.SMS, phone),))
    card = account(
        id=reference,
        reference=reference,
        debtor_id=reference,
        itemisation_date=today - timedelta(days=90),
    )
    with system.debt.database.begin() as tx:
        accounts.add_debtor(tx, owner)
        accounts.add_account(tx, card)
        accounts.add_statements(tx, card.id, [statement(due)])
        bought = charge("600.00", today - timedelta(days=60), owner=card.id)
        ledger.record(tx, bought, clock.now())


def leave_queue(system: System, door: Door) -> None:
    """So that the next one has the same place in it."""
    handoff = system.debt.handoff
    with system.debt.database.begin() as tx:
        ticket = handoff.open_ticket(tx, door.conversation)
        assert ticket is not None
        assert ticket.state is TicketState.QUEUED
        handoff.withdraw(tx, ticket.id)
