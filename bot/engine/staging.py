"""A tracker store that only stages: the engine commits the tracker with the rest.

Rasa's own stores write while a turn runs and lose events when two turns overlap; here
a turn reads the events it was given and leaves the events it would save.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.store.trackers import TrackerEvents

# Beyond this many events a tracker is cut down to its slots once no form is active,
# so that the hundredth turn costs what the tenth did. The transcript keeps it all.
MAX_EVENTS = 120


class StagingTrackerStore(TrackerStore):
    """Holds the trackers of the turns that are under way in this process."""

    def __init__(self) -> None:
        super().__init__(domain=None)
        self._events: dict[str, TrackerEvents] = {}

    def stage(self, conversation_id: str, events: TrackerEvents) -> None:
        """Begin a turn with the events that the last one left."""
        self._events[conversation_id] = events

    def unstage(self, conversation_id: str) -> TrackerEvents:
        """End a turn and take the events it would save."""
        return self._events.pop(conversation_id, [])

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events until the engine commits them."""
        events = [event.as_dict() for event in tracker.events]
        if len(events) > MAX_EVENTS and tracker.active_loop_name is None:
            events = _cut_to_slots(tracker)
        self._events[tracker.sender_id] = events

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the turn under way; None for a new conversation."""
        events = self._events.get(sender_id)
        if not events:
            return None
        return DialogueStateTracker.from_events(
            sender_id, [_event(e) for e in events], self.domain.slots
        )

    async def keys(self) -> list[str]:
        """The conversations that are under way."""
        return list(self._events)


def _event(parameters: dict[str, Any]) -> Event:
    return _event_classes()[parameters["event"]]._from_parameters(parameters)


@cache
def _event_classes() -> dict[str, Any]:
    """Rasa looks an event's class up by walking all classes, each time, for each."""
    return {cls.type_name: cls for cls in all_subclasses(Event) if cls.type_name}


def _cut_to_slots(tracker: DialogueStateTracker) -> TrackerEvents:
    now = tracker.events[-1].timestamp
    slots = [
        {"event": "slot", "name": name, "value": slot.value, "timestamp": now}
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.has_been_set
    ]
    return [
        {"event": "action", "name": "action_session_start", "timestamp": now},
        {"event": "session_started", "timestamp": now},
        *slots,
        {"event": "action", "name": "action_listen", "timestamp": now},
    ]
