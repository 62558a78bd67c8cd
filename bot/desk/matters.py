"""What stands between the person and collecting, as the desk shows it.

A claim has a block and a request under one reference, and is one matter; a complaint
has only the request, a hold only the block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.account import account_name
from actions.formats import day
from actions.wording import Wording
from bot.gateway.frames import Frame
from debt.account import AccountSummary
from debt.rights import Block
from debt.rights_request import RightsRequest


@dataclass(frozen=True)
class Matter:
    """A block, a request, or both, under one reference."""

    reference: str
    kind: str
    account_id: str | None
    since: datetime
    block: Block | None = None
    request: RightsRequest | None = None


def matters_of(
    blocks: Sequence[Block], requests: Sequence[RightsRequest]
) -> list[Matter]:
    """What has to be answered first comes first, then what only stands."""
    paused = {each.reference: each for each in blocks}
    asked = [
        Matter(
            each.reference,
            each.kind.value,
            each.account_id,
            each.received_at,
            paused.pop(each.reference, None),
            each,
        )
        for each in requests
    ]
    return asked + [
        Matter(each.reference, each.kind.value, each.account_id, each.set_at, each)
        for each in paused.values()
    ]


def matter_frame(
    matter: Matter, accounts: Sequence[AccountSummary], wording: Wording, locale: str
) -> Frame:
    """A title and rows; what an agent can do about it: `close` it, `lift` its block."""
    request, block = matter.request, matter.block
    about = [account_name(a) for a in accounts if a.account_id == matter.account_id]
    rows = wording.lines(
        "utter_rights_desk_matter",
        reference=matter.reference,
        since=_day(matter.since, locale),
        account=about[0] if about else wording.text("utter_rights_desk_everything"),
    )
    if request:
        due, words = day(request.due_on, locale), " ".join(request.words.split())
        rows += wording.lines("utter_rights_desk_request", due=due, words=words or "-")
    if block:
        ends = _day(block.until, locale) if block.until else "-"
        rows += wording.lines("utter_rights_desk_block", until=ends)
    return {
        "title": wording.text(f"utter_rights_desk_{matter.kind}"),
        "rows": [row.split(" | ", 1) for row in rows],
        "reference": matter.reference,
        "can": [*(["close"] if request else []), *(["lift"] if block else [])],
    }


def _day(moment: datetime, locale: str) -> str:
    return day(moment.date(), locale)
