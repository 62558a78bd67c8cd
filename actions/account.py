"""Which account a person means: the one named, the one chosen, or the only one."""

from __future__ import annotations

import re
from abc import abstractmethod

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.turn import DebtorAction, Events, Turn
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor

# Words of account names that people also say of something else.
_SHARED_WORDS = {"account", "bank", "card", "contract", "credit"}


class AccountAction(DebtorAction):
    """An action on one account: the chosen one, the one named, or the only one."""

    @abstractmethod
    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Do it for one account."""

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Find the account, or ask which one is meant."""
        accounts = self.debt.accounts.of(tx, debtor)
        account = meant_account(accounts, turn)
        if account is None:
            return ask_account(accounts, turn)
        events = self.serve_account(tx, debtor, account, turn)
        return [SlotSet("account_id", account.account_id), *events]


def meant_account(
    accounts: tuple[AccountSummary, ...], turn: Turn
) -> AccountSummary | None:
    """The account a person talks about: named just now, chosen before, or the only."""
    named = named_accounts(accounts, turn.text)
    if len(named) == 1:
        return named[0]
    chosen = turn.entity("account_id") or turn.slot("account_id")
    found = [a for a in accounts if a.account_id == chosen]
    open_accounts = [a for a in accounts if a.balance.minor]
    candidates = found or (open_accounts if len(open_accounts) == 1 else [])
    return candidates[0] if candidates else None


def named_accounts(
    accounts: tuple[AccountSummary, ...], text: str
) -> list[AccountSummary]:
    """The accounts a text names: by their product, or a word no other one goes by."""
    said = _words(text)
    names = [_words(account_name(account)) - _SHARED_WORDS for account in accounts]
    return [
        account
        for account, own in zip(accounts, names, strict=True)
        if account.product.casefold() in text.casefold()
        or said & own.difference(*(other for other in names if other is not own))
    ]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def ask_account(accounts: tuple[AccountSummary, ...], turn: Turn) -> Events:
    """Ask which account is meant, and remember what was wanted of it."""
    if not accounts:
        turn.say("utter_balance_no_accounts")
        return []
    buttons = [
        {
            "title": account_name(account),
            "payload": f'/choose_account{{"account_id": "{account.account_id}"}}',
        }
        for account in accounts
        if account.balance.minor
    ]
    turn.ask("utter_balance_ask_account", buttons)
    return turn.wanted()


def account_name(account: AccountSummary) -> str:
    """How an account is called everywhere: Halden Bank credit card ••4471."""
    return f"{account.creditor} {account.product} ••{account.last4}"
