"""Taking in the rows of an accounts file: what is new, what changed, what conflicts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from debt.account import Debtor
from debt.identity import normal_reference
from debt.interchange.accounts import Placement, read_placement
from debt.interchange.problems import Problem
from debt.interchange.records import Record
from debt.interchange.row import read_row
from debt.interchange.survey import key_hash
from debt.services.bookkeeping import Bookkeeper
from debt.services.import_outcome import Repeats, Run, Taken
from debt.services.import_storing import Placing
from debt.store import imports
from debt.store.imports import KnownAccount


@dataclass(frozen=True)
class Told:
    """What a row tells, with the hash of its cells and what is on file."""

    record: Record
    placement: Placement
    digest: str
    known: KnownAccount | None


class Placements:
    """Takes accounts in; the first row of a reference counts, others are rejected."""

    def __init__(self, keeper: Bookkeeper, run: Run) -> None:
        self._keeper = keeper
        self._run = run
        self._place = run.header.names.index("reference")
        self._repeats = Repeats(run.findings)
        self._births: dict[int, date] = {}
        self._layout = repr((run.header.names, run.findings.formats))

    def take(self, tx: Session, records: Sequence[Record]) -> Taken:
        if not self._run.is_dry:
            imports.one_at_a_time(tx)
        taken = Taken()
        told = self._read(tx, records, taken)
        people = imports.known_people(tx, {each.placement.customer for each in told})
        good = [each for each in told if self._fits(each, people, taken)]
        taken.changed += sum(1 for each in good if each.known)
        taken.added += sum(1 for each in good if not each.known)
        if not self._run.is_dry:
            self._write(tx, good, people)
        return taken

    def _read(self, tx: Session, records: Sequence[Record], taken: Taken) -> list[Told]:
        """The rows that tell something new, as far as they can be read."""
        keys = [self._key(each) for each in records]
        known = imports.known_accounts(tx, keys)
        told = []
        for record, key in zip(records, keys, strict=True):
            here, digest = known.get(key), self._digest(record)
            repeated = self._repeats.problem("reference", key, record.line)
            if repeated:
                taken.reject(record, repeated)
            elif here and here.digest == digest:
                taken.unchanged += 1
            else:
                row = read_row(
                    record,
                    self._run.header,
                    self._run.findings.formats,
                    self._run.today,
                )
                placement = read_placement(row)
                if placement:
                    told.append(Told(record, placement, digest, here))
                else:
                    taken.reject(record, *row.problems)
        return told

    def _key(self, record: Record) -> str:
        cells = record.cells
        return normal_reference(cells[self._place] if self._place < len(cells) else "")

    def _digest(self, record: Record) -> str:
        """A hash of what the row says and how it is read."""
        content = f"{self._layout}{record.cells!r}".encode()
        return hashlib.blake2b(content, digest_size=16).hexdigest()

    def _fits(self, told: Told, people: dict[str, Debtor], taken: Taken) -> bool:
        problem = self._conflict_with_file(told.placement)
        if not problem and told.known:
            problem = _conflict(told.placement, told.known, people)
            problem = problem or self._conflict_of_terms(told.placement, told.known)
        elif not problem:
            problem = _conflict_of_new(told.placement, people)
        if problem:
            taken.reject(told.record, problem)
        return problem is None

    def _conflict_with_file(self, placement: Placement) -> Problem | None:
        """Rows before this one were of the same customer, born on another day."""
        number, born = key_hash(placement.customer), placement.debtor.date_of_birth
        is_disputed = placement.customer and number in self._run.findings.disputed
        if is_disputed and self._births.setdefault(number, born) != born:
            return Problem("date_of_birth", "is not that of the customer's other rows")
        return None

    def _conflict_of_terms(
        self, placement: Placement, known: KnownAccount
    ) -> Problem | None:
        """Interest was booked by the terms on file, and stays booked."""
        is_told = "interest_percent" in self._run.header.names
        if is_told and placement.account.interest != known.interest:
            return Problem("interest_percent", "has other terms than those on file")
        return None

    def _write(
        self, tx: Session, good: Sequence[Told], people: dict[str, Debtor]
    ) -> None:
        placing = Placing(tx, self._keeper, self._run, people)
        for each in good:
            if each.known:
                placing.change(each.placement, each.known, each.digest)
            else:
                placing.add(each.placement, each.digest)
        placing.write()


def _conflict_of_new(placement: Placement, people: dict[str, Debtor]) -> Problem | None:
    on_file = people.get(placement.customer) if placement.customer else None
    if on_file and on_file.date_of_birth != placement.debtor.date_of_birth:
        return Problem("date_of_birth", "is not the one on file for this customer")
    terms = placement.account.interest
    if terms and terms.runs_from <= placement.balance_date:
        return Problem("interest_from", "is not after the balance date")
    return None


def _conflict(
    placement: Placement, known: KnownAccount, people: dict[str, Debtor]
) -> Problem | None:
    """Why the row cannot be about the account that has its reference."""
    other = people.get(placement.customer)
    if placement.debtor.date_of_birth != known.date_of_birth:
        return Problem("date_of_birth", "is not the one on file for this reference")
    if placement.customer and other and other.id != known.debtor_id:
        return Problem("customer", "is another person on file")
    if placement.customer and known.customer not in (None, placement.customer):
        return Problem("customer", "is not the one on file for this reference")
    if placement.account.currency != known.currency:
        return Problem("currency", "is not the one the account was opened in")
    if placement.account.creditor.id != known.creditor_id:
        return Problem("creditor", "is not the one on file for this reference")
    if known.balance_date and placement.balance_date < known.balance_date:
        return Problem("balance_date", "is earlier than in the row imported before")
    return None
