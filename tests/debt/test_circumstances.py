"""What people tell: read from their words, kept with a yes, gone when taken back."""

from __future__ import annotations

import pytest

from debt.circumstance import (
    LONGEST_SENTENCE,
    Question,
    Reason,
    Topic,
    reasons_in,
    sentence_of,
    topics_in,
)
from tests.debt.builders import NOW, charge
from tests.debt.floor import Floor


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I just forgot, sorry", Reason.FORGOT),
        ("my card had expired", Reason.FORGOT),
        ("you take it a week before I get paid", Reason.PAY_DATE),
        ("my pay date has changed", Reason.PAY_DATE),
        ("I lost my job in May", Reason.LOST_INCOME),
        ("they\u2019ve cut my hours at the warehouse", Reason.LOST_INCOME),
        ("been made redundant", Reason.LOST_INCOME),
        ("I've been very ill since spring", Reason.ILLNESS),
        ("I'm off sick", Reason.ILLNESS),
        ("my wife passed away in June", Reason.BEREAVEMENT),
        ("my lovely mum died", Reason.BEREAVEMENT),
        ("my husband has left us", Reason.SEPARATION),
        ("we're getting a divorce", Reason.SEPARATION),
        ("the boiler has broken and took all my savings", Reason.UNEXPECTED_COST),
        ("had a huge vet bill", Reason.UNEXPECTED_COST),
        ("still waiting for my universal credit", Reason.BENEFIT_DELAY),
        ("my benefits have been stopped", Reason.BENEFIT_DELAY),
        ("this isn't my debt", Reason.DISPUTE),
        ("I already paid", Reason.ALREADY_PAID),
        ("I'm not paying", Reason.WONT_PAY),
    ],
)  # fmt: skip
def test_a_reason_is_read_from_the_words(text: str, reason: Reason) -> None:
    assert reasons_in(text)[:1] == (reason,)


def test_of_several_reasons_what_hurts_most_comes_first() -> None:
    found = reasons_in("We're divorcing, I lost my job and I've been ill")

    assert found == (Reason.ILLNESS, Reason.SEPARATION, Reason.LOST_INCOME)


@pytest.mark.parametrize(
    "text", ["", "things are hard", "I didn't forget", "I haven't lost my job", "42"]
)
def test_what_is_not_told_plainly_is_not_guessed(text: str) -> None:
    assert reasons_in(text) == ()


def test_the_sentence_that_tells_the_reason_is_the_one_kept() -> None:
    text = "Hello there. I lost my job in May! Can you help?"

    assert sentence_of(text, Reason.LOST_INCOME) == "I lost my job in May!"
    assert sentence_of(text) == "Hello there."


def test_a_sentence_without_end_is_cut() -> None:
    assert len(sentence_of("word " * 200)) == LONGEST_SENTENCE


def test_an_answer_is_kept_with_what_it_is_about() -> None:
    assert topics_in("I'm behind with the rent and the gas bill") == (
        Topic.RENT,
        Topic.ENERGY,
    )


def test_what_was_agreed_to_is_kept_once(floor: Floor) -> None:
    floor.has(charge("600.00", NOW.date()))
    maria = floor.verified()

    for _ in range(2):
        with floor.database.begin() as tx:
            floor.debt.circumstances.record(
                tx, maria, Question.ELSEWHERE, "The rent too", NOW, "yes"
            )

    with floor.database.read() as tx:
        (told,) = floor.debt.circumstances.of(tx, maria)
    assert (told.about, told.sentence) == ("elsewhere", "The rent too")
    assert told.topics == (Topic.RENT,)
    assert (told.consented_at, told.recorded_at) == (NOW, NOW)


def test_what_is_taken_back_is_emptied(floor: Floor) -> None:
    floor.has(charge("600.00", NOW.date()))
    maria = floor.verified()
    with floor.database.begin() as tx:
        told = floor.debt.circumstances.record(
            tx, maria, Reason.ILLNESS, "I have cancer", NOW, "yes"
        )

    with floor.database.begin() as tx:
        assert floor.debt.circumstances.withdraw(tx, maria) == 1

    with floor.database.begin() as tx:
        assert floor.debt.circumstances.of(tx, maria) == ()
        assert floor.debt.circumstances.withdraw(tx, maria) == 0
        again = floor.debt.circumstances.record(
            tx, maria, Reason.ILLNESS, "I have cancer", NOW, "yes"
        )
    assert again.id == told.id
    assert again.sentence == ""
    assert again.withdrawn_at == NOW
