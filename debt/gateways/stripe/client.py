"""Stripe's own library, set up so that a call ends in time and is never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from debt.errors import InvalidMoney, PaymentRefused, PaymentUnavailable

API_BASE = "https://api.stripe.com"
API_VERSION = "2026-08-26.dahlia"
"""Asked for in every request, whatever the account's own default is; the tests hold
every request against Stripe's description of exactly this version."""

_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 20.0
_REFUSALS = (
    stripe.InvalidRequestError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.CardError,
    stripe.IdempotencyError,
)
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, InvalidMoney)


def new_client(api_key: str, api_base: str = API_BASE) -> stripe.StripeClient:
    """A client for all calls and threads."""
    timeout = (_CONNECT_SECONDS, _ANSWER_SECONDS)
    return stripe.StripeClient(
        api_key,
        stripe_version=API_VERSION,
        base_addresses={
            "api": api_base,
            "connect": api_base,
            "files": api_base,
            "meter_events": api_base,
        },
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=0,
    )


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Tell refusals of what is asked from trouble on the way."""
    try:
        yield
    except _REFUSALS as exc:
        raise PaymentRefused(f"{what}: {exc.code or exc.http_status}") from exc
    except (stripe.StripeError, *_NONSENSE) as exc:
        raise PaymentUnavailable(what) from exc
