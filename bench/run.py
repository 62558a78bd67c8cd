"""Sets both sides up, measures them and shows what came out."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from rich.console import Console

from actions.registry import all_actions
from bench.chats import BareChat, Chat, gateway_chat, stock_chat
from bench.figures import (
    ALONE,
    LONG,
    PARLEY,
    STOCK,
    Result,
    at_length,
    figures_of,
    show,
    write,
)
from bench.ground import Ground, prepare
from bench.processes import running
from bench.turns import KINDS, measure, measure_length
from bot.engine.dialogue import Dialogue
from bot.training import ROOT, train

RESULTS = ROOT / "results" / "bench.json"


def run(models: Path, samples: int, console: Console) -> None:
    """Everything, on a temporary database and free ports."""
    with console.status("Training, if this version has no model yet…"):
        model = train(models)
    with (
        tempfile.TemporaryDirectory(prefix="parley-bench-") as folder,
        console.status("Starting Parley and stock Rasa…") as status,
    ):
        ground = prepare(Path(folder), model)
        with running(ground):
            status.update("Measuring; some minutes…")
            result = asyncio.run(_measure(ground, samples))
    show(result, console)
    write(result, RESULTS)
    console.print(f"Written to {RESULTS.relative_to(ROOT)}")


async def _measure(ground: Ground, samples: int) -> Result:
    dialogue = _dialogue(ground)
    by_kind = {}
    for kind in KINDS:
        async with _chats(ground, dialogue) as chats:
            if kind.person is not None:
                for chat in chats.values():
                    ground.verify(chat.conversation_id, kind.person)
            taken = await measure(kind, chats, samples)
        by_kind[kind.name] = {side: figures_of(s) for side, s in taken.items()}
    async with _chats(ground, dialogue) as chats:
        lengths = at_length(await measure_length(chats, LONG))
    return Result(by_kind, lengths)


def _dialogue(ground: Ground) -> Dialogue:
    settings = ground.settings
    models = Path(settings.model_directory)
    return Dialogue(models, all_actions(ground.debt), settings.debt.public_url)


@asynccontextmanager
async def _chats(
    ground: Ground, dialogue: Dialogue
) -> AsyncIterator[Mapping[str, Chat]]:
    """A new conversation on every side."""
    async with AsyncExitStack() as stack:
        yield {
            PARLEY: await stack.enter_async_context(gateway_chat(ground)),
            STOCK: await stack.enter_async_context(stock_chat(ground)),
            ALONE: BareChat(dialogue),
        }
