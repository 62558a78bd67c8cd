"""What is owed: all debts at a glance, one debt line by line, what has been paid."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name, meant_account
from actions.formats import day
from actions.turn import DebtorAction, Events, ParleyAction, Turn, forget, money
from actions.wording import wording
from debt.account import AccountStatus, AccountSummary
from debt.identity import VerifiedDebtor
from debt.money import total


class ShowAccounts(DebtorAction):
    """One line for each debt, and their total."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_accounts"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Disputed debts are listed but never counted in without saying so."""
        accounts = self.debt.accounts.of(tx, debtor)
        if not accounts:
            turn.say("utter_balance_no_accounts")
            return []
        rows = [_line(account, debtor) for account in accounts]
        counted = [a for a in accounts if a.status is not AccountStatus.DISPUTE]
        for currency in sorted({a.balance.currency for a in counted}):
            owed = [a.balance for a in counted if a.balance.currency == currency]
            amount = money(total(owed, currency), debtor)
            rows.append(wording().text("utter_balance_total_row", amount=amount))
        has_disputed = len(counted) < len(accounts)
        turn.say(
            "utter_balance_accounts_disputed"
            if has_disputed
            else "utter_balance_accounts",
            rows="\n".join(rows),
        )
        return []


class ShowBreakdown(AccountAction):
    """What a balance is made of, adding up to the cent (Reg F 1006.34(c)(2)(viii))."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_breakdown"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The lines since the itemisation date, and their total."""
        lines = self.debt.accounts.breakdown(tx, debtor, account.account_id)
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


class ShowAmounts(AccountAction):
    """Three amounts that help, and what each of them changes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_amounts"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The least that helps, up to date, all of it."""
        explained = self.debt.delinquency.explain(tx, debtor, account.account_id)
        is_behind = explained.cure.minor > 0
        turn.say(
            "utter_balance_amounts" if is_behind else "utter_balance_up_to_date",
            account=account_name(account),
            step_down=money(explained.step_down, debtor),
            cure=money(explained.cure, debtor),
            full=money(explained.full, debtor),
        )
        return []


class ShowDueDate(AccountAction):
    """When the next amount is due."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_due_date"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """From the plan in force, or from the agreement."""
        due = account.next_due
        if due is None:
            turn.say("utter_balance_nothing_due", account=account_name(account))
            return []
        turn.say(
            "utter_balance_due_date",
            account=account_name(account),
            amount=money(due.amount, debtor),
            date=day(due.due, debtor.locale),
            past_due=money(account.past_due, debtor),
        )
        return []


class ShowHistory(AccountAction):
    """The last payments."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_history"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Newest first, with what became of each."""
        found = self.debt.accounts.history(tx, debtor, account.account_id)
        if not found:
            turn.say("utter_balance_no_history", account=account_name(account))
            return []
        rows = [
            wording().text(
                f"utter_balance_history_row_{line.status.value}",
                date=day(line.on, debtor.locale),
                amount=money(line.amount, debtor),
            )
            for line in found
        ]
        turn.say(
            "utter_balance_history", account=account_name(account), rows="\n".join(rows)
        )
        return []


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


def _line(account: AccountSummary, debtor: VerifiedDebtor) -> str:
    return wording().text(
        f"utter_balance_row_{account.status.value}",
        account=account_name(account),
        balance=money(account.balance, debtor),
        past_due=money(account.past_due, debtor),
        days=str(account.days_past_due),
    )
