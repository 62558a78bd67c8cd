"""For who says that it has been paid: look first, then note it and pause."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.figures import amount_named, amount_of, date_of
from actions.formats import day
from actions.history import rows_of
from actions.paid_claim_form import (
    AMOUNT,
    DATE,
    FOUND,
    METHOD,
    SKIPPED,
    note_claim,
)
from actions.turn import DebtorAction, Events, Turn, forget, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.payment_history import PaymentLine, matching, recent


class BeginPaidClaim(AccountAction):
    """Tells what has come in; only what is not there becomes a claim."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_paid_claim"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A claim that is open already is told again with its day."""
        known = self.debt.paid_claims.current(tx, debtor, account.account_id)
        if known is not None:
            turn.say(
                "utter_paid_claim_known",
                account=account_name(account),
                reference=known.reference,
                date=day(known.due_on, debtor.locale),
            )
            return []
        begun = [
            *forget(FOUND, AMOUNT, DATE, METHOD),
            FollowupAction("paid_claim_form"),
        ]
        found = self._found(tx, debtor, account, turn)
        if found:
            turn.say(
                "utter_paid_claim_found",
                account=account_name(account),
                rows=rows_of(found[:1], debtor),
            )
            return begun
        note_claim(self.debt, tx, debtor, account, turn)
        return [*begun[:-1], SlotSet(FOUND, False), begun[-1]]

    def _found(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> tuple[PaymentLine, ...]:
        """What the person may mean: by its figures, or else a recent one."""
        lines = self.debt.accounts.history(tx, debtor, account.account_id, limit=None)
        amount, on = amount_named(turn, account), date_of(turn)
        if amount is None and on is None:
            return recent(lines, self.debt.clock.today(debtor.zone))
        return matching(lines, amount, on)


class FinishPaidClaim(DebtorAction):
    """Adds the details to the claim, and says by when it is answered."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_finish_paid_claim"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """What was skipped is left open; the claim stands without it."""
        ended = forget(FOUND, AMOUNT, DATE, METHOD)
        account = self.debt.accounts.one(tx, debtor, turn.slot("account_id"))
        if turn.slot(FOUND):
            turn.say(
                "utter_paid_claim_was_found",
                account=account_name(account),
                balance=money(account.balance, debtor),
            )
            return ended
        details = _details(account, debtor, turn)
        claim = self.debt.paid_claims.describe(
            tx, debtor, account.account_id, details, turn.key
        )
        if claim is not None:
            turn.say(
                "utter_paid_claim_noted",
                reference=claim.reference,
                date=day(claim.due_on, debtor.locale),
                rows=details,
            )
        return ended


def _details(account: AccountSummary, debtor: VerifiedDebtor, turn: Turn) -> str:
    unknown = wording().text("utter_paid_claim_unknown")
    amount = amount_of(turn.slot(AMOUNT) or "", account.balance.currency)
    on, method = turn.slot(DATE), turn.slot(METHOD)
    is_dated = on not in (None, SKIPPED)
    return wording().text(
        "utter_paid_claim_details",
        amount=money(amount, debtor) if amount else unknown,
        date=day(date.fromisoformat(on), debtor.locale) if is_dated else unknown,
        method=unknown if method in (None, SKIPPED) else method,
    )
