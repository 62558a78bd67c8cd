"""`parley understand`: how well messages are understood, measured on a file of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from bot.evaluation.files import File, labelled, plain
from bot.evaluation.problems import CannotMeasure
from bot.rasa_setup import prepare_for_rasa
from debt.clock import SystemClock

if TYPE_CHECKING:
    from bot.evaluation.understanding import Advance
    from bot.evaluation.values import Miss
    from bot.nlu.reader import Reader

_MANY = 200
"""From more lines than this on, progress is shown."""
_WORST = 15
_ZONE = "Europe/London"


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line; ``model`` is another than the newest."""

    file: str
    as_json: bool = False
    predict: bool = False
    entities: bool = False
    plot: Path | None = None
    model: Path | None = None


def understand(request: Request, out: Console, errors: Console) -> None:
    """Measure what was asked for and show it.

    Raises:
        CannotMeasure: something about the request or its file has to be mended first.
    """
    _check(request)
    # A message is one row of numbers: numpy must not wake a second thread for it.
    prepare_for_rasa()
    file = File.read(request.file)
    if request.entities:
        _show_values(file, request, out)
    elif request.predict:
        _predict(file, _reader(request, errors), errors)
    else:
        _show_understanding(file, request, out, errors)


def write(text: str) -> None:
    """A line on the standard output, in UTF-8 whatever the terminal's language."""
    typer.echo(text.encode("utf-8", "replace"))


def _check(request: Request) -> None:
    if request.entities and request.predict:
        raise CannotMeasure("--predict and --entities ask for two things; choose one.")
    if request.predict and request.as_json:
        raise CannotMeasure("--predict writes lines of text; leave --json out.")
    if request.plot and (request.predict or request.entities):
        raise CannotMeasure("--plot draws intents; leave --predict and --entities out.")


def _reader(request: Request, errors: Console) -> Reader:
    """The reader of the model asked for, or of the newest, which may be trained now."""
    from bot.evaluation.model import has_model, open_reader, present_model

    if request.model:
        return open_reader(request.model)
    directory = Path(os.environ.get("PARLEY_MODEL_DIRECTORY", "models"))
    if has_model(directory):
        return open_reader(present_model(directory))
    with errors.status("Training; about a minute the first time…"):
        return open_reader(present_model(directory))


@contextmanager
def _progress(lines: int, errors: Console) -> Iterator[Advance]:
    is_shown = lines > _MANY and errors.is_terminal
    with Progress(console=errors, transient=True, disable=not is_shown) as progress:
        task = progress.add_task("Reading messages…", total=lines)
        yield lambda count: progress.advance(task, count)


def _predict(file: File, reader: Reader, errors: Console) -> None:
    from bot.evaluation.understanding import readings

    texts = file.parsed(plain)
    with _progress(len(texts), errors) as advance:
        for text, reading in zip(texts, readings(reader, texts, advance), strict=True):
            flags = ",".join(reading.safety) or "-"
            first = reading.first
            write(f"{first.intent}\t{first.confidence:.3f}\t{flags}\t{text}")


def _show_understanding(
    file: File, request: Request, out: Console, errors: Console
) -> None:
    from bot.evaluation.plots import draw
    from bot.evaluation.understanding import measure

    reader = _reader(request, errors)
    examples = file.parsed(labelled(reader.model.names))
    with _progress(len(examples), errors) as advance:
        found = measure(reader, examples, advance)
    pictures = draw(found.judged, request.plot) if request.plot else []
    if request.as_json:
        write(json.dumps(found.figures()))
        return
    figures = found.figures()
    for table in (_summary(figures), _intents(figures), _confusions(figures)):
        out.print(table)
    for picture in pictures:
        out.print(f"Picture: {picture}", markup=False, soft_wrap=True)


def _summary(figures: Mapping[str, Any]) -> Table:
    sure = figures["accuracy_when_sure"]
    rows = {
        "messages": str(figures["messages"]),
        "accuracy": f"{figures['accuracy']:.1%}",
        "macro F1": f"{figures['macro_f1']:.3f}",
        "expected calibration error": f"{figures['ece']:.3f}",
        "milliseconds per message": f"{figures['ms_per_message']:.1f}",
        "would rather ask": f"{figures['asked']:.1%}",
        "accuracy on the rest": "-" if sure is None else f"{sure:.1%}",
    }
    return _table("Understanding", ("", ""), list(rows.items()))


def _intents(figures: Mapping[str, Any]) -> Table:
    columns = ("intent", "precision", "recall", "support", "predicted")
    rows = [
        (
            name,
            f"{score['precision']:.3f}",
            f"{score['recall']:.3f}",
            str(score["support"]),
            str(score["predicted"]),
        )
        for name, score in figures["per_intent"].items()
    ]
    return _table("By intent", columns, rows)


def _confusions(figures: Mapping[str, Any]) -> Table:
    worst = figures["confusions"][:_WORST]
    rows = [(c["intent"], c["predicted"], str(c["count"])) for c in worst]
    return _table("Worst confusions", ("meant", "taken for", "messages"), rows)


def _show_values(file: File, request: Request, out: Console) -> None:
    from bot.evaluation.values import case, measure_values

    report = measure_values(file.parsed(case(SystemClock().today(_ZONE))))
    if request.as_json:
        write(json.dumps(report.figures()))
        return
    rows = [("all values", f"{report.exact:.1%}")]
    rows += [(key, f"{share:.1%}") for key, share in report.per_key.items()]
    out.print(_table("Values read exactly", ("", "exact"), rows))
    if report.misses:
        columns = ("utterance", "expected", "got")
        out.print(_table("Misses", columns, [_miss(m) for m in report.misses]))


def _miss(miss: Miss) -> tuple[str, str, str]:
    return miss.utterance, _values(miss.expected), _values(miss.got)


def _values(values: Mapping[str, Any]) -> str:
    return "\n".join(f"{k}: {json.dumps(v)}" for k, v in values.items()) or "none"


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of plain text: what people wrote is never taken for markup."""
    table = Table(title=title, title_justify="left", show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
