"""Consent before anything else where an employer may be able to read along.

A chat in the tenant of an organisation belongs to that organisation, and a debt is no
employer's business (12 CFR 1006.6(b)(3), 1006.22(f)(3)). So the person is told first,
and offered a private way. Until they choose to go on, nothing that they type is kept
and nothing else is answered, but who asks for a person or tells of danger is heard.
"""

from __future__ import annotations

import hashlib

import structlog
from sqlalchemy.orm import Session

from actions.wording import wording
from bot.channels.invitations import plain_links
from bot.channels.teams.activities import Activity
from bot.inbox import Inbox, button_for
from bot.meaning import understood
from bot.nlu.safety.net import told
from bot.ownership import person_of
from bot.screen import screen
from bot.settings import Settings
from bot.store import messages
from bot.store.messages import SYSTEM, Button, Inbound, Link, Outbound, Reply
from bot.store.tables import AddressRow, ButtonRow, MessageRow
from debt.services import Debt

log = structlog.get_logger()

# The tenant in which everybody is who has Teams for themselves, and no employer is.
CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad"

_CONTINUE = "workplace_continue"
_DECLINE = "workplace_decline"
# What the two choices are also called.
_YES = {"yes", "yes please", "y", "ok", "okay", "continue", "go on", "i agree"}
_NO = {"no", "no thanks", "no thank you", "n", "rather not", "not here"}


class Consent:
    """Asks for it, hears the answer, and keeps which words were agreed to."""

    def __init__(self, settings: Settings, debt: Debt, inbox: Inbox) -> None:
        self._settings = settings
        self._debt = debt
        self._inbox = inbox

    @staticmethod
    def is_needed(tenant: str) -> bool:
        """Whether an employer may read along; where nobody says so, one may."""
        return tenant.lower() != CONSUMERS

    @staticmethod
    def is_awaited(address: AddressRow) -> bool:
        """Whether somebody has not agreed yet where they have to."""
        tenant, _, _ = address.sender.partition("/")
        return address.consented_at is None and Consent.is_needed(tenant)

    def give_notice(self, tx: Session, conversation_id: str) -> None:
        """Say who may read along, and ask whether to go on."""
        words = wording()
        choices = (
            Button(words.text("utter_workplace_continue"), understood(_CONTINUE)),
            Button(words.text("utter_workplace_decline"), understood(_DECLINE)),
        )
        text = words.text("utter_workplace_notice")
        self._say(tx, conversation_id, text, choices)

    def hear(self, tx: Session, conversation_id: str, activity: Activity) -> None:
        """Deal with a message that came before they agreed."""
        choice = self.choice(tx, conversation_id, activity)
        if choice is not None:
            self.take(tx, conversation_id, activity, choice)
        elif person_of(tx, self._debt, conversation_id) is not None:
            self._keep(tx, conversation_id, activity)
        else:
            self._hear_words(tx, conversation_id, activity)

    def choice(
        self, tx: Session, conversation_id: str, activity: Activity
    ) -> ButtonRow | None:
        """The choice of the notice that a message is, if it is one."""
        if activity.button is not None:
            button = tx.get(ButtonRow, activity.button)
            if button is None or button.conversation_id != conversation_id:
                return None
            return button if _intent(button) else None
        offered = messages.latest_buttons(tx, conversation_id)
        asked = [button for button in offered if _intent(button)]
        said = activity.text.casefold().strip(" .!")
        meant = _CONTINUE if said in _YES else _DECLINE if said in _NO else None
        named = (button for button in asked if _intent(button) == meant)
        return button_for(asked, activity.text) or next(named, None)

    def take(
        self,
        tx: Session,
        conversation_id: str,
        activity: Activity,
        choice: ButtonRow,
    ) -> None:
        """Do as they chose; who has agreed before may change their mind."""
        agrees = _intent(choice) == _CONTINUE
        notice = tx.get_one(MessageRow, (conversation_id, choice.seq))
        version = hashlib.sha256(notice.text.encode()).hexdigest()
        known = understood(_intent(choice), {"wording": version})
        inbound = Inbound(choice.label, activity.client_id, known)
        self._receive(tx, conversation_id, inbound)
        log.info("teams.consent", given=agrees, wording=version)
        row = tx.get_one(AddressRow, conversation_id)
        if not agrees:
            self.withdraw(tx, row)
            text = wording().text("utter_workplace_declined")
            self._say(tx, conversation_id, text)
        elif row.consented_at is None:
            row.consented_at = self._debt.clock.now()
            self._inbox.put_event(tx, conversation_id, "conversation_started", {})

    def withdraw(self, tx: Session, row: AddressRow) -> None:
        """From now on it is as if they had never agreed, nor shown who they are."""
        row.consented_at = None
        self._debt.identity.forget(tx, row.conversation_id)

    def _hear_words(
        self, tx: Session, conversation_id: str, activity: Activity
    ) -> None:
        tells = told(activity.text)
        if "report_crisis" in tells:
            # A life comes before what an employer may come to know.
            self._inbox.put_text(tx, conversation_id, activity.client_id, activity.text)
        elif "request_agent" in tells:
            self._keep(tx, conversation_id, activity)
            self._call_person(tx, conversation_id, activity.client_id)
        else:
            # That something came is kept, so that it counts once; what it was is not.
            nothing = Inbound("", activity.client_id, is_shown=False)
            self._receive(tx, conversation_id, nothing)
            self.give_notice(tx, conversation_id)

    def _call_person(self, tx: Session, conversation_id: str, key: str) -> None:
        ticket = self._debt.handoff.request(
            tx, conversation_id, "request_agent", f"{conversation_id}:{key}"
        )
        text = wording().text("utter_workplace_person", reference=ticket.reference)
        self._say(tx, conversation_id, text)

    def _keep(self, tx: Session, conversation_id: str, activity: Activity) -> None:
        """Keep what they wrote for a person to read."""
        text = screen(activity.text).text
        self._receive(tx, conversation_id, Inbound(text, activity.client_id))

    def _receive(self, tx: Session, conversation_id: str, inbound: Inbound) -> None:
        now = self._debt.clock.now()
        messages.receive(tx, conversation_id, inbound, now, waiting=False)

    def _say(
        self,
        tx: Session,
        conversation_id: str,
        text: str,
        buttons: tuple[Button, ...] = (),
    ) -> None:
        reply = Reply(text, buttons, self._private_ways())
        outbound = Outbound(SYSTEM, reply, at=self._debt.clock.now())
        messages.append(tx, conversation_id, outbound)

    def _private_ways(self) -> tuple[Link, ...]:
        words = wording()
        chat = f"{self._settings.debt.public_url}/chat/frame"
        links = [Link(words.text("utter_workplace_private_chat"), chat)]
        telegram = plain_links(self._settings).get("telegram")
        if telegram is not None:
            links.append(Link(words.text("utter_workplace_telegram"), telegram))
        return tuple(links)


def _intent(button: ButtonRow) -> str:
    """What a button of the notice means; nothing for any other."""
    intent = str(button.meaning["intent"]["name"])
    return intent if intent in {_CONTINUE, _DECLINE} else ""
