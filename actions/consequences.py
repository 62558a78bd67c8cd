"""What happens if nothing is paid, and what it means for a credit file.

Each answer is a text that counsel has approved, for the law of the place and the phase
of the account in question; nothing is put together here.
"""

from __future__ import annotations

from abc import abstractmethod

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.turn import Events, Turn, verified_or_none
from debt.account import AccountSummary, Phase
from debt.identity import VerifiedDebtor


class _Approved(AccountAction):
    """A question that also has an answer for who is not checked."""

    @property
    @abstractmethod
    def unknown(self) -> str:
        """The response with what holds for everybody."""

    def act(self, turn: Turn) -> Events:
        """Nobody has to prove who they are to hear what holds for everybody."""
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
        if debtor is None:
            turn.say(self.unknown)
            return []
        return super().act(turn)

    def texts(self, debtor: VerifiedDebtor) -> str:
        """Which family of texts is for where the person lives."""
        return self.debt.operator.words_of(debtor).texts.value


class TellConsequences(_Approved):
    """What can happen, as far as it is true of this account today."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_tell_consequences"

    @property
    def unknown(self) -> str:
        """The response with what holds for everybody."""
        return "utter_consequences_unknown"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Nothing on a debt that is paused, and no word of courts on one that is too
        old for them (Reg F 1006.26(b)).
        """
        block = self.debt.rights.standing(
            tx, debtor, turn.conversation_id, account.account_id
        )
        is_old = self.debt.old_debts.is_time_barred(tx, debtor, account.account_id)
        case = "paused" if block else "time_barred" if is_old else None
        turn.say(
            f"utter_consequences_{case or self._by_phase(debtor, account)}",
            account=account_name(account),
            reference=block.reference if block else "",
        )
        return []

    def _by_phase(self, debtor: VerifiedDebtor, account: AccountSummary) -> str:
        """What cannot happen in a phase is not said in it: that would be a threat
        (Reg F 1006.18(c)).
        """
        if account.phase is Phase.SOFT and not account.past_due.minor:
            return "not_behind"
        return f"{account.phase.value}_{self.texts(debtor)}"


class TellCreditImpact(_Approved):
    """What is known of credit files, which is little: no score is ever promised."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_tell_credit_impact"

    @property
    def unknown(self) -> str:
        """The response with what holds for everybody."""
        return "utter_consequences_credit_unknown"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A file tells of an account that was charged off in another way."""
        state = "closed" if account.phase is Phase.RECOVERY else "open"
        which = f"{state}_{self.texts(debtor)}"
        turn.say(
            f"utter_consequences_credit_{which}",
            account=account_name(account),
        )
        return []
