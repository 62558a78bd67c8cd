"""An accounts file of any length, for measuring its import."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

_HEADER = """reference customer name date_of_birth postcode mobile email creditor
creditor_name product currency opened_on itemisation_date balance_date balance
interest fees instalment statements"""
_BORN, _OPENED = date(1950, 1, 1), date(2015, 1, 1)


def write_portfolio(path: Path, rows: int) -> None:
    """So many accounts; every fifth belongs to a person who has another one."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER.split())
        writer.writerows(_row(number) for number in range(rows))


def _row(number: int) -> list[str]:
    person = number if number % 5 else max(number - 1, 0)
    interest, fees, instalment = number % 4000, number % 5 * 1200, 2000 + number % 3000
    principal = 10_000 + number * 37 % 900_000
    return [
        f"NB-{number:08}",
        f"C{person:08}",
        f"Person {person}",
        (_BORN + timedelta(days=person % 20_000)).isoformat(),
        f"LS{person % 28} {person % 9}AB",
        f"+4477{person:08}",
        f"person{person}@example.org",
        ("halden", "northlight", "marlow")[number % 3],
        "",
        ("Credit card", "Store card", "Loan")[number % 3],
        "GBP",
        (_OPENED + timedelta(days=number % 3000)).isoformat(),
        "2026-08-01",
        "2026-11-20",
        _pounds(principal + interest + fees),
        _pounds(interest),
        _pounds(fees),
        _pounds(instalment),
        f"2026-11-02 {_pounds(instalment)} | 2026-12-02 {_pounds(instalment)}",
    ]


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"
