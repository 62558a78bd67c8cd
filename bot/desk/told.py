"""What a person told of their situation, and allowed us to keep, for the desk."""

from __future__ import annotations

from collections.abc import Sequence

from actions.wording import Wording
from bot.gateway.frames import Frame
from debt.circumstance import Circumstance


def told_frame(told: Sequence[Circumstance], wording: Wording) -> Frame:
    """A title and rows, in the person's own words; an agent changes none of it."""
    return {
        "title": wording.text("utter_hardship_desk_title"),
        "rows": [
            [wording.text(f"utter_hardship_desk_{each.about}"), each.sentence]
            for each in told
        ],
        "reference": "",
        "can": [],
    }
