"""Automatic payments: a consent of their own, taken back at any moment."""

from __future__ import annotations

import structlog
from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.autopay_words import consent_to
from actions.formats import day
from actions.forms import begin_form
from actions.plan_words import schedule_rows
from actions.reading_form import YesForm
from actions.turn import Events, ParleyAction, Turn, forget, leave_form, money
from debt.account import AccountSummary
from debt.autopay import Consent
from debt.errors import (
    Blocked,
    DebtError,
    OfferExpired,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotAllowed,
)
from debt.identity import Level, VerifiedDebtor

log = structlog.get_logger()

AGREED = "autopay_agreed"
SHOWN = "autopay_shown"
"""The hash of the wording that was shown: only a yes to exactly that counts."""


class BeginAutopay(AccountAction):
    """Opens the form for the consent, where there is a plan to pay."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_autopay"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What is switched on already is shown instead."""
        if self.debt.autopay.covers(tx, debtor, account.account_id):
            return [FollowupAction("action_show_autopay")]
        return open_autopay_form(self, tx, debtor, account, turn)


def open_autopay_form(
    action: ParleyAction,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    turn: Turn,
) -> Events:
    """Ask for the consent, or say that there is nothing to pay automatically."""
    try:
        action.debt.autopay.propose(tx, debtor, account.account_id)
    except PlanNotAllowed:
        turn.say("utter_autopay_no_plan", account=account_name(account))
        return leave_form(turn)
    return begin_form(turn, "autopay_form")


class ValidateAutopayForm(YesForm):
    """An explicit yes to the wording that was shown."""

    asks_for = AGREED

    def name(self) -> str:
        """The form's validator."""
        return "validate_autopay_form"


class AskAutopayAgreed(AccountAction):
    """Shows what would be authorised, word for word, and asks."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_autopay_form_autopay_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Amounts, dates, how to take it back: all of it before the yes."""
        try:
            terms = self.debt.autopay.propose(tx, debtor, account.account_id)
        except PlanNotAllowed:
            turn.say("utter_autopay_no_plan", account=account_name(account))
            return leave_form(turn)
        consent = consent_to(terms, account_name(account), debtor)
        turn.say(
            "utter_autopay_consent",
            agreement=consent.wording.splitlines()[0],
            rows=schedule_rows(terms.schedule, debtor),
        )
        return [SlotSet(SHOWN, consent.text_hash)]


class StartAutopay(ParleyAction):
    """Keeps the yes and opens the page where a card is saved."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_start_autopay"

    def act(self, turn: Turn) -> Events:
        """The link is the answer; a card is believed only from its signed event."""
        ended = forget(AGREED, SHOWN)
        if not turn.slot(AGREED):
            turn.say("utter_autopay_declined")
            return ended
        try:
            debtor, consent = self._consent(turn)
            # The provider is asked with no transaction open.
            page = self.debt.autopay.begin(debtor, consent, turn.key)
        except Blocked as block:
            response = f"utter_rights_paused_{block.kind.value}"
            turn.say(response, reference=block.reference)
            return ended
        except (PaymentUnavailable, PaymentRefused) as why:
            log.error("autopay.not_opened", why=str(why))
            turn.say("utter_autopay_unavailable")
            return ended
        except DebtError:
            # The plan or the session has moved on since it was shown.
            return [*ended, FollowupAction("action_begin_autopay")]
        turn.say("utter_autopay_link", url=page.url)
        return ended

    def _consent(self, turn: Turn) -> tuple[VerifiedDebtor, Consent]:
        with self.debt.database.begin() as tx:
            debtor = self.debt.identity.debtor(tx, turn.conversation_id)
            account = self.debt.accounts.one(tx, debtor, turn.slot("account_id"))
            terms = self.debt.autopay.propose(tx, debtor, account.account_id)
        consent = consent_to(terms, account_name(account), debtor)
        if consent.text_hash != turn.slot(SHOWN):
            raise OfferExpired(terms.plan_id)
        return debtor, consent


class ShowAutopay(AccountAction):
    """What is paid automatically, from which card, with the copy to keep."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_autopay"

    def act(self, turn: Turn) -> Events:
        """Nobody is asked who they are for news: without it, no figures."""
        with self.debt.database.read() as tx:
            level = self.debt.identity.level(tx, turn.conversation_id)
        if level is not Level.VERIFIED:
            turn.say("utter_autopay_ready_unverified")
            return []
        return super().act(turn)

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The next payment and how to stop it."""
        kept = self.debt.autopay.current(tx, debtor, account.account_id)
        status = self.debt.plans.current(tx, debtor, account.account_id)
        due = status.next_due if status else None
        if kept is None or not kept.is_active or due is None:
            turn.say("utter_autopay_off")
            return []
        turn.say(
            "utter_autopay_on",
            card=kept.method or "",
            amount=money(due.amount, debtor),
            date=day(due.due, debtor.locale),
            document_url=f"/documents/autopay/{kept.reference}",
        )
        return []
