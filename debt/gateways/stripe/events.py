"""What one of Stripe's events is about, told from its own words alone.

Events of charges, refunds and disputes name the payment intent; the payment is read
again by it. Whatever else Stripe may send is about nothing of ours.
"""

from __future__ import annotations

import json
from typing import Any

from debt.errors import UntrustedEvent
from debt.gateways.cards import EventSubject, ProviderEvent

_PAGE_MODES = {"payment": EventSubject.PAYMENT, "setup": EventSubject.SETUP}


def read_event(raw: bytes) -> ProviderEvent:
    """Read an event whose signature has been checked.

    Raises:
        UntrustedEvent: unreadable.
    """
    try:
        body = json.loads(raw)
        kind, about = str(body["type"]), body["data"]["object"]
        subject, reference = _subject(kind, about)
        return ProviderEvent(str(body["id"]), kind, reference, subject)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise UntrustedEvent("unreadable") from exc


def _subject(kind: str, about: dict[str, Any]) -> tuple[EventSubject, str | None]:
    subject, reference = EventSubject.NOTHING, None
    if kind.startswith("checkout.session."):
        subject = _PAGE_MODES.get(about["mode"], EventSubject.NOTHING)
        reference = about["id"]
    elif kind.startswith("payment_intent."):
        subject, reference = EventSubject.PAYMENT, about["id"]
    elif kind.startswith(("charge.", "refund.")) and about.get("payment_intent"):
        subject, reference = EventSubject.PAYMENT, about["payment_intent"]
    if subject is EventSubject.NOTHING:
        return subject, None
    return subject, str(reference)
