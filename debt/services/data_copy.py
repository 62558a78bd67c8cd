"""A copy of what is on file about a person, for that person (UK GDPR Article 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from debt.identity import Verification, VerifiedDebtor
from debt.services.identity import IdentityService
from debt.store import data_copy as store


@dataclass(frozen=True)
class Section:
    """The records of one kind.

    Attributes:
        name: of the kind, such as ``contact_preference``.
        records: when each was made, if that is known, and what it says.
    """

    name: str
    records: tuple[tuple[datetime | date | None, dict[str, str]], ...]


@dataclass(frozen=True)
class DataCopy:
    """Everything but the messages, which the talking floor keeps."""

    sections: tuple[Section, ...]
    stretches: tuple[Verification, ...]


@dataclass(frozen=True)
class DataCopyService:
    """Reads only; what may go out is the caller's to decide."""

    identity: IdentityService

    def of(self, tx: Session, debtor: VerifiedDebtor) -> DataCopy:
        """What is on file about the person who asks."""
        stretches = self.identity.conversations_of(tx, debtor)
        sections = store.records_of(tx, debtor, stretches)
        return DataCopy(
            tuple(Section(name, tuple(rows)) for name, rows in sections if rows),
            stretches,
        )
