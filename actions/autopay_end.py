"""Automatic payments stopped at once, or moved to another card."""

from __future__ import annotations

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.account import named_accounts
from actions.autopay import open_autopay_form
from actions.turn import DebtorAction, Events, Turn, leave_form, money, verified_or_none
from debt.identity import VerifiedDebtor


class StopAutopay(DebtorAction):
    """Takes every authorisation back, or that of the account that is named."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_stop_autopay"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Nobody is asked which one or why (Reg E 1005.10(c)); the plan goes on."""
        accounts = self.debt.accounts.of(tx, debtor)
        meant = named_accounts(accounts, turn.text) or accounts
        autopay, key = self.debt.autopay, turn.key
        stopped = [
            each
            for each in meant
            if autopay.revoke(tx, debtor, each.account_id, f"{key}:{each.account_id}")
        ]
        if not stopped:
            turn.say("utter_autopay_off")
            return leave_form(turn)
        turn.say("utter_autopay_stopped")
        for each in stopped:
            on_its_way = autopay.on_its_way(tx, debtor, each.account_id)
            if on_its_way is not None:
                amount = money(on_its_way, debtor)
                turn.say("utter_autopay_on_its_way", amount=amount)
        return leave_form(turn)


class ChangeCard(DebtorAction):
    """Another card for automatic payments; without any, how a card is chosen."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_change_card"

    def act(self, turn: Turn) -> Events:
        """How one pays is no secret, so nobody is asked who they are for that."""
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
        if debtor is None:
            turn.say("utter_payment_new_card")
            return []
        return super().act(turn)

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """A new card is a new consent; the old one ends when the new card is there."""
        autopay = self.debt.autopay
        for account in self.debt.accounts.of(tx, debtor):
            known = autopay.current(tx, debtor, account.account_id)
            if known is not None and known.is_active:
                opened = open_autopay_form(self, tx, debtor, account, turn)
                return [SlotSet("account_id", account.account_id), *opened]
        turn.say("utter_payment_new_card")
        return []
