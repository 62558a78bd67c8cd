"""Which card provider a process speaks to is the settings' word."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.opening import debt_from
from debt.settings import DebtSettings

KEY = "0123456789abcdef" * 4
SIMULATED = {"PARLEY_CARDS_KEY": KEY, "PARLEY_CARDS_WEBHOOK_SECRET": KEY}
STRIPE = {
    "PARLEY_CARDS_PROVIDER": "stripe",
    "PARLEY_STRIPE_KEY": f"sk_test_{KEY}",
    "PARLEY_STRIPE_WEBHOOK_SECRETS": f"whsec_{KEY}",
}


@pytest.mark.parametrize(
    ("chosen", "name", "header"),
    [
        (SIMULATED, "simulated", "Card-Signature"),
        (STRIPE, "stripe", "Stripe-Signature"),
    ],
)
def test_the_chosen_provider_is_opened(
    tmp_path: Path, chosen: dict[str, str], name: str, header: str
) -> None:
    variables = chosen | {
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_SECRET": KEY,
        "PARLEY_DATABASE_URL": f"sqlite:///{tmp_path / 'parley.db'}",
    }
    debt = debt_from(DebtSettings.from_env(variables))

    cards = debt.payments.cards
    debt.database.close()
    assert (cards.name, cards.signature_header) == (name, header)
    assert KEY not in repr(cards)
