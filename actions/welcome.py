"""After the check: what was wanted goes on; else the most useful thing comes first."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.promise import tell_promise
from actions.tasks import OPENED, UNFINISHED
from actions.turn import DebtorAction, Events, Turn, forget, verified_or_none
from debt.account import AccountStatus, AccountSummary
from debt.identity import VerifiedDebtor


class WelcomeVerified(DebtorAction):
    """Goes on with what the person wanted before they were asked who they are."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_welcome_verified"

    def act(self, turn: Turn) -> Events:
        """Thanks come first; the disclosure stands before what follows."""
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
        if debtor is not None:
            turn.say("utter_identity_verified", first_name=debtor.name.split()[0])
        return super().act(turn)

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Nothing is pushed: who came for something gets that and nothing else."""
        wanted = turn.slot("wanted_action")
        if wanted and wanted != self.name():
            return [*forget("wanted_action"), FollowupAction(wanted)]
        return [*forget("wanted_action"), *self._most_useful(tx, debtor, turn)]

    def _most_useful(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """A pause, then what was missed, then what was not finished, then what runs."""
        block = self.debt.rights.standing(tx, debtor, turn.conversation_id, None)
        if block is not None:
            turn.say(
                f"utter_rights_paused_{block.kind.value}", reference=block.reference
            )
            return []
        accounts = self.debt.accounts.of(tx, debtor)
        with_plan = [a for a in accounts if a.status is AccountStatus.PLAN]
        behind = [a for a in with_plan if self._has_missed(tx, debtor, a)]
        if behind:
            return _shows_plan(behind[0])
        unfinished = turn.unfinished
        if unfinished and turn.slot(UNFINISHED) is None:
            turn.say("utter_talk_unfinished")
            return [SlotSet(UNFINISHED, unfinished)]
        if with_plan:
            return _shows_plan(with_plan[0])
        for account in accounts:
            if tell_promise(self.debt, tx, debtor, account, turn):
                return [SlotSet("account_id", account.account_id)]
        return [FollowupAction("action_show_accounts")]

    def _has_missed(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary
    ) -> bool:
        status = self.debt.plans.current(tx, debtor, account.account_id)
        return status is not None and status.missed > 0


class ResumeTask(DebtorAction):
    """Takes up what was not finished in another session."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_resume_task"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """The task is opened anew with its figures, so that all of it is checked."""
        task: dict[str, Any] | None = turn.slot(UNFINISHED)
        if task is None:
            return [FollowupAction("action_show_accounts")]
        return [
            *forget(UNFINISHED),
            SlotSet("account_id", task["account_id"]),
            SlotSet("wanted_figures", task["figures"]),
            FollowupAction(OPENED[task["form"]]),
        ]


def _shows_plan(account: AccountSummary) -> Events:
    chosen = SlotSet("account_id", account.account_id)
    return [chosen, FollowupAction("action_show_plan")]
