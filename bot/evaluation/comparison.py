"""Trains a pipeline inside Rasa, in a process of its own, and measures what it makes.

Categories get names of their own for Rasa, which reads some signs in a name.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.evaluation.pipelines import Pipeline
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.rows import Row
from bot.training import ROOT

CONFIG, EXAMPLES, TEXTS, RESULT = "config.yml", "nlu.json", "texts.json", "result.json"
_LAST = 1500
"""So much of what a failed process wrote is shown."""


@dataclass(frozen=True)
class Figures:
    """How one pipeline did; ``p50_ms`` is the median time of understanding a text."""

    accuracy: float
    train_cpu_seconds: float
    p50_ms: float


def compare(pipeline: Pipeline, train: Sequence[Row], test: Sequence[Row]) -> Figures:
    """Train on one sample, then understand the other, one message at a time.

    Raises:
        CannotMeasure: the samples do not fit each other, or Rasa failed.
    """
    names = safe_names(train)
    _check(names, test)
    with TemporaryDirectory(prefix="parley-") as folder:
        _write_job(Path(folder), pipeline, train, names)
        texts = json.dumps([row.text for row in test])
        (Path(folder) / TEXTS).write_text(texts, encoding="utf-8")
        _run(Path(folder))
        result = json.loads((Path(folder) / RESULT).read_text(encoding="utf-8"))
    guesses = zip(result["guesses"], test, strict=True)
    right = sum(guess == names[row.category] for guess, row in guesses)
    return Figures(right / len(test), result["train_cpu_seconds"], result["p50_ms"])


def safe_names(rows: Sequence[Row]) -> dict[str, str]:
    """A name that means nothing to Rasa or to us for each category."""
    categories = sorted({row.category for row in rows})
    return {name: f"category_{i:04}" for i, name in enumerate(categories)}


def _check(names: dict[str, str], test: Sequence[Row]) -> None:
    strange = sorted({row.category for row in test} - names.keys())
    if strange:
        listed = ", ".join(strange)
        raise CannotMeasure(
            f"The test has categories that nothing was learned of: {listed}. "
            "Add examples of them, or leave them out."
        )
    if len(names) < 2:
        raise CannotMeasure("There must be at least two categories to tell apart.")
    if not test:
        raise CannotMeasure(
            "No rows are left to test on; lower --per-intent, or name others by --test."
        )


def _write_job(
    folder: Path, pipeline: Pipeline, train: Sequence[Row], names: dict[str, str]
) -> None:
    config = {
        "recipe": "default.v1",
        "assistant_id": "benchmark",
        "language": "en",
        "pipeline": pipeline,
    }
    # In JSON, unlike in YAML, Rasa reads no entities into brackets.
    examples = [{"text": row.text, "intent": names[row.category]} for row in train]
    data = {"rasa_nlu_data": {"common_examples": examples}}
    (folder / CONFIG).write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / EXAMPLES).write_text(json.dumps(data), encoding="utf-8")


def _run(folder: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        # What was trained before must not save any work now.
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
    }
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot.evaluation.rasa_process", str(folder)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if ended.returncode != 0 or not (folder / RESULT).exists():
        said = ended.stdout.decode("utf-8", "replace")[-_LAST:]
        raise CannotMeasure(f"Rasa failed to train or to understand: {said}")
