"""A form that reads the whole of a message at once, whichever slots it answers."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ParleyForm, Slots
from actions.turn import Turn


class ReadingForm(ParleyForm, ABC):
    """Several slots may be filled by one message; no slot is read by itself."""

    @abstractmethod
    def read(self, turn: Turn) -> Slots:
        """The slots that the message answers; one set to None is asked again, and the
        message has been dealt with all the same.
        """

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> list[EventType]:
        """Called by Rasa, for what a message fills."""
        found = self.read(self.turn(dispatcher, tracker))
        return [SlotSet(slot, value) for slot, value in found.items()]

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> list[EventType]:
        """Called by Rasa. What was read is valid: it was checked when it was read."""
        filled = tracker.slots_to_validate().items()
        return [SlotSet(slot, value) for slot, value in filled if slot in self.slots]
