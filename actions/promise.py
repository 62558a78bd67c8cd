"""Promising to pay by a day: a person's word, and no authority to take money."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.feedback import feedback_after
from actions.figures import amount_text, date_of
from actions.formats import day
from actions.forms import begin_form
from actions.promise_form import AMOUNT, CONFIRMED, DATE, promised
from actions.turn import DebtorAction, Events, Turn, forget, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.errors import AmountTooLarge, AmountTooSmall, PromiseNotAllowed
from debt.feedback import Topic
from debt.identity import VerifiedDebtor
from debt.promise import Promise, PromiseState
from debt.services import Debt


class BeginPromise(AccountAction):
    """Opens the promise form, or shows the promise that stands already."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_promise"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """New figures change an open promise; without any it is shown first."""
        if not account.balance.minor:
            turn.say("utter_payment_nothing_owed", account=account_name(account))
            return []
        self.debt.payments.check_open(tx, debtor, account.account_id)
        has_figures = amount_text(turn) is not None or date_of(turn) is not None
        if not has_figures and tell_promise(self.debt, tx, debtor, account, turn):
            return []
        return begin_form(turn, "promise_form")


class AskPromiseAmount(AccountAction):
    """Asks how much, with the amounts that change something."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_promise_form_promise_amount"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """No button for an amount that is the same as another one."""
        found = self.debt.delinquency.amounts(tx, debtor, account.account_id)
        buttons = [
            {
                "title": money(amount, debtor),
                "payload": f'/promise_to_pay{{"amount": "{amount.plain}"}}',
            }
            for amount in dict.fromkeys((found.least, found.cure, found.full))
            if amount.minor
        ]
        turn.ask("utter_promise_ask_amount", buttons, account=account_name(account))
        return []


class AskPromiseDate(AccountAction):
    """Asks which day, and says how far ahead it may be."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_promise_form_promise_date"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A week from now and the last day that may be, as buttons."""
        latest = self.debt.promises.latest_day(tx, debtor, account.account_id)
        week = self.debt.clock.today(debtor.zone) + timedelta(days=7)
        buttons = [
            {
                "title": day(each, debtor.locale),
                "payload": f'/promise_to_pay{{"date": "{each.isoformat()}"}}',
            }
            for each in sorted({min(week, latest), latest})
        ]
        turn.ask("utter_promise_ask_date", buttons, latest=day(latest, debtor.locale))
        return []


class AskPromiseConfirmed(AccountAction):
    """Reads the promise back whole before it is written down."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_promise_form_promise_confirmed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Amount, account and day; what it takes the place of, if it does."""
        amount, due = promised(turn, account)
        self.debt.payments.check_open(tx, debtor, account.account_id)
        standing = open_promise(self.debt, tx, debtor, account)
        turn.say(
            "utter_promise_read_back_change" if standing else "utter_promise_read_back",
            account=account_name(account),
            amount=money(amount, debtor),
            date=day(due, debtor.locale),
            old_amount=money(standing.amount, debtor) if standing else "",
            old_date=day(standing.due, debtor.locale) if standing else "",
        )
        return []


class KeepPromise(DebtorAction):
    """Writes down the promise that was read back."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_make_promise"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """It takes the place of an open one, in the same transaction."""
        ended = forget(AMOUNT, DATE, CONFIRMED)
        if not turn.slot(CONFIRMED):
            turn.say("utter_promise_not_made")
            return ended
        # The account that was read back, whatever else the yes may name.
        account = self.debt.accounts.one(tx, debtor, turn.slot("account_id"))
        amount, due = promised(turn, account)
        promises, account_id = self.debt.promises, account.account_id
        try:
            promises.check(tx, debtor, account_id, amount, due)
        except (AmountTooLarge, AmountTooSmall, PromiseNotAllowed):
            # The balance or the day has moved on since the question was asked.
            return [*ended, FollowupAction("action_begin_promise")]
        if open_promise(self.debt, tx, debtor, account):
            promises.withdraw(tx, debtor, account_id, turn.key)
        made = promises.make(tx, debtor, account_id, amount, due, turn.key)
        turn.say(
            "utter_promise_made",
            account=account_name(account),
            amount=money(made.amount, debtor),
            date=day(made.due, debtor.locale),
        )
        asked = feedback_after(self.debt, tx, debtor, Topic.PROMISE, turn)
        return [*ended, *asked]


class WithdrawPromise(AccountAction):
    """Releases a person from their promise."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_withdraw_promise"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """No reason is asked for."""
        if open_promise(self.debt, tx, debtor, account) is None:
            turn.say("utter_promise_none", account=account_name(account))
            return []
        self.debt.promises.withdraw(tx, debtor, account.account_id, turn.key)
        turn.say("utter_promise_withdrawn", account=account_name(account))
        return []


def tell_promise(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
) -> bool:
    """Say what was promised; whether anything was."""
    promise = open_promise(debt, tx, debtor, account)
    if promise is None:
        return False
    change = {
        "title": wording().text("utter_promise_choice_change"),
        "payload": f'/promise_to_pay{{"amount": "{promise.amount.plain}"}}',
    }
    turn.ask(
        "utter_promise_open",
        [change],
        account=account_name(account),
        amount=money(promise.amount, debtor),
        date=day(promise.due, debtor.locale),
    )
    return True


def open_promise(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account: AccountSummary
) -> Promise | None:
    """The promise that is neither kept nor over."""
    promise = debt.promises.current(tx, debtor, account.account_id)
    is_open = promise is not None and promise.state is PromiseState.OPEN
    return promise if is_open else None
