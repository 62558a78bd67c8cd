"""Takes the reader out of a trained model, without Rasa."""

from __future__ import annotations

import tarfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile
from zlib import error as BadStream

from bot.evaluation.problems import CannotMeasure
from bot.nlu.encoder import load_encoder
from bot.nlu.reader import Reader
from bot.training import TrainingFailed, model_path, train

_TRAIN = "run: parley train"
_MARK = "intents.json"
_SUFFIXES = {".json", ".npz"}
_BROKEN = (
    *(tarfile.TarError, BadZipFile, BadStream, OSError, EOFError),
    *(KeyError, TypeError, ValueError),
)


def has_model(directory: Path) -> bool:
    """Whether the present data and code have a model already."""
    return model_path(directory).exists()


def present_model(directory: Path) -> Path:
    """The model of the present data and code, trained now if there is none yet.

    Raises:
        CannotMeasure: there is none and none could be trained.
    """
    if has_model(directory):
        return model_path(directory)
    try:
        return train(directory)
    except (TrainingFailed, OSError) as exc:
        raise CannotMeasure(f"There is no model, and {exc} Then {_TRAIN}") from exc


def open_reader(archive: Path) -> Reader:
    """The reader of a model, as the running assistant has it.

    Raises:
        CannotMeasure: there is no such model, or this release cannot read it.
    """
    if not archive.is_file():
        raise CannotMeasure(f"There is no model {archive}; {_TRAIN}")
    try:
        with TemporaryDirectory(prefix="parley-") as folder:
            _unpack(archive, Path(folder))
            return Reader.load(load_encoder(), Path(folder))
    except _BROKEN as exc:
        raise CannotMeasure(
            f"{archive} is no model that this release can read; {_TRAIN}"
        ) from exc


def _unpack(archive: Path, folder: Path) -> None:
    """Only plain files beside the mark, each under its bare name: none can escape."""
    with tarfile.open(archive, "r:gz") as tar:
        files = {PurePosixPath(m.name): m for m in tar if m.isfile()}
        home = next((path.parent for path in files if path.name == _MARK), None)
        for path, member in files.items():
            content = tar.extractfile(member)
            if path.parent == home and path.suffix in _SUFFIXES and content:
                (folder / path.name).write_bytes(content.read())
