"""What came from the operator's system, and how far it has been told of ours."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
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


class ExportPointRow(Base):
    """From which moment the next export tells what happened."""

    __tablename__ = "export_point"

    name: Mapped[Identifier] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ExportedEventRow(Base):
    """What was told already of the time after that moment."""

    __tablename__ = "exported_event"

    file: Mapped[Identifier] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(200), primary_key=True)
