"""Three witnesses decide what a message means, and none is outvoted in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.protection import Protection, first_by_protection, protection
from bot.nlu.reading import GUARDED, Reading, Witnesses, decide

NAMES = (*GUARDED, "ask_balance", "cannot_pay", "request_plan", "make_payment", "greet")


def row(**likely: float) -> dict[str, float]:
    """Probabilities: the given ones, and the rest shared among the other names."""
    others = [name for name in NAMES if name not in likely]
    share = (1 - sum(likely.values())) / len(others)
    return {**dict.fromkeys(others, share), **likely}


def read(
    whole: dict[str, float], *clauses: dict[str, float], words: tuple[str, ...] = ()
) -> Reading:
    return decide(Witnesses(whole, clauses, words))


def intents(meanings: tuple[object, ...]) -> list[str]:
    return [meaning.intent for meaning in meanings]  # type: ignore[attr-defined]


def test_the_likeliest_intent_is_the_meaning() -> None:
    reading = read(row(ask_balance=0.9))

    assert (reading.first.intent, reading.first.confidence) == ("ask_balance", 0.9)
    assert (reading.also, reading.perhaps, reading.safety) == ((), (), ())


@pytest.mark.parametrize(
    "reading",
    [
        read(row(request_plan=0.9), words=("report_crisis",)),
        read(row(request_plan=0.5, report_crisis=0.45)),
        read(
            row(request_plan=0.85, report_crisis=0.1),
            row(request_plan=0.9),
            row(report_crisis=0.85),
        ),
    ],
    ids=["plain words", "the whole", "one clause"],
)
def test_a_life_in_danger_is_believed_of_any_witness(reading: Reading) -> None:
    assert reading.first.intent == "report_crisis"
    assert reading.safety == ("report_crisis",)
    assert not reading.is_unsure


def test_a_right_that_two_tell_goes_before_business() -> None:
    reading = read(row(request_plan=0.6, dispute_debt=0.35), words=("dispute_debt",))

    assert reading.first.intent == "dispute_debt"
    assert intents(reading.also) == ["request_plan"]


def test_a_right_that_only_words_tell_is_asked_about_and_not_lost() -> None:
    reading = read(row(request_plan=0.95), words=("dispute_debt",))

    assert reading.first.intent == "request_plan"
    assert intents(reading.perhaps) == ["dispute_debt"]
    assert reading.safety == ("dispute_debt",)


def test_plain_words_win_over_a_model_that_does_not_know() -> None:
    reading = read(row(request_plan=0.3), words=("report_attorney",))

    assert reading.first.intent == "report_attorney"
    assert not reading.is_unsure


def test_trouble_does_not_push_aside_what_is_wanted_but_is_kept() -> None:
    reading = read(
        row(request_plan=0.9, report_vulnerability=0.05),
        row(report_vulnerability=0.95),
        row(request_plan=0.95),
    )

    assert reading.first.intent == "request_plan"
    assert intents(reading.also) == ["report_vulnerability"]


def test_two_wishes_in_two_clauses_are_both_kept() -> None:
    reading = read(
        row(ask_balance=0.6, make_payment=0.3),
        row(ask_balance=0.9),
        row(make_payment=0.9),
    )

    assert [reading.first.intent, *intents(reading.also)] == [
        "ask_balance",
        "make_payment",
    ]


def test_a_courtesy_is_no_second_meaning() -> None:
    reading = read(row(ask_balance=0.7, greet=0.25), row(greet=0.95))

    assert (reading.also, reading.perhaps) == ((), ())


def test_illness_is_part_of_the_news_of_a_death() -> None:
    words = ("report_deceased", "report_vulnerability")

    reading = read(row(report_deceased=0.9), words=words)

    assert (reading.also, reading.perhaps) == ((), ())
    assert reading.safety == words


@pytest.mark.parametrize(
    ("whole", "unsure"),
    [
        (row(ask_balance=0.9), False),
        (row(ask_balance=0.45), True),
        (row(ask_balance=0.52, request_plan=0.42), True),
        (row(ask_balance=0.6, request_plan=0.3), False),
    ],
)
def test_a_close_call_is_better_asked(whole: dict[str, float], unsure: bool) -> None:
    assert read(whole).is_unsure is unsure


def test_what_one_clause_alone_seems_to_say_is_no_alarm() -> None:
    reading = read(row(cannot_pay=0.99), row(cannot_pay=0.9), row(report_crisis=0.85))

    assert reading.safety == ()


def test_an_intent_that_the_model_does_not_know_is_never_raised() -> None:
    reading = read({"card_lost": 0.7, "card_late": 0.3}, words=())

    assert intents(reading.ranking) == ["card_lost", "card_late"]
    assert reading.safety == ()


shares = st.lists(st.floats(0.001, 1), min_size=len(NAMES), max_size=len(NAMES)).map(
    lambda xs: {n: x / sum(xs) for n, x in zip(NAMES, xs, strict=True)}
)


@given(
    whole=shares,
    clauses=st.lists(shares, max_size=3),
    words=st.lists(st.sampled_from(GUARDED), unique=True).map(tuple),
)
def test_whatever_is_seen_the_reading_is_whole(
    whole: dict[str, float], clauses: list[dict[str, float]], words: tuple[str, ...]
) -> None:
    reading = read(whole, *clauses, words=words)
    confidences = [meaning.confidence for meaning in reading.ranking]
    named = {reading.first.intent, *intents(reading.also), *intents(reading.perhaps)}

    assert sorted(intents(reading.ranking)) == sorted(NAMES)
    assert all(0 <= c <= 1 for c in confidences)
    assert sum(confidences) <= 1 + 1e-6
    assert confidences[0] == max(confidences)
    assert set(words) <= set(reading.safety)
    assert not set(intents(reading.also)) & set(intents(reading.perhaps))
    for intent in reading.safety:
        swallowed = protection(intent) is Protection.TROUBLE
        assert intent in named or swallowed


def test_who_protects_more_comes_first() -> None:
    mixed = ["greet", "ask_balance", "request_agent", "dispute_debt", "report_crisis"]

    assert sorted(mixed, key=first_by_protection) == mixed[::-1]
