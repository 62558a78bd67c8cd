"""What becomes of an activity that is known to come from Microsoft."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.wording import wording
from bot.channels.address_book import AddressBook, Found
from bot.channels.teams.activities import Activity, Kind
from bot.channels.teams.consent import Consent
from bot.inbox import Inbox, Refusal
from bot.settings import Settings
from bot.store import messages
from bot.store.messages import SYSTEM, Inbound, Outbound, Reply
from bot.store.tables import AddressRow
from debt.services import Debt

CHANNEL = "teams"


class Arrivals:
    """Stores each activity in one transaction; only then is it acknowledged."""

    def __init__(self, settings: Settings, debt: Debt, inbox: Inbox) -> None:
        self._debt = debt
        self._inbox = inbox
        self._locale = settings.locale
        self._book = AddressBook(debt, inbox)
        self._consent = Consent(settings, debt, inbox)

    def take(self, activity: Activity) -> None:
        """Store what it comes to; a second delivery of it changes nothing."""
        with self._debt.database.begin() as tx:
            if activity.kind is Kind.OTHER:
                return
            if not activity.is_personal:
                self._take_in_group(tx, activity)
            elif activity.kind is Kind.DEPARTURE:
                self._part(tx, activity)
            else:
                self._take_from_person(tx, activity)

    def _take_in_group(self, tx: Session, activity: Activity) -> None:
        """One sentence, once, and nothing of what is said there."""
        if activity.kind is Kind.DEPARTURE:
            return
        found = self._find(tx, activity, activity.chat, greets=False)
        if found.is_new:
            self._say(tx, found.conversation_id, "utter_channel_group")

    def _take_from_person(self, tx: Session, activity: Activity) -> None:
        needs_consent = self._consent.is_needed(activity.tenant)
        found = self._find(tx, activity, activity.sender, greets=not needs_consent)
        conversation_id = found.conversation_id
        if activity.kind is Kind.ARRIVAL:
            if found.is_new and needs_consent:
                self._consent.give_notice(tx, conversation_id)
            return
        client_id = activity.client_id
        if messages.already_received(tx, conversation_id, client_id) is not None:
            return
        row = tx.get_one(AddressRow, conversation_id)
        if needs_consent and row.consented_at is None:
            self._consent.hear(tx, conversation_id, activity)
        else:
            self._hear(tx, conversation_id, activity)

    def _hear(self, tx: Session, conversation_id: str, activity: Activity) -> None:
        choice = self._consent.choice(tx, conversation_id, activity)
        if choice is not None:
            self._consent.take(tx, conversation_id, activity, choice)
        elif activity.button is None:
            self._inbox.put_text(tx, conversation_id, activity.client_id, activity.text)
        else:
            self._press(tx, conversation_id, activity.client_id, activity.button)

    def _press(
        self, tx: Session, conversation_id: str, client_id: str, token: str
    ) -> None:
        stored = self._inbox.put_button(tx, conversation_id, client_id, token)
        if stored is Refusal.BUTTON_EXPIRED:
            pressed = Inbound("", client_id, is_shown=False)
            now = self._debt.clock.now()
            messages.receive(tx, conversation_id, pressed, now, waiting=False)
            self._say(tx, conversation_id, "utter_channel_button_expired")

    def _part(self, tx: Session, activity: Activity) -> None:
        """They have removed us: nothing is sent, and consent is at an end."""
        query = select(AddressRow).where(
            AddressRow.channel == CHANNEL, AddressRow.sender == activity.sender
        )
        row = tx.scalar(query)
        if row is not None:
            row.unreachable_since = self._debt.clock.now()
            self._consent.withdraw(tx, row)

    def _find(
        self, tx: Session, activity: Activity, sender: str, *, greets: bool
    ) -> Found:
        return self._book.conversation_for(
            tx, CHANNEL, sender, activity.reference, self._locale, greets=greets
        )

    def _say(self, tx: Session, conversation_id: str, key: str) -> None:
        reply = Reply(wording().text(key))
        outbound = Outbound(SYSTEM, reply, at=self._debt.clock.now())
        messages.append(tx, conversation_id, outbound)
