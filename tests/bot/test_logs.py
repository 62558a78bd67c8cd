"""Logs: one line of JSON each, and no card number in any of them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import logging, structlog
from bot.logs import configure_logs
configure_logs("INFO")
log = structlog.get_logger()
log.debug("hidden")
log.info("paid", note="card 4111 1111 1111 1111", count=3)
logging.getLogger("httpx").warning("GET /?token=abc")
try:
    raise ValueError("5555-5555-5555-4444")
except ValueError:
    log.exception("broken")
"""


@pytest.fixture(scope="module")
def written() -> str:
    """What a process of its own writes to its log."""
    command = [sys.executable, "-c", PROGRAM]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return ended.stderr


def test_every_line_is_json_with_its_level_and_time(written: str) -> None:
    lines = [json.loads(line) for line in written.splitlines()]

    assert [(line["event"], line["level"]) for line in lines] == [
        ("paid", "info"),
        ("broken", "error"),
    ]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert lines[0]["count"] == 3


def test_no_card_number_is_written_even_in_a_traceback(written: str) -> None:
    assert "4111" not in written
    assert "4444" not in written
    assert "ValueError" in written


def test_addresses_with_secrets_are_not_written(written: str) -> None:
    assert "token" not in written
