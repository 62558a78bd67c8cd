"""Rasa as a library: one message in, the replies and the new dialogue state out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action

from actions.choices import choices
from actions.wording import operators_words, wording
from bot.engine.actions import InProcessActions, trust_own_actions
from bot.engine.agenda import Agenda, Step, agenda
from bot.engine.assistant import Answer, Incoming
from bot.engine.phrasing import FreshWording
from bot.engine.replies import ReplyCollector
from bot.engine.staging import StagingTrackerStore
from bot.meaning import Meaning, understood
from bot.store.messages import Button, Reply
from bot.store.trackers import TrackerEvents

# Double braces are for buttons, whose payloads have braces of their own.
_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


class ModelMissing(Exception):
    """There is no trained model where the settings point."""


class _NoLock(LockStore):
    """The engine's lease orders a conversation; a second lock would only cost."""

    def __init__(self) -> None:
        super().__init__()
        self._locks: dict[str, TicketLock] = {}

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        return self._locks.get(conversation_id)

    def save_lock(self, lock: TicketLock) -> None:
        self._locks[lock.conversation_id] = lock

    def delete_lock(self, conversation_id: str) -> None:
        self._locks.pop(conversation_id, None)


class Unfilled(Exception):
    """A response has a placeholder that nothing fills; it must not leave like that."""


class OperatorWording(FreshWording):
    """Fills the operator's words into every response."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
    ) -> None:
        """Rasa's own commands make one too, by endpoints.yml."""
        super().__init__(domain.responses if domain else {})

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Generate a response, as Rasa does it.

        Raises:
            Unfilled: Rasa itself would send the name of the placeholder.
        """
        values = {**operators_words(), **kwargs}
        draft: dict[str, Any] | None = await super().generate(
            utter_action, tracker, output_channel, **values
        )
        slots = tracker.current_slot_values()
        filled = {name for name, value in slots.items() if value is not None}
        if missing := self._placeholders(utter_action) - values.keys() - filled:
            raise Unfilled(f"{utter_action}: {', '.join(sorted(missing))}")
        return draft

    def _placeholders(self, utter_action: str) -> set[str]:
        text = repr(self.responses.get(utter_action, ()))
        return set(_PLACEHOLDER.findall(text))


class Dialogue:
    """The trained assistant."""

    def __init__(
        self, model_directory: Path, actions: Iterable[Action], public_url: str
    ) -> None:
        """Load the newest model; links of ours begin with `public_url`.

        Raises:
            ModelMissing: nothing has been trained yet.
        """
        if not any(model_directory.glob("*.tar.gz")):
            raise ModelMissing(f"No model in {model_directory}; run: parley train")
        trust_own_actions()
        self._trackers = StagingTrackerStore()
        self._actions = InProcessActions(actions)
        self._public_url = public_url
        self._agent = Agent.load(
            str(model_directory),
            generator=OperatorWording(),
            tracker_store=self._trackers,
            lock_store=_NoLock(),
            action_endpoint=self._actions,
        )

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        """Run one turn.

        Raises:
            Exception: whatever an action raised; the turn is to be tried again.
        """
        conversation_id = incoming.conversation_id
        collector = ReplyCollector(incoming.channel, self._public_url)
        parsed = await self._understood(incoming)
        self._trackers.stage(conversation_id, events)
        try:
            rest = await self._follow(agenda(parsed), incoming, collector)
        finally:
            left = self._trackers.unstage(conversation_id)
            error = self._actions.take_error(conversation_id)
        if error is not None:
            raise error
        intent = parsed["intent"]
        return Answer(
            tuple(_with_the_rest(collector.replies, rest, left)),
            left,
            intent["name"] or "",
            float(intent["confidence"]),
        )

    async def _follow(
        self, todo: Agenda, incoming: Incoming, collector: ReplyCollector
    ) -> list[str]:
        """Take the steps; returns the intents that are left for a button.

        Once a question has been asked, only what protects goes before its answer.
        """
        waiting: list[str] = []
        for number, step in enumerate(todo.steps):
            staged = self._trackers.staged(incoming.conversation_id)
            if number and not step.protects and _waits_for_answer(staged):
                waiting.append(step.intent)
            else:
                message = _user_message(incoming, step, collector)
                await self._agent.handle_message(message)
        return [*waiting, *todo.left]

    async def _understood(self, incoming: Incoming) -> Meaning:
        """What a button or an event carries, or what the model makes of the words."""
        if incoming.meaning:
            return {**incoming.meaning, "text": incoming.text}
        said = UserMessage(incoming.text, metadata=_metadata(incoming))
        # Reading takes some ten milliseconds of computing; other turns go on meanwhile.
        return await asyncio.to_thread(self._read, said)

    def _read(self, said: UserMessage) -> Meaning:
        parsed: Meaning = asyncio.run(self._agent.processor.parse_message(said))
        return parsed


def _user_message(
    incoming: Incoming, step: Step, collector: ReplyCollector
) -> UserMessage:
    return UserMessage(
        text=incoming.text,
        output_channel=collector,
        sender_id=incoming.conversation_id,
        parse_data=step.parsed,
        input_channel=incoming.channel,
        # What is done for one meaning of a message is not done already for another.
        message_id=f"{incoming.key}:{step.name}" if step.name else incoming.key,
        metadata=_metadata(incoming),
    )


def _with_the_rest(
    replies: list[Reply], intents: Sequence[str], events: TrackerEvents
) -> list[Reply]:
    """What else was meant stays in sight, and a question that waits stays the last."""
    offered = choices(intents)
    if not offered or not replies:
        return replies
    titles = ", ".join(each.title for each in offered)
    text = wording().text("utter_talk_more", more=titles)
    if _waits_for_answer(events):
        # Only the newest buttons can be pressed, and those belong to the question.
        return [*replies[:-1], Reply(text), replies[-1]]
    buttons = tuple(Button(each.title, understood(each.intent)) for each in offered)
    return [*replies, Reply(text, buttons=buttons)]


def _waits_for_answer(events: TrackerEvents) -> bool:
    """Whether a form is open, or something is wanted that needs an answer first."""
    loops = [e["name"] for e in events if e["event"] == ActiveLoop.type_name]
    wanted = [
        e["value"]
        for e in events
        if e["event"] == SlotSet.type_name and e["name"] == "wanted_action"
    ]
    return any(found and found[-1] is not None for found in (loops, wanted))


def _metadata(incoming: Incoming) -> dict[str, Any]:
    known: dict[str, Any] = {"locale": incoming.locale}
    if incoming.unfinished:
        known["unfinished"] = incoming.unfinished
    return known
