"""What came from the operator's system, and how far it has been told of ours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from debt.store.tables.base import Base, Identifier


class ImportRunRow(Base):
    """One go at importing a file; one without an end was stopped on the way."""

    __tablename__ = "import_run"
    __table_args__ = (Index(None, "digest"),)

    id: Mapped[Identifier] = mapped_column(primary_key=True)
    kind: Mapped[Identifier]
    file_name: Mapped[str]
    digest: Mapped[Identifier]
    who: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]


class ImportedAccountRow(Base):
    """The row an account was last told by: the hash of its cells and its date."""

    __tablename__ = "imported_account"

    account_id: Mapped[Identifier] = mapped_column(
        ForeignKey("account.id"), primary_key=True
    )
    run_id: Mapped[Identifier] = mapped_column(ForeignKey("import_run.id"))
    digest: Mapped[Identifier]
    version: Mapped[int]
    balance_date: Mapped[date]
