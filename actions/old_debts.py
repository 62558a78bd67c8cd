"""Debts too old for a court: what that means is told before anything is paid."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.reading_form import YesForm
from actions.turn import Events, Turn, forget, leave_form, verified_or_none
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.rights_request import RequestKind

CONFIRMED = "old_debt_confirmed"


class AskOldDebt(AccountAction):
    """Answers from the dates on file, and has a person check them."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_old_debt"

    def act(self, turn: Turn) -> Events:
        """Before the check only what holds for any debt is said."""
        with self.debt.database.begin() as tx:
            if verified_or_none(self.debt, tx, turn) is None:
                told = self._note(tx, None, None, turn)
                turn.say("utter_old_debt_unchecked", **told)
                return leave_form(turn)
        return super().act(turn)

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Nothing is asked for in the same breath."""
        told = self._note(tx, debtor, account.account_id, turn)
        age = "not_reached"
        if self.debt.old_debts.is_time_barred(tx, debtor, account.account_id):
            age = self.debt.operator.words_of(debtor).time_barred.value
        turn.say(f"utter_old_debt_{age}", account=account_name(account))
        turn.say("utter_old_debt_checked", **told)
        return leave_form(turn)

    def _note(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        account_id: str | None,
        turn: Turn,
    ) -> dict[str, str]:
        self.debt.handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
        request = self.debt.requests.open(
            tx,
            turn.conversation_id,
            debtor,
            RequestKind.OLD_DEBT,
            account_id,
            turn.text,
            turn.key,
        )
        due = day(request.due_on, turn.locale)
        return {"reference": request.reference, "due": due}


class ValidateOldDebtForm(YesForm):
    """A clear yes to going on."""

    asks_for = CONFIRMED

    def name(self) -> str:
        """The form's validator."""
        return "validate_old_debt_form"


class AskOldDebtConfirmed(AccountAction):
    """Tells what paying an old debt means where the person lives, and asks."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_old_debt_form_old_debt_confirmed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The question stands apart, after the whole notice."""
        turn.say(_notice(self, debtor), account=account_name(account))
        turn.say("utter_old_debt_go_on")
        return []


class ConfirmOldDebt(AccountAction):
    """Goes on with what was wanted, or leaves it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_confirm_old_debt"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The yes is kept with the wording that it was given to."""
        wanted = turn.slot("wanted_action")
        done = forget(CONFIRMED, "wanted_action")
        if not (turn.slot(CONFIRMED) and wanted):
            turn.say("utter_old_debt_left")
            return done
        version = wording().version(_notice(self, debtor))
        self.debt.old_debts.confirm(tx, debtor, account.account_id, version, turn.key)
        return [*done, FollowupAction(wanted)]


def _notice(action: AccountAction, debtor: VerifiedDebtor) -> str:
    """The wording for where the person lives."""
    text = action.debt.operator.words_of(debtor).time_barred
    return f"utter_old_debt_{text.value}"
