"""The supervisor, over small programs in the place of the real roles."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import supervisor
from bot.supervisor import Role, Supervisor

# Each start leaves a line with its process id; `dies` ends at once.
PROGRAM = """
import os, signal, sys, time
role = sys.argv[1]
with open(role, "a") as starts:
    starts.write(f"{os.getpid()}\\n")
if role == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    open("ready", "w").close()
if role != "dies":
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose own `bot.cli.main` is what the supervisor runs."""
    program = tmp_path / "bot" / "cli" / "main.py"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_SECONDS", 0.01)
    return tmp_path


def starts(folder: Path, role: str) -> list[int]:
    path = folder / role
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(condition: Callable[[], bool]) -> None:
    async def wait() -> None:
        while not condition():
            await asyncio.sleep(0.02)

    await asyncio.wait_for(wait(), 30)


async def supervise(folder: Path, *names: str) -> asyncio.Task[None]:
    roles = [Role(name, (name,)) for name in names]
    task = asyncio.create_task(Supervisor(roles, os.environ).run())
    await until(lambda: all(starts(folder, name) for name in names))
    return task


async def stop(task: asyncio.Task[None]) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 30)


async def test_what_dies_is_started_again(folder: Path) -> None:
    task = await supervise(folder, "dies", "lives")

    await until(lambda: len(starts(folder, "dies")) >= 3)
    await stop(task)

    assert len(starts(folder, "lives")) == 1


async def test_what_is_killed_is_started_again(folder: Path) -> None:
    task = await supervise(folder, "lives")
    (first,) = starts(folder, "lives")

    os.kill(first, signal.SIGKILL)
    await until(lambda: len(starts(folder, "lives")) == 2)
    await stop(task)

    assert not any(map(is_alive, starts(folder, "lives")))


async def test_all_end_together(folder: Path) -> None:
    task = await supervise(folder, "lives", "lives_too")
    running = starts(folder, "lives") + starts(folder, "lives_too")
    assert all(map(is_alive, running))

    await stop(task)

    assert not any(map(is_alive, running))


async def test_what_will_not_end_is_killed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.1)
    task = await supervise(folder, "stubborn")
    await until((folder / "ready").exists)

    await stop(task)

    assert not any(map(is_alive, starts(folder, "stubborn")))
