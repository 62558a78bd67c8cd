"""Blocks on collecting, requests by right, and the record of disclosures given."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from debt.disclosure import DisclosureKind
from debt.rights import BlockKind
from debt.rights_request import RequestKind
from debt.store.tables.base import Base, Identifier, values_of


class BlockRow(Base):
    """A block set before anybody was verified has a conversation but no debtor."""

    __tablename__ = "block"

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    reference: Mapped[Identifier] = mapped_column(unique=True)
    kind: Mapped[BlockKind] = mapped_column(values_of(BlockKind))
    debtor_id: Mapped[Identifier | None] = mapped_column(
        ForeignKey("debtor.id"), index=True
    )
    account_id: Mapped[Identifier | None] = mapped_column(ForeignKey("account.id"))
    conversation_id: Mapped[Identifier] = mapped_column(index=True)
    reason: Mapped[str]
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    until: Mapped[datetime | None]


class RightsRequestRow(Base):
    """A request made before anybody was verified has a conversation but no debtor.

    ``opened_by`` is the key of the write that opened it.
    """

    __tablename__ = "rights_request"
    __table_args__ = (Index(None, "closed_at", "due_on"),)

    reference: Mapped[Identifier] = mapped_column(primary_key=True)
    kind: Mapped[RequestKind] = mapped_column(values_of(RequestKind))
    debtor_id: Mapped[Identifier | None] = mapped_column(
        ForeignKey("debtor.id"), index=True
    )
    account_id: Mapped[Identifier | None] = mapped_column(ForeignKey("account.id"))
    conversation_id: Mapped[Identifier] = mapped_column(index=True)
    words: Mapped[str]
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Identifier | None]


class ValidationRow(Base):
    """When an account was first talked about, and what became of its notice."""

    __tablename__ = "validation"

    account_id: Mapped[Identifier] = mapped_column(
        ForeignKey("account.id"), primary_key=True
    )
    begun_at: Mapped[datetime]
    notice_at: Mapped[datetime | None]
    ends_on: Mapped[date | None]


class DisclosureRow(Base):
    """Which wording of a disclosure was given in which conversation, and when.

    ``subject`` is the id of the debtor, or of the account that it was about, or empty
    before anybody was verified; ``version`` is a hash of the words, ``key`` the
    turn that gave them.
    """

    __tablename__ = "disclosure"
    __table_args__ = (Index(None, "subject", "kind"),)

    conversation_id: Mapped[Identifier] = mapped_column(primary_key=True)
    subject: Mapped[Identifier] = mapped_column(primary_key=True)
    kind: Mapped[DisclosureKind] = mapped_column(
        values_of(DisclosureKind), primary_key=True
    )
    version: Mapped[Identifier] = mapped_column(primary_key=True)
    given_at: Mapped[datetime]
    key: Mapped[str | None]
