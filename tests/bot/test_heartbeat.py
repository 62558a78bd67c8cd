"""Signs of life of the other processes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

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


async def test_a_sign_that_cannot_be_written_is_not_the_last(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.heartbeat.EVERY_SECONDS", 0.01)
    away = text("ALTER TABLE heartbeat RENAME TO heartbeat_away")
    back = text("ALTER TABLE heartbeat_away RENAME TO heartbeat")
    with floor.database.begin() as tx:
        tx.execute(away)
    beating = asyncio.create_task(beat(floor.debt, "engine"))
    await asyncio.sleep(0.2)
    with floor.database.begin() as tx:
        tx.execute(back)

    while "engine" not in await asyncio.to_thread(roles_alive, floor.debt):
        assert not beating.done()
        await asyncio.sleep(0.01)
    beating.cancel()
