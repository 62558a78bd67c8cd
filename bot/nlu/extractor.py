"""Rasa component: the values of a message, read by rule."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities.entity import Entity
from bot.nlu.entities.extract import extract

METADATA = "metadata"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class ValueExtractor(GraphComponent, EntityExtractorMixin):
    """Sums, dates and the rest, by the locale and the date of the person.

    Both come with the message: ``{"locale": "en-US", "zone": "America/New_York"}``;
    ``"today": "2026-11-22"`` stands in for the clock. Settings ``locale`` and ``zone``
    apply where the message brings none.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings named in the class description."""
        return {"locale": "en-GB", "zone": "Europe/London"}

    def __init__(self, config: dict[str, Any]) -> None:
        """Hold the settings."""
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        """Build the component for a graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add entities to messages that have text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = [self._as_rasa(entity) for entity in self._read(message, text)]
                entities = message.get(ENTITIES, []) + self.add_extractor_name(found)
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _read(self, message: Message, text: str) -> list[Entity]:
        given = {**self._config, **(message.get(METADATA) or {})}
        today = given.get("today")
        day = date.fromisoformat(today) if today else self._date_in(given["zone"])
        return extract(text, locale=given["locale"], today=day)

    @staticmethod
    def _date_in(zone: str) -> date:
        return datetime.now(ZoneInfo(zone)).date()

    @staticmethod
    def _as_rasa(entity: Entity) -> dict[str, Any]:
        return {
            "entity": entity.entity,
            "value": entity.value,
            "start": entity.start,
            "end": entity.end,
            "confidence_entity": 1.0,
        }
