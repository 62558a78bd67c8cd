"""`parley understand` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from bot.training import ROOT

LABELLED = "greet\thello\nthank\tthank you\nask_balance\thow much do I owe\n"


def parley(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, ["understand", *arguments], input=given)


def test_json_is_one_object_and_nothing_else(small_model: Path) -> None:
    ended = parley("-", "--json", "--model", str(small_model), given=LABELLED)

    found = json.loads(ended.stdout)
    assert ended.exit_code == 0
    assert (found["accuracy"], found["macro_f1"]) == (1.0, 1.0)
    assert 0 <= found["ece"] <= 1
    assert found["ms_per_message"] > 0
    assert found["per_intent"]["greet"] == {
        "precision": 1.0,
        "recall": 1.0,
        "support": 1,
        "predicted": 1,
    }


def test_tables_tell_people_the_same(small_model: Path, tmp_path: Path) -> None:
    (tmp_path / "set.tsv").write_text(LABELLED + "greet\tthanks a lot\n")

    ended = parley(str(tmp_path / "set.tsv"), "--model", str(small_model))

    assert ended.exit_code == 0
    for told in ("75.0%", "macro F1", "calibration", "precision", "Worst confusions"):
        assert told in ended.stdout


def test_pictures_are_drawn_where_they_are_wanted(
    small_model: Path, tmp_path: Path
) -> None:
    plots = tmp_path / "plots"

    ended = parley(
        *("-", "--plot", str(plots), "--model", str(small_model)), given=LABELLED
    )

    assert ended.exit_code == 0
    assert {p.name for p in plots.iterdir()} == {
        "confusion_matrix.png",
        "reliability.png",
    }


def test_a_prediction_is_intent_confidence_flags_and_utterance(
    small_model: Path,
) -> None:
    ended = parley(
        *("--predict", "-", "--model", str(small_model)),
        given="hello\r\n\nI want to kill myself\n",
    )

    greeting, danger = (line.split("\t") for line in ended.stdout.splitlines())
    assert greeting[0] == "greet"
    assert greeting[2:] == ["-", "hello"]
    assert len(greeting[1].partition(".")[2]) == 3
    assert danger[0] == "report_crisis"
    assert danger[2:] == ["report_crisis", "I want to kill myself"]


def test_a_tab_in_what_is_to_be_predicted_is_an_error(small_model: Path) -> None:
    ended = parley(
        "--predict", "-", "--model", str(small_model), given="hello\ngreet\thello\n"
    )

    assert ended.exit_code == 2
    assert ended.stderr.startswith("<stdin>:2: there is a tab")
    assert ended.stdout == ""


def test_every_malformed_line_is_named_and_nothing_measured(small_model: Path) -> None:
    given = b"greet\thello\nhello\nnone\thello\ngreet\t\ngreet\t\xff\n"

    ended = parley("-", "--json", "--model", str(small_model), given=given)

    assert ended.exit_code == 2
    assert ended.stdout == ""
    starts = [line.split(" ")[0] for line in ended.stderr.splitlines()]
    assert starts == [f"<stdin>:{number}:" for number in (2, 3, 4, 5)]


def test_values_need_no_model() -> None:
    given = 'pay £50\t{"amount": "50.00 GBP"}\npay £5 weekly\t{"frequency": "payday"}\n'

    ended = parley("--entities", "-", "--json", "--model", "none", given=given)

    found = json.loads(ended.stdout)
    assert ended.exit_code == 0
    assert found["exact"] == 0.5
    assert found["per_key"] == {"amount": 0.5, "frequency": 0.0}
    assert found["misses"][0]["utterance"] == "pay £5 weekly"
    assert found["misses"][0]["expected"] == {"frequency": "payday"}


def test_missed_values_are_shown_to_people() -> None:
    ended = parley("--entities", "-", given='pay [red] £50\t{"amount": "5.00 GBP"}\n')

    assert ended.exit_code == 0
    assert "pay [red]" in ended.stdout
    assert "50.00 GBP" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.tsv",), "none.tsv: cannot be read"),
        (("-", "--model", "none.tar.gz"), "run: parley train"),
        (("-", "--predict", "--entities"), "choose one"),
        (("-", "--predict", "--json"), "leave --json out"),
        (("-", "--entities", "--plot", "plots"), "--plot draws intents"),
    ],
)
def test_what_cannot_be_measured_is_said(arguments: tuple[str, ...], told: str) -> None:
    ended = parley(*arguments, given=LABELLED)

    assert ended.exit_code == 2
    assert told in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "given", "unwanted"),
    [
        (("-", "--json"), LABELLED, ("rasa", "tensorflow", "matplotlib.pyplot")),
        (("-", "--entities"), "pay £5\t{}\n", ("rasa", "onnxruntime", "sklearn")),
    ],
)
def test_what_is_not_needed_is_not_imported(
    small_model: Path,
    arguments: tuple[str, ...],
    given: str,
    unwanted: tuple[str, ...],
) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from bot.cli.main import app;"
        f"e = CliRunner().invoke(app, {['understand', *arguments]!r}"
        f" + ['--model', {str(small_model)!r}], input={given!r});"
        f"sys.exit(e.exit_code or bool(set(sys.modules) & set({unwanted!r})))"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)

    assert ended.returncode == 0
