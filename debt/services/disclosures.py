"""Which disclosures a person was given, so that none is forgotten or repeated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.disclosure import DisclosureKind
from debt.store import rights as store


@dataclass(frozen=True)
class DisclosureService:
    """The record is kept by conversation and person, with the time and the version."""

    clock: Clock

    def given(self, tx: Session, debtor_id: str, kind: DisclosureKind) -> bool:
        """Whether the person was ever given it."""
        return store.was_disclosed(tx, debtor_id, kind)

    def given_in(
        self, tx: Session, conversation_id: str, kinds: Collection[DisclosureKind]
    ) -> bool:
        """Whether any of these was given in the conversation."""
        return store.was_disclosed_in(tx, conversation_id, kinds)

    def record(
        self,
        tx: Session,
        conversation_id: str,
        debtor_id: str | None,
        kind: DisclosureKind,
        version: str,
    ) -> None:
        """Write down that it was given now; again in one conversation changes nothing.

        Args:
            version: names the wording, such as ``2026-11-01/en``.
        """
        wording = (kind, version)
        store.add_disclosure(tx, conversation_id, debtor_id, wording, self.clock.now())
