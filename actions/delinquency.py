"""What helps in the situation a person describes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.turn import Events, ParleyAction, Turn, leave_form, money, verified_or_none
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind


class OfferCatchUp(AccountAction):
    """For who forgot: no blame, and the amount that puts it right."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_offer_catch_up"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """One amount, one button."""
        explained = self.debt.delinquency.explain(tx, debtor, account.account_id)
        is_behind = explained.cure.minor > 0
        turn.say(
            "utter_delinquency_catch_up" if is_behind else "utter_balance_up_to_date",
            account=account_name(account),
            cure=money(explained.cure, debtor),
            full=money(explained.full, debtor),
        )
        return []


class RespondToCrisis(ParleyAction):
    """A life matters more than any bill: help, a person, and no collecting."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_respond_to_crisis"

    def act(self, turn: Turn) -> Events:
        """Works before identity too: the pause then waits for the check."""
        with self.debt.database.begin() as tx:
            self.debt.handoff.request(tx, turn.conversation_id, "crisis", turn.key)
            self.debt.rights.set_block(
                tx,
                verified_or_none(self.debt, tx, turn),
                BlockKind.CRISIS,
                None,
                reason="",
                key=turn.key,
                conversation_id=turn.conversation_id,
            )
        turn.say("utter_delinquency_crisis")
        return leave_form(turn)
