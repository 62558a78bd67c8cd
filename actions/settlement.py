"""Closing a debt for less, where an offer stands."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.checkout import open_checkout
from actions.formats import day
from actions.forms import ParleyForm, Slots, yes_or_no
from actions.turn import Events, ParleyAction, Turn, forget, money
from debt.account import AccountSummary
from debt.disclosure import DisclosureKind
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import Purpose

AGREED = "settlement_agreed"


class BeginSettlement(AccountAction):
    """Opens the settlement form where an offer stands; else a person looks at it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_settlement"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A sum the assistant may not agree to is passed on, never refused."""
        offer = self.debt.settlements.standing(tx, debtor, account.account_id)
        if offer is not None:
            return [*forget(AGREED), FollowupAction("settlement_form")]
        ticket = self.debt.handoff.request(
            tx, turn.conversation_id, "request_settlement", turn.key
        )
        turn.say("utter_settlement_referred", reference=ticket.reference)
        return []


class ValidateSettlementForm(ParleyForm):
    """An explicit yes to the offer that was read back."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_settlement_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for."""
        return (AGREED,)

    def extract_settlement_agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the offer that was read back is consent."""
        return yes_or_no(self.turn(dispatcher, tracker), AGREED)

    def validate_settlement_agreed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too."""
        return {AGREED: value}


class AskSettlementAgreed(AccountAction):
    """States the offer: what is paid, by when, what is saved, what remains."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_settlement_form_settlement_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The whole truth of it (FCA CONC 7.4.2), kept as a disclosure."""
        offer = self.debt.settlements.standing(tx, debtor, account.account_id)
        if offer is None:
            return forget(AGREED)
        response = "utter_settlement_offer"
        self.debt.disclosures.record(
            tx, turn.conversation_id, debtor.id, DisclosureKind.SETTLEMENT, response
        )
        turn.say(
            response,
            account=account_name(account),
            balance=money(account.balance, debtor),
            amount=money(offer.amount, debtor),
            percent=str(offer.percent_off),
            saves=money(offer.saves, debtor),
            date=day(offer.expires_on, debtor.locale),
        )
        return []


class PaySettlement(ParleyAction):
    """Opens the card page for the settlement that was agreed to."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_pay_settlement"

    def act(self, turn: Turn) -> Events:
        """The amount is the standing offer's own, never one from the chat."""
        if not turn.slot(AGREED):
            turn.say("utter_settlement_declined")
            return forget(AGREED)
        opened = open_checkout(self, turn, Purpose.SETTLEMENT, self._amount)
        return [*forget(AGREED), *opened]

    def _amount(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary
    ) -> Money | None:
        offer = self.debt.settlements.standing(tx, debtor, account.account_id)
        return None if offer is None else offer.amount
