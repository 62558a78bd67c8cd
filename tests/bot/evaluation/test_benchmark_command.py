"""`parley benchmark` as it is typed: both pipelines, inside Rasa, from end to end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.main import app
from bot.evaluation.comparison import safe_names
from bot.evaluation.pipelines import ours
from bot.evaluation.rows import Row

SAID = {
    "Card, lost": (
        "I lost my card",
        "my card is gone",
        "card stolen",
        "where's my card",
    ),
    "greet": ("hello", "hi [you](name)", "good morning", "hey there"),
    "report_crisis+x": ("top up", "add money", "how do I top up", "put money on it"),
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "set.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "category"])
        writer.writerows((text, name) for name, said in SAID.items() for text in said)
    return path


def parley(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["benchmark", *arguments])


@pytest.mark.rasa
def test_both_pipelines_are_trained_and_measured(table: Path) -> None:
    ended = parley(str(table), "--per-intent", "3", "--epochs", "1", "--json")

    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["train"], found["test"], found["intents"]) == (9, 3, 3)
    for side in ("ours", "diet"):
        assert 0 <= found[side]["accuracy"] <= 1
        assert found[side]["train_cpu_seconds"] > 0
        assert found[side]["p50_ms"] > 0


@pytest.mark.rasa
def test_ours_alone_learns_what_it_was_shown(table: Path) -> None:
    ended = parley(
        *(str(table), "--per-intent", "0", "--test", str(table), "--skip-diet")
    )

    assert ended.exit_code == 0, ended.output
    assert "3 categories, 12 examples, 12 tests" in ended.stdout
    assert "100.0%" in ended.stdout
    assert "DIET" not in ended.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--per-intent", "5"), "The category Card, lost has 4 rows, not 5"),
        (("--per-intent", "4"), "No rows are left to test on"),
        (("--test", "none.csv"), "none.csv: cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_said(
    table: Path, arguments: tuple[str, ...], told: str
) -> None:
    ended = parley(str(table), *arguments)

    assert ended.exit_code == 2
    assert told in ended.stderr
    assert ended.stdout == ""


def test_a_category_that_was_never_shown_is_named(table: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("text,category\nmy loan,loan\n")

    ended = parley(str(table), "--per-intent", "1", "--test", str(other))

    assert ended.exit_code == 2
    assert "categories that nothing was learned of: loan" in ended.stderr


def test_no_category_keeps_a_name_that_we_or_rasa_would_read() -> None:
    names = safe_names([Row("hello", name) for name in SAID])

    assert len(set(names.values())) == len(SAID)
    assert all(name.startswith("category_") for name in names.values())


def test_our_pipeline_is_the_one_of_the_assistant_without_values() -> None:
    assert [part["name"] for part in ours()] == ["bot.nlu.classifier.MeaningClassifier"]
