"""What a person answers about a promise: how much, by which day, a yes to both."""

from __future__ import annotations

from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.figures import amount_of, amount_text, date_of
from actions.formats import day
from actions.forms import ParleyForm, Slots, is_asked, may_answer, yes_or_no
from actions.turn import Turn, money
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    NotVerified,
    OldDebt,
    PromiseNotAllowed,
)
from debt.identity import VerifiedDebtor
from debt.money import Money

AMOUNT = "promise_amount"
DATE = "promise_date"
CONFIRMED = "promise_confirmed"


class ValidatePromiseForm(ParleyForm):
    """An amount and a day within the limits, then an explicit yes to both."""

    opened_by = ("promise_to_pay",)
    is_of_account = True

    def name(self) -> str:
        """The form's validator."""
        return "validate_promise_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (AMOUNT, DATE, CONFIRMED)

    def extract_promise_amount(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The amount; a new one in place of the yes corrects it."""
        turn = self.turn(dispatcher, tracker)
        # "28" after "which day?" is no amount.
        text = turn.entity("amount") if is_asked(turn, DATE) else amount_text(turn)
        if text is None or not may_answer(turn):
            return {}
        return {AMOUNT: text, CONFIRMED: None}

    def validate_promise_amount(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """At least the least that can be paid, at most what is owed."""
        turn = self.turn(dispatcher, tracker)
        checked = self._check(turn, value, None) if value else None
        return {AMOUNT: checked and checked.plain}

    def extract_promise_date(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """The day; a new one in place of the yes corrects it."""
        turn = self.turn(dispatcher, tracker)
        named = date_of(turn)
        if named is None or not may_answer(turn):
            return {}
        return {DATE: named.isoformat(), CONFIRMED: None}

    def validate_promise_date(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Neither past nor further ahead than the policy allows."""
        turn = self.turn(dispatcher, tracker)
        is_good = value and self._check(turn, "all", date.fromisoformat(value))
        return {DATE: value if is_good else None}

    def extract_promise_confirmed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to what was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        corrects = amount_text(turn) is not None or date_of(turn) is not None
        return {} if corrects else yes_or_no(turn, CONFIRMED)

    def validate_promise_confirmed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too: the form ends and nothing is promised."""
        return {CONFIRMED: value}

    def _check(self, turn: Turn, text: str, due: date | None) -> Money | None:
        """The amount, if it could be promised for the day; else the reason is said."""
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is None:
                    return None
                return self._check_with(tx, debtor, account, turn, text, due)
        except (NotVerified, Blocked, OldDebt):
            return None  # what asks for it next says so

    def _check_with(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        turn: Turn,
        text: str,
        due: date | None,
    ) -> Money | None:
        found = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        amount = found.named(text) or amount_of(text, account.balance.currency)
        if amount is None:
            turn.say("utter_invalid_payment_amount")
            return None
        try:
            self.debt.promises.check(tx, debtor, account.account_id, amount, due)
        except AmountTooLarge as exc:
            turn.say("utter_payment_too_much", limit=money(exc.limit, debtor))
        except AmountTooSmall as exc:
            turn.say("utter_promise_too_little", limit=money(exc.limit, debtor))
        except PromiseNotAllowed as exc:
            turn.say(
                f"utter_promise_refused_{exc.reason.value}",
                date=day(exc.day, debtor.locale) if exc.day else "",
            )
        else:
            return amount
        return None


def promised(turn: Turn, account: AccountSummary) -> tuple[Money, date]:
    """What stands in the slots once both were checked."""
    amount = amount_of(turn.slot(AMOUNT), account.balance.currency)
    return amount or account.balance, date.fromisoformat(turn.slot(DATE))
