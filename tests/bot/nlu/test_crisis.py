"""Plain words of danger decide by themselves; other people's do not."""

from __future__ import annotations

import pytest

from bot.nlu.crisis import tells_of_danger
from tests.bot.nlu.examples import held_out_examples, training_examples


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "how much do I owe, not that it matters, I'm going to end my life",
        "I’m suicidal",  # noqa: RUF001
        "you would all be better off without me",
        "i dont want to be here anymore",
        "I keep hurting myself",
        "thinking of taking an overdose",
        "nothing to live for",
        "me quiero morir",
        "i wanna die",
    ],
)
def test_plain_words_are_heard_wherever_they_stand(text: str) -> None:
    assert tells_of_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal",
        "my brother died by suicide",
        "he committed suicide in May",
        "I'd rather die than pay you",
        "this debt is killing me",
        "I don't want to be here on a plan",
        "stop the payment or I will end the plan myself",
        "I took out life insurance",
    ],
)
def test_other_words_are_not(text: str) -> None:
    assert not tells_of_danger(text)


def test_no_known_sentence_of_another_meaning_is_taken_for_danger() -> None:
    known = training_examples() + held_out_examples()

    others = [text for intent, text in known if intent != "report_crisis"]

    assert [text for text in others if tells_of_danger(text)] == []
