"""Settings of the debt floor, read once from the environment and checked at start.

Every mistake is reported together, each with the name of its variable, so that an
operator mends a configuration in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from debt.policy import DEFAULT_POLICY, Policy, PolicyError, Reading, read_policy

T = TypeVar("T")

MIN_SECRET_CHARACTERS = 32
EXAMPLE_SECRETS = ("change-me", "changeme", "example", "secret")


class SettingsError(Exception):
    """One or more settings are missing or wrong; the message lists every one."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Secret:
    """A value that never shows itself in a log, a traceback or a repr."""

    value: str

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def encode(self) -> bytes:
        """The secret as bytes, for keys and signatures."""
        return self.value.encode()


class Environment:
    """Reads typed values out of environment variables and collects every problem."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._problems: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: str | None) -> T:
        """Parse one variable; a missing one without a default is a problem."""
        text = self._variables.get(name, "").strip() or default
        if text is None:
            self._problems.append(f"{name} is not set.")
            text = ""
        try:
            return parse(text)
        except ValueError as exc:
            if name in self._variables or default is not None:
                self._problems.append(f"{name}: {exc}")
            return None  # type: ignore[return-value]  # check() raises before use

    def check(self) -> None:
        """Raise SettingsError when anything read so far was missing or wrong."""
        if self._problems:
            raise SettingsError(self._problems)


def url(*schemes: str) -> Callable[[str], str]:
    """A parser for addresses with one of the given schemes, without a last slash."""

    def parse(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.netloc:
            raise ValueError(f"must be an address starting with {' or '.join(schemes)}")
        return text.rstrip("/")

    return parse


def database_url(text: str) -> str:
    """A SQLite or PostgreSQL address as SQLAlchemy writes it."""
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    return text


def secret(text: str) -> Secret:
    """A long random value; short ones and examples are refused."""
    if len(text) < MIN_SECRET_CHARACTERS:
        raise ValueError(f"must have at least {MIN_SECRET_CHARACTERS} characters")
    if text.lower().startswith(EXAMPLE_SECRETS):
        raise ValueError("is the example value; make one with: openssl rand -hex 32")
    return Secret(text)


def one_of(*choices: str) -> Callable[[str], str]:
    """A parser that accepts exactly one of the given words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return text

    return parse


def policy_reading(path: Path) -> Reading:
    """What the operator's policy file says, with its mistakes.

    Raises:
        ValueError: it cannot be read at all.
    """
    try:
        return read_policy(path.read_bytes().decode("utf-8"))
    except OSError as exc:
        raise ValueError(f"cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise ValueError(f"no UTF-8 text, from byte {exc.start} on") from exc


def policy(text: str) -> Policy:
    """The policy of a file that has no mistakes; without a file what is built in."""
    if not text:
        return DEFAULT_POLICY
    try:
        return policy_reading(Path(text)).policy
    except PolicyError as exc:
        lines = [f"{text}:{each.line}: {each.text}" for each in exc.mistakes]
        raise ValueError("\n  ".join(["the file has mistakes", *lines])) from exc
    except ValueError as exc:
        raise ValueError(f"{text}: {exc}") from exc


@dataclass(frozen=True)
class DebtSettings:
    """What the debt floor needs to open its store and reach the card provider."""

    database_url: str
    secret: Secret
    public_url: str
    cards_url: str
    cards_key: Secret
    cards_webhook_secret: Secret
    policy: Policy

    @staticmethod
    def read(environment: Environment) -> DebtSettings:
        """Read without raising: `environment.check()` reports all problems at once."""
        read = environment.read
        web = url("http", "https")
        return DebtSettings(
            database_url=read(
                "PARLEY_DATABASE_URL", database_url, "sqlite:///var/parley.db"
            ),
            secret=read("PARLEY_SECRET", secret, None),
            public_url=read("PARLEY_PUBLIC_URL", web, "http://127.0.0.1:8800"),
            cards_url=read("PARLEY_CARDS_URL", web, "http://127.0.0.1:8810"),
            cards_key=read("PARLEY_CARDS_KEY", secret, None),
            cards_webhook_secret=read("PARLEY_CARDS_WEBHOOK_SECRET", secret, None),
            policy=read("PARLEY_POLICY", policy, ""),
        )

    @staticmethod
    def from_env(variables: Mapping[str, str]) -> DebtSettings:
        """Read and check.

        Raises:
            SettingsError: naming every variable that is missing or wrong.
        """
        environment = Environment(variables)
        settings = DebtSettings.read(environment)
        environment.check()
        return settings
