"""A tracker store that only stages: the engine commits the tracker with the rest.

Rasa's own stores write while a turn runs and lose events when two turns overlap; here
a turn reads the events it was given and leaves the events it would save.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.store.trackers import TrackerEvents

# Rasa goes through all events several times for each action it predicts. Beyond this
# many, everything before the last turns is cut down to what it left behind, so that
# the hundredth turn costs what the tenth did. The transcript keeps it all.
MAX_EVENTS = 40
# Rules look at the turn under way; those before tell how often in a row the assistant
# has failed to understand, and when the session ran out.
KEPT_TURNS = 3


class StagingTrackerStore(TrackerStore):
    """Holds the trackers of the turns that are under way in this process."""

    def __init__(self) -> None:
        super().__init__(domain=None)
        self._events: dict[str, TrackerEvents] = {}

    def stage(self, conversation_id: str, events: TrackerEvents) -> None:
        """Begin a turn with the events that the last one left."""
        self._events[conversation_id] = events

    def staged(self, conversation_id: str) -> TrackerEvents:
        """The events of a turn so far."""
        return self._events[conversation_id]

    def unstage(self, conversation_id: str) -> TrackerEvents:
        """End a turn and take the events it would save."""
        return self._events.pop(conversation_id, [])

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events until the engine commits them."""
        events = list(tracker.events)
        if len(events) > MAX_EVENTS:
            events = self._shortened(tracker.sender_id, events)
        self._events[tracker.sender_id] = [event.as_dict() for event in events]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the turn under way; None for a new conversation."""
        events = self._events.get(sender_id)
        if not events:
            return None
        return self._tracker(sender_id, [_event(e) for e in events])

    async def keys(self) -> list[str]:
        """The conversations that are under way."""
        return list(self._events)

    def _shortened(self, sender_id: str, events: list[Event]) -> list[Event]:
        turns = [i for i, e in enumerate(events) if isinstance(e, UserUttered)]
        if len(turns) <= KEPT_TURNS:
            return events
        first_kept = turns[-KEPT_TURNS]
        before = self._tracker(sender_id, events[:first_kept])
        return [*_left_behind(before), *events[first_kept:]]

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)


def _event(parameters: dict[str, Any]) -> Event:
    return _event_classes()[parameters["event"]]._from_parameters(parameters)


@cache
def _event_classes() -> dict[str, Any]:
    """Rasa looks an event's class up by walking all classes, each time, for each."""
    return {cls.type_name: cls for cls in all_subclasses(Event) if cls.type_name}


def _left_behind(tracker: DialogueStateTracker) -> list[Event]:
    """The fewest events that bring a new tracker to where this one stands."""
    now = tracker.events[-1].timestamp
    slots = [
        SlotSet(name, slot.value, timestamp=now)
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.has_been_set
    ]
    return [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=now),
        SessionStarted(timestamp=now),
        *_form_left_open(tracker, now),
        *slots,
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=now),
    ]


def _form_left_open(tracker: DialogueStateTracker, now: float) -> list[Event]:
    form = tracker.active_loop_name
    if form is None:
        return []
    begun = [ActionExecuted(form, timestamp=now), ActiveLoop(form, timestamp=now)]
    if tracker.is_active_loop_rejected:
        begun.append(ActionExecutionRejected(form, timestamp=now))
    return begun
