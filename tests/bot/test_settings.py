"""Settings: every mistake is named at once, and no secret shows itself."""

from __future__ import annotations

import logging

import pytest

from bot.settings import Settings
from debt.setting_files import EXAMPLE_OPERATOR
from debt.settings import (
    Secret,
    SettingsError,
    SimulatedCardSettings,
    StripeSettings,
)

KEY = "0123456789abcdef" * 4
GOOD = {
    "PARLEY_SECRET": KEY,
    "PARLEY_STRIPE_KEY": f"sk_live_{KEY}",
    "PARLEY_STRIPE_WEBHOOK_SECRETS": f"whsec_{KEY}",
    "PARLEY_OPERATOR": str(EXAMPLE_OPERATOR),
}
DEMO = {
    "PARLEY_ENVIRONMENT": "demo",
    "PARLEY_CARDS_KEY": KEY,
    "PARLEY_CARDS_WEBHOOK_SECRET": KEY,
}


def problems(**changes: str) -> str:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env(GOOD | changes)
    return "\n".join(raised.value.problems)


def test_what_is_needed_is_enough() -> None:
    settings = Settings.from_env(GOOD)

    assert settings.company == "Northgate Recoveries"
    assert (settings.host, settings.port, settings.locale) == (
        "127.0.0.1",
        8800,
        "en-GB",
    )
    assert not settings.is_demo


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({})

    assert len(raised.value.problems) == len(GOOD)
    assert all(name in str(raised.value) for name in GOOD)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    named = problems(
        PARLEY_PORT="80000",
        PARLEY_LOCALE="fr-FR",
        PARLEY_ACCENT="blue",
        PARLEY_ENVIRONMENT="test",
        PARLEY_LOG_LEVEL="LOUD",
        PARLEY_PUBLIC_URL="chat.example.com",
        PARLEY_DATABASE_URL="mysql://db",
        PARLEY_EMBEDDING_ORIGINS="https://bank.example/page",
        PARLEY_SECRET="short",
    )

    assert len(named.splitlines()) == 9
    assert "PARLEY_PORT" in named
    assert "65535" in named


@pytest.mark.parametrize("example", ["change-me", "changeme", "example", "secret"])
def test_example_secrets_are_refused(example: str) -> None:
    named = problems(PARLEY_SECRET=f"{example}-" + KEY)

    assert "PARLEY_SECRET" in named
    assert KEY not in named


def test_no_secret_shows_itself(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings.from_env(GOOD)

    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r", settings, settings.debt.secret)

    assert KEY not in repr(settings) + str(settings) + caplog.text
    assert str(Secret(KEY)) == "Secret(***)"


@pytest.mark.parametrize("port", ["0", "-1", "65536", "http", "", "8800 "])
def test_only_a_port_is_a_port(port: str) -> None:
    if port.strip() in ("", "8800"):
        assert Settings.from_env(GOOD | {"PARLEY_PORT": port}).port == 8800
    else:
        assert "PARLEY_PORT" in problems(PARLEY_PORT=port)


def test_several_sites_may_show_the_chat() -> None:
    sites = "https://bank.example, https://www.bank.example"

    settings = Settings.from_env(GOOD | {"PARLEY_EMBEDDING_ORIGINS": sites})

    assert settings.embedding_origins == (
        "https://bank.example",
        "https://www.bank.example",
    )


@pytest.mark.parametrize(
    ("address", "is_https"),
    [("https://chat.example.com/", True), ("http://127.0.0.1:8800", False)],
)
def test_cookies_are_secure_where_the_address_is(address: str, is_https: bool) -> None:
    settings = Settings.from_env(GOOD | {"PARLEY_PUBLIC_URL": address})

    assert settings.is_https is is_https
    assert settings.own_origin == address.rstrip("/")


def test_the_demo_simulates_cards_and_production_has_stripe() -> None:
    demo, production = Settings.from_env(GOOD | DEMO), Settings.from_env(GOOD)

    assert isinstance(demo.debt.cards, SimulatedCardSettings)
    assert isinstance(production.debt.cards, StripeSettings)
    assert production.debt.cards.api == "https://api.stripe.com"
    assert KEY not in repr(demo) + repr(production)


def test_cards_are_not_simulated_in_production() -> None:
    assert "PARLEY_CARDS_PROVIDER" in problems(PARLEY_CARDS_PROVIDER="simulated")


@pytest.mark.parametrize("key", [f"sk_test_{KEY}", f"pk_live_{KEY}", "sk_live_x", KEY])
def test_production_takes_live_keys_only(key: str) -> None:
    named = problems(PARLEY_STRIPE_KEY=key)

    assert "PARLEY_STRIPE_KEY" in named
    assert key not in named


def test_a_live_key_is_refused_outside_production() -> None:
    stripe = {"PARLEY_CARDS_PROVIDER": "stripe", "PARLEY_ENVIRONMENT": "demo"}

    assert "live key" in problems(**stripe)
    assert Settings.from_env(GOOD | stripe | {"PARLEY_STRIPE_KEY": f"rk_test_{KEY}"})


def test_several_signing_secrets_are_accepted() -> None:
    secrets = f"whsec_{KEY}, whsec_{KEY[::-1]}"

    cards = Settings.from_env(GOOD | {"PARLEY_STRIPE_WEBHOOK_SECRETS": secrets})

    assert isinstance(cards.debt.cards, StripeSettings)
    assert len(cards.debt.cards.webhook_secrets) == 2
    assert "whsec_" in problems(PARLEY_STRIPE_WEBHOOK_SECRETS="whsec_a, secret")
    assert "https" in problems(PARLEY_STRIPE_API="http://127.0.0.1:12111")
