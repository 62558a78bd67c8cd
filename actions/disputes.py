"""Disputes: recorded first, asked about afterwards, never argued with (Reg F 1006.38).

A message in the chat counts as written. Nobody has to give a reason (CONC 7.14.1).
"""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.account import account_name, ask_account, meant_account, named_accounts
from actions.formats import day
from actions.rights import ClaimRight, ask_about
from actions.turn import Events, Turn, leave_form, verified_or_none
from debt.account import AccountStatus, AccountSummary
from debt.identity import VerifiedDebtor

_RIGHT = "dispute_debt"


class DisputeDebt(ClaimRight):
    """Records which debt is disputed; who is not checked yet disputes all of them."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_dispute_debt"

    def act(self, turn: Turn) -> Events:
        """A dispute already open is told again with its reference."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            if debtor is not None:
                return self._dispute(tx, debtor, turn)
            request, _ = self.record(tx, None, _RIGHT, None, turn)
        turn.say(
            "utter_rights_known"
            if request.is_repeated
            else "utter_rights_dispute_debt",
            reference=request.reference,
            due=day(request.due_on, turn.locale),
        )
        return ask_about(turn, _RIGHT, request)

    def _dispute(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Until we hear which account is meant, all of them are left alone."""
        accounts = self.debt.accounts.of(tx, debtor)
        account = _disputed(accounts, turn)
        general = turn.slot("claim_reference")
        if account is not None and general and turn.intent == "choose_account":
            self.debt.rights.narrow(tx, debtor, general, account.account_id)
        request, _ = self.record(
            tx, debtor, _RIGHT, account.account_id if account else None, turn
        )
        told = {
            "reference": request.reference,
            "due": day(request.due_on, debtor.locale),
        }
        if account is None:
            turn.say("utter_rights_dispute_debt", **told)
            kept = SlotSet("claim_reference", request.reference)
            return [*ask_account(accounts, turn), kept]
        told["account"] = account_name(account)
        if request.is_repeated and turn.intent != "choose_account":
            self.debt.requests.add(tx, request.reference, turn.text, turn.key)
            turn.say("utter_rights_dispute_known", **told)
            return leave_form(turn)
        turn.say("utter_rights_dispute_recorded", **told)
        return ask_about(turn, _RIGHT, request)


def _disputed(
    accounts: tuple[AccountSummary, ...], turn: Turn
) -> AccountSummary | None:
    """The account meant: unless another is named, the one in dispute already."""
    in_dispute = [a for a in accounts if a.status is AccountStatus.DISPUTE]
    if len(in_dispute) == 1 and not named_accounts(accounts, turn.text):
        return in_dispute[0]
    return meant_account(accounts, turn)
