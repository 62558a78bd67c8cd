"""A payment that somebody says they made: paused until it is answered, once."""

from __future__ import annotations

import pytest

from debt.errors import UnknownAccount
from debt.rights_request import RequestKind
from tests.debt.builders import CARD, TODAY, account, charge, debtor
from tests.debt.floor import Floor


def test_a_claim_sets_a_pause_and_a_day_for_its_answer(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY))
    maria = floor.verified()

    with floor.database.begin() as tx:
        claim = floor.debt.paid_claims.make(tx, maria, CARD.id, "I paid", "one")
        again = floor.debt.paid_claims.make(tx, maria, CARD.id, "I did pay", "two")
        retried = floor.debt.paid_claims.make(tx, maria, CARD.id, "I paid", "one")
        (block,) = floor.debt.rights.blocks(tx, maria.id)

    assert claim.kind is RequestKind.PAYMENT_CLAIM
    assert claim.reference == again.reference == retried.reference == block.reference
    assert claim.due_on > TODAY


def test_what_is_said_later_joins_the_claim(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY))
    maria = floor.verified()
    claims = floor.debt.paid_claims

    with floor.database.begin() as tx:
        assert claims.describe(tx, maria, CARD.id, "by card", "none") is None
        claims.make(tx, maria, CARD.id, "I paid", "one")
        claims.describe(tx, maria, CARD.id, "by card", "more")
        claims.describe(tx, maria, CARD.id, "by card", "more")
        claim = claims.current(tx, maria, CARD.id)

    assert claim is not None
    assert claim.words == "I paid\nby card"


def test_an_answered_claim_can_be_followed_by_another(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY))
    maria = floor.verified()

    with floor.database.begin() as tx:
        first = floor.debt.paid_claims.make(tx, maria, CARD.id, "I paid", "one")
        floor.debt.requests.close(tx, first.reference, "agent")
        floor.debt.rights.lift(tx, first.reference)
        second = floor.debt.paid_claims.make(tx, maria, CARD.id, "again", "two")

    assert second.reference != first.reference


def test_nobody_claims_for_somebody_elses_account(floor: Floor) -> None:
    floor.has(charge("600.00", TODAY))
    floor.also(debtor(id="ana"), account(id="loan", reference="L", debtor_id="ana"))
    maria = floor.verified()

    with floor.database.begin() as tx, pytest.raises(UnknownAccount):
        floor.debt.paid_claims.make(tx, maria, "loan", "I paid", "one")
