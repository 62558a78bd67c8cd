"""`make bench`: measures, prints tables and writes them into results/."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from rich.console import Console

from bot.logs import configure_logs
from bot.rasa_setup import prepare_for_rasa


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "part",
        nargs="?",
        choices=PARTS,
        help="measure only this; everything if left out",
    )
    parser.add_argument("--samples", type=int, default=30, help="turns of each kind")
    parser.add_argument("--models", type=Path, default=Path("models"))
    given = parser.parse_args()
    configure_logs("WARNING")
    # Rasa's libraries warn of each other's age on every import.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    for part in [given.part] if given.part else PARTS:
        PARTS[part](given.models, given.samples, Console())


def _measure_turns(models: Path, samples: int, console: Console) -> None:
    prepare_for_rasa()
    # Rasa is imported with what follows, and must find the process prepared.
    from bench.run import run

    run(models, samples, console)


def _measure_money(_models: Path, samples: int, console: Console) -> None:
    from bench.money import run

    run(samples, console)


def _measure_imports(_models: Path, _samples: int, _console: Console) -> None:
    from bench.imports import measure

    measure(10_000)


def _measure_widget(_models: Path, samples: int, console: Console) -> None:
    from bench.widget import run

    run(samples, console)


def _measure_channels(_models: Path, samples: int, console: Console) -> None:
    from bench.channels import run

    run(samples, console)


PARTS = {
    "turns": _measure_turns,
    "money": _measure_money,
    "imports": _measure_imports,
    "widget": _measure_widget,
    "channels": _measure_channels,
}


if __name__ == "__main__":
    main()
