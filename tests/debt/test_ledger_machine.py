"""Whatever is done to a ledger, in any order, it agrees with a plain dictionary."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from debt.account import Account
from debt.allocation import DEFAULT_ALLOCATION, OwedPart
from debt.errors import IdempotencyConflict
from debt.ledger import (
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    new_credit,
    new_debit,
    reverse,
)
from debt.money import Money
from debt.store import accounts, ledger
from debt.store.balances import verify_balances, verify_entries
from debt.store.database import Database, new_id
from tests.databases import Renew
from tests.debt.builders import CARD, HALDEN, MARIA, NOW, TODAY, account, booking

POUNDS = CARD
DOLLARS = account(
    id="loan", reference="L-1", currency="USD", instalment=Money(1, "USD")
)
PART_OF = {
    EntryKind.CHARGE: OwedPart.PRINCIPAL,
    EntryKind.INTEREST: OwedPart.INTEREST,
    EntryKind.FEE: OwedPart.FEES,
    EntryKind.ADJUSTMENT: OwedPart.PRINCIPAL,
}
owners = st.sampled_from([POUNDS, DOLLARS])
minors = st.integers(1, 50_000)
debits = st.sampled_from(sorted(PART_OF))
credit_kinds = st.sampled_from(
    [EntryKind.PAYMENT, EntryKind.WRITE_OFF, EntryKind.ADJUSTMENT]
)
Parts = dict[OwedPart, int]


class LedgerMachine(RuleBasedStateMachine):
    """The model: for each account what is owed by part, for each entry what it did."""

    def __init__(self, renew: Renew) -> None:
        super().__init__()
        self.database: Database = renew()
        self.owed: dict[str, Parts] = {}
        self.done: dict[str, tuple[Entry, Parts]] = {}
        self.taken_back: set[str] = set()

    @initialize()
    def open_accounts(self) -> None:
        with self.database.begin() as tx:
            accounts.add_creditor(tx, HALDEN)
            accounts.add_debtor(tx, MARIA)
            for each in (POUNDS, DOLLARS):
                accounts.add_account(tx, each)
                self.owed[each.id] = dict.fromkeys(OwedPart, 0)

    @rule(owner=owners, kind=debits, minor=minors)
    def raise_balance(self, owner: Account, kind: EntryKind, minor: int) -> None:
        amount = Money(minor, owner.currency)
        entry = new_debit(new_id(), owner.id, kind, amount, booking(TODAY))
        with self.database.begin() as tx:
            assert ledger.record(tx, entry, NOW)
        self._keep(entry, {PART_OF[kind]: minor})

    @rule(
        owner=owners,
        kind=credit_kinds,
        minor=minors,
        order=st.permutations(DEFAULT_ALLOCATION),
    )
    def lower_balance(
        self, owner: Account, kind: EntryKind, minor: int, order: list[OwedPart]
    ) -> None:
        with self.database.begin() as tx:
            entry = self._credit(tx, owner, kind, minor, order)
            assert ledger.record(tx, entry, NOW)
        left, paid = minor, dict.fromkeys(OwedPart, 0)
        for part in order:
            owed = self.owed[owner.id][part]
            while_owed = min(left, owed) if owed > 0 else 0
            paid[part] -= while_owed
            left -= while_owed
        paid[OwedPart.PRINCIPAL] -= left
        self._keep(entry, paid)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        entry, _ = self.done[data.draw(st.sampled_from(sorted(self.done)))]
        with self.database.begin() as tx:
            assert not ledger.record(tx, replace(entry, id=new_id()), NOW)

    @precondition(lambda self: self.done)
    @rule(data=st.data(), minor=minors)
    def ask_for_something_else_with_a_used_key(
        self, data: st.DataObject, minor: int
    ) -> None:
        entry, _ = self.done[data.draw(st.sampled_from(sorted(self.done)))]
        amount = entry.amount + Money(minor, entry.amount.currency)
        postings = (
            Posting(LedgerAccount.CASH, -amount),
            Posting(LedgerAccount.PRINCIPAL_RECEIVABLE, amount),
        )
        if amount:
            self._refused(
                IdempotencyConflict, replace(entry, id=new_id(), postings=postings)
            )

    @precondition(lambda self: set(self.done) - self.taken_back)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        standing = sorted(set(self.done) - self.taken_back)
        entry, did = self.done[data.draw(st.sampled_from(standing))]
        reversal = reverse(entry, new_id(), booking(TODAY))
        with self.database.begin() as tx:
            assert ledger.record(tx, reversal, NOW)
        self.taken_back.add(entry.id)
        self._keep(reversal, {part: -minor for part, minor in did.items()})

    @precondition(lambda self: self.taken_back)
    @rule(data=st.data())
    def take_back_again(self, data: st.DataObject) -> None:
        entry, _ = self.done[data.draw(st.sampled_from(sorted(self.taken_back)))]
        again = reverse(entry, new_id(), booking(TODAY))
        self._refused(IdempotencyConflict, again)

    @rule(owner=owners, minor=minors)
    def book_another_currency(self, owner: Account, minor: int) -> None:
        amount = Money(minor, "EUR")
        entry = new_debit(new_id(), owner.id, EntryKind.FEE, amount, booking(TODAY))
        self._refused(DatabaseError, entry)

    @rule(owner=owners, minor=minors)
    def fail_after_booking(self, owner: Account, minor: int) -> None:
        amount = Money(minor, owner.currency)
        entry = new_debit(new_id(), owner.id, EntryKind.FEE, amount, booking(TODAY))

        def book_and_fail() -> None:
            with self.database.begin() as tx:
                ledger.record(tx, entry, NOW)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            book_and_fail()

    @invariant()
    def kept_balances_are_those_of_the_model(self) -> None:
        with self.database.read() as tx:
            for owner in (POUNDS, DOLLARS)[: len(self.owed)]:
                kept = ledger.owed_of(tx, owner)
                assert kept == ledger.owed_on(tx, owner, TODAY)
                assert {p: kept.of(p).minor for p in OwedPart} == self.owed[owner.id]
                assert kept.total.currency == owner.currency
            assert verify_balances(tx) == []
            assert verify_entries(tx) == []

    def teardown(self) -> None:
        with self.database.read() as tx:
            stored = [
                each
                for owner in (POUNDS, DOLLARS)
                for each in ledger.entries_of(tx, owner)
            ]
        assert {each.id: each for each in stored} == {
            name: entry for name, (entry, _) in self.done.items()
        }

    def _credit(
        self,
        tx: Session,
        owner: Account,
        kind: EntryKind,
        minor: int,
        order: list[OwedPart],
    ) -> Entry:
        amount, on = Money(minor, owner.currency), booking(TODAY)
        owed = ledger.owed_of(tx, owner)
        return new_credit(new_id(), owner.id, kind, amount, on, owed, order)

    def _keep(self, entry: Entry, did: Parts) -> None:
        self.done[entry.id] = (entry, did)
        for part, minor in did.items():
            self.owed[entry.account_id][part] += minor

    def _refused(self, error: type[Exception], entry: Entry) -> None:
        with pytest.raises(error), self.database.begin() as tx:
            ledger.record(tx, entry, NOW)


@pytest.mark.parametrize(
    ("kind", "examples", "steps"), [("sqlite", 20, 20), ("postgresql", 5, 15)]
)
def test_a_ledger_agrees_with_a_dictionary(
    request: pytest.FixtureRequest, kind: str, examples: int, steps: int
) -> None:
    renew: Renew = request.getfixturevalue(kind)

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        partial(LedgerMachine, renew),
        settings=settings(max_examples=examples, stateful_step_count=steps),
    )
