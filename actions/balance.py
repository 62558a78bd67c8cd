"""What is owed: all debts at a glance, one debt line by line."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import (
    AccountAction,
    account_buttons,
    account_name,
    meant_account,
    named_account,
    open_accounts,
)
from actions.figures import sums_in
from actions.formats import day, percent
from actions.turn import DebtorAction, Events, ParleyAction, Turn, forget, money
from actions.wording import wording
from debt.account import AccountStatus, AccountSummary
from debt.identity import VerifiedDebtor
from debt.money import total


class ShowAccounts(DebtorAction):
    """Each debt with where it stands, and their total; or the one that is named."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_accounts"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Disputed debts are listed but never counted in without saying so."""
        accounts = self.debt.accounts.of(tx, debtor)
        if not accounts:
            turn.say("utter_balance_no_accounts")
            return []
        named = named_account(accounts, turn)
        if named is not None:
            return _switch(named, debtor, turn)
        rows = [_line(account, debtor) for account in accounts]
        disputed = [a for a in accounts if a.status is AccountStatus.DISPUTE]
        counted = [a for a in accounts if a not in disputed]
        rows += _totals("utter_balance_total_row", counted, debtor)
        rows += _totals("utter_balance_disputed_row", disputed, debtor)
        turn.ask(
            _overview(accounts, disputed),
            account_buttons(accounts) if len(open_accounts(accounts)) > 1 else [],
            rows="\n".join(rows),
        )
        only = accounts if len(accounts) == 1 else ()
        return [SlotSet("account_id", account.account_id) for account in only]


class ShowBreakdown(AccountAction):
    """What a balance is made of, adding up to the cent (Reg F 1006.34(c)(2)(viii))."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_breakdown"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The lines since the itemisation date, or since it was what the person says.

        Whether interest is still added is said with it: a balance that grows by itself
        is what people ask about.
        """
        named = sums_in(turn.text, account.balance.currency)
        earlier = next((each for each in named if each != account.balance), None)
        lines = self.debt.accounts.breakdown(
            tx, debtor, account.account_id, since=earlier
        )
        interest = self.debt.accounts.interest(tx, debtor, account.account_id)
        turn.say(
            "utter_balance_breakdown",
            account=account_name(account),
            as_of=day(lines.as_of, debtor.locale),
            since=day(lines.itemisation_date, debtor.locale),
            opening=money(lines.opening, debtor),
            charges=money(lines.charges, debtor),
            interest=money(lines.interest, debtor),
            fees=money(lines.fees, debtor),
            payments=money(-lines.payments, debtor),
            total=money(lines.total, debtor),
            owed_interest=money(lines.owed.interest, debtor),
            owed_fees=money(lines.owed.fees, debtor),
            still=wording().text(
                f"utter_balance_interest_{interest.state.value}",
                rate=percent(interest.annual_percent, debtor.locale),
            ),
        )
        return []


class ShowBalance(DebtorAction):
    """How much is owed: line by line for one debt, at a glance for several."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_balance"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Choose between the two."""
        account = meant_account(self.debt.accounts.of(tx, debtor), turn)
        if account is None:
            return ShowAccounts(self.debt).serve(tx, debtor, turn)
        return ShowBreakdown(self.debt).serve_account(tx, debtor, account, turn)


class ChooseAccount(ParleyAction):
    """Remembers the chosen account and does what was wanted of it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_choose_account"

    def act(self, turn: Turn) -> Events:
        """The choice is checked against the person's own accounts by what follows."""
        wanted = turn.slot("wanted_action") or "action_show_breakdown"
        return [
            SlotSet("account_id", turn.entity("account_id")),
            *forget("wanted_action"),
            FollowupAction(wanted),
        ]


def _switch(account: AccountSummary, debtor: VerifiedDebtor, turn: Turn) -> Events:
    """Go on with another account; a form that is open goes on with it too."""
    turn.say(
        "utter_balance_switched",
        account=account_name(account),
        balance=money(account.balance, debtor),
        rows=_line(account, debtor),
    )
    return [SlotSet("account_id", account.account_id)]


def _overview(
    accounts: Sequence[AccountSummary], disputed: Sequence[AccountSummary]
) -> str:
    """With several there is one to choose; the only one is what all else is about."""
    if disputed:
        return "utter_balance_accounts_disputed"
    return "utter_balance_accounts" if len(accounts) > 1 else "utter_balance_account"


def _line(account: AccountSummary, debtor: VerifiedDebtor) -> str:
    return wording().text(
        f"utter_balance_row_{account.status.value}",
        account=account_name(account),
        balance=money(account.balance, debtor),
        past_due=money(account.past_due, debtor),
        days=str(account.days_past_due),
        next=_next(account, debtor),
    )


def _next(account: AccountSummary, debtor: VerifiedDebtor) -> str:
    due = account.next_due
    if due is None:
        return wording().text("utter_balance_next_none")
    return wording().text(
        "utter_balance_next_due",
        amount=money(due.amount, debtor),
        date=day(due.due, debtor.locale),
    )


def _totals(
    response: str, accounts: list[AccountSummary], debtor: VerifiedDebtor
) -> list[str]:
    """One for each currency: pounds and dollars are never added up."""
    rows = []
    for currency in sorted({each.balance.currency for each in accounts}):
        owed = [a.balance for a in accounts if a.balance.currency == currency]
        amount = money(total(owed, currency), debtor)
        rows.append(wording().text(response, amount=amount))
    return rows
