"""How much an intent protects the person who means it: who goes first, and why.

One message may mean two things ("I lost my job and anyway this isn't my debt"). The one
that protects more goes first; a life before rights, rights before trouble, trouble
before business, business before courtesy.
"""

from __future__ import annotations

from enum import IntEnum


class Protection(IntEnum):
    """From most to least."""

    LIFE = 0
    RIGHT = 1
    TROUBLE = 2
    PERSON = 3
    BUSINESS = 4
    COURTESY = 5


_INTENTS = {
    Protection.LIFE: ("report_crisis",),
    Protection.RIGHT: (
        "report_deceased",
        "report_identity_theft",
        "report_bankruptcy",
        "report_breathing_space",
        "report_attorney",
        "dispute_debt",
        "stop_contact",
        "wrong_person",
        "request_validation",
        "ask_old_debt",
        "make_complaint",
        "request_my_data",
        "delete_my_data",
        "set_contact_preference",
    ),
    Protection.TROUBLE: ("report_vulnerability", "report_hardship", "cannot_pay"),
    Protection.PERSON: ("request_agent", "request_callback"),
    Protection.COURTESY: (
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "cancel",
        "go_back",
        "ask_repeat",
        "ask_help",
        "express_frustration",
        "provide_identity",
        "out_of_scope",
    ),
}
_ORDER = [intent for level in sorted(_INTENTS) for intent in _INTENTS[level]]
_LEVELS = {intent: level for level, intents in _INTENTS.items() for intent in intents}


def protection(intent: str) -> Protection:
    """How much an intent protects; what is not listed is business."""
    return _LEVELS.get(intent, Protection.BUSINESS)


def first_by_protection(intent: str) -> tuple[int, int]:
    """A sort key: intents that protect more come first."""
    place = _ORDER.index(intent) if intent in _LEVELS else len(_ORDER)
    return protection(intent), place
