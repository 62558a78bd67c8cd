"""Settings of the whole service: the debt floor's and those of the talking floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channels.settings import ChannelSettings
from debt.settings import DebtSettings, Environment, one_of

MAX_PORT = 65535


def port(text: str) -> int:
    """A TCP port from 1 to 65535."""
    if not text.isdigit() or not 1 <= int(text) <= MAX_PORT:
        raise ValueError(f"must be a port number from 1 to {MAX_PORT}")
    return int(text)


def optional_port(text: str) -> int | None:
    """A port, or `off`."""
    return None if text == "off" else port(text)


def origins(text: str) -> tuple[str, ...]:
    """Web origins, comma separated, such as https://www.example.com."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or parts.path or not parts.netloc:
            raise ValueError(f"{origin!r} is not an origin like https://www.bank.com")
    return found


def colour(text: str) -> str:
    """A colour as six hexadecimal digits after a number sign."""
    digits = text.removeprefix("#")
    hexadecimal = set(digits.lower()) <= set("0123456789abcdef")
    if not text.startswith("#") or len(digits) != 6 or not hexadecimal:
        raise ValueError("must be a colour like #0b57d0")
    return text


def some_text(text: str) -> str:
    """Any text that is not empty."""
    if not text:
        raise ValueError("must not be empty")
    return text


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, already checked."""

    debt: DebtSettings
    channels: ChannelSettings
    locale: str
    accent: str
    host: str
    port: int
    embedding_origins: tuple[str, ...]
    model_directory: str
    log_level: str
    metrics_port: int | None

    @property
    def is_demo(self) -> bool:
        """Whether the demo pages and the visible outbox are served."""
        return self.debt.environment == "demo"

    @property
    def company(self) -> str:
        """The operator's name on pages that are the same for everybody."""
        return self.debt.operator.words_by_locale(self.locale).company

    @property
    def own_origin(self) -> str:
        """The origin that browsers see this service under."""
        return self.debt.public_url

    @property
    def is_https(self) -> bool:
        """Whether cookies may be marked Secure."""
        return self.debt.public_url.startswith("https://")

    @staticmethod
    def from_env(variables: Mapping[str, str]) -> Settings:
        """Read and check every setting.

        Raises:
            SettingsError: naming every variable that is missing or wrong.
        """
        environment = Environment(variables)
        read = environment.read
        levels = one_of("DEBUG", "INFO", "WARNING", "ERROR")
        debt = DebtSettings.read(environment)
        settings = Settings(
            debt=debt,
            channels=ChannelSettings.read(environment, debt.environment == "demo"),
            locale=read("PARLEY_LOCALE", one_of("en-GB", "en-US"), "en-GB"),
            accent=read("PARLEY_ACCENT", colour, "#0b57d0"),
            host=read("PARLEY_HOST", some_text, "127.0.0.1"),
            port=read("PARLEY_PORT", port, "8800"),
            embedding_origins=read("PARLEY_EMBEDDING_ORIGINS", origins, ""),
            model_directory=read("PARLEY_MODEL_DIRECTORY", some_text, "models"),
            log_level=read("PARLEY_LOG_LEVEL", levels, "INFO"),
            metrics_port=read("PARLEY_METRICS_PORT", optional_port, "off"),
        )
        environment.check()
        return settings
