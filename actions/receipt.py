"""Receipts: of a payment that has just come in, and of any other that is asked for."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.feedback import feedback_after
from actions.figures import amount_named, date_of
from actions.formats import day
from actions.turn import DebtorAction, Events, Turn, money
from debt.account import AccountSummary
from debt.errors import UnknownAccount
from debt.feedback import Topic
from debt.identity import Level, VerifiedDebtor
from debt.payment import Purpose
from debt.payment_history import matching

_PLAN = re.compile(r"\b(plan|agreement|schedule)\b", re.IGNORECASE)


class ShowReceipt(DebtorAction):
    """Tells of a payment that came in, with its receipt and the new balance."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_receipt"

    def act(self, turn: Turn) -> Events:
        """Nobody is asked who they are for good news: without it, no figures."""
        with self.debt.database.read() as tx:
            level = self.debt.identity.level(tx, turn.conversation_id)
        if level is not Level.VERIFIED:
            turn.say("utter_payment_received_unverified")
            return []
        return super().act(turn)

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """From the ledger, by the reference that our own event carries."""
        reference = turn.entity("payment_reference") or ""
        try:
            receipt = self.debt.payments.receipt(tx, debtor, reference)
        except UnknownAccount:
            # Somebody else has been checked in this chat since it was paid.
            turn.say("utter_payment_received_unverified")
            return []
        account = self.debt.accounts.one(tx, debtor, receipt.account_id)
        purpose = receipt.purpose.value
        if receipt.purpose is Purpose.SETTLEMENT and receipt.balance.minor:
            # What the offer said of the rest: it is still owed (FCA CONC 7.4.2).
            purpose = "settlement_rest"
        turn.say(
            f"utter_payment_received_{purpose}",
            amount=money(receipt.amount, debtor),
            balance=money(receipt.balance, debtor),
            account=account_name(account),
            reference=receipt.reference,
            method=receipt.method,
            receipt_url=f"/documents/receipt/{receipt.reference}",
        )
        return feedback_after(self.debt, tx, debtor, Topic.PAYMENT, turn)


class SendReceipt(AccountAction):
    """Gives the link to a receipt: of the payment that is named, or of the last."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_send_receipt"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What was paid elsewhere has no receipt here; a copy of a plan is its own."""
        if _PLAN.search(turn.text):
            return [FollowupAction("action_show_plan")]
        lines = self.debt.accounts.history(tx, debtor, account.account_id, limit=None)
        named = matching(lines, amount_named(turn, account), date_of(turn))
        line = next((each for each in named if each.reference), None)
        if line is None:
            turn.say("utter_payment_no_receipt", account=account_name(account))
            return []
        turn.say(
            "utter_payment_receipt",
            amount=money(line.amount, debtor),
            date=day(line.on, debtor.locale),
            account=account_name(account),
            receipt_url=f"/documents/receipt/{line.reference}",
        )
        return []
