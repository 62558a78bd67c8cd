"""What an open desk page shows, as frames for its socket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from actions.formats import money
from actions.wording import Wording
from bot.desk.agents import Agent
from bot.desk.history import HistoryPage, Place, Said
from bot.desk.matters import matter_frame
from bot.desk.service import Desk, Panel, QueueItem
from bot.desk.told import told_frame
from bot.gateway.frames import Frame, frame_of, moment
from debt.account import AccountSummary
from debt.store.database import Database

_LOCALE = "en-GB"
"""How dates are written at the desk for somebody of whom nothing is known."""


@dataclass
class Shown:
    """The conversation that a page shows, and how much of it has been sent."""

    ticket_id: str
    seen: int = 0
    panel: Frame = field(default_factory=dict)


class DeskView:
    """Reads the store for one agent's page."""

    def __init__(
        self, database: Database, desk: Desk, agent: Agent, wording: Wording
    ) -> None:
        self._database = database
        self._desk = desk
        self._agent = agent
        self._wording = wording

    def queue(self) -> Frame:
        """The whole queue."""
        with self._database.read() as tx:
            items = self._desk.queue(tx)
        return {"type": "queue", "tickets": [self._ticket(item) for item in items]}

    def news(self, shown: Shown) -> list[Frame]:
        """What the page does not have yet of the conversation that it shows.

        The whole conversation is sent at first, and again when the panel beside it
        has changed, as when the person has just been verified.
        """
        with self._database.read() as tx:
            ticket = self._desk.ticket(tx, shown.ticket_id)
            if ticket is None:
                return []
            panel = self._panel(self._desk.panel(tx, ticket))
            is_whole = panel != shown.panel
            after = 0 if is_whole else shown.seen
            rows = self._desk.transcript(tx, ticket, after)
        shown.panel = panel
        shown.seen = rows[-1].seq if rows else shown.seen
        found = [_without_tokens(frame_of(row)) for row in rows]
        head = {"ticket": shown.ticket_id}
        if is_whole:
            whole = {"type": "conversation", "messages": found, "panel": panel}
            return [{**head, **whole}]
        return [{**head, "type": "message", "message": message} for message in found]

    def history(self, ticket_id: str, before: Place | None) -> Frame:
        """A page of what was said elsewhere, to be shown before what is shown yet."""
        with self._database.read() as tx:
            ticket = self._desk.ticket(tx, ticket_id)
            page = self._desk.history(tx, ticket, before) if ticket else HistoryPage()
        return {
            "type": "history",
            "ticket": ticket_id,
            "messages": [self._said(said) for said in page.said],
            "before": page.before and page.before.written(),
        }

    def _said(self, said: Said) -> Frame:
        return {
            **_without_tokens(frame_of(said.message)),
            "place": Place.of(said.message).written(),
            "channel": self._channel(said.channel),
        }

    def _ticket(self, item: QueueItem) -> Frame:
        ticket = item.ticket
        return {
            "id": ticket.id,
            "reference": ticket.reference,
            "reason": ticket.reason,
            "state": ticket.state.value,
            "waiting_since": moment(ticket.waiting_since),
            "position": item.position,
            "agent": ticket.agent_name,
            "mine": ticket.agent_id == self._agent.id,
            "verified": item.is_verified,
            "channel": self._channel(item.channel),
            "notes": self._notes(item),
        }

    def _notes(self, item: QueueItem) -> list[str]:
        """What an agent must know before writing a word."""
        known = {
            "unreachable": item.is_unreachable,
            "no_consent": item.awaits_consent,
        }
        keys = [key for key, is_so in known.items() if is_so]
        return [self._wording.text(f"utter_people_desk_{key}") for key in keys]

    def _channel(self, channel: str) -> str:
        """The name of a channel as a person says it."""
        return self._wording.text(f"utter_people_channel_{channel}")

    def _panel(self, panel: Panel) -> Frame:
        debtor = panel.debtor
        key = "verified" if debtor else "unverified"
        return {
            "verified": self._wording.text(f"utter_people_desk_{key}"),
            "name": debtor and debtor.name,
            "reason": panel.reason,
            "summary": panel.summary,
            "accounts": [
                self._account(account, debtor.locale)
                for account in panel.accounts
                if debtor
            ],
            "matters": [
                *([told_frame(panel.told, self._wording)] if panel.told else []),
                *(
                    matter_frame(
                        each,
                        panel.accounts,
                        self._wording,
                        debtor.locale if debtor else _LOCALE,
                    )
                    for each in panel.matters
                ),
            ],
        }

    def _account(self, account: AccountSummary, locale: str) -> dict[str, Any]:
        values = {
            "creditor": account.creditor,
            "product": account.product,
            "last4": account.last4,
            "balance": money(account.balance, locale),
            "past_due": money(account.past_due, locale),
            "days": str(account.days_past_due),
            "phase": account.phase.value,
            "status": account.status.value,
        }
        rows = self._wording.lines("utter_people_desk_account", **values)
        return {
            "title": self._wording.text("utter_people_desk_account_title", **values),
            "rows": [row.split(" | ", 1) for row in rows],
        }


def _without_tokens(frame: Frame) -> Frame:
    """An agent sees which choices were offered but cannot press them."""
    labels = [{"label": button["label"]} for button in frame["buttons"]]
    return {**frame, "buttons": labels}
