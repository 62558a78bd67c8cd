"""Figures out of seconds, and the tables and the file they are shown in."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    # It imports Rasa, which not everything that is measured needs.
    from bench.turns import Seconds

PARLEY, STOCK, ALONE = "parley", "stock", "alone"
# A single turn says little on a shared machine: the median of this many, ending there.
WINDOW = 5
SHORT, LONG = 10, 115


@dataclass(frozen=True)
class Figures:
    """How one side did at one kind of turn; times in milliseconds.

    Attributes:
        per_second: turns a single client gets through in a second.
    """

    p50: float
    p95: float
    per_second: float


@dataclass(frozen=True)
class Result:
    """Everything that was measured: by kind of turn, then by side."""

    by_kind: dict[str, dict[str, Figures]]
    by_length: dict[str, dict[int, float]]


def figures_of(seconds: Sequence[float]) -> Figures:
    """The figures of at least two turns."""
    return Figures(
        p50=1000 * median(seconds),
        p95=1000 * quantiles(seconds, n=20, method="inclusive")[18],
        per_second=len(seconds) / sum(seconds),
    )


def at_length(taken: Seconds) -> dict[str, dict[int, float]]:
    """Milliseconds at a short and at a long conversation, by side."""
    return {
        side: {n: 1000 * median(seconds[n - WINDOW : n]) for n in (SHORT, LONG)}
        for side, seconds in taken.items()
    }


def show(result: Result, console: Console) -> None:
    """Print both tables."""
    console.print(_kinds_table(result))
    console.print(_length_table(result))


def write(result: Any, path: Path) -> None:
    """Keep the figures with what they were measured on."""
    path.parent.mkdir(exist_ok=True)
    content = {
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "load_average": os.getloadavg(),
        **asdict(result),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _kinds_table(result: Result) -> Table:
    table = Table(
        title="A turn in milliseconds, one client. Stock: Rasa's own servers. "
        "Alone: Parley's dialogue, nothing stored or sent.",
        title_justify="left",
    )
    table.add_column("Turn", no_wrap=True)
    for side in ("Parley", "stock"):
        for column in ("p50", "p95", "per s"):
            table.add_column(f"{side}\n{column}", justify="right")
    table.add_column("stock ÷\nParley", justify="right")
    table.add_column("alone\np50", justify="right")
    for kind, sides in result.by_kind.items():
        parley, stock = sides[PARLEY], sides[STOCK]
        cells = [cell for figures in (parley, stock) for cell in _cells(figures)]
        ratio = f"{stock.p50 / parley.p50:.1f}"
        table.add_row(kind, *cells, ratio, f"{sides[ALONE].p50:.0f}")
    return table


def _cells(figures: Figures) -> tuple[str, str, str]:
    return (
        f"{figures.p50:.0f}",
        f"{figures.p95:.0f}",
        f"{figures.per_second:.1f}",
    )


def _length_table(result: Result) -> Table:
    table = Table(
        title=f"A greeting late in a conversation (milliseconds, median of {WINDOW})",
        title_justify="left",
    )
    table.add_column("Side")
    table.add_column(f"turn {SHORT}", justify="right")
    table.add_column(f"turn {LONG}", justify="right")
    table.add_column("growth", justify="right")
    for side, times in result.by_length.items():
        growth = f"{times[LONG] / times[SHORT]:.2f}"
        table.add_row(side, f"{times[SHORT]:.0f}", f"{times[LONG]:.0f}", growth)
    return table
