"""What has been paid before, with what became of each payment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.period import period_of
from actions.turn import Events, Turn, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.payment_history import PaymentLine
from debt.period import Period

_USUAL = 5


class ShowHistory(AccountAction):
    """The last payments, or those of a time that is named."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_history"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Newest first, with what became of each."""
        today = self.debt.clock.today(debtor.zone)
        period = period_of(turn, today)
        limit = _USUAL if period is None else None
        found = self.debt.accounts.history(
            tx, debtor, account.account_id, limit, period
        )
        span = period or Period()
        told = "history" if found else "no_history"
        turn.say(
            f"utter_balance_{told}_period" if period else f"utter_balance_{told}",
            account=account_name(account),
            rows=rows_of(found, debtor),
            first=day(span.first or today, debtor.locale),
            last=day(min(span.last or today, today), debtor.locale),
        )
        return []


def rows_of(lines: tuple[PaymentLine, ...], debtor: VerifiedDebtor) -> str:
    """The rows of a card: what was paid when and how, and what became of it."""
    return "\n".join(_row(line, debtor) for line in lines)


def _row(line: PaymentLine, debtor: VerifiedDebtor) -> str:
    reason = line.reason and wording().text(
        f"utter_delinquency_reason_{line.reason.value}"
    )
    return wording().text(
        f"utter_balance_history_row_{line.status.value}",
        date=day(line.on, debtor.locale),
        amount=money(line.amount, debtor),
        method=line.method or wording().text("utter_balance_history_method"),
        balance="" if line.balance is None else money(line.balance, debtor),
        returned=money(line.returned, debtor),
        reason=reason or "",
    )
