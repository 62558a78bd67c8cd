"""Which words a response is said in: nothing twice in a row, and no question read out
again in full.

Of the variants of a response that one is taken which was said longest ago. A question
of a form that was asked before is asked again in short: what we were doing, as
`utter_resume_` and its slot says it with the values of the question itself, and the
sentence that asks. Its buttons stay.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker

Draft = dict[str, Any]

RESUMING = "action_resume_form"
# Kept with a question that was put in short: the words it stands for.
IN_FULL = "in_full"
# Given with a response that is to be said more simply.
IN_LINES = "in_lines"
_ENDS_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class FreshWording(TemplatedNaturalLanguageGenerator):
    """Generates responses as Rasa does, and looks at what was said before."""

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Draft | None:
        """Generate a response."""
        drafts = self._drafts(utter_action, tracker, output_channel, kwargs)
        if not drafts:
            return None
        chosen = _said_longest_ago(drafts, tracker)
        slot = slot_asked_for(tracker)
        if slot is None:
            return chosen
        texts = {draft["text"] for draft in drafts}
        chosen[IN_FULL] = chosen["text"]
        if texts.isdisjoint(_questions_asked(tracker)) or self._is_whole(
            chosen, slot, tracker
        ):
            return chosen
        doing = self._drafts(f"utter_resume_{slot}", tracker, output_channel, kwargs)
        return _in_short(chosen, doing[0]["text"] if doing else "", slot, tracker)

    def _is_whole(self, draft: Draft, slot: str, tracker: DialogueStateTracker) -> bool:
        """Whether a question is always put in full: a notice by law, and what is
        consented to where no shorter words name it.
        """
        shorter = self.responses.get(f"utter_resume_{slot}", ())
        is_named = any("{" in each["text"] for each in shorter)
        is_unnamed = _is_consent(slot, tracker) and not is_named
        return is_unnamed or bool((draft.get("metadata") or {}).get("notice"))

    def _drafts(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        channel: str,
        values: dict[str, Any],
    ) -> list[Draft]:
        """Every variant that fits, filled in."""
        if utter_action not in self.responses:
            return []
        slots = tracker.current_slot_values()
        fitting = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, channel, slots
        )
        filled = [
            self._fill_response(copy.deepcopy(each), slots, **values)
            for each in fitting
        ]
        return [_in_lines(each) for each in filled] if IN_LINES in values else filled


def slot_asked_for(tracker: DialogueStateTracker) -> str | None:
    """The slot of a form whose question is being put at this moment."""
    last = tracker.events[-1] if tracker.events else None
    if isinstance(last, SlotSet) and last.key == REQUESTED_SLOT:
        return str(last.value) if last.value else None
    return None


def _said_longest_ago(drafts: list[Draft], tracker: DialogueStateTracker) -> Draft:
    said = [each.text for each in tracker.events if isinstance(each, BotUttered)]
    last_said = {text: place for place, text in enumerate(said)}
    return min(drafts, key=lambda draft: last_said.get(draft["text"], -1))


def _questions_asked(tracker: DialogueStateTracker) -> set[str]:
    """What the open form has asked since it was opened, in full."""
    return {
        event.metadata[IN_FULL]
        for event in _since_opened(tracker)
        if isinstance(event, BotUttered) and IN_FULL in event.metadata
    }


def _since_opened(tracker: DialogueStateTracker) -> Iterator[Any]:
    """The events of the open form, newest first."""
    return takewhile(
        lambda event: not isinstance(event, ActiveLoop), reversed(tracker.events)
    )


def _in_short(
    draft: Draft, doing: str, slot: str, tracker: DialogueStateTracker
) -> Draft:
    """The question again: never in the words that were said last."""
    question = " ".join(
        each for each in _ENDS_SENTENCE.split(draft["text"]) if each.endswith("?")
    )
    both = f"{doing} {question}".strip()
    # What is consented to is named each time it is asked for.
    names_task = _is_consent(slot, tracker) or _is_coming_back(tracker)
    ways = [both, question] if names_task else [question, both]
    last = next(
        (e.text for e in reversed(tracker.events) if isinstance(e, BotUttered)), None
    )
    fresh = [way for way in (*ways, draft["text"]) if way and way != last]
    short = {key: value for key, value in draft.items() if key != "custom"}
    return {**short, "text": fresh[0]} if fresh[0] != draft["text"] else draft


def _in_lines(draft: Draft) -> Draft:
    """A sentence a line; whoever says it again gives the buttons it had."""
    text = "\n".join(_ENDS_SENTENCE.split(draft["text"]))
    return {**draft, "text": text, "buttons": []}


def _is_consent(slot: str, tracker: DialogueStateTracker) -> bool:
    return isinstance(tracker.slots.get(slot), BooleanSlot)


def _is_coming_back(tracker: DialogueStateTracker) -> bool:
    """Whether something else was talked about between the question and now."""
    form = tracker.active_loop_name
    done = (
        event.action_name
        for event in reversed(tracker.events)
        if isinstance(event, ActionExecuted) and event.action_name != form
    )
    return next(done, None) == RESUMING
