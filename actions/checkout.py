"""The card provider's own page for what was agreed."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import account_name
from actions.figures import amount_of
from actions.payment import AMOUNT, CONFIRMED
from actions.turn import Events, ParleyAction, Turn, forget, money
from debt.account import AccountSummary
from debt.errors import Blocked, DebtError, PaymentRefused, PaymentUnavailable
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import Purpose

log = structlog.get_logger()


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
    is_settlement = purpose is Purpose.SETTLEMENT
    begin = "action_begin_settlement" if is_settlement else "action_begin_payment"
    try:
        with debt.database.begin() as tx:
            debtor = debt.identity.debtor(tx, turn.conversation_id)
            # The account that was read back, whatever else the yes may name.
            account = debt.accounts.one(tx, debtor, turn.slot("account_id"))
            amount = amount_of_account(tx, debtor, account)
        if amount is None:
            return [FollowupAction(begin)]
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
        return [FollowupAction(begin)]
    turn.say(
        "utter_payment_link",
        amount=money(started.amount, debtor),
        account=account_name(account),
        reference=account.reference,
        url=started.url,
    )
    return []
