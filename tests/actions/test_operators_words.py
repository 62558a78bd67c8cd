"""Responses are filled with the operator's words for whoever is spoken to."""

from __future__ import annotations

import asyncio
from datetime import time

import pytest

from actions import formats
from actions.wording import PLACEHOLDERS, operators_words, speaking, wording
from tests.debt.builders import MARIA, OPERATOR, debtor
from tests.debt.floor import CHAT, Floor


def test_a_sentence_names_what_is_where_the_person_lives() -> None:
    with speaking(OPERATOR.words("US")):
        assert "911" in wording().text("utter_delinquency_crisis")
        with speaking(OPERATOR.words("GB")):
            assert "999" in wording().text("utter_delinquency_crisis")
        assert "911" in wording().text("utter_delinquency_crisis")


def test_nobody_in_particular_is_told_of_every_country() -> None:
    said = wording().text("utter_delinquency_crisis")

    assert "999" in said
    assert "911" in said


async def test_conversations_at_the_same_time_do_not_share_words() -> None:
    async def heard(jurisdiction: str) -> str:
        with speaking(OPERATOR.words(jurisdiction)):
            await asyncio.sleep(0)
            return await asyncio.to_thread(wording().text, "utter_delinquency_crisis")

    british, american = await asyncio.gather(heard("GB"), heard("US"))

    assert "999" in british
    assert "999" not in american


def test_every_placeholder_is_filled_in_every_place() -> None:
    for words in (*OPERATOR.by_jurisdiction.values(), OPERATOR.strictest):
        with speaking(words):
            assert operators_words().keys() == PLACEHOLDERS
            assert all(operators_words().values())


def test_a_value_that_is_given_goes_before_the_operators() -> None:
    said = wording().text("utter_talk_bot_identity", company="Somebody else")

    assert "Somebody else" in said


def test_a_verified_person_is_told_what_holds_where_they_live(floor: Floor) -> None:
    floor.has(owner=debtor(jurisdiction="US-NY"))
    with floor.database.begin() as tx:
        words = floor.debt.operator.words_in(tx, CHAT, "en-GB")
        assert words == OPERATOR.words("GB")
    floor.verified()

    with floor.database.begin() as tx:
        words = floor.debt.operator.words_in(tx, CHAT, "en-GB")
        assert words == OPERATOR.words("US-NY")


def test_who_lives_we_do_not_know_where_has_the_strictest(floor: Floor) -> None:
    floor.has(owner=debtor(jurisdiction=None))
    someone = floor.verified(MARIA)

    assert floor.debt.operator.words_of(someone) == OPERATOR.strictest


def test_days_with_the_same_hours_stand_together() -> None:
    said = formats.hours(OPERATOR.words("GB").desk)

    assert [each.split(" ")[0] for each in said.split(", ")] == [
        "Monday\u2013Thursday",
        "Friday",
        "Saturday",
    ]
    assert said.endswith("(London)")


@pytest.mark.parametrize(
    ("value", "said"),
    [(time(8), "8 am"), (time(12), "12 pm"), (time(17, 30), "5:30 pm")],
)
def test_a_time_is_said_as_people_say_it(value: time, said: str) -> None:
    assert formats.clock_time(value) == said
