"""A file of accounts becomes accounts: once, completely, and nothing is edited."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from debt.account import Contact, ContactKind, Phase
from debt.gateways.origins import FileOrigin
from debt.identity import IdentityFacts
from debt.interchange.problems import Unreadable
from debt.interest import InterestPeriod, InterestTerms
from debt.itemisation import itemise
from debt.ledger import EntryKind
from debt.money import Money
from debt.services.imports import FileKind, ImportReport, ImportRequest
from debt.store import accounts, imports, ledger
from debt.store.tables import AccountRow, Base, ContactRow, DebtorRow, ImportRunRow
from tests.debt.builders import gbp
from tests.debt.floor import Floor
from tests.debt.interchange.files import row, write


def take(floor: Floor, path: Path, **changes: object) -> ImportReport:
    rejects = path.with_name("rejects.csv")
    request = ImportRequest(FileOrigin(path), FileKind.ACCOUNTS, rejects, "tester")
    return floor.debt.imports.run(replace(request, **changes), lambda _: None)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.rejected


def account_id(floor: Floor, key: str = "HB1") -> str:
    with floor.database.read() as tx:
        return imports.known_accounts(tx, [key])[key].id


def balance(floor: Floor, key: str = "HB1") -> Money:
    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor, key))
        return ledger.balance_of(tx, account)


def contents(floor: Floor) -> dict[str, list[tuple[object, ...]]]:
    """Everything stored, but for random ids and the record of runs."""
    with floor.database.read() as tx:
        return {
            table.name: sorted(
                tuple(
                    str(value)
                    for name, value in zip(table.columns.keys(), each, strict=True)
                    if not name.endswith("id") and name not in ("recorded_at",)
                )
                for each in tx.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
            if table.name != "import_run"
        }


def rejects(path: Path) -> list[dict[str, str]]:
    with path.with_name("rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_becomes_an_account_with_its_debtor(floor: Floor, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        row(
            email="maria@example.org",
            preferred_contact="email",
            statements="2026-10-20 25.00 | 2026-11-20 25.00",
            settlement_percent="20",
        ),
    )

    assert counts(take(floor, path)) == (1, 0, 0, 0)

    with floor.database.begin() as tx:
        facts = IdentityFacts("hb-1", date(1988, 5, 3), "ls14ap")
        floor.debt.identity.submit(tx, "chat", facts, "key")
        contact, code = floor.mailbox.codes[-1]
        floor.debt.identity.check_code(tx, "chat", code)
        debtor = floor.debt.identity.debtor(tx, "chat")
        summary = floor.debt.accounts.of(tx, debtor)[0]
        account, _ = accounts.account_with_zone(tx, summary.account_id)
        statements = accounts.statements_of(tx, account)
    assert contact == Contact(ContactKind.EMAIL, "maria@example.org")
    assert summary.balance == gbp("600.00")
    assert summary.phase is Phase.SOFT
    assert summary.past_due == gbp("50.00")
    assert [each.amount for each in statements] == [gbp("25.00")] * 2
    assert account.settlement_percent == 20


def test_the_parts_of_a_balance_are_itemised(floor: Floor, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        row(
            itemisation_date="2026-08-01",
            balance="600.00",
            interest="30.00",
            fees="12.00",
            interest_since="8.00",
            fees_since="5.00",
            paid_since="40.00",
        ),
    )

    take(floor, path)

    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor))
        entries = ledger.entries_of(tx, account)
    shown = itemise(account, entries, date(2026, 11, 23))
    assert shown.opening == gbp("627.00")
    assert shown.interest == gbp("8.00")
    assert shown.fees == gbp("5.00")
    assert shown.payments == gbp("40.00")
    assert shown.total == balance(floor) == gbp("600.00")


def test_the_same_file_again_changes_nothing(floor: Floor, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", row(), row(reference="HB-2", balance="10"))
    take(floor, path)
    before = contents(floor)

    report = take(floor, path)

    assert counts(report) == (0, 0, 2, 0)
    assert report.earlier == floor.clock.now()
    assert contents(floor) == before


def test_a_new_balance_is_booked_as_an_adjustment(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row()))
    later = row(balance="550.00", balance_date="2026-11-22")

    report = take(floor, write(tmp_path / "b.csv", later))

    assert counts(report) == (0, 1, 0, 0)
    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor))
        entries = ledger.entries_of(tx, account)
    assert [(each.kind, each.amount) for each in entries] == [
        (EntryKind.CHARGE, gbp("600.00")),
        (EntryKind.ADJUSTMENT, gbp("-50.00")),
    ]
    assert balance(floor) == gbp("550.00")


def test_a_payment_after_the_balance_date_is_not_taken_back(
    floor: Floor, tmp_path: Path
) -> None:
    take(floor, write(tmp_path / "a.csv", row()))
    movement = {
        "movement": "M1",
        "reference": "HB-1",
        "kind": "payment",
        "amount": "100.00",
        "date": "2026-11-23",
        "currency": "GBP",
    }
    take(floor, write(tmp_path / "m.csv", movement), kind=FileKind.MOVEMENTS)

    take(floor, write(tmp_path / "b.csv", row(balance_date="2026-11-22")))

    assert balance(floor) == gbp("500.00")


def test_going_to_and_fro_books_each_difference_once(
    floor: Floor, tmp_path: Path
) -> None:
    files = [
        write(tmp_path / f"{number}.csv", row(balance=amount))
        for number, amount in enumerate(["600.00", "550.00"])
    ]
    for each in (*files, *files, *files):
        take(floor, each)

    assert balance(floor) == gbp("550.00")


def test_what_may_change_follows_the_file(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row()))
    changed = row(
        mobile="+447700900999",
        postcode="LS2 9ZZ",
        instalment="30.00",
        litigation_on="2026-11-01",
        settlement_percent="0",
    )

    take(floor, write(tmp_path / "b.csv", changed))

    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor))
        person = accounts.debtor_row(tx, account.debtor_id)
        contacts = tx.scalars(select(ContactRow.address)).all()
        assert person.postcode_key == "LS29ZZ"
    assert account.instalment == gbp("30.00")
    assert account.litigation_on == date(2026, 11, 1)
    assert account.settlement_percent == 0
    assert contacts == ["+447700900999"]


def test_a_column_left_out_changes_nothing(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row(settlement_percent="20")))
    shorter = row(product="Loan")
    del shorter["mobile"]

    take(floor, write(tmp_path / "b.csv", shorter))

    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor))
        assert tx.scalars(select(ContactRow.address)).all() == ["+447700900123"]
    assert account.product == "Loan"
    assert account.settlement_percent == 20


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"date_of_birth": "1990-01-01"}, "date_of_birth"),
        ({"customer": "C-2"}, "customer"),
        ({"currency": "EUR"}, "currency"),
        ({"creditor": "other"}, "creditor"),
        ({"balance_date": "2026-11-01"}, "balance_date"),
    ],
)
def test_a_row_in_conflict_with_what_is_on_file_is_rejected(
    floor: Floor, tmp_path: Path, changes: dict[str, str], column: str
) -> None:
    take(floor, write(tmp_path / "a.csv", row()))
    before = contents(floor)

    report = take(floor, write(tmp_path / "b.csv", row(**changes)))

    assert counts(report) == (0, 0, 0, 1)
    assert rejects(tmp_path / "b.csv")[0]["rejected_column"] == column
    assert contents(floor) == before


def test_rows_of_one_customer_are_debts_of_one_person(
    floor: Floor, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.csv",
        row(),
        row(reference="HB-2"),
        row(reference="HB-3", date_of_birth="1990-01-01"),
        row(reference="HB-4", customer=""),
    )

    assert counts(take(floor, path)) == (3, 0, 0, 1)

    with floor.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(DebtorRow)) == 2


def test_good_rows_load_and_bad_ones_say_where_and_why(
    floor: Floor, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.csv",
        row(product="Credit\r\ncard"),
        row(reference="HB-2", balance="a lot", mobile="07700 900123"),
        row(reference="HB-1"),
    )

    assert counts(take(floor, path)) == (1, 0, 0, 2)

    bad, repeated = rejects(path)
    assert bad["reference"] == "HB-2"
    assert bad["rejected_line"] == "4"
    assert bad["rejected_column"] == "balance, mobile"
    assert "balance is not an amount" in bad["rejected_reason"]
    assert repeated["rejected_reason"] == "reference stands on line 2 already"


def test_a_mended_rejects_file_can_be_imported(floor: Floor, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", row(), row(reference="HB-2", balance="1O.00"))
    take(floor, path)
    bad = tmp_path / "rejects.csv"
    text = bad.read_text(encoding="utf-8-sig").replace("1O.00", "10.00")
    mended = tmp_path / "mended.csv"
    mended.write_text(text, encoding="utf-8-sig")

    assert counts(take(floor, mended)) == (1, 0, 0, 0)
    assert balance(floor, "HB2") == gbp("10.00")


def test_a_dry_run_reports_the_same_and_writes_nothing(
    floor: Floor, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "a.csv",
        row(),
        row(reference="HB-2", date_of_birth="1990-01-01"),
        row(reference="HB-3", name=""),
    )
    before = contents(floor)

    dry = take(floor, path, is_dry=True)
    said = rejects(path)

    assert contents(floor) == before
    assert counts(dry) == counts(take(floor, path)) == (1, 0, 0, 2)
    assert rejects(path) == said


def test_a_run_is_recorded(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row(), row(reference="")))
    floor.clock.advance(timedelta(days=1))

    with floor.database.read() as tx:
        run = tx.scalars(select(ImportRunRow)).one()
    assert (run.file_name, run.who, run.kind) == ("a.csv", "tester", "accounts")
    assert (run.added, run.rejected) == (1, 1)
    assert run.finished_at is not None


def test_reasons_hold_no_personal_details(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row()))
    secret = {
        "name": "Maria\x01Silva",
        "date_of_birth": "3 Maius 1988",
        "mobile": "0770090",
        "email": "maria at home",
        "postcode": "--",
    }
    path = write(tmp_path / "b.csv", row(reference="HB-2", **secret), row())

    take(floor, path)

    said = " ".join(each["rejected_reason"] for each in rejects(path))
    assert said
    assert not any(each in said for each in secret.values())


def test_a_header_that_does_not_fit_stops_everything(
    floor: Floor, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("reference,balanse,e-mial\nHB-1,1,x\n")

    with pytest.raises(Unreadable) as caught:
        take(floor, path)

    assert 'balance is missing (is it "balanse"?)' in str(caught.value)
    assert '"e-mial" is no column (did you mean email?)' in str(caught.value)
    with floor.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(AccountRow)) == 0
        assert tx.scalar(select(func.count()).select_from(ImportRunRow)) == 0


TERMS = {"interest_percent": "21,90 %", "interest_from": "2026-11-21"}


def test_interest_runs_by_the_terms_of_the_file(floor: Floor, tmp_path: Path) -> None:
    take(floor, write(tmp_path / "a.csv", row(interest_period="month", **TERMS)))

    with floor.database.read() as tx:
        account, _ = accounts.account_with_zone(tx, account_id(floor))
        due = tx.scalar(select(AccountRow.interest_due_on))
    assert account.interest == InterestTerms(
        Decimal("21.9"), date(2026, 11, 21), period=InterestPeriod.MONTH
    )
    assert due == date(2026, 12, 1)


def test_terms_on_file_stay_and_others_are_rejected(
    floor: Floor, tmp_path: Path
) -> None:
    rows = (
        row(**TERMS),
        row(**TERMS, name="Maria da Silva"),
        row(**TERMS | {"interest_percent": "20"}),
        row(**dict.fromkeys(TERMS, "")),
        row(),
    )
    told = [take(floor, write(tmp_path / "a.csv", each)) for each in rows]

    assert [counts(each) for each in told] == [
        (1, 0, 0, 0),
        (0, 1, 0, 0),
        (0, 0, 0, 1),
        (0, 0, 0, 1),
        (0, 1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (TERMS | {"interest_percent": "1000.1"}, "is no number from 0 to 1000"),
        (TERMS | {"interest_percent": ""}, "is given without an interest_percent"),
        (TERMS | {"interest_from": ""}, "is needed with an interest_percent"),
        (TERMS | {"interest_from": "2026-11-20"}, "is not after the balance date"),
        (TERMS | {"interest_day_count": "365"}, "is none of actual/365, actual/360"),
        (TERMS | {"interest_period": "week"}, "is none of day, month"),
    ],
)
def test_terms_that_cannot_be_meant_are_rejected(
    floor: Floor, tmp_path: Path, terms: dict[str, str], reason: str
) -> None:
    path = write(tmp_path / "a.csv", row(**terms))

    assert counts(take(floor, path)) == (0, 0, 0, 1)
    assert reason in rejects(path)[0]["rejected_reason"]
