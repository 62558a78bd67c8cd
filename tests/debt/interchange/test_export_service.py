"""What happened here goes back to the operator: whole, to the penny, and once."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from debt.money import Money, total
from debt.rights import BlockKind
from debt.services.exports import OVERLAP, FilesThere
from debt.store import ledger
from debt.store.rights import NewBlock, add_block, lift_block
from tests.debt.builders import CARD, NOW, charge, fee, gbp, payment
from tests.debt.floor import Floor
from tests.debt.interchange.files import row, write
from tests.debt.interchange.test_import_service import take


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def owing(floor: Floor) -> Floor:
    floor.has(charge("600.00", CARD.opened_on), fee("12.00", NOW.date()))
    return floor


def pay(floor: Floor, amount: str) -> None:
    with floor.database.begin() as tx:
        ledger.record(tx, payment(amount, floor.clock.today()), floor.clock.now())


def test_amounts_come_back_to_the_penny(owing: Floor, tmp_path: Path) -> None:
    pay(owing, "0.01")
    pay(owing, "123.40")

    owing.debt.exports.since_last(tmp_path / "out")

    told = rows(tmp_path / "out", "payments")
    amounts = [Money.parse(each["amount"], each["currency"]) for each in told]
    parts = [
        Money.parse(each[name], "GBP")
        for each in told
        for name in ("fees", "interest", "principal")
    ]
    assert sorted(each["event"] for each in told) == [
        "charge",
        "fee",
        "payment",
        "payment",
    ]
    assert total(amounts, "GBP") == total(parts, "GBP") == owing.balance()
    assert {each["reference"] for each in told} == {CARD.reference}


def test_the_next_export_tells_only_what_is_new(owing: Floor, tmp_path: Path) -> None:
    for number in range(4):
        pay(owing, f"{number + 1}.00")
        owing.debt.exports.since_last(tmp_path / str(number))
        owing.clock.advance(timedelta(minutes=50))

    told = [
        [each["amount"] for each in rows(tmp_path / str(number), "payments")]
        for number in range(4)
    ]
    assert told[0][-1:] + [each for later in told[1:] for each in later] == [
        "-1.00",
        "-2.00",
        "-3.00",
        "-4.00",
    ]


def test_what_was_committed_late_is_not_missed(owing: Floor, tmp_path: Path) -> None:
    """An entry carries an earlier moment than an export that could not see it."""
    early = owing.clock.now()
    owing.clock.advance(timedelta(minutes=5))
    owing.debt.exports.since_last(tmp_path / "1")
    with owing.database.begin() as tx:
        ledger.record(tx, payment("7.00", early.date()), early)

    owing.debt.exports.since_last(tmp_path / "2")

    assert [e["amount"] for e in rows(tmp_path / "2", "payments")] == ["-7.00"]


def test_what_the_operator_told_us_is_not_told_back(
    floor: Floor, tmp_path: Path
) -> None:
    take(floor, write(tmp_path / "a.csv", row()))

    floor.debt.exports.since_last(tmp_path / "out")

    assert rows(tmp_path / "out", "payments") == []


def test_a_block_is_told_when_it_is_set_and_when_it_is_lifted(
    owing: Floor, tmp_path: Path
) -> None:
    new = NewBlock(BlockKind.DISPUTE, "maria", "card", "chat", "=HYPERLINK(1)")
    with owing.database.begin() as tx:
        block = add_block(tx, new, owing.clock.now())
    owing.debt.exports.since_last(tmp_path / "1")
    owing.clock.advance(timedelta(days=1))
    with owing.database.begin() as tx:
        lift_block(tx, block.reference, owing.clock.now())
    owing.debt.exports.since_last(tmp_path / "2")

    (first,) = rows(tmp_path / "1", "blocks")
    (second,) = rows(tmp_path / "2", "blocks")
    assert (first["event"], second["event"]) == ("set", "lifted")
    assert first["reason"] == "'=HYPERLINK(1)"
    assert first["at"] == "2026-11-23T10:00:00.000000Z"


def test_a_moment_can_be_asked_for_again(owing: Floor, tmp_path: Path) -> None:
    exports = owing.debt.exports
    report = exports.since(tmp_path / "1", owing.clock.now())
    exports.since(tmp_path / "2", owing.clock.now())

    assert rows(tmp_path / "1", "payments") == rows(tmp_path / "2", "payments") != []
    assert report.next_since == owing.clock.now() - OVERLAP


def test_files_that_nobody_took_are_not_overwritten(
    owing: Floor, tmp_path: Path
) -> None:
    owing.debt.exports.since_last(tmp_path)
    before = (tmp_path / "payments.csv").read_bytes()

    with pytest.raises(FilesThere, match=r"payments\.csv"):
        owing.debt.exports.since_last(tmp_path)

    assert (tmp_path / "payments.csv").read_bytes() == before


def test_an_export_that_fails_leaves_no_file(
    owing: Floor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "handoffs.csv.part").mkdir()

    with pytest.raises(OSError, match="directory"):
        owing.debt.exports.since_last(tmp_path)

    assert list(tmp_path.glob("*.csv")) == []


def test_excel_can_be_told_that_it_is_utf8(owing: Floor, tmp_path: Path) -> None:
    owing.debt.exports.since_last(tmp_path, with_bom=True)

    assert (tmp_path / "payments.csv").read_bytes().startswith(b"\xef\xbb\xbfid,at,")


def test_a_plan_comes_with_its_schedule(owing: Floor, tmp_path: Path) -> None:
    debtor = owing.verified()
    with owing.database.begin() as tx:
        offer = owing.debt.plans.offers(tx, debtor, "card")[0]
        owing.debt.plans.accept(tx, debtor, offer.id, "yes")

    owing.debt.exports.since_last(tmp_path)

    (plan,) = rows(tmp_path, "plans")
    parts = [gbp(each["amount"]) for each in rows(tmp_path, "instalments")]
    assert (plan["event"], plan["state"]) == ("agreed", "active")
    assert total(parts, "GBP") == gbp(plan["total"]) == gbp("612.00")
    assert [e["event"] for e in rows(tmp_path, "contacts")] == ["verified"]
