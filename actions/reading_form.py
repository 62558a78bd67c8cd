"""A form that reads the whole of a message at once, whichever slots it answers."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ParleyForm, Slots, yes_or_no
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


class YesForm(ReadingForm, ABC):
    """A form that asks for a yes to what was shown and nothing else; a no is an answer
    too.
    """

    asks_for: str
    """The one slot."""

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for."""
        return (self.asks_for,)

    def read(self, turn: Turn) -> Slots:
        """Nothing but a yes or a no."""
        return yes_or_no(turn, self.asks_for)
