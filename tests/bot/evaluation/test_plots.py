"""The pictures are there and hold something."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.plots import draw
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.scores import Judgement

JUDGED = [Judgement("greet", "greet", 0.9), Judgement("greet", "thank", 0.4)]
PNG = b"\x89PNG\r\n"


def test_both_pictures_are_drawn_into_a_new_folder(tmp_path: Path) -> None:
    pictures = draw(JUDGED, tmp_path / "new" / "plots")

    assert [p.name for p in pictures] == ["confusion_matrix.png", "reliability.png"]
    assert all(p.read_bytes().startswith(PNG) for p in pictures)
    assert all(p.stat().st_size > 5000 for p in pictures)


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    with pytest.raises(CannotMeasure, match="taken: cannot be written to"):
        draw(JUDGED, tmp_path / "taken")
