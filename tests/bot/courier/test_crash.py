"""A courier dies in the middle of its work, and the platform with it: all arrives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bot.courier import courier_process
from tests.bot.courier.pigeon import Fault
from tests.bot.courier.post import Post, until

TOLD = ["one\ntwo", "three\nfour\nfive", "six"]
LINES = [line for text in TOLD for line in text.splitlines()]
TAKEN = Fault(is_taken=True)


@contextmanager
def another_process(post: Post) -> Iterator[subprocess.Popen[bytes]]:
    """A courier that ends as by a power cut."""
    url = post.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", courier_process.__name__, url, post.pigeons.url]
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("dies_at", "is_taken", "twice"),
    [
        pytest.param(3, False, [], id="before the platform has taken a part"),
        pytest.param(3, True, ["four"], id="between its answer and our note"),
    ],
)
async def test_the_next_one_goes_on_where_it_died(
    post: Post, dies_at: int, is_taken: bool, twice: list[str]
) -> None:
    ann, bob = post.writes("ann"), post.writes("bob")
    post.is_told(ann, *TOLD)
    post.pigeons.faults = [TAKEN] * dies_at + [Fault(is_taken=is_taken, holds=True)]

    with another_process(post) as process:
        await until(lambda: post.pigeons.held.is_set() or process.poll() is not None)
    post.forget_the_dead()
    post.is_told(bob, *TOLD)
    async with post.carried():
        await post.until_resting(ann, bob)

    at = LINES.index(twice[0]) if twice else 0
    assert post.pigeons.texts("ann") == [*LINES[:at], *twice, *LINES[at:]]
    assert post.pigeons.texts("bob") == LINES


async def test_a_platform_that_was_away_gets_all_of_it_when_it_is_back(
    post: Post,
) -> None:
    chats = {post.writes(name): name for name in ("ann", "bob", "cleo")}
    post.pigeons.stop()

    async with post.carried():
        for conversation in chats:
            post.is_told(conversation, *TOLD)
            await until(lambda: post.address(conversation).attempts > 1)  # noqa: B023
        post.pigeons.start()
        await post.until_resting(*chats)

    assert all(post.pigeons.texts(chat) == LINES for chat in chats.values())
