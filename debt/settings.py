"""Settings of the debt floor, read once from the environment and checked at start.

Every mistake is reported together, each with the name of its variable, so that an
operator mends a configuration in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from debt.operator import Operator
from debt.policy import Policy
from debt.setting_files import EXAMPLE_OPERATOR, operator, policy

T = TypeVar("T")

MIN_SECRET_CHARACTERS = 32
_STRIPE_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9]{16,}")
_STRIPE_SIGNING_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{16,}")
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


def optional_secret(text: str) -> Secret | None:
    """A secret somebody else has chosen, of any length; none if it is empty."""
    return Secret(text) if text else None


def one_of(*choices: str) -> Callable[[str], str]:
    """A parser that accepts exactly one of the given words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return text

    return parse


def stripe_key(is_demo: bool) -> Callable[[str], Secret]:
    """A parser of Stripe's secret keys: test ones for the demo, otherwise live ones.

    A test key in production would let anybody settle a debt with a test card.
    """
    mode, environment = ("test", "demo") if is_demo else ("live", "production")

    def parse(text: str) -> Secret:
        match = _STRIPE_KEY.fullmatch(text)
        if match is None:
            raise ValueError(f"must be a secret key of Stripe's, like sk_{mode}_…")
        if match[1] != mode:
            raise ValueError(
                f"is a {match[1]} key, but PARLEY_ENVIRONMENT={environment} takes only"
                f" {mode} ones"
            )
        return Secret(text)

    return parse


def stripe_webhook_secrets(text: str) -> tuple[Secret, ...]:
    """Signing secrets, comma separated: two while one is being replaced."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(_STRIPE_SIGNING_SECRET.fullmatch(part) for part in parts):
        raise ValueError("must be signing secrets like whsec_…, comma separated")
    return tuple(map(Secret, parts))


@dataclass(frozen=True)
class SimulatedCardSettings:
    """Where the simulated card provider is, and what we share with it."""

    url: str
    key: Secret
    webhook_secret: Secret

    @staticmethod
    def read(environment: Environment) -> SimulatedCardSettings:
        """Read without raising."""
        read, web = environment.read, url("http", "https")
        return SimulatedCardSettings(
            url=read("PARLEY_CARDS_URL", web, "http://127.0.0.1:8810"),
            key=read("PARLEY_CARDS_KEY", secret, None),
            webhook_secret=read("PARLEY_CARDS_WEBHOOK_SECRET", secret, None),
        )


@dataclass(frozen=True)
class StripeSettings:
    """Our account with Stripe; `api` is another address than Stripe's in tests only."""

    key: Secret
    webhook_secrets: tuple[Secret, ...]
    api: str

    @staticmethod
    def read(environment: Environment, is_demo: bool) -> StripeSettings:
        """Read without raising."""
        read = environment.read
        schemes = ("https", "http") if is_demo else ("https",)
        return StripeSettings(
            key=read("PARLEY_STRIPE_KEY", stripe_key(is_demo), None),
            webhook_secrets=read(
                "PARLEY_STRIPE_WEBHOOK_SECRETS", stripe_webhook_secrets, None
            ),
            api=read("PARLEY_STRIPE_API", url(*schemes), "https://api.stripe.com"),
        )


def _read_cards(
    environment: Environment, is_demo: bool
) -> SimulatedCardSettings | StripeSettings:
    """The simulated provider moves no money, so only the demo has it."""
    choices = ("simulated", "stripe") if is_demo else ("stripe",)
    provider = environment.read("PARLEY_CARDS_PROVIDER", one_of(*choices), choices[0])
    if provider == "simulated":
        return SimulatedCardSettings.read(environment)
    return StripeSettings.read(environment, is_demo)


def _example(is_demo: bool) -> str | None:
    return str(EXAMPLE_OPERATOR) if is_demo else None


@dataclass(frozen=True)
class DebtSettings:
    """What the debt floor needs to open its store and reach the card provider."""

    environment: str
    database_url: str
    secret: Secret
    public_url: str
    cards: SimulatedCardSettings | StripeSettings
    operator: Operator
    policy: Policy
    source_token: Secret | None = None

    @staticmethod
    def read(environment: Environment) -> DebtSettings:
        """Read without raising: `environment.check()` reports all problems at once."""
        read = environment.read
        web = url("http", "https")
        modes = one_of("demo", "production")
        mode = read("PARLEY_ENVIRONMENT", modes, "production")
        return DebtSettings(
            environment=mode,
            database_url=read(
                "PARLEY_DATABASE_URL", database_url, "sqlite:///var/parley.db"
            ),
            secret=read("PARLEY_SECRET", secret, None),
            public_url=read("PARLEY_PUBLIC_URL", web, "http://127.0.0.1:8800"),
            cards=_read_cards(environment, mode == "demo"),
            operator=read("PARLEY_OPERATOR", operator, _example(mode == "demo")),
            policy=read("PARLEY_POLICY", policy, ""),
            source_token=read("PARLEY_SOURCE_TOKEN", optional_secret, ""),
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
