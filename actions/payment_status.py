"""Where a payment is, and what can be done about one that did not go well."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.figures import amount_named, date_of
from actions.formats import day
from actions.history import rows_of
from actions.turn import Events, Turn, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.payment import PaymentState
from debt.payment_history import Attempt, PaymentLine, doubled, matching

_TWICE = re.compile(r"\b(twice|double\w*|two times|2 times|two payments)\b", re.I)
_DAYS_OF_A_DOUBLE = 7


class ShowPaymentStatus(AccountAction):
    """Says whether a payment has arrived: the one that is named, or the last."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_payment_status"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Exactly what is on record, or that nothing is."""
        lines = self.debt.accounts.history(tx, debtor, account.account_id, limit=None)
        named = matching(lines, amount_named(turn, account), date_of(turn))
        if named:
            say_status(named[0], account, debtor, turn)
        else:
            turn.say("utter_payment_status_none", account=account_name(account))
        return []


class LookIntoPayment(AccountAction):
    """Looks at what went wrong with a payment before anything is asked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_look_into_payment"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A double is looked up in the books; else what came of the last page."""
        if _TWICE.search(turn.text):
            self._look_for_double(tx, debtor, account, turn)
            return []
        attempts = self.debt.accounts.attempts(tx, debtor, account.account_id)
        if not attempts:
            turn.say("utter_payment_problem_none", account=account_name(account))
        elif attempts[0].has_arrived:
            lines = self.debt.accounts.history(tx, debtor, account.account_id)
            say_status(lines[0], account, debtor, turn)
        else:
            _say_problem(attempts[0], account, debtor, turn)
        return []

    def _look_for_double(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        """The facts first; what becomes of the money is for a person."""
        lines = self.debt.accounts.history(tx, debtor, account.account_id, limit=None)
        found = doubled(lines, _DAYS_OF_A_DOUBLE)
        ticket = self.debt.handoff.request(
            tx, turn.conversation_id, "report_payment_problem", turn.key
        )
        turn.say(
            "utter_payment_doubled" if found else "utter_payment_not_doubled",
            account=account_name(account),
            rows=rows_of(found or lines[:3], debtor),
            reference=ticket.reference,
        )


def say_status(
    line: PaymentLine, account: AccountSummary, debtor: VerifiedDebtor, turn: Turn
) -> None:
    """What became of one payment, and what is owed."""
    reason = line.reason and wording().text(
        f"utter_delinquency_reason_{line.reason.value}"
    )
    turn.say(
        f"utter_payment_status_{line.status.value}",
        account=account_name(account),
        amount=money(line.amount, debtor),
        date=day(line.on, debtor.locale),
        balance=money(account.balance, debtor),
        returned=money(line.returned, debtor),
        reason=reason or "",
    )


def _say_problem(
    attempt: Attempt, account: AccountSummary, debtor: VerifiedDebtor, turn: Turn
) -> None:
    """A page that is closed gets a new one, an open one its link again."""
    amount = attempt.intent.amount
    again = {
        "title": wording().text(
            "utter_payment_choice_new_page", amount=money(amount, debtor)
        ),
        "payload": f'/make_payment{{"amount": "{amount.plain}"}}',
    }
    page = attempt.intent.page
    if attempt.state is PaymentState.FAILED:
        turn.say("utter_payment_declined")
    elif attempt.state is PaymentState.EXPIRED or page is None:
        turn.ask("utter_payment_page_gone", [again], amount=money(amount, debtor))
    else:
        turn.say(
            "utter_payment_page_again",
            amount=money(amount, debtor),
            account=account_name(account),
            url=page.url,
        )
