"""Opens the debt floor for actions that Rasa's own action server makes.

The engine hands its actions the services it has already opened; `rasa run actions`
makes them without arguments when it starts, so they are opened here for the first one.
"""

from __future__ import annotations

import os
from functools import cache

from debt.clock import SystemClock
from debt.gateways.simulated import SimulatedCards
from debt.services import Debt, open_debt
from debt.settings import DebtSettings, SettingsError
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
        cards=SimulatedCards(
            base_url=settings.cards_url,
            webhook_url=f"{settings.public_url}/webhooks/cards",
            api_key=settings.cards_key.value,
            webhook_secrets=(settings.cards_webhook_secret.encode(),),
            clock=clock,
        ),
        return_url=f"{settings.public_url}/chat/frame",
        policy=settings.policy,
    )
