"""Settings of the channels; a channel whose settings are missing is simply off."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from debt.settings import Environment, Secret, optional_secret, secret, url

_TELEGRAM_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,}")
_TELEGRAM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,30}[Bb][Oo][Tt]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def telegram_token(text: str) -> Secret:
    """A bot's token as BotFather gives it."""
    if not _TELEGRAM_TOKEN.fullmatch(text):
        raise ValueError("must be a bot token of BotFather's, like 123456:ABC-…")
    return Secret(text)


def telegram_name(text: str) -> str:
    """A bot's user name, which always ends in "bot"."""
    name = text.removeprefix("@")
    if not _TELEGRAM_NAME.fullmatch(name):
        raise ValueError("must be the bot's user name, like northgate_help_bot")
    return name


def uuid(text: str) -> str:
    """An id of Microsoft's, such as that of an app or a tenant."""
    if not _UUID.fullmatch(text):
        raise ValueError("must be an id like 01234567-89ab-cdef-0123-456789abcdef")
    return text.lower()


def sign_in_secrets(text: str) -> tuple[Secret, ...]:
    """Secrets shared with the host site, comma separated: two during an exchange."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(map(secret, parts))


@dataclass(frozen=True)
class TelegramSettings:
    """Our bot on Telegram."""

    token: Secret
    name: str
    polls: bool
    api: str
    webhook_secret: Secret

    @staticmethod
    def read(environment: Environment, is_demo: bool) -> TelegramSettings | None:
        """Read without raising; None when there is no token."""
        read = environment.read
        if read("PARLEY_TELEGRAM_TOKEN", optional_secret, "") is None:
            return None
        key = read("PARLEY_SECRET", optional_secret, "")
        schemes = ("https", "http") if is_demo else ("https",)
        return TelegramSettings(
            token=read("PARLEY_TELEGRAM_TOKEN", telegram_token, None),
            name=read("PARLEY_TELEGRAM_BOT", telegram_name, None),
            polls=read("PARLEY_TELEGRAM_UPDATES", _updates, "webhook") == "polling",
            api=read("PARLEY_TELEGRAM_API", url(*schemes), "https://api.telegram.org"),
            webhook_secret=_derived(key or Secret(""), "telegram webhook"),
        )


@dataclass(frozen=True)
class TeamsSettings:
    """Our bot at Microsoft, registered in one tenant."""

    app_id: str
    app_password: Secret
    tenant: str
    openid: str
    issuer: str
    login: str

    @staticmethod
    def read(environment: Environment, is_demo: bool) -> TeamsSettings | None:
        """Read without raising; None when there is no app.

        The addresses are Microsoft's own; others are for tests and national clouds.
        """
        read = environment.read
        if not read("PARLEY_TEAMS_APP_ID", str, ""):
            return None
        schemes = ("https", "http") if is_demo else ("https",)
        tenant = read("PARLEY_TEAMS_TENANT", uuid, None)
        return TeamsSettings(
            app_id=read("PARLEY_TEAMS_APP_ID", uuid, None),
            app_password=read("PARLEY_TEAMS_APP_PASSWORD", _some_secret, None),
            tenant=tenant,
            openid=read(
                "PARLEY_TEAMS_OPENID",
                url(*schemes),
                "https://login.botframework.com/v1/.well-known/openidconfiguration",
            ),
            issuer=read(
                "PARLEY_TEAMS_ISSUER", url(*schemes), "https://api.botframework.com"
            ),
            # Microsoft's library logs in with https or not at all.
            login=read(
                "PARLEY_TEAMS_LOGIN",
                url("https"),
                f"https://login.microsoftonline.com/{tenant}",
            ),
        )


@dataclass(frozen=True)
class ChannelSettings:
    """Which channels there are, besides the web chat that is always there."""

    telegram: TelegramSettings | None
    teams: TeamsSettings | None
    sign_in_secrets: tuple[Secret, ...]

    @staticmethod
    def read(environment: Environment, is_demo: bool) -> ChannelSettings:
        """Read without raising."""
        return ChannelSettings(
            telegram=TelegramSettings.read(environment, is_demo),
            teams=TeamsSettings.read(environment, is_demo),
            sign_in_secrets=environment.read(
                "PARLEY_SIGN_IN_SECRETS", sign_in_secrets, ""
            ),
        )


def _updates(text: str) -> str:
    if text not in {"webhook", "polling"}:
        raise ValueError("must be webhook or polling")
    return text


def _some_secret(text: str) -> Secret:
    if not text:
        raise ValueError("must not be empty")
    return Secret(text)


def _derived(key: Secret, purpose: str) -> Secret:
    """A secret of its own for one purpose: seeing it gives the key away to nobody."""
    return Secret(hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest())
