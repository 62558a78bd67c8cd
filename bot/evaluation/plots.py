"""Draws what was measured: which intents are confused, how honest the confidence is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation import scores
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.scores import Judgement

_INCHES_PER_INTENT = 0.26
_DARK = 0.6
"""From this share of a row on, a figure is white to be read on its ground."""


def draw(judged: Sequence[Judgement], directory: Path) -> list[Path]:
    """Write both pictures into ``directory``, which is made if it is missing.

    Raises:
        CannotMeasure: the pictures cannot be written there.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return [
            _saved(_confusion_matrix(judged), directory / "confusion_matrix.png"),
            _saved(_reliability(judged), directory / "reliability.png"),
        ]
    except OSError as exc:
        raise CannotMeasure(
            f"{directory}: cannot be written to ({exc.strerror}); name another folder"
        ) from exc


def _figure(width: float, height: float) -> Any:
    """A figure that needs no screen, and no state shared with other figures."""
    from matplotlib.backends.backend_agg import (
        FigureCanvasAgg,
    )
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), tight_layout=True)
    FigureCanvasAgg(figure)
    return figure


def _saved(figure: Any, path: Path) -> Path:
    figure.savefig(path, dpi=130)
    return path


def _confusion_matrix(judged: Sequence[Judgement]) -> Any:
    names = sorted({j.expected for j in judged} | {j.predicted for j in judged})
    counts = Counter((j.expected, j.predicted) for j in judged)
    table = np.array([[counts[row, column] for column in names] for row in names])
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    side = max(5.0, _INCHES_PER_INTENT * len(names) + 3)
    figure = _figure(side, side)
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xticks(np.arange(-0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(names)), minor=True)
    axes.grid(which="minor", color="0.9", linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    for row, column in zip(*table.nonzero(), strict=True):
        # What is wrong stands out from what is right.
        colour = "white" if shares[row, column] > _DARK else "black"
        colour = colour if row == column else "firebrick"
        text = str(table[row, column])
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("meant")
    axes.set_title(f"{len(judged)} messages: what was meant, what it was taken for")
    return figure


def _reliability(judged: Sequence[Judgement]) -> Any:
    held = scores.bins(judged)
    filled = [b for b in held if b.count]
    figure = _figure(6, 6)
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], linestyle="--", color="0.5", label="honest")
    middles = [(i + 0.5) / len(held) for i in range(len(held))]
    axes.bar(
        middles,
        [b.accuracy for b in held],
        width=0.9 / len(held),
        color="lightsteelblue",
        label="share right",
    )
    axes.plot(
        [b.confidence for b in filled],
        [b.accuracy for b in filled],
        marker="o",
        color="navy",
        label="by mean confidence",
    )
    for middle, each in zip(middles, held, strict=True):
        axes.text(middle, 0.01, str(each.count), ha="center", fontsize=8)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("confidence (at the foot: messages)")
    axes.set_ylabel("share right")
    error = scores.calibration_error(held)
    axes.set_title(f"Confidence and truth; expected calibration error {error:.3f}")
    axes.legend(loc="upper left")
    return figure
