"""Which disclosures a person was given, so that none is forgotten or repeated."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.disclosure import COLLECTOR, DisclosureKind
from debt.identity import VerifiedDebtor
from debt.store import rights as store


@dataclass(frozen=True)
class DisclosureService:
    """The record is kept by conversation and person, with the time and the version."""

    clock: Clock

    def given(self, tx: Session, debtor_id: str, kind: DisclosureKind) -> bool:
        """Whether the person was ever given it."""
        return store.was_disclosed(tx, debtor_id, (kind,))

    def collector_due(
        self, tx: Session, debtor: VerifiedDebtor, key: str
    ) -> DisclosureKind | None:
        """Which collector's disclosure the person is to have now, if any.

        Args:
            key: of the turn; what the same turn gave counts for nothing, because it was
                lost if the turn is tried again.
        """
        here = debtor.conversation_id
        if store.was_disclosed(tx, debtor.id, COLLECTOR, here, but=key):
            return None
        first, short = COLLECTOR
        is_known = store.was_disclosed(tx, debtor.id, (first,), but=key)
        return short if is_known else first

    def record(
        self,
        tx: Session,
        conversation_id: str,
        debtor_id: str | None,
        kind: DisclosureKind,
        version: str,
        key: str,
    ) -> None:
        """Write down that it was given now; again in one conversation changes nothing.

        Args:
            version: names the exact words, as a hash of them.
            key: of the turn that gives it.
        """
        given = store.Given(conversation_id, debtor_id, kind, version, key)
        store.add_disclosure(tx, given, self.clock.now())
