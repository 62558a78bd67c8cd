"""Measures how well a reader understands labelled utterances, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any, Protocol

from bot.evaluation import scores
from bot.evaluation.files import Labelled
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.scores import Judgement
from bot.nlu.reading import Reading

TIMED = 200
"""At most this many messages are timed, each by itself."""
_BATCH = 64

Advance = Callable[[int], None]


class Reads(Protocol):
    """What can tell the meaning of messages, as ``Reader`` does."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What each of many messages means."""


@dataclass(frozen=True)
class Understanding:
    """All that was judged, and the mean time that one message by itself takes."""

    judged: Sequence[Judgement]
    ms_per_message: float

    @property
    def sure(self) -> list[Judgement]:
        """Where the assistant would not rather ask."""
        return [j for j in self.judged if not j.is_unsure]

    def figures(self) -> dict[str, Any]:
        """Everything found, as it goes into JSON."""
        by_intent = scores.per_intent(self.judged)
        sure = self.sure
        return {
            "messages": len(self.judged),
            "accuracy": scores.accuracy(self.judged),
            "macro_f1": scores.macro_f1(by_intent),
            "ece": scores.calibration_error(scores.bins(self.judged)),
            "ms_per_message": self.ms_per_message,
            "asked": 1 - len(sure) / len(self.judged),
            "accuracy_when_sure": scores.accuracy(sure) if sure else None,
            "per_intent": {name: asdict(s) for name, s in by_intent.items()},
            "confusions": [asdict(c) for c in scores.confusions(self.judged)],
        }


def measure(
    reader: Reads, examples: Sequence[Labelled], advance: Advance
) -> Understanding:
    """Read every example and compare; ``advance`` is told how many more are done.

    Raises:
        CannotMeasure: there are no examples.
    """
    if not examples:
        raise CannotMeasure("There are no messages to measure; give at least one line.")
    texts = [example.text for example in examples]
    # First of all, so that nothing has been read, and remembered, before.
    taken = milliseconds(reader, texts)
    return Understanding(
        [
            Judgement(
                expected=example.intent,
                predicted=reading.first.intent,
                confidence=reading.first.confidence,
                is_unsure=reading.is_unsure,
            )
            for example, reading in zip(
                examples, readings(reader, texts, advance), strict=True
            )
        ],
        taken,
    )


def readings(
    reader: Reads, texts: Sequence[str], advance: Advance
) -> Iterator[Reading]:
    """What each message means, read some at a time."""
    for start in range(0, len(texts), _BATCH):
        found = reader.read(texts[start : start + _BATCH])
        yield from found
        advance(len(found))


def milliseconds(reader: Reads, texts: Sequence[str]) -> float:
    """The mean time of reading one message by itself, over some from everywhere."""
    distinct = list(dict.fromkeys(texts))
    count = min(TIMED, len(distinct))
    timed = [distinct[i * len(distinct) // count] for i in range(count)]
    reader.read(["The first reading of all makes ready what later ones find there."])
    begun = perf_counter()
    for text in timed:
        reader.read([text])
    return 1000 * (perf_counter() - begun) / count
