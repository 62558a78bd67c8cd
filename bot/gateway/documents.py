"""Copies to keep: an agreed plan, a receipt. Only the person they belong to sees them.

The link works in the browser that holds the verified conversation, or while its
signature lasts; sent to anybody else it shows nothing, not even that there is such a
document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions.wording import wording
from bot.channels.web.session import conversation_of
from bot.documents.document import Document
from bot.documents.shared import DocumentRef, SignedLinks, pdf, read_document
from bot.gateway.context import Gateway

Show = Callable[[Request, Document], Response]


class DocumentPages:
    """Each document as a page that can be printed, and as a file that can be kept."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._debt = gateway.debt
        self._links = SignedLinks(gateway.settings, gateway.debt.clock)

    def routes(self) -> list[Route]:
        """What to mount."""
        return [
            Route("/documents/{kind:str}/{id:str}.pdf", self.save),
            Route("/documents/{kind:str}/{id:str}", self.show),
            Route("/chat/back", self.lead_back),
        ]

    async def show(self, request: Request) -> Response:
        """A document as a page."""
        return await asyncio.to_thread(self._answer, request, self._page)

    async def save(self, request: Request) -> Response:
        """A document as a PDF."""
        return await asyncio.to_thread(self._answer, request, self._pdf)

    async def lead_back(self, request: Request) -> Response:
        """Where the card page leads to: the chat, if it was held in this browser."""
        if await asyncio.to_thread(conversation_of, request):
            return RedirectResponse("/chat/frame", status_code=303)
        return self._notice(request, "utter_channel_back")

    def _answer(self, request: Request, show: Show) -> Response:
        document = self._read(request)
        if document is not None:
            return show(request, document)
        if "key" in request.query_params:
            return self._notice(request, "utter_channel_link_expired", status=404)
        return self._notice(request, "utter_talk_document_hidden", status=404)

    def _read(self, request: Request) -> Document | None:
        ref = DocumentRef(request.path_params["kind"], request.path_params["id"])
        conversation_id = self._conversation_of(request, ref)
        if conversation_id is None:
            return None
        with self._debt.database.read() as tx:
            return read_document(self._debt, tx, conversation_id, ref)

    def _conversation_of(self, request: Request, ref: DocumentRef) -> str | None:
        key = request.query_params.get("key")
        signed = self._links.conversation_of(key, ref) if key is not None else None
        if signed is not None:
            return signed
        conversation = conversation_of(request)
        return conversation.id if conversation else None

    def _notice(self, request: Request, response: str, status: int = 200) -> Response:
        """A page of a title and a few words."""
        title, *notes = wording().lines(response)
        locale = self._gateway.settings.locale
        said = Document(title, locale, date.min, (), tuple(notes))
        return self._shown(request, said, status=status)

    def _page(self, request: Request, document: Document) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        return self._shown(request, document, pdf=f"{request.url.path}.pdf{query}")

    def _shown(
        self,
        request: Request,
        document: Document,
        *,
        pdf: str | None = None,
        status: int = 200,
    ) -> Response:
        settings = self._gateway.settings
        context = {
            "document": document,
            "company": settings.company,
            "accent": settings.accent,
            "pdf": pdf,
        }
        return self._gateway.templates.TemplateResponse(
            request, "document.html", context, status_code=status
        )

    def _pdf(self, _request: Request, document: Document) -> Response:
        settings = self._gateway.settings
        file = pdf(document, settings.company, settings.accent)
        name = quote(f"{document.file_name}.pdf")
        disposition = f"attachment; filename*=UTF-8''{name}"
        headers = {"Content-Disposition": disposition}
        return Response(file, media_type="application/pdf", headers=headers)
