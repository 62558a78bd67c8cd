"""Trains the model, and knows when there is nothing to train."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bot.logs import configure_logs
from bot.rasa_setup import prepare_for_rasa

ROOT = Path(__file__).resolve().parent.parent
INPUTS = ("domain.yml", "config.yml", "data", "bot/nlu")
SUFFIXES = {".yml", ".py", ".json", ".tsv"}


class TrainingFailed(Exception):
    """Rasa made no model; its log says why."""


def fingerprint(root: Path = ROOT) -> str:
    """A hash over everything that a model is made of."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def model_path(directory: Path, root: Path = ROOT) -> Path:
    """Where the model of the present inputs is, or will be."""
    return directory / f"parley-{fingerprint(root)}.tar.gz"


def train(directory: Path) -> Path:
    """Train a model if the present inputs have none; returns its path.

    Rasa trains in a process of its own, so that its import and its output stay out of
    this one; the output is kept beside the models.

    Raises:
        TrainingFailed: the conversation files contradict each other or are broken.
    """
    path = model_path(directory)
    if path.exists():
        path.touch()  # the newest file is the one that is loaded
        return path
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / "training.log"
    with log.open("w", encoding="utf-8") as output:
        command = [sys.executable, "-m", "bot.training", str(path.resolve())]
        ended = subprocess.run(  # noqa: S603
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if ended.returncode != 0 or not path.exists():
        raise TrainingFailed(f"Rasa made no model; {log} says why.")
    return path


def _train_with_rasa(path: Path) -> int:
    prepare_for_rasa()
    from rasa.model_training import train as train_model

    result = train_model(
        domain="domain.yml",
        config="config.yml",
        training_files=["data"],
        output=str(path.parent),
        fixed_model_name=path.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    return int(result.code)


def _inputs(root: Path) -> list[Path]:
    found: list[Path] = []
    for name in INPUTS:
        place = root / name
        found += [place] if place.is_file() else place.rglob("*")
    return sorted(path for path in found if path.suffix in SUFFIXES)


if __name__ == "__main__":
    configure_logs("WARNING")
    sys.exit(_train_with_rasa(Path(sys.argv[1])))
