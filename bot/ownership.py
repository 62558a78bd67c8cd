"""Who answers a conversation: the assistant, or a person who has claimed it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from debt.handoff import TicketState
from debt.services import Debt


def person_of(tx: Session, debt: Debt, conversation_id: str) -> str | None:
    """The name of the person at the desk who owns the conversation, if one does.

    Then the assistant stays silent. While a ticket only waits it goes on helping.
    """
    ticket = debt.handoff.open_ticket(tx, conversation_id)
    is_claimed = ticket is not None and ticket.state is TicketState.ASSIGNED
    return ticket.agent_name if ticket and is_claimed else None
