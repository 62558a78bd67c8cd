"""Opens the debt floor for actions that Rasa's own action server makes.

The engine hands its actions the services it has already opened; `rasa run actions`
makes them without arguments when it starts, so they are opened here for the first one.
"""

from __future__ import annotations

import os
from functools import cache

from debt.clock import Clock, SystemClock
from debt.gateways.cards import CardProvider
from debt.gateways.simulated import SimulatedCards
from debt.services import Debt, open_debt
from debt.settings import DebtSettings, SettingsError, SimulatedCardSettings
from debt.store.database import Database
from debt.store.notices import StoredNotices


@cache
def opened_debt() -> Debt:
    """The debt floor of this process, by its environment.

    Raises:
        SystemExit: something is wrong with the settings; it names every mistake.
    """
    try:
        return debt_from(DebtSettings.from_env(os.environ))
    except SettingsError as exc:
        raise SystemExit(f"The settings need mending:\n{exc}") from exc


def debt_from(settings: DebtSettings) -> Debt:
    """The debt floor by checked settings; the tables must be there."""
    clock = SystemClock()
    return open_debt(
        Database(settings.database_url),
        clock,
        pepper=settings.secret.encode(),
        notices=StoredNotices(clock),
        cards=_cards(settings, clock),
        return_url=f"{settings.public_url}/chat/back",
        operator=settings.operator,
        policy=settings.policy,
    )


def _cards(settings: DebtSettings, clock: Clock) -> CardProvider:
    cards = settings.cards
    if isinstance(cards, SimulatedCardSettings):
        return SimulatedCards(
            base_url=cards.url,
            webhook_url=f"{settings.public_url}/webhooks/cards",
            api_key=cards.key.value,
            webhook_secrets=(cards.webhook_secret.encode(),),
            clock=clock,
        )
    # Stripe's library takes a while to import; only its users wait for it.
    from debt.gateways.stripe.client import new_client
    from debt.gateways.stripe.provider import StripeCards

    return StripeCards(
        client=new_client(cards.key.value, cards.api),
        webhook_secrets=tuple(each.encode() for each in cards.webhook_secrets),
        clock=clock,
    )
