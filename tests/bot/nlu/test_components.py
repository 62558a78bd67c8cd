"""The Rasa components, used as Rasa's graph uses them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
pytestmark = pytest.mark.rasa


def message(text: str, **metadata: str) -> Any:
    from rasa.shared.nlu.training_data.message import Message

    return Message(data={"text": text, "metadata": metadata})


def extractor() -> Any:
    from bot.nlu.extractor import ValueExtractor

    return ValueExtractor(ValueExtractor.get_default_config())


def test_an_entity_names_its_place_and_its_extractor() -> None:
    said = message("pay £50", today="2026-11-22")

    extractor().process([said])

    assert said.get("entities") == [
        {
            "entity": "amount",
            "value": "50.00 GBP",
            "start": 4,
            "end": 7,
            "confidence_entity": 1.0,
            "extractor": "ValueExtractor",
        }
    ]


def test_a_message_brings_its_own_locale_and_day() -> None:
    said = message("I'll pay 60 on 12/3", locale="en-US", today="2026-11-22")

    extractor().process([said])

    values = [entity["value"] for entity in said.get("entities")]
    assert values == ["60.00 USD", "2026-12-03"]


def test_a_message_without_text_stays_as_it_was() -> None:
    from rasa.shared.nlu.training_data.message import Message

    silent = Message(data={"intent": "greet"})

    extractor().process([silent])

    assert silent.get("entities") is None


def test_featurizer_and_classifier_train_store_and_answer(tmp_path: Path) -> None:
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.nlu.classifier import LinearIntentClassifier
    from bot.nlu.featurizer import SentenceFeaturizer

    storage, resource = LocalModelStorage(tmp_path), Resource("classifier")
    context = ExecutionContext(GraphSchema({}))
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "vectors")
    config = LinearIntentClassifier.get_default_config()
    examples = [
        ("greet", "hello"),
        ("greet", "hi there"),
        ("deny", "no"),
        ("deny", "nah"),
    ]
    data = TrainingData(
        [Message(data={"text": text, "intent": name}) for name, text in examples]
    )

    featurizer.process_training_data(data)
    LinearIntentClassifier.create(config, storage, resource, context).train(data)
    loaded = LinearIntentClassifier.load(config, storage, resource, context)
    said = message("hi")
    loaded.process(featurizer.process([said]))

    assert said.get("intent")["name"] == "greet"
    assert sum(r["confidence"] for r in said.get("intent_ranking")) == pytest.approx(
        1.0
    )


def test_plain_words_of_danger_outweigh_the_rest_of_a_message() -> None:
    import numpy as np

    from bot.nlu.classifier import _with_danger
    from bot.nlu.intent_model import IntentModel

    weights = np.zeros(0, np.float32)
    names = ("ask_balance", "report_crisis")
    model = IntentModel(names, None, weights, weights, weights)  # type: ignore[arg-type]
    row = np.array([0.9, 0.1], np.float32)

    weighed = _with_danger("what do I owe, I want to kill myself", model, row)

    assert weighed == pytest.approx([0.045, 0.955])
    assert _with_danger("what do I owe", model, row) is row
