"""Trains the model, and knows when there is nothing to train."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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
    this one; the output is kept beside the models. Whoever else wants the same model
    meanwhile waits for it, and no model is seen before it is whole.

    Raises:
        TrainingFailed: the conversation files contradict each other or are broken.
    """
    path = model_path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    with _alone_in(directory):
        if path.exists():
            path.touch()  # the newest file is the one that is loaded
        else:
            _make(path, directory / "training.log")
    return path


@contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    with (directory / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(path: Path, log: Path) -> None:
    """Train aside, then move: a training that is cut short leaves no half a model."""
    with TemporaryDirectory(dir=path.parent) as folder, log.open("wb") as output:
        made = Path(folder).resolve() / path.name
        command = [sys.executable, "-m", "bot.training", str(made)]
        ended = subprocess.run(  # noqa: S603
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
        if ended.returncode != 0 or not made.exists():
            raise TrainingFailed(f"Rasa made no model; {log} says why.")
        made.replace(path)


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
