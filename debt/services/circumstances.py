"""What people told of their situation: kept with a yes, gone without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from debt.circumstance import Circumstance, Question, Reason, topics_in
from debt.clock import Clock
from debt.identity import VerifiedDebtor
from debt.store import circumstances as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class CircumstanceService:
    """Only what a verified person told, and said yes to keeping."""

    clock: Clock

    def record(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        about: Reason | Question,
        sentence: str,
        consented_at: datetime,
        key: str,
    ) -> Circumstance:
        """Keep one sentence.

        Args:
            consented_at: when the person said yes to keeping it.
        """
        asked = fingerprint(debtor.id, about.value, sentence)
        with once(tx, "circumstance.record", key, asked) as request:
            if request.result is None:
                told = Circumstance(
                    id=new_id(),
                    about=about.value,
                    sentence=sentence,
                    topics=topics_in(sentence),
                    recorded_at=self.clock.now(),
                    consented_at=consented_at,
                )
                store.add_circumstance(tx, debtor.id, told)
                request.result = told.id
            return store.circumstance_with_id(tx, request.result)

    def of(self, tx: Session, debtor: VerifiedDebtor) -> tuple[Circumstance, ...]:
        """What may still be used, the oldest first."""
        return store.circumstances_of(tx, debtor.id)

    def withdraw(self, tx: Session, debtor: VerifiedDebtor) -> int:
        """Take the yes back for all of it (GDPR Art. 7(3)): the words are emptied.

        Returns how many there were; doing it again finds none.
        """
        standing = store.circumstances_of(tx, debtor.id)
        store.withdraw_circumstances(tx, debtor.id, self.clock.now())
        return len(standing)
