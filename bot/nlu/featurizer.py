"""Rasa component: gives each message the vector of its sentence."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import MINILM_SHA256, Vectors, load_encoder


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False
)
class SentenceFeaturizer(DenseFeaturizer, GraphComponent):
    """Sentence features from an ONNX model on disk.

    Settings: ``directory`` with ``model.onnx`` and ``tokenizer.json`` (none: the
    packaged MiniLM), ``checksum`` (sha256 of the weights), ``threads``.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Rasa gives every pipeline a tokenizer; this one needs no other."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages Rasa checks for before it builds the component."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings named in the class description."""
        return {
            **DenseFeaturizer.get_default_config(),
            "directory": None,
            "checksum": MINILM_SHA256,
            "threads": 1,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every value is checked where the model is loaded."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        """Load the sentence model, once per process."""
        super().__init__(name, config)
        self._encoder = load_encoder(
            config["directory"], config["checksum"], config["threads"]
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Build the component for a graph."""
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to messages that have text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._add(message, self._encoder.encode_one(text))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all training examples, many at a time."""
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        vectors = self._encoder.encode([example.get(TEXT) for example in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def _add(self, message: Message, vector: Vectors) -> None:
        features = Features(
            vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier
        )
        message.add_features(features)
