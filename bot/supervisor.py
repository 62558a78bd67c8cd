"""Runs the roles of one machine as processes of their own and keeps them running."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import structlog

log = structlog.get_logger()

STOP_SECONDS = 20.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
# A process that has run this long is healthy: its next start is quick again.
HEALTHY_SECONDS = 30.0


@dataclass(frozen=True)
class Role:
    """One kind of process: what to call it and what it runs."""

    name: str
    arguments: Sequence[str]


class Supervisor:
    """Starts each role, restarts what ends, and stops all of them together."""

    def __init__(
        self,
        roles: Sequence[Role],
        environment: Mapping[str, str],
        log_file: BinaryIO | None = None,
        folder: Path | None = None,
    ) -> None:
        """What the roles print goes to `log_file`, or to this process's own output;
        they work in `folder`, or where this process does.
        """
        self._roles = roles
        self._environment = dict(environment)
        self._log_file = log_file
        self._folder = folder
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Keep the roles running until this process is asked to end."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        await asyncio.gather(*(self._keep(role) for role in self._roles))

    def stop(self) -> None:
        """End all of them, as when this process is asked to end."""
        self._stopping.set()

    async def _keep(self, role: Role) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            lasted = await self._run_once(role)
            if self._stopping.is_set():
                return
            pause = FIRST_PAUSE_SECONDS if lasted > HEALTHY_SECONDS else pause * 2
            pause = min(pause, LONGEST_PAUSE_SECONDS)
            log.warning("role.ended", role=role.name, restart_in_seconds=pause)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _run_once(self, role: Role) -> float:
        """Run a role to its end, or to ours; returns the seconds that it lasted."""
        clock = asyncio.get_running_loop().time
        started = clock()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.cli.main",
            *role.arguments,
            cwd=self._folder,
            env=self._environment,
            stdout=self._log_file,
            stderr=self._log_file,
            start_new_session=True,
        )
        log.info("role.started", role=role.name, pid=process.pid)
        ended = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ended.done():
            process.terminate()
            try:
                await asyncio.wait_for(asyncio.shield(ended), STOP_SECONDS)
            except asyncio.TimeoutError:
                process.kill()
        await ended
        return clock() - started
