"""`parley chat`, run as a script runs it."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.system.running import System


@dataclass(frozen=True)
class Ran:
    """What the command printed, and how it ended."""

    status: int
    replies: list[dict[str, Any]]
    errors: str

    @property
    def conversation(self) -> str:
        """The id that it tells at the start."""
        (found,) = re.findall(r"conversation: (\w+)", self.errors)
        return str(found)


async def chat(system: System, *lines: str, options: Sequence[str] = ()) -> Ran:
    """Run the command with these lines as its input."""
    command = [sys.executable, "-m", "bot.cli.main", "chat", "--json"]
    process = await asyncio.create_subprocess_exec(
        *command,
        *options,
        cwd=system.folder,
        env=system.environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    typed = "".join(f"{line}\n" for line in lines).encode()
    out, errors = await asyncio.wait_for(process.communicate(typed), 120)
    assert process.returncode is not None
    replies = [json.loads(line) for line in out.decode().splitlines()]
    return Ran(process.returncode, replies, errors.decode())
