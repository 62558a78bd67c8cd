"""Starts the processes of both sides, and ends exactly those."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.ground import Ground
from bot.heartbeat import roles_alive
from bot.training import ROOT

READY_SECONDS = 180.0
STOP_SECONDS = 20.0


class NotReady(Exception):
    """A process ended early or took too long; the message has its last words."""


@dataclass(frozen=True)
class Command:
    """A module that is run, and how to see that it is ready.

    Attributes:
        arguments: the module's name, then its own arguments.
    """

    name: str
    arguments: tuple[str, ...]
    is_ready: Callable[[], bool]


@contextmanager
def running(ground: Ground) -> Iterator[None]:
    """Both sides, ready to answer.

    Raises:
        NotReady: one of them did not start.
    """
    commands = [*_parley(ground), *_stock(ground)]
    with started(commands, ground.folder, ground.environment):
        yield


@contextmanager
def started(
    commands: Sequence[Command], folder: Path, environment: Mapping[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that are ready; what they print is kept in the folder.

    Raises:
        NotReady: one of them did not start.
    """
    with ExitStack() as stack:
        processes = [
            stack.enter_context(_running(each, folder, environment))
            for each in commands
        ]
        for command, process in zip(commands, processes, strict=True):
            _wait_for(command, process, folder)
        yield processes


@contextmanager
def gateway_running(ground: Ground) -> Iterator[None]:
    """Parley's gateway alone.

    Raises:
        NotReady: it did not start.
    """
    gateway, _engine = _parley(ground)
    with started([gateway], ground.folder, ground.environment):
        yield


def _parley(ground: Ground) -> list[Command]:
    serve = ("bot.cli.main", "serve", "--role")
    url = ground.settings.debt.public_url
    return [
        Command("gateway", (*serve, "gateway"), lambda: answers(f"{url}/health")),
        Command(
            "engine", (*serve, "engine"), lambda: "engine" in roles_alive(ground.debt)
        ),
    ]


def _stock(ground: Ground) -> list[Command]:
    """Rasa's own server and action server, with our files and another port."""
    actions, server = str(ground.actions_port), str(ground.stock_port)
    ours = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    endpoints = ground.folder / "endpoints.yml"
    endpoints.write_text(ours.replace(":5055/", f":{actions}/"), encoding="utf-8")
    run = ("rasa", "run", "--interface", "127.0.0.1", "--port", server)
    files = ("--model", str(ground.model), "--endpoints", str(endpoints))
    actions_url = f"http://127.0.0.1:{actions}/health"
    return [
        Command(
            "rasa-actions",
            ("rasa", "run", "actions", "--port", actions),
            lambda: answers(actions_url),
        ),
        # It listens only once the model is loaded.
        Command(
            "rasa",
            (*run, *files, "--credentials", "credentials.yml"),
            lambda: answers(f"http://127.0.0.1:{server}/"),
        ),
    ]


@contextmanager
def _running(
    command: Command, folder: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{command.name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command.arguments],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(command: Command, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not command.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            log = folder / f"{command.name}.log"
            last = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise NotReady(f"{command.name} did not start:\n{last}")
        time.sleep(0.2)


def answers(url: str) -> bool:
    """Whether anything at all comes back: a health page may report a missing role."""
    try:
        httpx.get(url, timeout=5)
    except httpx.HTTPError:
        return False
    return True
