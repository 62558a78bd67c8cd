"""What people say of the help they got, from 1 to 5, and how that is changing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

LOWEST, HIGHEST = 1, 5
TREND = timedelta(days=30)
"""Two stretches of this length are compared, the last one with the one before."""


class Topic(str, Enum):
    """What was settled; nobody is asked before something is."""

    PAYMENT = "payment"
    PLAN = "plan"
    PROMISE = "promise"


@dataclass(frozen=True)
class Feedback:
    """One question.

    Attributes:
        score: 1 to 5; ``None`` where nobody answered.
    """

    topic: Topic
    asked_at: datetime
    score: int | None = None
    comment: str | None = None


@dataclass(frozen=True)
class Satisfaction:
    """The scores of one topic.

    Attributes:
        average: of all answers, to two places; ``None`` without any.
        change: of the average of the last 30 days against the 30 before; ``None``
            where one of the two has no answers.
    """

    topic: Topic
    asked: int
    answered: int
    average: Decimal | None
    change: Decimal | None


def satisfaction(found: Iterable[Feedback], now: datetime) -> list[Satisfaction]:
    """A line for each topic that was asked about."""
    by_topic: dict[Topic, list[Feedback]] = defaultdict(list)
    for each in found:
        by_topic[each.topic].append(each)
    return [_line(topic, by_topic[topic], now) for topic in Topic if topic in by_topic]


def _line(topic: Topic, asked: list[Feedback], now: datetime) -> Satisfaction:
    late = _average(e for e in asked if now - e.asked_at < TREND)
    early = _average(e for e in asked if TREND <= now - e.asked_at < 2 * TREND)
    change = None if late is None or early is None else _rounded(late - early)
    average = _average(asked)
    return Satisfaction(
        topic,
        asked=len(asked),
        answered=sum(each.score is not None for each in asked),
        average=None if average is None else _rounded(average),
        change=change,
    )


def _average(found: Iterable[Feedback]) -> Fraction | None:
    scores = [each.score for each in found if each.score is not None]
    return Fraction(sum(scores), len(scores)) if scores else None


def _rounded(value: Fraction) -> Decimal:
    return Decimal(round(value * 100)) / 100
