"""Signs of life of the other processes."""

from __future__ import annotations

import asyncio

from bot.heartbeat import SILENT_AFTER, beat, roles_alive
from tests.debt.floor import Floor


async def show_once(floor: Floor, role: str) -> None:
    beating = asyncio.create_task(beat(floor.debt, role))
    while role not in await asyncio.to_thread(roles_alive, floor.debt):
        await asyncio.sleep(0.01)
    beating.cancel()


async def test_who_shows_itself_is_alive(floor: Floor) -> None:
    await show_once(floor, "engine")

    assert roles_alive(floor.debt) == {"engine"}


async def test_who_has_been_silent_is_not(floor: Floor) -> None:
    await show_once(floor, "engine")
    floor.clock.advance(SILENT_AFTER / 2)
    await show_once(floor, "scheduler")
    floor.clock.advance(SILENT_AFTER / 2)

    assert roles_alive(floor.debt) == {"scheduler"}


async def test_a_role_may_show_itself_again_and_again(floor: Floor) -> None:
    for _ in range(3):
        floor.clock.advance(SILENT_AFTER * 2)
        await show_once(floor, "engine")

        assert roles_alive(floor.debt) == {"engine"}
