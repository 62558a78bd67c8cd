"""What a newly opened page does not show.

On a shared computer the next visitor opens the same chat. Once a check has run out,
all that was said up to then stays hidden until the same person has verified again.
What was said since, as by a person at the desk, is shown; so is all on a page that
has been open since.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams

from bot.store.tables import MessageRow
from debt.services import Debt


@dataclass(frozen=True)
class Place:
    """How much of a conversation a page has.

    Attributes:
        seen: the number of the last message that it knows.
        hidden: the number up to which it has been told that all is hidden.
    """

    seen: int
    hidden: int

    @staticmethod
    def of(query: QueryParams) -> Place:
        """As a page says it; nonsense is the beginning."""
        return Place(_number(query.get("after")), _number(query.get("curtain")))

    def behind(self, curtain: int) -> Place:
        """Where to go on with messages, now that all up to `curtain` is hidden.

        A page that has it all already keeps it. Where less is hidden than the page was
        told, it gets again what it lacks.
        """
        hidden = curtain if self.hidden or self.seen < curtain else 0
        seen = hidden if hidden < self.hidden else max(self.seen, hidden)
        return Place(seen, hidden)


def hidden_until(tx: Session, debt: Debt, conversation_id: str) -> int:
    """The number of the last message that is hidden; 0 if none is."""
    until = debt.identity.was_with_others_until(tx, conversation_id)
    if until is None:
        return 0
    query = select(func.max(MessageRow.seq)).where(
        MessageRow.conversation_id == conversation_id, MessageRow.created_at < until
    )
    return tx.scalar(query) or 0


def _number(text: str | None) -> int:
    is_number = text is not None and text.isascii() and text.isdecimal()
    return int(text) if text and is_number and len(text) < 16 else 0
