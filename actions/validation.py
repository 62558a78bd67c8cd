"""Proof of a debt: what we hold, in a form to keep (Reg F 1006.34, 1006.38)."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.turn import Events, Turn, leave_form, verified_or_none
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.rights_request import RequestKind

_ORIGINAL = re.compile(r"\b(origin\w*|first|who (did|do|was)|which (bank|company))\b")


class RequestValidation(AccountAction):
    """Gives what we hold at once, and has a person send what else proves it.

    In the validation period nothing is collected on the account until then.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_request_validation"

    def act(self, turn: Turn) -> Events:
        """Before the check it is written down, and no account is spoken of."""
        with self.debt.database.begin() as tx:
            if verified_or_none(self.debt, tx, turn) is None:
                return self._note(tx, turn)
        return super().act(turn)

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The copy, the reference and the day are the same when it is asked again."""
        reference, is_paused = None, False
        if self.debt.validations.runs(tx, debtor, account.account_id):
            reference, is_paused = self._pause(tx, debtor, account, turn), True
        self.debt.handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
        request = self.debt.requests.open(
            tx,
            turn.conversation_id,
            debtor,
            _kind(turn),
            account.account_id,
            turn.text,
            turn.key,
            reference,
        )
        self.debt.validations.give(tx, debtor, account.account_id)
        turn.say(
            "utter_rights_validation_paused"
            if is_paused
            else "utter_rights_validation_given",
            account=account_name(account),
            creditor=account.creditor,
            reference=request.reference,
            due=day(request.due_on, debtor.locale),
            document_url=f"/documents/validation/{account.account_id}",
        )
        return leave_form(turn)

    def _pause(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> str:
        block = self.debt.rights.set_block(
            tx,
            debtor,
            BlockKind.VALIDATION,
            account.account_id,
            reason=turn.text,
            key=turn.key,
            conversation_id=turn.conversation_id,
        )
        return block.reference

    def _note(self, tx: Session, turn: Turn) -> Events:
        self.debt.handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
        request = self.debt.requests.open(
            tx, turn.conversation_id, None, _kind(turn), None, turn.text, turn.key
        )
        due = day(request.due_on, turn.locale)
        turn.say(
            "utter_rights_request_validation", reference=request.reference, due=due
        )
        return leave_form(turn)


def _kind(turn: Turn) -> RequestKind:
    """Whether they ask whom they owed at first (Reg F 1006.38(c)), or for proof."""
    asks_origin = _ORIGINAL.search(turn.text.casefold())
    return RequestKind.ORIGINAL_CREDITOR if asks_origin else RequestKind.VALIDATION
