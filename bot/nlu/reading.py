"""What a message means, decided from three witnesses that cannot outvote each other.

The intent model weighs the message as a whole; it also weighs each clause by itself;
and the safety net hears plain words. A life in danger is believed of any of them. A
right is believed where two agree, and goes before what protects less. What only one
witness says of a second thing is kept as a question to ask, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.protection import Protection, first_by_protection, protection

CRISIS = "report_crisis"
GUARDED = (
    CRISIS,
    "report_deceased",
    "report_identity_theft",
    "report_bankruptcy",
    "report_breathing_space",
    "report_attorney",
    "dispute_debt",
    "stop_contact",
    "report_vulnerability",
    "request_agent",
)
"""The intents that the safety net listens for."""

_PLAIN_WORDS = 0.95
"""The confidence in what plain words say."""
_FLAG_WHOLE, _FLAG_CLAUSE = 0.4, 0.8
"""What the model must give the message, or a clause, to raise an intent by itself."""
_CRISIS_WHOLE, _CRISIS_CLAUSE = 0.3, 0.7
"""The same for a life, where no words tell of something else: a false alarm costs a
kind word."""
_HINT = 0.05
"""What the message as a whole must at least give to what a clause alone would raise."""
_AGREED = 0.3
"""What the model must give an intent to agree with plain words."""
_ALONE = 0.9
"""What a clause must reach to be believed without plain words."""
_SECOND, _SECOND_WHOLE = 0.8, 0.01
"""What a clause, and the message, must give a second meaning that protects nothing."""
_SECOND_ALONE = 0.9
"""What a clause must reach to be asked about where the message tells otherwise."""
_DOUBT, _MARGIN = 0.5, 0.15
"""Below this confidence, or this lead over the next guess, it is better to ask; and
what plain words tell wins over it."""
_TOLD_BY = {"report_vulnerability": {"report_deceased", "report_breathing_space"}}
"""What is part of another thing said, and no news beside it."""

Probabilities = Mapping[str, float]


@dataclass(frozen=True)
class Meaning:
    """One thing a message means; confidence from 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """A message understood.

    ``ranking`` begins with what is to be done first, as Rasa lists intents. ``also``
    holds further meanings to act on, ``perhaps`` those to ask about. ``safety`` names
    every intent that the safety net raised, whatever became of it.
    """

    ranking: tuple[Meaning, ...]
    also: tuple[Meaning, ...] = ()
    perhaps: tuple[Meaning, ...] = ()
    safety: tuple[str, ...] = ()

    @property
    def first(self) -> Meaning:
        """What the message means before all else."""
        return self.ranking[0]

    @property
    def is_unsure(self) -> bool:
        """Whether it is better to ask what is meant than to act on the best guess."""
        if self.first.intent in self.safety:
            return False
        lead = self.first.confidence - sum(m.confidence for m in self.ranking[1:2])
        return self.first.confidence < _DOUBT or lead < _MARGIN


@dataclass(frozen=True)
class Witnesses:
    """The message as a whole, its clauses, and the intents its plain words tell."""

    whole: Probabilities
    clauses: Sequence[Probabilities]
    words: Sequence[str]

    def support(self, intent: str) -> float:
        """The most that the model gives an intent anywhere in the message."""
        return max(self.whole.get(intent, 0.0), self.in_clause(intent))

    def in_clause(self, intent: str) -> float:
        """The most that the model gives an intent in one clause."""
        return max((row.get(intent, 0.0) for row in self.clauses), default=0.0)


def decide(seen: Witnesses) -> Reading:
    """Weigh the witnesses."""
    ranking = sorted(seen.whole.items(), key=lambda item: -item[1])
    top = Meaning(*ranking[0])
    known = [intent for intent in GUARDED if intent in seen.whole]
    raised = [intent for intent in known if _is_raised(intent, seen)]
    first = _first(top, raised, seen)
    others = {intent: _meaning(intent, seen) for intent in raised}
    others |= {m.intent: m for m in (top, *_second_meanings(seen))}
    return Reading(
        ranking=_ranked(first, ranking),
        also=tuple(m for m in _rest(first, others) if _is_agreed(m, top, seen)),
        perhaps=tuple(m for m in _rest(first, others) if not _is_agreed(m, top, seen)),
        safety=tuple(raised),
    )


def _is_raised(intent: str, seen: Witnesses) -> bool:
    is_hint_enough = intent == CRISIS and not seen.words
    least_whole = _CRISIS_WHOLE if is_hint_enough else _FLAG_WHOLE
    least_clause = _CRISIS_CLAUSE if is_hint_enough else _FLAG_CLAUSE
    whole = seen.whole.get(intent, 0.0)
    return (
        intent in seen.words
        or whole >= least_whole
        or (whole >= _HINT and seen.in_clause(intent) >= least_clause)
    )


def _first(top: Meaning, raised: Sequence[str], seen: Witnesses) -> Meaning:
    """A life before all; then a right that two witnesses tell, over lesser things."""
    if CRISIS in raised:
        return _meaning(CRISIS, seen)
    rights = [
        intent
        for intent in raised
        if protection(intent) <= Protection.RIGHT < protection(top.intent)
        and (_two_agree(intent, seen) or _words_win(intent, top, seen))
    ]
    return _meaning(rights[0], seen) if rights else top


def _two_agree(intent: str, seen: Witnesses) -> bool:
    if intent in seen.words:
        return seen.support(intent) >= _AGREED
    return seen.in_clause(intent) >= _ALONE


def _words_win(intent: str, top: Meaning, seen: Witnesses) -> bool:
    return intent in seen.words and top.confidence < _DOUBT


def _meaning(intent: str, seen: Witnesses) -> Meaning:
    heard = _PLAIN_WORDS if intent in seen.words else 0.0
    return Meaning(intent, max(heard, seen.support(intent)))


def _second_meanings(seen: Witnesses) -> list[Meaning]:
    """What a clause means so plainly that it is a thing of its own."""
    best = (max(row.items(), key=lambda item: item[1]) for row in seen.clauses)
    return [
        Meaning(intent, confidence)
        for intent, confidence in best
        if confidence >= _SECOND_ALONE
        or (confidence >= _SECOND and seen.whole[intent] >= _SECOND_WHOLE)
    ]


def _rest(first: Meaning, others: Mapping[str, Meaning]) -> list[Meaning]:
    kept = [
        m
        for m in others.values()
        if m.intent != first.intent
        and first.intent not in _TOLD_BY.get(m.intent, ())
        and protection(m.intent) < Protection.COURTESY
    ]
    return sorted(kept, key=lambda m: first_by_protection(m.intent))


def _is_agreed(meaning: Meaning, top: Meaning, seen: Witnesses) -> bool:
    if meaning.intent in GUARDED:
        return meaning == top or _two_agree(meaning.intent, seen)
    return seen.whole[meaning.intent] >= _SECOND_WHOLE


def _ranked(
    first: Meaning, ranking: Sequence[tuple[str, float]]
) -> tuple[Meaning, ...]:
    """``first`` at the head; what was sure of something else is less so now."""
    others = [Meaning(i, p) for i, p in ranking if i != first.intent]
    if others and others[0].confidence > first.confidence:
        first = Meaning(first.intent, others[0].confidence)
    left = 1.0 - first.confidence
    total = sum(m.confidence for m in others) or 1.0
    scale = min(1.0, left / total)
    return (first, *(Meaning(m.intent, m.confidence * scale) for m in others))
