"""Copies to keep: an agreed plan, a receipt. Only the person they belong to sees them.

The link works in the browser that holds the verified conversation; sent to anybody
else it shows nothing, not even that there is such a document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.account import account_name
from actions.formats import day, money
from actions.wording import wording
from bot.channels.web import conversation_of
from bot.gateway.context import Gateway
from debt.errors import NotVerified, UnknownAccount
from debt.identity import VerifiedDebtor

Page = dict[str, Any]
Read = Callable[[Session, VerifiedDebtor, str], Page]


class DocumentPages:
    """The pages that can be printed or saved."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt

    def routes(self) -> list[Route]:
        """What to mount."""
        return [
            Route("/documents/plan/{id:str}", self.show_plan),
            Route("/documents/receipt/{id:str}", self.show_receipt),
        ]

    async def show_plan(self, request: Request) -> Response:
        """The agreement: every date and amount."""
        return await self._show(request, self._plan)

    async def show_receipt(self, request: Request) -> Response:
        """One payment."""
        return await self._show(request, self._receipt)

    async def _show(self, request: Request, read: Read) -> Response:
        page = await asyncio.to_thread(self._read, request, read)
        templates = self._gateway.templates
        if page is None:
            context = self._page("utter_talk_document_hidden", [], "en-GB")
            return templates.TemplateResponse(
                request, "document.html", context, status_code=404
            )
        return templates.TemplateResponse(request, "document.html", page)

    def _read(self, request: Request, read: Read) -> Page | None:
        conversation = conversation_of(request)
        if conversation is None:
            return None
        try:
            with self._debt.database.read() as tx:
                debtor = self._debt.identity.debtor(tx, conversation.id)
                return read(tx, debtor, request.path_params["id"])
        except (NotVerified, UnknownAccount):
            return None

    def _plan(self, tx: Session, debtor: VerifiedDebtor, plan_id: str) -> Page:
        plan = self._debt.plans.agreed(tx, debtor, plan_id)
        account = self._debt.accounts.one(tx, debtor, plan.account_id)
        rows = wording().lines(
            "utter_plan_document_rows",
            name=debtor.name,
            account=account_name(account),
            reference=account.reference,
            agreed=day(plan.accepted_on, debtor.locale),
            total=money(plan.schedule.total, debtor.locale),
        )
        page = self._page("utter_plan_document", rows, debtor.locale)
        page["schedule"] = [
            [day(each.due, debtor.locale), money(each.amount, debtor.locale)]
            for each in plan.schedule.instalments
        ]
        return page

    def _receipt(self, tx: Session, debtor: VerifiedDebtor, reference: str) -> Page:
        receipt = self._debt.payments.receipt(tx, debtor, reference)
        account = self._debt.accounts.one(tx, debtor, receipt.account_id)
        rows = wording().lines(
            "utter_payment_document_rows",
            name=debtor.name,
            account=account_name(account),
            creditor=account.creditor,
            reference=receipt.reference,
            paid_on=day(receipt.paid_on, debtor.locale),
            amount=money(receipt.amount, debtor.locale),
            method=receipt.method,
            balance=money(receipt.balance, debtor.locale),
        )
        return self._page("utter_payment_document", rows, debtor.locale)

    def _page(self, response: str, rows: list[str], locale: str) -> Page:
        """The title is the first line of the response, the notes are the others."""
        title, *notes = wording().lines(response)
        return {
            "title": title,
            "company": self._gateway.settings.company,
            "accent": self._gateway.settings.accent,
            "locale": locale,
            "rows": [row.split(" | ", 1) for row in rows],
            "notes": notes,
        }
