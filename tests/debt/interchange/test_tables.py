"""Tables out of text: separators, quotes, broken lines, and who is named by what."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import ContactKind
from debt.interchange.account_columns import ACCOUNTS
from debt.interchange.amounts import DecimalMark
from debt.interchange.dates import DateOrder
from debt.interchange.movements import MOVEMENTS
from debt.interchange.problems import Problem, Unreadable
from debt.interchange.records import LONGEST_LINE, Records, open_table
from debt.interchange.survey import Formats, Seen, Survey
from debt.interchange.text import clean, escaped
from tests.debt.builders import gbp
from tests.debt.interchange.files import read, row, text_of


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_in_the_header(separator: str) -> None:
    good, bad = read(text_of([row(name="Silva, Maria; or so")], separator))

    assert bad == []
    assert good[0].debtor.name == "Silva, Maria; or so"


def test_the_separator_can_be_declared_as_excel_does() -> None:
    good, _ = read("sep=;\r\n" + text_of([row()], ";"))

    assert good[0].line == 3


def test_headers_may_be_written_in_many_ways() -> None:
    text = text_of([row()])
    text = text.replace("reference", " Account  Number ").replace("postcode", "ZIP")
    text = text.replace("date_of_birth", "D.O.B.").replace("balance_date", "As-Of")

    good, bad = read(text.replace("D.O.B.", "DOB"))

    assert bad == []
    assert good[0].account.reference == "HB-1"


def test_empty_rows_and_columns_at_the_end_do_not_count() -> None:
    header, only = text_of([row()]).splitlines()

    good, bad = read(f"\n{header},,\n{only},,\n,,,\n\n")

    assert (len(good), bad) == (1, [])
    assert good[0].line == 3


def test_lines_are_counted_as_they_stand_in_the_file() -> None:
    rows = [row(name="Maria\nSilva"), row(reference="HB-2", balance="x")]

    _, bad = read(text_of(rows))

    assert [line for line, _ in bad] == [4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('HB-9,"Maria\n', "never closed"),
        ('HB-9,"Maria" Silva\n', "followed by more text"),
        ("HB-9,Ma\0ria\n", "NUL"),
        ("x" * LONGEST_LINE, "longer than"),
    ],
)
def test_a_broken_line_costs_only_itself(line: str, reason: str) -> None:
    lines = ["1,a\n", line, *(f"{number},b\n" for number in range(60))]

    records = list(Records(lines, ","))

    broken = [each for each in records if each.problem]
    assert [each.line for each in broken] == [2]
    assert broken[0].problem is not None
    assert reason in broken[0].problem.reason
    assert len(records) == 62


def test_a_quotation_mark_that_the_file_ends_in_is_reported() -> None:
    records = list(Records(["1,a\n", '2,"b\n', "3,c\n"], ","))

    assert [bool(each.problem) for each in records] == [False, True, False]


def test_a_column_that_is_there_twice_stops_the_import() -> None:
    with pytest.raises(Unreadable, match="reference is there twice"):
        read("ref," + text_of([row()]))


def test_unknown_columns_are_named() -> None:
    lines = text_of([row(colour="red")]).splitlines(keepends=True)

    assert open_table(lines, ACCOUNTS.columns).header.ignored == ("colour",)


def test_a_row_with_more_cells_than_the_header_is_rejected() -> None:
    header, only = text_of([row()]).splitlines()

    _, bad = read(f"{header}\n{only},extra\n")

    assert "more cells than the header" in bad[0][1].reason


def test_one_clear_date_decides_for_the_whole_file() -> None:
    rows = [
        row(opened_on="03/05/2020"),
        row(reference="HB-2", opened_on="25/12/2020"),
    ]

    good, _ = read(text_of(rows))

    assert good[0].account.opened_on == date(2020, 5, 3)


def test_dates_that_never_tell_their_order_stop_the_import() -> None:
    text = text_of([row(opened_on="03/05/2020")])

    with pytest.raises(Unreadable, match="--dates dmy or --dates mdy"):
        read(text)
    good, _ = read(text, Formats(dates=DateOrder.MDY))
    assert good[0].account.opened_on == date(2020, 3, 5)


def test_dates_that_disagree_stop_the_import_unless_one_is_declared() -> None:
    rows = [
        row(opened_on="12/25/2020"),
        row(reference="HB-2", opened_on="25/12/2020"),
    ]

    with pytest.raises(Unreadable, match=r"Line 3 .* line 2"):
        read(text_of(rows))
    good, bad = read(text_of(rows), Formats(dates=DateOrder.DMY))
    assert [each.account.reference for each in good] == ["HB-2"]
    assert [problem.column for _, problem in bad] == ["opened_on"]


def test_one_clear_amount_decides_for_the_whole_file() -> None:
    rows = [row(balance="1.234"), row(reference="HB-2", balance="12,50")]

    good, _ = read(text_of(rows))

    assert [each.balance for each in good] == [gbp("1234.00"), gbp("12.50")]


def test_amounts_that_disagree_stop_the_import() -> None:
    rows = [row(balance="12.50"), row(reference="HB-2", balance="12,50")]

    with pytest.raises(Unreadable, match="--decimal"):
        read(text_of(rows))
    _, bad = read(text_of(rows), Formats(decimal=DecimalMark.COMMA))
    assert [problem.column for _, problem in bad] == ["balance"]


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"reference": "1.23E+15"}, "reference", "scientific notation"),
        ({"reference": "#N/A"}, "reference", "error of the spreadsheet"),
        ({"reference": "--"}, "reference", "neither a letter nor a digit"),
        ({"reference": ""}, "reference", "is empty"),
        ({"name": "x" * 2000}, "name", "longer than"),
        ({"name": "Mar\ufffda"}, "name", "encoding"),
        ({"mobile": "4.477E+11"}, "mobile", "scientific notation"),
        ({"mobile": "07700900123"}, "mobile", "the country"),
        ({"email": "maria"}, "email", "is not an e-mail address"),
        ({"preferred_contact": "post"}, "preferred_contact", "neither sms nor"),
        ({"locale": "english"}, "locale", "en-GB"),
        ({"locale": "en-US", "postcode": "2134"}, "postcode", "leading zero"),
        ({"zone": "London"}, "zone", "IANA"),
        ({"currency": "PND"}, "currency", "ISO 4217"),
        ({"balance": "-5.00"}, "balance", "below zero"),
        ({"balance": "600.00", "fees": "700.00"}, "balance", "its parts add up to"),
        ({"principal": "500.00"}, "balance", "is not the 500.00"),
        ({"balance_date": "2027-01-01"}, "balance_date", "in the future"),
        ({"itemisation_date": "2026-11-22"}, "itemisation_date", "after the balance"),
        ({"statements": "2026-11-02"}, "statements", "is not a list"),
        ({"settlement_percent": "120"}, "settlement_percent", "from 0 to 100"),
    ],
)
def test_a_bad_cell_is_named_by_its_column_and_reason(
    changes: dict[str, str], column: str, reason: str
) -> None:
    good, bad = read(text_of([row(**changes), row(reference="HB-2")]))

    assert len(good) == 1
    assert [(line, problem.column) for line, problem in bad] == [(2, column)]
    assert reason in bad[0][1].reason


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u00a0 HB-1\u200b ", "HB-1"),
        ("'00123", "00123"),
        ('="00123"', "00123"),
        ("'=1+1", "=1+1"),
        ("'t Hooft", "'t Hooft"),
        ("Ann\u00a0\r\nLee", "Ann Lee"),
        ("NULL", ""),
        ("\u200b", ""),
    ],
)
def test_what_a_spreadsheet_adds_is_taken_off(cell: str, text: str) -> None:
    assert clean(cell) == text


def test_lost_leading_zeros_are_pointed_out() -> None:
    rows = [row(reference=str(10_000_000 + number)) for number in range(30)]
    lines = text_of([*rows, row(reference="447100")]).splitlines(keepends=True)
    table = open_table(lines, ACCOUNTS.columns)
    survey = Survey(ACCOUNTS, table.header)
    for record in table.records:
        survey.look(record)

    (notice,) = survey.findings(Formats()).notices
    assert "have leading zeros been lost?" in notice


def test_contacts_come_in_the_order_that_is_preferred() -> None:
    both = row(email="m@example.org", mobile="0044 (0)7700 900-123")

    mobile_first, _ = read(text_of([both]))
    email_first, _ = read(text_of([{**both, "preferred_contact": "email"}]))

    assert mobile_first[0].debtor.contacts[0].address == "+447700900123"
    assert email_first[0].debtor.contacts[0].kind is ContactKind.EMAIL


def test_every_column_has_its_own_headers() -> None:
    for layout in (ACCOUNTS, MOVEMENTS):
        headers = [n for each in layout.columns for n in (each.name, *each.also)]

        assert len(set(headers)) == len(headers)


@given(st.lists(st.integers(), unique=True, max_size=200))
def test_what_was_seen_is_never_forgotten(numbers: list[int]) -> None:
    seen = Seen()
    for each in numbers:
        seen.add(each)

    assert all(seen.add(each) for each in numbers)


@given(st.text(max_size=30))
def test_an_escaped_cell_comes_back_and_never_runs(text: str) -> None:
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    if text.startswith(("=", "+", "-", "@")) and text.isascii() and text.isprintable():
        assert clean(escaped(text)) == text.strip()


@given(
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]),
    st.booleans(),
    st.permutations(list(row())),
)
def test_any_dialect_of_a_table_gives_the_same_accounts(
    separator: str,
    end: str,
    quoting: int,
    dates: str,
    with_comma: bool,
    names: list[str],
) -> None:
    plain = [row(name=f"Ann{separator} Lee"), row(reference="HB-2", balance="1234.50")]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow(names)
    for each in plain:
        cells = dict(each)
        for name in ("date_of_birth", "opened_on", "balance_date"):
            cells[name] = date.fromisoformat(cells[name]).strftime(dates)
        if with_comma:
            cells["balance"] = cells["balance"].replace(".", ",")
        writer.writerow([cells[name] for name in names])

    told = [read(out.getvalue()), read(text_of(plain))]

    assert told[0] == told[1]
    assert len(told[0][0]) == 2


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        good, bad = read(text_of([row()]).splitlines()[0] + "\n" + text)
    except Unreadable as exc:
        good, bad = [], [(0, Problem("", str(exc)))]

    assert good or bad
