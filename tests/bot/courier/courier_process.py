"""A courier as a process of its own, to be killed: it imports no more than it needs."""

from __future__ import annotations

import asyncio
import sys

from bot.courier.process import Courier
from debt.clock import SystemClock
from debt.gateways.simulated import SimulatedCards, new_client
from debt.services import Debt, open_debt
from debt.store.database import Database
from tests.bot.courier.pigeon import PigeonCarrier
from tests.debt.builders import OPERATOR
from tests.debt.floor import Mailbox


def debt_at(url: str) -> Debt:
    """The services over an existing database."""
    clock = SystemClock()
    cards = SimulatedCards(
        base_url="http://127.0.0.1:9",
        webhook_url="http://127.0.0.1:9",
        api_key="unused",
        webhook_secrets=(b"unused",),
        clock=clock,
        client=new_client(),
    )
    return open_debt(
        Database(url),
        clock,
        pepper=b"pepper",
        notices=Mailbox(),
        cards=cards,
        return_url="http://127.0.0.1:9",
        operator=OPERATOR,
    )


if __name__ == "__main__":
    database, platform = sys.argv[1:]
    asyncio.run(Courier(debt_at(database), PigeonCarrier(platform)).run())
