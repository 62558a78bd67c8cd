"""Settings: every mistake is named at once, and no secret shows itself."""

from __future__ import annotations

import logging

import pytest

from bot.settings import Settings
from debt.settings import Secret, SettingsError

KEY = "0123456789abcdef" * 4
GOOD = {
    "PARLEY_SECRET": KEY,
    "PARLEY_CARDS_KEY": KEY,
    "PARLEY_CARDS_WEBHOOK_SECRET": KEY,
    "PARLEY_COMPANY": "Northgate Recoveries",
    "PARLEY_COMPANY_PHONE": "0161 496 0142",
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
