"""A message as an action reads it: its words, its meaning, and what it came into."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker

# What a person may have said of a plan or a payment before they could be answered.
FIGURES = ("amount", "count", "duration_months", "frequency", "date")
KEPT = (*FIGURES, "percentage", "contact_channel", "time_of_day", "email", "phone")
RESUMING_INTENTS = {"choose_account", "resume_task", "EXTERNAL_code_accepted"}
# Kept beside the figures: the words they stood in.
WORDS = "words"


class Message:
    """The newest message of a conversation, and where the conversation stands.

    Attributes:
        action: the name of the action that reads it.
    """

    tracker: Tracker
    action: str

    @property
    def conversation_id(self) -> str:
        """The conversation, as the identity service knows it."""
        return str(self.tracker.sender_id)

    @property
    def text(self) -> str:
        """The words of the message, or the label of the button."""
        return str(self._message().get("text") or "")

    @property
    def locale(self) -> str:
        """How the person reads dates, as far as the channel knows."""
        metadata = self._message().get("metadata") or {}
        return str(metadata.get("locale") or "en-GB")

    @property
    def words(self) -> str:
        """The words that said what is wanted now: those of the message, or those said
        before we asked which account or who is there.
        """
        return str(self._wanted_before().get(WORDS) or self.text)

    @property
    def is_pressed(self) -> bool:
        """Whether this is a button, or an event, and not words that had to be read."""
        return "also" not in self.tracker.latest_message

    @property
    def is_resumed(self) -> bool:
        """Whether what was wanted before goes on now: the message only let it."""
        return self.intent in RESUMING_INTENTS

    @property
    def asks_for_form(self) -> bool:
        """Whether the action puts a question of the open form: its account is settled,
        whatever else the message names.
        """
        return self.action.startswith(f"action_ask_{self.form}_")

    @property
    def is_answer(self) -> bool:
        """Whether the message came while this form waited, and nothing else has been
        done about it yet.
        """
        mine = {self.form, "action_listen"}
        done = {e.get("name") for e in self._events("action")}
        return self.form is not None and done <= mine

    @property
    def intent(self) -> str:
        """What the message was understood to mean."""
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def form(self) -> str | None:
        """The form that is being filled in, if one is."""
        return self.tracker.active_loop_name or None

    def slot(self, name: str) -> Any:
        """The value of a slot."""
        return self.tracker.get_slot(name)

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The entities of the message; those of a button have no place in its text."""
        return list(self.tracker.latest_message.get("entities") or ())

    def entity(self, name: str) -> str | None:
        """The last value of an entity: who corrects themselves means the last one.

        Figures said before we asked which account or who is there still count.
        """
        values = list(self.tracker.get_latest_entity_values(name))
        return str(values[-1]) if values else self._wanted_before().get(name)

    @property
    def unfinished(self) -> dict[str, Any] | None:
        """What the person left in the middle before; known right after the check."""
        return (self._message().get("metadata") or {}).get("unfinished")

    def _wanted_before(self) -> dict[str, str]:
        return (self.slot("wanted_figures") or {}) if self.is_resumed else {}

    def _message(self) -> dict[str, Any]:
        events = reversed(self.tracker.events)
        return next((e for e in events if e.get("event") == "user"), {})

    def _events(self, kind: str) -> list[dict[str, Any]]:
        """The events of this kind since the message."""
        since = takewhile(
            lambda e: e.get("event") != "user", reversed(self.tracker.events)
        )
        return [event for event in since if event.get("event") == kind]
