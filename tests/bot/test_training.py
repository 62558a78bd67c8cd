"""A model is trained again exactly when something it is made of has changed."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.training import INPUTS, ROOT, TrainingFailed, fingerprint, model_path, train

TRAINER = """#!/bin/sh
echo once >> {trained}
sleep 0.2
printf half > "$3"
{ending}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "domain.yml": "intents: []",
        "config.yml": "pipeline: []",
        "data/nlu/talk.yml": "nlu: []",
        "data/rules/talk.yml": "rules: []",
        "bot/nlu/classifier.py": "A = 1",
        "bot/nlu/minilm/tokenizer.json": "{}",
        "README.md": "read me",
        "bot/inbox.py": "A = 1",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_same_inputs_have_the_same_fingerprint(root: Path) -> None:
    assert fingerprint(root) == fingerprint(root)


@pytest.mark.parametrize(
    "name",
    [
        "domain.yml",
        "config.yml",
        "data/nlu/talk.yml",
        "data/rules/talk.yml",
        "bot/nlu/classifier.py",
        "bot/nlu/minilm/tokenizer.json",
    ],
)
def test_a_changed_input_changes_it(root: Path, name: str) -> None:
    before = fingerprint(root)

    (root / name).write_text("changed")

    assert fingerprint(root) != before


def test_new_removed_and_renamed_inputs_change_it(root: Path) -> None:
    seen = {fingerprint(root)}

    (root / "data/nlu/plan.yml").write_text("nlu: []")
    seen.add(fingerprint(root))
    (root / "data/nlu/plan.yml").rename(root / "data/nlu/pay.yml")
    seen.add(fingerprint(root))
    (root / "data/nlu/talk.yml").unlink()
    seen.add(fingerprint(root))

    assert len(seen) == 4


@pytest.mark.parametrize("name", ["README.md", "bot/inbox.py", "data/notes.txt"])
def test_anything_else_changes_nothing(root: Path, name: str) -> None:
    before = fingerprint(root)

    (root / name).write_text("changed")

    assert fingerprint(root) == before


def test_the_model_is_named_by_its_inputs(root: Path) -> None:
    path = model_path(Path("models"), root)

    assert path == Path("models") / f"parley-{fingerprint(root)}.tar.gz"


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def trains_with(
    monkeypatch: pytest.MonkeyPatch, folder: Path, ending: str = ""
) -> Path:
    """Put a quick program in the place of Rasa; returns where it counts its runs."""
    program, trained = folder / "trainer", folder / "trained"
    program.write_text(TRAINER.format(trained=trained, ending=ending))
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return trained


def test_whoever_else_wants_the_model_waits_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trained = trains_with(monkeypatch, tmp_path)
    models = tmp_path / "models"

    with ThreadPoolExecutor() as pool:
        paths = list(pool.map(train, [models] * 4))

    assert set(paths) == {model_path(models)}
    assert paths[0].is_file()
    assert trained.read_text().split() == ["once"]


def test_a_training_that_is_cut_short_leaves_no_half_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trains_with(monkeypatch, tmp_path, ending="exit 1")
    models = tmp_path / "models"

    with pytest.raises(TrainingFailed):
        train(models)

    assert list(models.rglob("*.tar.gz")) == []
