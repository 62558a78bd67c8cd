"""A pause: what it means, a clear yes, a reference, and once some more of it."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.reading_form import YesForm
from actions.turn import Events, Turn, forget, leave_form
from debt.account import AccountSummary
from debt.errors import HoldNotAllowed, HoldRefusal
from debt.identity import VerifiedDebtor

AGREED = "hold_agreed"
PROGRESS = "hold_extension_progress"


class BeginHold(AccountAction):
    """Opens the form for a pause where one can be had."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_hold"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A pause that runs is shown; what only a person may give goes to one."""
        try:
            self.debt.holds.offer(tx, debtor, account.account_id)
        except HoldNotAllowed as refusal:
            if refusal.reason is HoldRefusal.ON_HOLD:
                return [FollowupAction("action_show_hold")]
            return self._refuse(tx, refusal, account, turn)
        return [*forget(AGREED), FollowupAction("hold_form")]

    def _refuse(
        self, tx: Session, refusal: HoldNotAllowed, account: AccountSummary, turn: Turn
    ) -> Events:
        if refusal.referable:
            return [FollowupAction("action_refer_hold")]
        turn.say("utter_hold_nothing_owed", account=account_name(account))
        return leave_form(turn)


class AskHoldAgreed(AccountAction):
    """Says what a pause means, and what it does not stop."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_hold_form_hold_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Until which day, on which account."""
        try:
            offer = self.debt.holds.offer(tx, debtor, account.account_id)
        except HoldNotAllowed:
            # The account has moved on since the form was opened.
            return [*leave_form(turn), FollowupAction("action_begin_hold")]
        turn.say(
            "utter_hold_terms",
            account=account_name(account),
            date=day(offer.review_on, debtor.locale),
            days=str(offer.days),
        )
        return []


class ValidateHoldForm(YesForm):
    """An explicit yes to the pause that was described."""

    asks_for = AGREED

    def name(self) -> str:
        """The form's validator."""
        return "validate_hold_form"


class AgreeHold(AccountAction):
    """Sets the pause."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_agree_hold"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A no changes nothing, and is no dead end."""
        if not turn.slot(AGREED):
            turn.say("utter_hold_declined")
            return forget(AGREED)
        try:
            hold = self.debt.holds.accept(tx, debtor, account.account_id, turn.key)
        except HoldNotAllowed:
            return [*forget(AGREED), FollowupAction("action_begin_hold")]
        turn.say(
            "utter_hold_agreed",
            account=account_name(account),
            date=day(hold.review_on, debtor.locale),
            reference=hold.block_reference,
        )
        return forget(AGREED)


class ShowHold(AccountAction):
    """The pause that runs."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_hold"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """One set at the desk has no day of its own: a person knows."""
        hold = self.debt.holds.current(tx, debtor, account.account_id)
        if hold is None:
            return [FollowupAction("action_refer_hold")]
        turn.say(
            "utter_hold_running",
            account=account_name(account),
            date=day(hold.review_on, debtor.locale),
            reference=hold.block_reference,
        )
        return leave_form(turn)


class BeginExtension(AccountAction):
    """Asks what has moved, where the assistant may make a pause longer."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_extension"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """More than the policy allows, a person may still give."""
        try:
            self.debt.holds.extended_until(tx, debtor, account.account_id)
        except HoldNotAllowed as refusal:
            is_over = refusal.reason is HoldRefusal.NOT_ON_HOLD
            return [
                FollowupAction("action_begin_hold" if is_over else "action_refer_hold")
            ]
        return [*forget(PROGRESS), FollowupAction("hold_extension_form")]


class AskExtensionProgress(AccountAction):
    """Says until when, and asks whether something has moved."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_hold_extension_form_hold_extension_progress"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Progress is enough; nobody has to prove it (FCA CONC 7.3.12G)."""
        try:
            until = self.debt.holds.extended_until(tx, debtor, account.account_id)
        except HoldNotAllowed:
            return [*leave_form(turn), FollowupAction("action_begin_extension")]
        turn.say(
            "utter_hold_ask_progress",
            account=account_name(account),
            date=day(until, debtor.locale),
        )
        return []


class ValidateHoldExtensionForm(YesForm):
    """Whether something has moved."""

    asks_for = PROGRESS

    def name(self) -> str:
        """The form's validator."""
        return "validate_hold_extension_form"


class ExtendHold(AccountAction):
    """Makes the pause longer; without progress a person decides."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_extend_hold"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The same block goes on, with a later end."""
        if not turn.slot(PROGRESS):
            return [*forget(PROGRESS), FollowupAction("action_refer_hold")]
        try:
            hold = self.debt.holds.extend(tx, debtor, account.account_id, turn.key)
        except HoldNotAllowed:
            return [*forget(PROGRESS), FollowupAction("action_refer_hold")]
        turn.say(
            "utter_hold_extended",
            account=account_name(account),
            date=day(hold.review_on, debtor.locale),
            reference=hold.block_reference,
        )
        return forget(PROGRESS)


class ReferHold(AccountAction):
    """Passes the wish for a pause on to a person."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_refer_hold"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """With a reference; nothing is promised."""
        ticket = self.debt.handoff.request(
            tx, turn.conversation_id, "request_hold", turn.key
        )
        turn.say(
            "utter_hold_referred",
            account=account_name(account),
            reference=ticket.reference,
        )
        return leave_form(turn)
