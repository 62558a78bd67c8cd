"""Copies to keep: an agreed plan, a receipt. Only the person they belong to sees them.

The link works in the browser that holds the verified conversation; sent to anybody
else it shows nothing, not even that there is such a document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from actions.wording import wording
from bot.channels.web import conversation_of
from bot.documents.document import Document, plan_document, receipt_document
from bot.documents.pdf import render
from bot.gateway.context import Gateway
from debt.errors import NotVerified, UnknownAccount
from debt.identity import VerifiedDebtor
from debt.services import Debt

Read = Callable[[Debt, Session, VerifiedDebtor, str], Document]
Show = Callable[[Request, Document], Response]


class DocumentPages:
    """Each document as a page that can be printed, and as a file that can be kept."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt

    def routes(self) -> list[Route]:
        """What to mount."""
        return [
            Route("/documents/plan/{id:str}.pdf", self.save_plan),
            Route("/documents/plan/{id:str}", self.show_plan),
            Route("/documents/receipt/{id:str}.pdf", self.save_receipt),
            Route("/documents/receipt/{id:str}", self.show_receipt),
        ]

    async def show_plan(self, request: Request) -> Response:
        """The agreement: every date and amount."""
        return await self._answer(request, plan_document, self._page)

    async def save_plan(self, request: Request) -> Response:
        """The agreement as a PDF."""
        return await self._answer(request, plan_document, self._pdf)

    async def show_receipt(self, request: Request) -> Response:
        """One payment."""
        return await self._answer(request, receipt_document, self._page)

    async def save_receipt(self, request: Request) -> Response:
        """One payment as a PDF."""
        return await self._answer(request, receipt_document, self._pdf)

    async def _answer(self, request: Request, read: Read, show: Show) -> Response:
        return await asyncio.to_thread(self._read_and_show, request, read, show)

    def _read_and_show(self, request: Request, read: Read, show: Show) -> Response:
        document = self._read(request, read)
        if document is None:
            title, *notes = wording().lines("utter_talk_document_hidden")
            hidden = Document(title, "en-GB", date.min, (), tuple(notes))
            return self._page(request, hidden, is_hidden=True)
        return show(request, document)

    def _read(self, request: Request, read: Read) -> Document | None:
        conversation = conversation_of(request)
        if conversation is None:
            return None
        try:
            with self._debt.database.read() as tx:
                debtor = self._debt.identity.debtor(tx, conversation.id)
                return read(self._debt, tx, debtor, request.path_params["id"])
        except (NotVerified, UnknownAccount):
            return None

    def _page(
        self, request: Request, document: Document, is_hidden: bool = False
    ) -> Response:
        settings = self._gateway.settings
        context = {
            "document": document,
            "company": settings.company,
            "accent": settings.accent,
            "pdf": None if is_hidden else f"{request.url.path}.pdf",
        }
        return self._gateway.templates.TemplateResponse(
            request, "document.html", context, status_code=404 if is_hidden else 200
        )

    def _pdf(self, _request: Request, document: Document) -> Response:
        settings = self._gateway.settings
        file = render(document, settings.company, settings.accent)
        name = quote(f"{document.file_name}.pdf")
        disposition = f"attachment; filename*=UTF-8''{name}"
        headers = {"Content-Disposition": disposition}
        return Response(file, media_type="application/pdf", headers=headers)
