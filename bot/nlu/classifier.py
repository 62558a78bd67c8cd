"""Rasa component: names the intent of a message with a linear model."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import crisis, intent_model
from bot.nlu.featurizer import SentenceFeaturizer
from bot.nlu.intent_model import Floats, IntentModel, Training

_CERTAINTY = 0.95
"""How much plain words of danger outweigh all else that a message says."""


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Logistic regression on the sentence vector and n-grams of the text.

    Settings: ``inverse_penalty`` (C), ``components``, ``odds`` (see ``Training``)
    and ``ranking_length``, the number of intents listed in a result.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors must be there first."""
        return [SentenceFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages Rasa checks for before it builds the component."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Values found by cross-validation on the training examples."""
        return {
            "inverse_penalty": 20.0,
            "components": 500,
            "odds": {},
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        """Hold the settings and, once trained, the model."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

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
        with model_storage.read_from(resource) as directory:
            model = intent_model.load(directory)
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples that have an intent, and store the result."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._model = intent_model.fit(
            [example.get(TEXT) for example in examples],
            _vectors(examples),
            [example.get(INTENT) for example in examples],
            Training(
                self._config["inverse_penalty"],
                self._config["components"],
                self._config["odds"],
            ),
        )
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training data already carries its intents."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of messages that have text."""
        spoken = [m for m in messages if m.get(TEXT)]
        for message in messages:
            self._set(message, [])
        if self._model and spoken:
            texts = [message.get(TEXT) for message in spoken]
            rows = self._model.probabilities(texts, _vectors(spoken))
            for message, row in zip(spoken, rows, strict=True):
                weighed = _with_danger(message.get(TEXT), self._model, row)
                self._set(message, self._ranking(self._model, weighed))
        return messages

    def _ranking(self, model: IntentModel, row: Floats) -> list[dict[str, Any]]:
        best = np.argsort(-row)[: self._config["ranking_length"]]
        return [{"name": model.names[i], "confidence": float(row[i])} for i in best]

    @staticmethod
    def _set(message: Message, ranking: list[dict[str, Any]]) -> None:
        top = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        message.set(INTENT, top, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def _with_danger(text: str, model: IntentModel, row: Floats) -> Floats:
    """The row, all but given to the crisis where words tell of it plainly."""
    if crisis.INTENT not in model.names or not crisis.tells_of_danger(text):
        return row
    weighed: Floats = row * (1 - _CERTAINTY)
    weighed[model.names.index(crisis.INTENT)] += _CERTAINTY
    return weighed


def _vectors(messages: list[Message]) -> Floats:
    """The sentence vectors the featurizer left in the messages."""
    rows = [message.get_dense_features(TEXT, [])[1] for message in messages]
    stacked: Floats = np.vstack([row.features for row in rows])
    return stacked
