"""Rights are written down at once, before or after the check, and only once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from debt.disclosure import COLLECTOR, DisclosureKind
from debt.errors import IllegalTransition, UnknownAccount
from debt.identity import VerifiedDebtor
from debt.rights import Block, BlockKind
from tests.debt.builders import CARD, MARIA
from tests.debt.floor import CHAT, Floor


def set_block(
    floor: Floor,
    debtor: VerifiedDebtor | None,
    kind: BlockKind = BlockKind.DISPUTE,
    account_id: str | None = CARD.id,
    key: str = "k",
) -> Block:
    with floor.database.begin() as tx:
        return floor.debt.rights.set_block(
            tx, debtor, kind, account_id, "never had it", key, CHAT
        )


def blocks(floor: Floor) -> tuple[Block, ...]:
    with floor.database.read() as tx:
        return floor.debt.rights.blocks(tx, MARIA.id)


def test_a_dispute_gets_a_reference_and_keeps_the_words(floor: Floor) -> None:
    floor.has()

    block = set_block(floor, floor.verified())

    assert block.reference.startswith("B-")
    assert (block.kind, block.reason) == (BlockKind.DISPUTE, "never had it")
    assert blocks(floor) == (block,)


def test_a_repeated_turn_sets_one_block(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()

    assert set_block(floor, maria) == set_block(floor, maria)
    assert len(blocks(floor)) == 1


def test_the_same_right_used_twice_is_one_block(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()

    first = set_block(floor, maria, key="a")
    floor.clock.advance(timedelta(minutes=1))

    assert set_block(floor, maria, key="b") == first


def test_blocks_of_another_kind_or_reach_are_their_own(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()

    set_block(floor, maria, key="a")
    set_block(floor, maria, BlockKind.CEASE, key="b")
    set_block(floor, maria, account_id=None, key="c")

    assert len(blocks(floor)) == 3


def test_a_block_set_before_the_check_becomes_the_persons_own(floor: Floor) -> None:
    floor.has()

    crisis = set_block(floor, None, BlockKind.CRISIS, None)
    assert set_block(floor, None, BlockKind.CRISIS, None, "again") == crisis
    assert blocks(floor) == ()

    floor.verified()
    assert blocks(floor) == (crisis,)


def test_before_the_check_no_account_can_be_named(floor: Floor) -> None:
    floor.has()

    block = set_block(floor, None, account_id=CARD.id)

    assert block.account_id is None


def test_a_person_disputes_only_their_own_accounts(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()

    with pytest.raises(UnknownAccount):
        set_block(floor, maria, account_id="loan")


def test_a_lifted_block_is_over(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()
    block = set_block(floor, maria)

    with floor.database.begin() as tx:
        lifted = floor.debt.rights.lift(tx, block.reference)
        floor.clock.advance(timedelta(minutes=1))
        again = floor.debt.rights.lift(tx, block.reference)

    assert lifted.lifted_at is not None
    assert again == lifted
    assert blocks(floor) == ()
    assert set_block(floor, maria, key="new").reference != block.reference


def test_a_block_that_never_was_cannot_be_lifted(floor: Floor) -> None:
    with floor.database.begin() as tx, pytest.raises(IllegalTransition):
        floor.debt.rights.lift(tx, "B-2222")


def test_a_disclosure_is_remembered_for_the_person(floor: Floor) -> None:
    floor.has()
    record = floor.debt.disclosures.record
    given = floor.debt.disclosures.given

    with floor.database.begin() as tx:
        record(tx, CHAT, None, DisclosureKind.OPENING, "1", "k")
        record(tx, CHAT, MARIA.id, DisclosureKind.COLLECTOR_FIRST, "1", "k")
        record(tx, CHAT, MARIA.id, DisclosureKind.COLLECTOR_FIRST, "1", "k")

        assert given(tx, MARIA.id, DisclosureKind.COLLECTOR_FIRST)
        assert not given(tx, MARIA.id, DisclosureKind.OPENING)
        assert not given(tx, MARIA.id, DisclosureKind.COLLECTOR_SHORT)
        assert not given(tx, "ana", DisclosureKind.COLLECTOR_FIRST)


def test_the_collectors_disclosure_is_due_in_full_once_and_then_in_short(
    floor: Floor,
) -> None:
    floor.has()
    here, later = floor.verified(), floor.verified(chat="chat-2")
    first, short = COLLECTOR
    service = floor.debt.disclosures

    with floor.database.begin() as tx:
        assert service.collector_due(tx, here, "k1") is first
        service.record(tx, CHAT, MARIA.id, first, "1", "k1")

        assert service.collector_due(tx, here, "k2") is None
        assert service.collector_due(tx, later, "k2") is short


def test_a_turn_that_is_tried_again_gives_its_disclosure_again(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()
    first, _ = COLLECTOR

    with floor.database.begin() as tx:
        floor.debt.disclosures.record(tx, CHAT, MARIA.id, first, "1", "k1")

        assert floor.debt.disclosures.collector_due(tx, maria, "k1") is first


def test_what_one_person_was_told_counts_for_nobody_else(floor: Floor) -> None:
    floor.has()
    maria = floor.verified()
    first, _ = COLLECTOR

    with floor.database.begin() as tx:
        floor.debt.disclosures.record(tx, CHAT, "ana", first, "1", "k1")

        assert floor.debt.disclosures.collector_due(tx, maria, "k2") is first
