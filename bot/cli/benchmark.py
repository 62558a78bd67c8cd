"""`parley benchmark`: our understanding beside stock Rasa's, on anybody's messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from bot.cli.understand import write
from bot.evaluation.comparison import Figures, compare
from bot.evaluation.files import File
from bot.evaluation.pipelines import diet, ours
from bot.evaluation.rows import Row, evenly, read_rows, split

_TITLES = {"ours": "Parley", "diet": "Rasa's DIET"}


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    file: str
    test: str | None
    per_intent: int
    seed: int
    limit: int
    epochs: int
    as_json: bool
    skip_diet: bool


def benchmark(request: Request, out: Console, errors: Console) -> None:
    """Train, measure and show.

    Raises:
        CannotMeasure: something about the request or its files has to be mended first.
    """
    train, test = _samples(request)
    pipelines = {"ours": ours()}
    if not request.skip_diet:
        pipelines["diet"] = diet(request.epochs, request.seed)
    found: dict[str, Figures] = {}
    for name, pipeline in pipelines.items():
        _tell(f"{_TITLES[name]}: training on {len(train)} messages…", errors)
        found[name] = compare(pipeline, train, test)
        _tell(f"{_TITLES[name]}: {found[name].accuracy:.1%} right", errors)
    if request.as_json:
        figures = {name: asdict(each) for name, each in found.items()}
        write(json.dumps({**figures, **_sizes(train, test)}))
    else:
        out.print(_table(found, train, test))


def _samples(request: Request) -> tuple[list[Row], list[Row]]:
    rows = read_rows(File.read(request.file))
    other = read_rows(File.read(request.test)) if request.test else None
    train, rest = split(rows, request.per_intent, request.seed)
    return train, evenly(rest if other is None else other, request.limit, request.seed)


def _tell(message: str, errors: Console) -> None:
    errors.print(message, style="dim", highlight=False)


def _sizes(train: Sequence[Row], test: Sequence[Row]) -> dict[str, int]:
    intents = len({row.category for row in train})
    return {"train": len(train), "test": len(test), "intents": intents}


def _table(
    found: Mapping[str, Figures], train: Sequence[Row], test: Sequence[Row]
) -> Table:
    sizes = _sizes(train, test)
    table = Table(
        title="{intents} categories, {train} examples, {test} tests".format(**sizes),
        title_justify="left",
    )
    for column in ("", "accuracy", "training, CPU seconds", "median milliseconds"):
        table.add_column(column)
    for name, figures in found.items():
        table.add_row(
            _TITLES[name],
            f"{figures.accuracy:.1%}",
            f"{figures.train_cpu_seconds:.1f}",
            f"{figures.p50_ms:.1f}",
        )
    return table
