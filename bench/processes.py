"""Starts the processes of both sides, and ends exactly those."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import httpx

from bench.ground import Ground
from bot.heartbeat import roles_alive
from bot.training import ROOT

READY_SECONDS = 180.0
STOP_SECONDS = 20.0


class NotReady(Exception):
    """A process ended early or took too long; the message has its last words."""


@dataclass(frozen=True)
class _Command:
    name: str
    arguments: tuple[str, ...]
    is_ready: Callable[[], bool]


@contextmanager
def running(ground: Ground) -> Iterator[None]:
    """Both sides, ready to answer.

    Raises:
        NotReady: one of them did not start.
    """
    with ExitStack() as stack:
        commands = [*_parley(ground), *_stock(ground)]
        started = [stack.enter_context(_running(each, ground)) for each in commands]
        for command, process in zip(commands, started, strict=True):
            _wait_for(command, process, ground)
        yield


@contextmanager
def gateway_running(ground: Ground) -> Iterator[None]:
    """Parley's gateway alone.

    Raises:
        NotReady: it did not start.
    """
    gateway, _engine = _parley(ground)
    with _running(gateway, ground) as process:
        _wait_for(gateway, process, ground)
        yield


def _parley(ground: Ground) -> list[_Command]:
    serve = ("bot.cli.main", "serve", "--role")
    url = ground.settings.debt.public_url
    return [
        _Command("gateway", (*serve, "gateway"), lambda: _answers(f"{url}/health")),
        _Command(
            "engine", (*serve, "engine"), lambda: "engine" in roles_alive(ground.debt)
        ),
    ]


def _stock(ground: Ground) -> list[_Command]:
    """Rasa's own server and action server, with our files and another port."""
    actions, server = str(ground.actions_port), str(ground.stock_port)
    ours = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    endpoints = ground.folder / "endpoints.yml"
    endpoints.write_text(ours.replace(":5055/", f":{actions}/"), encoding="utf-8")
    run = ("rasa", "run", "--interface", "127.0.0.1", "--port", server)
    files = ("--model", str(ground.model), "--endpoints", str(endpoints))
    actions_url = f"http://127.0.0.1:{actions}/health"
    return [
        _Command(
            "rasa-actions",
            ("rasa", "run", "actions", "--port", actions),
            lambda: _answers(actions_url),
        ),
        # It listens only once the model is loaded.
        _Command(
            "rasa",
            (*run, *files, "--credentials", "credentials.yml"),
            lambda: _answers(f"http://127.0.0.1:{server}/"),
        ),
    ]


@contextmanager
def _running(command: _Command, ground: Ground) -> Iterator[subprocess.Popen[bytes]]:
    with (ground.folder / f"{command.name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command.arguments],
            cwd=ROOT,
            env=ground.environment,
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


def _wait_for(
    command: _Command, process: subprocess.Popen[bytes], ground: Ground
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not command.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            log = ground.folder / f"{command.name}.log"
            last = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise NotReady(f"{command.name} did not start:\n{last}")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    """Whether anything at all comes back: a health page may report a missing role."""
    try:
        httpx.get(url, timeout=5)
    except httpx.HTTPError:
        return False
    return True
