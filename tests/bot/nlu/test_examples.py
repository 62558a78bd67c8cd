"""The training examples are well-formed, enough, and never contradict each other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
import yaml

from tests.bot.nlu.examples import ROOT, TRAINING, training_examples
from tests.nlu.utterances import utterances

TOPICS = {
    "talk",
    "identity",
    "balance",
    "delinquency",
    "payment",
    "plan",
    "rights",
    "people",
}
MANY = {
    "dispute_debt",
    "report_identity_theft",
    "request_validation",
    "ask_old_debt",
    "report_attorney",
    "report_bankruptcy",
    "report_breathing_space",
    "report_deceased",
    "stop_contact",
    "set_contact_preference",
    "make_complaint",
    "request_my_data",
    "delete_my_data",
    "report_crisis",
    "report_hardship",
    "report_vulnerability",
    # holds the manners of speaking that sound like a crisis and are none
    "express_frustration",
    "request_agent",
    "out_of_scope",
}
# Shorter ones are alike by nature: "thanks a lot", "thanks a bunch".
LONG = 5


def normal(text: str) -> str:
    words = re.sub(r"[^\w\s]", "", text.lower())
    return " ".join(words.split()) or text


def test_there_is_one_file_for_each_topic() -> None:
    assert {path.stem for path in TRAINING.glob("*.yml")} == TOPICS


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_each_file_has_the_same_shape(topic: str) -> None:
    text = (TRAINING / f"{topic}.yml").read_text(encoding="utf-8")
    blocks = yaml.safe_load(text)["nlu"]

    assert text.startswith('version: "3.1"\n')
    assert all(set(block) == {"intent", "examples"} for block in blocks)
    assert all(
        line.startswith("- ")
        for block in blocks
        for line in block["examples"].splitlines()
    )


def test_every_intent_has_enough_examples_and_none_crowds_out_the_others() -> None:
    counts = Counter(intent for intent, _ in training_examples())

    few = {name: n for name, n in counts.items() if n < (120 if name in MANY else 80)}
    many = {name: n for name, n in counts.items() if name not in MANY and n > 120}

    assert (few, many) == ({}, {})


def test_no_two_examples_are_one_sentence_with_another_filling() -> None:
    """A list filled into a template teaches the template and nothing else."""
    patterns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for intent, text in training_examples():
        words = normal(text).split()
        for place in range(len(words)) if len(words) >= LONG else ():
            hole = " ".join([*words[:place], "_", *words[place + 1 :]])
            patterns[intent, hole].append(text)

    filled = [texts for texts in patterns.values() if len(texts) > 2]

    assert filled == []


def test_every_intent_that_is_trained_stands_in_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    trained = {intent for intent, _ in training_examples()}

    assert trained <= {str(name) for name in domain["intents"]}
    assert len(trained) == 67


def test_no_sentence_stands_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for intent, text in training_examples():
        if re.search(r"\w", text):
            places[normal(text)].append(intent)

    twice = {text: intents for text, intents in places.items() if len(intents) > 1}

    # The sign says the same as the word, and the puzzled face as the question.
    assert twice == {"stop": ["stop_contact"] * 2, "what": ["ask_repeat"] * 2}


def test_examples_carry_no_entity_marks() -> None:
    assert [
        text for _, text in training_examples() if re.search(r"[\[\]{}]", text)
    ] == []


@pytest.mark.parametrize(
    "name", ["development", "out_of_scope", "safety", "two_meanings"]
)
def test_what_is_measured_was_never_trained_on(name: str) -> None:
    trained = {normal(text) for _, text in training_examples()}

    assert [text for _, text in utterances(name) if normal(text) in trained] == []


def test_each_intent_is_measured_on_at_least_ten_utterances() -> None:
    counts = Counter(intent for intent, _ in utterances("development"))

    assert set(counts) == {intent for intent, _ in training_examples()}
    assert min(counts.values()) >= 10
