"""Events of the card provider: the only word on which a payment is believed."""

from __future__ import annotations

import asyncio

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.gateway.context import Gateway
from debt.errors import UntrustedEvent

log = structlog.get_logger()


class PaymentEvents:
    """The webhook."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def routes(self) -> list[Route]:
        """What to mount."""
        return [Route("/webhooks/cards", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Settle one event; any error makes the provider send it again."""
        raw = await request.body()
        payments, inbox = self._gateway.debt.payments, self._gateway.inbox
        signature = request.headers.get(payments.cards.signature_header, "")
        try:
            await asyncio.to_thread(
                payments.settle, raw, signature, inbox.put_payment, inbox.put_card
            )
        except UntrustedEvent:
            log.warning("payment.untrusted_event")
            return Response(status_code=400)
        return Response(status_code=200)
