"""Figures out of judgements: how often right, where wrong, how honest the confidence.

A share of nothing is 0, as in scikit-learn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True)
class Judgement:
    """What one message was taken for; confidence from 0 to 1."""

    expected: str
    predicted: str
    confidence: float
    is_unsure: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.expected == self.predicted


@dataclass(frozen=True)
class IntentScore:
    """``support`` messages have the intent, ``predicted`` were taken for it."""

    precision: float
    recall: float
    support: int
    predicted: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Confusion:
    """So many messages of one intent were taken for another."""

    intent: str
    predicted: str
    count: int


@dataclass(frozen=True)
class Bin:
    """The judgements of about one confidence: how sure on average, how often right."""

    count: int
    confidence: float
    accuracy: float


def accuracy(judged: Sequence[Judgement]) -> float:
    """The share that is right."""
    return _share(sum(j.is_right for j in judged), len(judged))


def per_intent(judged: Sequence[Judgement]) -> dict[str, IntentScore]:
    """The score of each intent that was expected or predicted, by name."""
    expected = Counter(j.expected for j in judged)
    predicted = Counter(j.predicted for j in judged)
    right = Counter(j.expected for j in judged if j.is_right)
    return {
        name: IntentScore(
            precision=_share(right[name], predicted[name]),
            recall=_share(right[name], expected[name]),
            support=expected[name],
            predicted=predicted[name],
        )
        for name in sorted(expected | predicted)
    }


def macro_f1(scores: dict[str, IntentScore]) -> float:
    """The mean F1 of the intents that occur; a rare one weighs as much as any."""
    occurring = [score.f1 for score in scores.values() if score.support]
    return _share(sum(occurring), len(occurring))


def confusions(judged: Sequence[Judgement]) -> list[Confusion]:
    """What was taken for what, the most frequent first."""
    wrong = Counter((j.expected, j.predicted) for j in judged if not j.is_right)
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(*names, count) for names, count in ordered]


def bins(judged: Sequence[Judgement]) -> list[Bin]:
    """The judgements by confidence, in equal widths; a bin may be empty."""
    filled: list[list[Judgement]] = [[] for _ in range(BINS)]
    for judgement in judged:
        filled[min(int(judgement.confidence * BINS), BINS - 1)].append(judgement)
    return [
        Bin(
            len(held),
            _share(sum(j.confidence for j in held), len(held)),
            accuracy(held),
        )
        for held in filled
    ]


def calibration_error(of: Sequence[Bin]) -> float:
    """How far confidence and accuracy lie apart, on average over the messages."""
    gaps = sum(held.count * abs(held.confidence - held.accuracy) for held in of)
    return _share(gaps, sum(held.count for held in of))


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
