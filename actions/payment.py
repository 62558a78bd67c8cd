"""Paying now: an amount, and an explicit yes to what is read back."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name, meant_account
from actions.figures import amount_of, amount_text, date_of
from actions.formats import day
from actions.forms import ParleyForm, Slots, begin_form, may_answer, yes_or_no
from actions.turn import Events, Turn, forget, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    NotVerified,
    OldDebt,
)
from debt.identity import VerifiedDebtor
from debt.money import Money

AMOUNT = "payment_amount"
CONFIRMED = "payment_confirmed"


class BeginPayment(AccountAction):
    """Opens the payment form where something can be paid."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_payment"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A block stops it here, before any amount is asked for."""
        if not account.balance.minor:
            turn.say("utter_payment_nothing_owed", account=account_name(account))
            return []
        self.debt.payments.check_open(tx, debtor, account.account_id)
        later = date_of(turn)
        if later is not None and later > self.debt.clock.today(debtor.zone):
            # "I'll pay 40 on Friday" is no wish to pay now.
            return [FollowupAction("action_begin_promise")]
        return begin_form(turn, "payment_form")


class ValidatePaymentForm(ParleyForm):
    """An amount within the balance, then an explicit yes to it."""

    opened_by = ("make_payment",)
    is_of_account = True

    def name(self) -> str:
        """The form's validator."""
        return "validate_payment_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (AMOUNT, CONFIRMED)

    def extract_payment_amount(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The amount; a new one in place of the yes corrects it."""
        turn = self.turn(dispatcher, tracker)
        text = amount_text(turn)
        if text is None or not may_answer(turn):
            return {}
        return {AMOUNT: text, CONFIRMED: None}

    def validate_payment_amount(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """At least the least that can be taken, at most what is owed."""
        if not value:
            return {AMOUNT: None}
        turn = self.turn(dispatcher, tracker)
        try:
            with self.debt.database.begin() as tx:
                amount = self._amount(tx, value, turn)
        except (NotVerified, Blocked, OldDebt):
            return {AMOUNT: None}  # what asks for it next says so
        return {AMOUNT: amount and amount.plain}

    def extract_payment_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the amount that was read back is consent."""
        return yes_or_no(self.turn(dispatcher, tracker), CONFIRMED)

    def validate_payment_confirmed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too: the form ends and nothing is paid."""
        return {CONFIRMED: value}

    def _amount(self, tx: Session, value: str, turn: Turn) -> Money | None:
        debtor = self.debt.identity.debtor(tx, turn.conversation_id)
        account = meant_account(self.debt.accounts.of(tx, debtor), turn)
        if account is None:
            return None
        found = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        amount = found.named(value) or amount_of(value, account.balance.currency)
        if amount is None:
            turn.say("utter_invalid_payment_amount")
            return None
        try:
            self.debt.payments.check(tx, debtor, account.account_id, amount)
        except AmountTooLarge as exc:
            turn.say("utter_payment_too_much", limit=money(exc.limit, debtor))
            return None
        except AmountTooSmall as exc:
            turn.say("utter_payment_too_little", limit=money(exc.limit, debtor))
            return None
        return amount


class AskPaymentAmount(AccountAction):
    """Asks how much, with the amounts that change something."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_payment_form_payment_amount"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """No button for an amount that is the same as another one."""
        self.debt.payments.check_open(tx, debtor, account.account_id)
        found = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        buttons = [
            {
                "title": money(amount, debtor),
                "payload": f'/make_payment{{"amount": "{amount.plain}"}}',
            }
            for amount in dict.fromkeys((found.least, found.cure, found.full))
            if amount.minor
        ]
        turn.ask(
            "utter_payment_ask_amount",
            buttons,
            account=account_name(account),
            full=money(found.full, debtor),
        )
        return []


class AskPaymentConfirmed(AccountAction):
    """Reads the payment back before anything is opened."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_payment_form_payment_confirmed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What has to be told before paying stands on the card (Visa, MCC 7322)."""
        amount = amount_of(turn.slot(AMOUNT), account.balance.currency)
        amount = amount or account.balance
        try:
            notice = self.debt.payments.check(tx, debtor, account.account_id, amount)
        except (AmountTooLarge, AmountTooSmall) as exc:
            # Another account was chosen, or the balance has moved on, since.
            too = "much" if isinstance(exc, AmountTooLarge) else "little"
            turn.say(f"utter_payment_too_{too}", limit=money(exc.limit, debtor))
            return [*forget(AMOUNT), FollowupAction("payment_form")]
        cards = "any" if notice.credit_cards else "debit"
        turn.say(
            "utter_payment_read_back",
            account=account_name(account),
            amount=money(amount, debtor),
            creditor=notice.creditor,
            reference=notice.reference,
            description=notice.description,
            opened=day(notice.opened_on, debtor.locale),
            information=notice.information or notice.creditor,
            cards=wording().text(f"utter_payment_cards_{cards}"),
        )
        return []
