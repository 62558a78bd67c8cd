"""`parley import` and `parley export`: what they print, write and return."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from debt.setting_files import EXAMPLE_OPERATOR

HEADER = (
    "reference,name,date_of_birth,postcode,creditor,product,currency,opened_on,"
    "balance_date,balance"
)
GOOD = "HB-1,Maria Silva,1988-05-03,LS1 4AP,halden,Loan,GBP,2025-01-10,2026-01-20,600"
BAD = GOOD.replace("HB-1", "HB-2").replace("600", "much")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    for name, value in {
        "PARLEY_DATABASE_URL": f"sqlite:///{tmp_path / 'parley.db'}",
        "PARLEY_ENVIRONMENT": "demo",
        "PARLEY_OPERATOR": str(EXAMPLE_OPERATOR),
        "PARLEY_SECRET": "s" * 20 + os.urandom(16).hex(),
        "PARLEY_CARDS_KEY": "k" * 20 + os.urandom(16).hex(),
        "PARLEY_CARDS_WEBHOOK_SECRET": "w" * 20 + os.urandom(16).hex(),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return invoke


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "accounts.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n")
    return path


def test_a_good_file_ends_with_zero_and_again_changes_nothing(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = file(tmp_path, GOOD)

    first, second = run("import", path), run("import", path)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 new" in first.output
    assert "nothing was changed" in second.output
    assert not (tmp_path / "accounts.rejects.csv").exists()


def test_a_bad_row_ends_with_one_and_a_file_of_rejects(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    told = run("import", file(tmp_path, GOOD, BAD), "--json")

    assert told.exit_code == 1
    assert json.loads(told.stdout.splitlines()[-1])["rejected"] == 1
    assert "much" in (tmp_path / "accounts.rejects.csv").read_text()
    assert (tmp_path / "accounts.rejects.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (HEADER.encode(), "no rows"),
        (b"PK\x03\x04...", "Excel workbook"),
        (b"a,b\n1,2\n", "the column reference is missing"),
        (bytes(range(256)) * 9, "Nothing was imported"),
    ],
)
def test_what_cannot_be_read_ends_with_two(run, tmp_path, content, reason) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "accounts.csv"
    path.write_bytes(content)

    told = run("import", path)

    assert told.exit_code == 2
    assert reason in told.output


def test_a_file_that_is_not_there_is_named(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    told = run("import", tmp_path / "none.csv")

    assert told.exit_code == 2
    assert "none.csv cannot be read: No such file" in told.output


def test_an_export_names_its_files_and_the_next_point(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    run("import", file(tmp_path, GOOD))

    told = run("export", tmp_path / "out", "--since", "2026-01-01T00:00:00Z")
    again = run("export", tmp_path / "out", "--since", "last")
    wrong = run("export", tmp_path / "other", "--since", "yesterday")

    assert told.exit_code == 0
    assert "payments.csv: 0 rows" in told.output
    assert "Next time: --since 20" in told.output
    assert (again.exit_code, wrong.exit_code) == (2, 2)
    assert "Move them first" in again.output
