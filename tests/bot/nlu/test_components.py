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


EXAMPLES = [
    ("greet", "hello"),
    ("greet", "hi there"),
    ("ask_balance", "what do I owe"),
    ("ask_balance", "how much is it"),
    ("report_crisis", "I cannot go on"),
    ("report_crisis", "I want to end my life"),
]


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return trained(tmp_path_factory.mktemp("model"))


def trained(folder: Path, **settings: float) -> Any:
    """Trained, stored and loaded as Rasa does it."""
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    from bot.nlu.classifier import MeaningClassifier

    storage = LocalModelStorage(folder)
    resource = Resource("classifier")
    context = ExecutionContext(GraphSchema({}))
    config = {**MeaningClassifier.get_default_config(), **settings}
    data = TrainingData(
        [Message(data={"text": text, "intent": name}) for name, text in EXAMPLES]
    )
    MeaningClassifier.create(config, storage, resource, context).train(data)
    return MeaningClassifier.load(config, storage, resource, context)


def understood(classifier: Any, text: str) -> Any:
    said = message(text)
    classifier.process([said])
    return said


def test_a_stored_classifier_names_intents(classifier: Any) -> None:
    said = understood(classifier, "hello there")

    ranking = said.get("intent_ranking")
    assert said.get("intent") == ranking[0]
    assert sum(each["confidence"] for each in ranking) == pytest.approx(1.0)
    assert {each["name"] for each in ranking} >= {name for name, _ in EXAMPLES}


def test_plain_words_of_danger_outweigh_the_rest_of_a_message(classifier: Any) -> None:
    said = understood(classifier, "what do I owe, I want to kill myself")

    assert said.get("intent")["name"] == "report_crisis"
    assert said.get("safety") == ["report_crisis"]


def test_what_is_not_understood_says_so_and_keeps_its_guesses(tmp_path: Path) -> None:
    modest = trained(tmp_path, temperature=2.0)

    said = understood(modest, "hello, how much")

    names = [each["name"] for each in said.get("intent_ranking")]
    assert said.get("intent")["name"] == "nlu_fallback"
    assert set(names[1:]) == {name for name, _ in EXAMPLES}


def test_a_message_without_text_has_no_intent(classifier: Any) -> None:
    from rasa.shared.nlu.training_data.message import Message

    silent = Message(data={})

    classifier.process([silent])

    assert silent.get("intent") == {"name": None, "confidence": 0.0}
