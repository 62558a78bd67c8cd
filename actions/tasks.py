"""Tasks that can be taken up again: what opens them, and what was said in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNFINISHED = "unfinished_task"
"""The slot of the task that has been offered to go on with."""
OPENED = {
    "autopay_form": "action_begin_autopay",
    "payment_form": "action_begin_payment",
    "plan_form": "action_begin_plan",
    "promise_form": "action_begin_promise",
    "settlement_form": "action_begin_settlement",
}
"""The action that opens each form which may be left for another day. What is said in
the others is settled at once, or private.
"""
# What each kind of answer is called where a person says it.
_FIGURES = {"amount": "amount", "date": "date"}
_OF_WISH = {"amount", "count", "frequency"}


def figures_in(form: str, slots: Mapping[str, Any]) -> dict[str, str]:
    """The figures that were answered in a form, as they would be said in a message.

    A yes is never among them, and no words of the person's own.
    """
    task = form.removesuffix("form")
    answered = {name: slots.get(task + slot) for slot, name in _FIGURES.items()}
    wish = slots.get(f"{task}wish") or {}
    wished = {name: wish.get(name) for name in _OF_WISH} | {
        "date": wish.get("first_date")
    }
    found = {**wished, **{k: v for k, v in answered.items() if v}}
    return {name: str(value) for name, value in found.items() if value}
