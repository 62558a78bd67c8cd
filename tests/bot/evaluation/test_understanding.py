"""A reader of which every answer is known is measured."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.evaluation.files import Labelled
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.understanding import TIMED, measure, milliseconds
from bot.nlu.reading import Meaning, Reading


class Fixed:
    """Takes everything for a greeting, and doubts what has a question mark."""

    def __init__(self) -> None:
        self.alone: list[str] = []

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.alone += texts if len(texts) == 1 else []
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Reading:
        sure = 0.2 if "?" in text else 0.9
        return Reading((Meaning("greet", sure), Meaning("thank", 0.1)))


def test_accuracy_is_told_of_all_and_of_what_it_is_sure_of() -> None:
    said = [("greet", "hello"), ("thank", "ta?"), ("greet", "hi"), ("thank", "cheers")]
    done: list[int] = []

    found = measure(Fixed(), [Labelled(*each) for each in said], done.append).figures()

    assert found["accuracy"] == 0.5
    assert found["asked"] == 0.25
    assert found["accuracy_when_sure"] == pytest.approx(2 / 3)
    assert found["confusions"] == [
        {"intent": "thank", "predicted": "greet", "count": 2}
    ]
    assert sum(done) == len(said)


def test_nothing_sure_has_no_accuracy() -> None:
    found = measure(Fixed(), [Labelled("greet", "hello?")], lambda _: None).figures()

    assert (found["asked"], found["accuracy_when_sure"]) == (1.0, None)


def test_messages_are_timed_alone_and_none_twice() -> None:
    reader = Fixed()
    texts = [f"message {number % 500}" for number in range(1000)]

    taken = milliseconds(reader, texts)

    assert taken > 0
    assert len(reader.alone) == len(set(reader.alone)) == TIMED + 1


def test_no_message_is_nothing_to_measure() -> None:
    with pytest.raises(CannotMeasure, match="no messages to measure"):
        measure(Fixed(), [], lambda _: None)
