"""Rasa component: says what a message means, and when it is better to ask."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.choices import UNCLEAR
from bot.nlu.encoder import MINILM_SHA256, load_encoder
from bot.nlu.intent_model import Training
from bot.nlu.reader import Reader
from bot.nlu.reading import Meaning, Reading


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class MeaningClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent`` and ``intent_ranking``, and beside them ``also``, ``perhaps`` and
    ``safety`` (see ``Reading``). Where it is better to ask, the intent is
    ``nlu_fallback`` and the guesses follow it in the ranking.

    Settings: ``directory`` with ``model.onnx`` and ``tokenizer.json`` of another
    sentence model (none: the packaged MiniLM), ``checksum`` (sha256 of its weights),
    ``threads``; ``inverse_penalty``, ``components``, ``neighbours``, ``temperature``
    (see ``Training``); ``ranking_length``, the number of intents listed in a result.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Packages Rasa checks for before it builds the component."""
        return ["onnxruntime", "tokenizers", "sklearn", "symspellpy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Values found by measuring; docs/understanding.md has the figures."""
        return {
            "directory": None,
            "checksum": MINILM_SHA256,
            "threads": 1,
            "inverse_penalty": 20.0,
            "components": 700,
            "neighbours": 0.4,
            "temperature": 0.6,
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
    ) -> None:
        """Hold the settings and, once trained, the reader."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Build an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GraphComponent:
        """Build the component from a trained model."""
        encoder = load_encoder(
            config["directory"], config["checksum"], config["threads"]
        )
        with model_storage.read_from(resource) as directory:
            reader = Reader.load(encoder, directory)
        # The first message of all would wait for word lists to be read.
        reader.read(["hello, are you there"])
        return cls(config, model_storage, resource, reader)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent, and store what was learned."""
        config = self._config
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._reader = Reader.train(
            load_encoder(config["directory"], config["checksum"], config["threads"]),
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            Training(
                config["inverse_penalty"],
                config["components"],
                config["neighbours"],
                config["temperature"],
            ),
        )
        with self._model_storage.write_to(self._resource) as directory:
            self._reader.save(directory)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training data already carries its intents."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set what messages that have text mean."""
        spoken = [m for m in messages if m.get(TEXT)]
        for message in messages:
            _set(message, INTENT, {"name": None, "confidence": 0.0})
            _set(message, INTENT_RANKING_KEY, [])
        if self._reader:
            readings = self._reader.read([message.get(TEXT) for message in spoken])
            for message, reading in zip(spoken, readings, strict=True):
                self._tell(message, reading)
        return messages

    def _tell(self, message: Message, reading: Reading) -> None:
        ranking = [
            _as_rasa(m) for m in reading.ranking[: self._config["ranking_length"]]
        ]
        if reading.is_unsure:
            doubt = 1.0 - reading.first.confidence
            ranking = [{"name": UNCLEAR, "confidence": doubt}, *ranking]
        _set(message, INTENT, ranking[0])
        _set(message, INTENT_RANKING_KEY, ranking)
        _set(message, "also", [m.intent for m in reading.also])
        _set(message, "perhaps", [m.intent for m in reading.perhaps])
        _set(message, "safety", list(reading.safety))


def _as_rasa(meaning: Meaning) -> dict[str, Any]:
    return {"name": meaning.intent, "confidence": meaning.confidence}


def _set(message: Message, key: str, value: Any) -> None:
    message.set(key, value, add_to_output=True)
