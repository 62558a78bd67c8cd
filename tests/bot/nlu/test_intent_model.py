"""The intent model: measured on utterances it was never shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score, recall_score

from bot.nlu import intent_model
from bot.nlu.encoder import load_encoder
from bot.nlu.intent_model import IntentModel, Training
from tests.bot.nlu.examples import held_out_examples, training_examples

TRAINING = Training(inverse_penalty=20.0, components=500, odds={})
SMALL = [("yes", "yes please"), ("yes", "ok then"), ("no", "no thanks"), ("no", "nope")]


def trained(examples: list[tuple[str, str]], training: Training) -> IntentModel:
    names, texts = zip(*examples, strict=True)
    return intent_model.fit(texts, load_encoder().encode(texts), names, training)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return trained(training_examples(), TRAINING)


@pytest.fixture(scope="module")
def guessed(model: IntentModel) -> list[str]:
    texts = [text for _, text in held_out_examples()]
    rows = model.probabilities(texts, load_encoder().encode(texts))
    return [model.names[column] for column in rows.argmax(axis=1)]


@pytest.mark.rasa
def test_unseen_utterances_are_understood(guessed: list[str]) -> None:
    wanted = [intent for intent, _ in held_out_examples()]

    assert f1_score(wanted, guessed, average="macro") >= 0.95


@pytest.mark.rasa
@pytest.mark.parametrize(
    "intent", ["report_crisis", "request_agent", "stop_contact", "dispute_debt"]
)
def test_what_must_not_be_missed_is_not_missed(intent: str, guessed: list[str]) -> None:
    wanted = [name for name, _ in held_out_examples()]

    recall = recall_score(wanted, guessed, labels=[intent], average="macro")

    assert recall == 1.0


@pytest.mark.rasa
def test_a_saved_model_answers_as_before(model: IntentModel, tmp_path: Path) -> None:
    texts = ["how much do I owe", "stop"]
    vectors = load_encoder().encode(texts)

    model.save(tmp_path)
    again = intent_model.load(tmp_path)

    assert np.allclose(
        again.probabilities(texts, vectors),
        model.probabilities(texts, vectors),
        atol=1e-6,
    )


def test_probabilities_add_up_to_one_even_with_two_intents() -> None:
    two = trained(SMALL, TRAINING)

    rows = two.probabilities(["sure"], load_encoder().encode(["sure"]))

    assert rows.shape == (1, 2)
    assert rows.sum() == pytest.approx(1.0, abs=1e-6)


def test_raised_odds_make_an_intent_likelier() -> None:
    raised = Training(inverse_penalty=20.0, components=500, odds={"no": 3.0})
    vector = load_encoder().encode(["maybe"])

    plain = trained(SMALL, TRAINING).probabilities(["maybe"], vector)[0]
    leaning = trained(SMALL, raised).probabilities(["maybe"], vector)[0]

    assert leaning[0] / leaning[1] == pytest.approx(3 * plain[0] / plain[1], rel=1e-3)
