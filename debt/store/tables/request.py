"""Idempotency: which request was made under which key, and what came of it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Identifier


class RequestRow(Base):
    """``result`` is the id or outcome to give again when the request is repeated."""

    __tablename__ = "request"

    scope: Mapped[Identifier] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[Identifier]
    result: Mapped[str | None]
