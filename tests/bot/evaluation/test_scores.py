"""Figures by hand, and what must hold of any judgements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import scores
from bot.evaluation.scores import Bin, Confusion, Judgement

HELD = [
    Judgement("greet", "greet", 0.95),
    Judgement("greet", "greet", 0.85),
    Judgement("greet", "thank", 0.65),
    Judgement("thank", "thank", 0.95),
]
NAMES = st.sampled_from(["greet", "thank", "deny"])
JUDGED = st.lists(
    st.builds(Judgement, NAMES, NAMES, st.floats(0, 1), st.booleans()), min_size=1
)


def test_accuracy_is_the_share_that_is_right() -> None:
    assert scores.accuracy(HELD) == 0.75


def test_an_intent_has_precision_recall_and_counts() -> None:
    thank = scores.per_intent(HELD)["thank"]

    assert (thank.precision, thank.recall) == (0.5, 1.0)
    assert (thank.support, thank.predicted) == (1, 2)


def test_macro_f1_weighs_every_intent_alike() -> None:
    assert scores.macro_f1(scores.per_intent(HELD)) == pytest.approx((0.8 + 2 / 3) / 2)


def test_an_intent_that_does_not_occur_does_not_lower_macro_f1() -> None:
    held = [Judgement("greet", "greet", 1.0), Judgement("greet", "deny", 1.0)]

    assert scores.macro_f1(scores.per_intent(held)) == pytest.approx(2 / 3)


def test_the_worst_confusion_comes_first() -> None:
    held = [
        Judgement("deny", "greet", 0.5),
        *[Judgement("thank", "greet", 0.5)] * 2,
    ]

    assert scores.confusions(held) == [
        Confusion("thank", "greet", 2),
        Confusion("deny", "greet", 1),
    ]


def test_calibration_error_is_the_gap_weighed_by_messages() -> None:
    # 0.95 twice, both right: 0.05; 0.85 right: 0.15; 0.65 wrong: 0.65.
    error = scores.calibration_error(scores.bins(HELD))

    assert error == pytest.approx((2 * 0.05 + 0.15 + 0.65) / 4)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert scores.bins([Judgement("a", "a", 1.0)])[-1] == Bin(1, 1.0, 1.0)


@given(JUDGED)
def test_every_message_is_in_one_bin(judged: list[Judgement]) -> None:
    held = scores.bins(judged)

    assert len(held) == scores.BINS
    assert sum(each.count for each in held) == len(judged)


@given(JUDGED)
def test_all_figures_are_shares(judged: list[Judgement]) -> None:
    by_intent = scores.per_intent(judged)

    figures = [
        scores.accuracy(judged),
        scores.macro_f1(by_intent),
        scores.calibration_error(scores.bins(judged)),
    ]
    assert all(0 <= figure <= 1 + 1e-9 for figure in figures)
    assert sum(score.support for score in by_intent.values()) == len(judged)
