"""The reader of the trained model, as the running assistant has it."""

from __future__ import annotations

import pytest

from bot.evaluation.model import open_reader, present_model
from bot.nlu.reader import Reader
from tests.bot.nlu.examples import ROOT


@pytest.fixture(scope="session")
def reader() -> Reader:
    return open_reader(present_model(ROOT / "models"))
