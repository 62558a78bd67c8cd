"""The process in which Rasa trains one pipeline and understands the test messages."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from actions.choices import UNCLEAR
from bot.evaluation.comparison import CONFIG, EXAMPLES, RESULT, TEXTS
from bot.logs import configure_logs
from bot.rasa_setup import prepare_for_rasa

_WARM = "The first message of all is slow, and is no example of the others."


def main(folder: Path) -> None:
    """Train and understand; the result lies in the folder then."""
    prepare_for_rasa()
    configure_logs("WARNING")
    _import_all()
    begun = _cpu_seconds()
    model = _train(folder)
    trained = _cpu_seconds() - begun
    texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
    guesses, seconds = asyncio.run(_understand(model, texts))
    result = {
        "train_cpu_seconds": trained,
        "p50_ms": 1000 * median(seconds),
        "guesses": guesses,
    }
    (folder / RESULT).write_text(json.dumps(result), encoding="utf-8")


def _import_all() -> None:
    """Rasa imports parts as they are needed, which must not count as training."""
    import rasa.core.agent
    import rasa.engine.recipes.default_components
    import rasa.model_training  # noqa: F401

    import bot.nlu.classifier  # noqa: F401


def _cpu_seconds() -> float:
    """Of all threads of this process and of the processes that it has ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _train(folder: Path) -> str:
    from rasa.model_training import train_nlu

    model = train_nlu(
        config=str(folder / CONFIG),
        nlu_data=str(folder / EXAMPLES),
        output=str(folder / "models"),
    )
    if model is None:
        raise RuntimeError("Rasa made no model")
    return str(model)


async def _understand(model: str, texts: list[str]) -> tuple[list[str], list[float]]:
    """The first guess for each text, and the seconds that each took."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    await agent.parse_message(_WARM)
    guesses, seconds = [], []
    for text in texts:
        begun = perf_counter()
        parsed = await agent.parse_message(text)
        seconds.append(perf_counter() - begun)
        guesses.append(_guess(parsed))
    return guesses, seconds


def _guess(parsed: dict[str, Any]) -> str:
    """The best guess, also where the component would rather ask."""
    ranking = [parsed["intent"], *parsed["intent_ranking"]]
    names = [str(guess["name"]) for guess in ranking]
    return next((name for name in names if name != UNCLEAR), UNCLEAR)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
