"""What `parley channels check` asks of a channel: each step of its guide, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum


class Grade(str, Enum):
    """How a step of the guide stands."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """How one step stands.

    Attributes:
        step: the heading of the step in the channel's guide.
        what: what was found, in a sentence; never a secret.
        advice: what to do about it; empty when nothing is.
    """

    step: str
    grade: Grade
    what: str
    advice: str = ""


@dataclass(frozen=True)
class Check:
    """The check of one channel; `run` may ask the platform and take some seconds.

    What it cannot find out is a finding too: it raises nothing.
    """

    channel: str
    run: Callable[[], Iterable[Finding]]
