"""Steps of the check, each in a transaction of its own."""

from __future__ import annotations

from datetime import date

from debt.identity import CodeOutcome, FactsOutcome, IdentityFacts, Level
from tests.debt.builders import CARD, MARIA
from tests.debt.floor import CHAT, Floor

KNOWN = IdentityFacts(CARD.reference, MARIA.date_of_birth)
UNKNOWN = IdentityFacts("HB-0000-0000", date(1970, 1, 1))


def submit(
    floor: Floor, facts: IdentityFacts = KNOWN, key: str = "k", chat: str = CHAT
) -> FactsOutcome:
    with floor.database.begin() as tx:
        return floor.debt.identity.submit(tx, chat, facts, key)


def check(floor: Floor, code: str, chat: str = CHAT) -> CodeOutcome:
    with floor.database.begin() as tx:
        return floor.debt.identity.check_code(tx, chat, code)


def awaiting(floor: Floor, chat: str = CHAT) -> bool:
    with floor.database.read() as tx:
        return floor.debt.identity.awaiting_code(tx, chat)


def level(floor: Floor, chat: str = CHAT) -> Level:
    with floor.database.read() as tx:
        return floor.debt.identity.level(tx, chat)


def sent_code(floor: Floor) -> str:
    return floor.mailbox.codes[-1][1]


def wrong_code(floor: Floor) -> str:
    return "000000" if sent_code(floor) != "000000" else "111111"
