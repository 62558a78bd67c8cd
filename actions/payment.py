"""Paying now: an amount, an explicit yes, and the card provider's own page."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name, meant_account
from actions.figures import amount_of, amount_text, is_bare_answer
from actions.forms import ParleyForm, Slots, is_interruption, yes_or_no
from actions.turn import DebtorAction, Events, ParleyAction, Turn, forget, money
from debt.account import AccountStatus, AccountSummary
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    DebtError,
    NotVerified,
    PaymentRefused,
    PaymentUnavailable,
    UnknownAccount,
)
from debt.identity import Level, VerifiedDebtor
from debt.money import Money
from debt.payment import Purpose

log = structlog.get_logger()

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
        return [*forget(AMOUNT, CONFIRMED), FollowupAction("payment_form")]


class ValidatePaymentForm(ParleyForm):
    """An amount within the balance, then an explicit yes to it."""

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
        if text is None or (is_interruption(turn.intent) and not is_bare_answer(turn)):
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
        except (NotVerified, Blocked):
            return {AMOUNT: None}  # what asks for it next says so
        return {AMOUNT: amount and amount.plain}

    def extract_payment_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the amount that was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        return {} if amount_text(turn) is not None else yes_or_no(turn, CONFIRMED)

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
        explained = self.debt.delinquency.explain(tx, debtor, account.account_id)
        named = {
            "all": explained.full,
            "half": explained.full.split(2)[0],
            "minimum": explained.step_down or explained.full,
        }
        amount = named.get(value) or amount_of(value, account.balance.currency)
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
        explained = self.debt.delinquency.explain(tx, debtor, account.account_id)
        due = account.next_due if account.status is AccountStatus.PLAN else None
        instalment = due.amount if due else explained.step_down
        amounts = dict.fromkeys((instalment, explained.cure, explained.full))
        buttons = [
            {
                "title": money(amount, debtor),
                "payload": f'/make_payment{{"amount": "{amount.plain}"}}',
            }
            for amount in amounts
            if amount.minor
        ]
        turn.ask(
            "utter_payment_ask_amount",
            buttons,
            account=account_name(account),
            full=money(explained.full, debtor),
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
        """Account, amount, creditor and reference (Visa rules for MCC 7322)."""
        amount = amount_of(turn.slot(AMOUNT), account.balance.currency)
        turn.say(
            "utter_payment_read_back",
            account=account_name(account),
            creditor=account.creditor,
            reference=account.reference,
            amount=money(amount or account.balance, debtor),
        )
        return []


class OpenCheckout(ParleyAction):
    """Opens the card provider's page for what was agreed."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_open_checkout"

    def act(self, turn: Turn) -> Events:
        """The link is the answer; a payment is believed only from its signed event."""
        ended = forget(AMOUNT, CONFIRMED)
        if not turn.slot(CONFIRMED):
            turn.say("utter_payment_not_made")
            return ended
        named = turn.slot(AMOUNT)
        opened = open_checkout(
            self,
            turn,
            Purpose.PAYMENT,
            lambda _tx, _debtor, account: amount_of(named, account.balance.currency),
        )
        return [*ended, *opened]


AmountOf = Callable[[Session, VerifiedDebtor, AccountSummary], Money | None]


def open_checkout(
    action: ParleyAction, turn: Turn, purpose: Purpose, amount_of_account: AmountOf
) -> Events:
    """Start a payment on the chosen account and give its link."""
    debt = action.debt
    try:
        with debt.database.begin() as tx:
            debtor = debt.identity.debtor(tx, turn.conversation_id)
            # The account that was read back, whatever else the yes may name.
            account = debt.accounts.one(tx, debtor, turn.slot("account_id"))
            amount = amount_of_account(tx, debtor, account)
        if amount is None:
            return [FollowupAction("action_begin_payment")]
        # The provider is asked with no transaction open.
        started = debt.payments.start(
            debtor, account.account_id, amount, turn.key, purpose=purpose
        )
    except Blocked as block:
        turn.say(f"utter_rights_paused_{block.kind.value}", reference=block.reference)
        return []
    except PaymentUnavailable:
        turn.say("utter_payment_unavailable")
        return []
    except PaymentRefused as refused:
        # The same for the person, but nobody would mend it without hearing of it.
        log.error("payment.refused", why=str(refused))
        turn.say("utter_payment_unavailable")
        return []
    except DebtError:
        # The balance or the session has moved on since the question was asked.
        return [FollowupAction("action_begin_payment")]
    turn.say(
        "utter_payment_link",
        amount=money(started.amount, debtor),
        account=account_name(account),
        reference=account.reference,
        url=started.url,
    )
    return []


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
        turn.say(
            f"utter_payment_received_{receipt.purpose.value}",
            amount=money(receipt.amount, debtor),
            balance=money(receipt.balance, debtor),
            account=account_name(account),
            reference=receipt.reference,
            method=receipt.method,
            receipt_url=f"/documents/receipt/{receipt.reference}",
        )
        return []
