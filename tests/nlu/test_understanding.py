"""The trained model on what it was never shown, held to the figures it has reached.

The figures in docs/understanding.md are a little higher; the room between is what a
few new training examples may cost before somebody has to look.
"""

from __future__ import annotations

import pytest

from bot.evaluation.scores import (
    Judgement,
    accuracy,
    bins,
    calibration_error,
    macro_f1,
    per_intent,
)
from bot.nlu.protection import Protection, protection
from bot.nlu.reader import Reader
from bot.nlu.reading import GUARDED, Reading
from tests.nlu.utterances import FAR, utterances

pytestmark = pytest.mark.rasa

Readings = list[tuple[str, Reading]]


def readings_of(reader: Reader, name: str) -> Readings:
    labels, texts = zip(*utterances(name), strict=True)
    return list(zip(labels, reader.read(texts), strict=True))


@pytest.fixture(scope="module")
def development(reader: Reader) -> Readings:
    return readings_of(reader, "development")


@pytest.fixture(scope="module")
def judged(development: Readings) -> list[Judgement]:
    return [
        Judgement(label, reading.first.intent, reading.first.confidence)
        for label, reading in development
    ]


@pytest.fixture(scope="module")
def out_of_scope(reader: Reader) -> Readings:
    return readings_of(reader, "out_of_scope")


@pytest.fixture(scope="module")
def safety(reader: Reader) -> Readings:
    return readings_of(reader, "safety")


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_unseen_utterances_are_understood(judged: list[Judgement]) -> None:
    assert accuracy(judged) >= 0.945
    assert macro_f1(per_intent(judged)) >= 0.94


def test_rights_and_the_wish_for_a_person_are_not_missed(
    judged: list[Judgement],
) -> None:
    wanted = [
        j.is_right
        for j in judged
        if protection(j.expected) is Protection.RIGHT or j.expected == "request_agent"
    ]

    assert share(wanted) >= 0.95


def test_a_crisis_is_never_missed(judged: list[Judgement]) -> None:
    score = per_intent(judged)["report_crisis"]

    assert score.recall == 1.0
    assert score.precision >= 0.8


def test_no_intent_is_left_behind(judged: list[Judgement]) -> None:
    weak = {n: s for n, s in per_intent(judged).items() if s.recall < 0.75}

    assert weak == {}


def test_confidence_means_what_it_says(judged: list[Judgement]) -> None:
    assert calibration_error(bins(judged)) <= 0.05


def test_what_is_asked_about_is_little_and_mostly_for_a_reason(
    development: Readings,
) -> None:
    asked = [(label, r) for label, r in development if r.is_unsure]
    answered = [label == r.first.intent for label, r in development if not r.is_unsure]

    assert len(asked) / len(development) <= 0.05
    assert share(answered) >= 0.96


def test_far_from_the_subject_is_out_of_scope(out_of_scope: Readings) -> None:
    found = [reading.first.intent == "out_of_scope" for _, reading in out_of_scope]

    assert share(found[:FAR]) >= 0.95
    assert share(found) >= 0.93


def test_hardly_anything_of_the_subject_is_taken_for_far(
    judged: list[Judgement],
) -> None:
    inside = [j for j in judged if j.expected != "out_of_scope"]

    assert share([j.predicted == "out_of_scope" for j in inside]) <= 0.01


@pytest.mark.parametrize("intent", GUARDED)
def test_the_safety_net_hears_what_stands_anywhere(
    intent: str, safety: Readings
) -> None:
    told = [intent in r.safety for flags, r in safety if intent in flags.split(",")]

    assert share(told) >= 0.85


def test_manners_of_speaking_raise_few_alarms(safety: Readings) -> None:
    harmless = [r for flags, r in safety if flags == "-"]

    assert share([not reading.safety for reading in harmless]) >= 0.7
    assert share(["report_crisis" not in r.safety for r in harmless]) >= 0.93


def test_both_of_two_meanings_are_kept(reader: Reader) -> None:
    kept = [
        set(label.split(",")) <= {m.intent for m in (r.first, *r.also, *r.perhaps)}
        for label, r in readings_of(reader, "two_meanings")
    ]

    assert share(kept) >= 0.75


def test_single_meanings_are_seldom_doubled(development: Readings) -> None:
    doubled = [bool(r.also) for label, r in development if label == r.first.intent]

    assert share(doubled) <= 0.03
