"""Copies to keep, for whoever brings them to a person: the pages, a file, a link.

A document is read only for a conversation whose person has shown who they are. Where
there is no cookie to tell the conversation, a signed link does: for a quarter of an
hour, and no longer than the person stays verified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from bot.documents.data_copy import data_document
from bot.documents.document import (
    Document,
    autopay_document,
    budget_document,
    plan_document,
    receipt_document,
    validation_document,
)
from bot.documents.pdf import render as pdf
from bot.settings import Settings
from debt.clock import Clock
from debt.errors import NotVerified, UnknownAccount
from debt.services import Debt

__all__ = ["DocumentRef", "SignedLinks", "document_of", "pdf", "read_document"]

LINK_LASTS = timedelta(minutes=15)

_URL = re.compile(r"https?://[^/]+/documents/([a-z]+)/([\w-]+)", re.ASCII)
_READERS = {
    "autopay": autopay_document,
    "data": data_document,
    "budget": budget_document,
    "plan": plan_document,
    "receipt": receipt_document,
    "validation": validation_document,
}


@dataclass(frozen=True)
class DocumentRef:
    """Names a document: its kind, and which one of them."""

    kind: str
    id: str


def document_of(url: str) -> DocumentRef | None:
    """The document of ours that a link in a message leads to, if it leads to one."""
    found = _URL.fullmatch(url)
    if found is None or found[1] not in _READERS:
        return None
    return DocumentRef(found[1], found[2])


def read_document(
    debt: Debt, tx: Session, conversation_id: str, ref: DocumentRef
) -> Document | None:
    """A document of the person who is verified in this conversation.

    None for any other reason too: that there is such a document is nobody's business.
    """
    if ref.kind not in _READERS:
        return None
    try:
        debtor = debt.identity.debtor(tx, conversation_id)
        return _READERS[ref.kind](debt, tx, debtor, ref.id)
    except (NotVerified, UnknownAccount):
        return None


class SignedLinks:
    """Links that open one document for one conversation without its cookie."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._url = settings.debt.public_url
        self._clock = clock
        secret = settings.debt.secret.encode()
        self._signer = URLSafeSerializer(secret, salt="document link")

    def link(self, conversation_id: str, ref: DocumentRef) -> str:
        """A link that works from now on for a quarter of an hour."""
        until = int((self._clock.now() + LINK_LASTS).timestamp())
        key = self._signer.dumps([conversation_id, ref.kind, ref.id, until])
        return f"{self._url}/documents/{ref.kind}/{ref.id}?key={key}"

    def conversation_of(self, key: str, ref: DocumentRef) -> str | None:
        """The conversation that a link was made for, while it lasts."""
        try:
            conversation_id, kind, id, until = self._signer.loads(key)
        except BadData:
            return None
        is_over = self._clock.now().timestamp() > until
        is_other = DocumentRef(kind, id) != ref
        return None if is_over or is_other else str(conversation_id)
