"""Conversations as a page to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from jinja2 import Environment

from bot.simulation.debtor import Outcome
from bot.simulation.scores import aims, missed

_SAMPLE = 20
_TEMPLATE = Path(__file__).with_name("page.html")


def page(outcomes: Sequence[Outcome], rng: Random) -> str:
    """All that missed their goal, and some of the others."""
    bad = missed(outcomes)
    good = [each for each in outcomes if each not in bad]
    sample = rng.sample(good, min(_SAMPLE, len(good)))
    template = Environment(autoescape=True).from_string(_TEMPLATE.read_text())
    parts = [("Missed or wrong", bad), ("A sample of the others", sample)]
    return template.render(aims=aims(outcomes), parts=parts)
