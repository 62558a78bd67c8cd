"""Which account a person means: the one named, the one chosen, or the only one."""

from __future__ import annotations

import re
from abc import abstractmethod

from rasa_sdk.events import SlotSet
from sqlalchemy.orm import Session

from actions.turn import Button, DebtorAction, Events, Turn
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor

# What ends a form or opens another.
_MOVING_ON = {"active_loop", "followup"}
# Words of account names that people also say of something else.
_SHARED_WORDS = {"account", "bank", "card", "contract", "credit"}
_THE_OTHER = re.compile(
    r"\bother (one|account|card|loan|debt)\b|^\W*(and )?the other\W*$", re.IGNORECASE
)
# A card to pay with is no account that is owed on.
_PAID_WITH = re.compile(
    r"\b(?:with|by|using|use)\s+(?:(?:my|a|the)\s+)?(?:\w+\s+)?(?:credit|debit)?\s*card\b",
    re.IGNORECASE,
)


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
        if turn.form and not any(event["event"] in _MOVING_ON for event in events):
            # A question in between, maybe on another account: the form keeps its own.
            return events
        return [SlotSet("account_id", account.account_id), *events]


def meant_account(
    accounts: tuple[AccountSummary, ...], turn: Turn
) -> AccountSummary | None:
    """The account a person talks about: named just now, chosen before, or the only."""
    named = named_account(accounts, turn)
    if named is not None and not turn.asks_for_form:
        return named
    chosen = turn.entity("account_id") or turn.slot("account_id")
    found = [a for a in accounts if a.account_id == chosen]
    candidates = found or _only(open_accounts(accounts))
    return candidates[0] if candidates else None


def named_account(
    accounts: tuple[AccountSummary, ...], turn: Turn
) -> AccountSummary | None:
    """The one account that a message names, also as the other one of two."""
    named = named_accounts(accounts, turn.words)
    if not named and _THE_OTHER.search(turn.words):
        chosen = turn.slot("account_id")
        others = [a for a in open_accounts(accounts) if a.account_id != chosen]
        named = others if chosen else []
    return next(iter(_only(named)), None)


def open_accounts(accounts: tuple[AccountSummary, ...]) -> list[AccountSummary]:
    """Those on which something is owed."""
    return [account for account in accounts if account.balance.minor]


def _only(accounts: list[AccountSummary]) -> list[AccountSummary]:
    return accounts if len(accounts) == 1 else []


def named_accounts(
    accounts: tuple[AccountSummary, ...], text: str
) -> list[AccountSummary]:
    """The accounts a text names: by their product, or a word no other one goes by."""
    text = _PAID_WITH.sub("", text)
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
    turn.ask("utter_balance_ask_account", account_buttons(accounts))
    return turn.wanted()


def account_buttons(accounts: tuple[AccountSummary, ...]) -> list[Button]:
    """One for each account on which something is owed."""
    return [
        {
            "title": account_name(account),
            "payload": f'/choose_account{{"account_id": "{account.account_id}"}}',
        }
        for account in open_accounts(accounts)
    ]


def account_name(account: AccountSummary) -> str:
    """How an account is called everywhere: Halden Bank credit card ••4471."""
    return f"{account.creditor} {account.product} ••{account.last4}"
