"""`python -m bench.imports`: rows a second and memory of an import, by its length."""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from bench.portfolio_file import write_portfolio
from debt.clock import SystemClock
from debt.gateways.origins import FileOrigin
from debt.policy import DEFAULT_POLICY
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.services.imports import FileKind, ImportRequest, ImportService
from debt.store.database import Database
from debt.store.migrate import upgrade


def main() -> None:
    """Measure each length in a process of its own, so that its peak is its own."""
    parser = argparse.ArgumentParser(prog="bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--url", help="an empty PostgreSQL database instead of SQLite")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        _measure(given.file, given.url)
        return
    for rows in given.rows:
        measure(rows, given.url)


def measure(rows: int, url: str | None = None) -> None:
    """Import so many rows in a process of its own, and print what it took."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        path = Path(folder) / "accounts.csv"
        write_portfolio(path, rows)
        url = url or f"sqlite:///{folder}/bench.db"
        arguments = ["--file", str(path), "--url", url]
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bench.imports", *arguments], check=True
        )


def _measure(path: Path, url: str) -> None:
    database = Database(url)
    upgrade(database)
    begun = perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    bare = rows / (perf_counter() - begun)
    before = _peak()
    service = ImportService(database, Bookkeeper(Books(SystemClock(), DEFAULT_POLICY)))
    rejects = path.with_name("rejects.csv")
    begun, worked = perf_counter(), process_time()
    report = service.run(
        ImportRequest(FileOrigin(path), FileKind.ACCOUNTS, rejects, "bench"),
        lambda _: None,
    )
    rate = report.added / (perf_counter() - begun)
    by_processor = report.added / (process_time() - worked)
    sys.stdout.write(
        f"{report.added:,} rows, {database.engine.dialect.name}: {rate:,.0f} a second, "
        f"{by_processor:,.0f} a second of processor time "
        f"(csv alone {bare:,.0f}, {bare / rate:.0f} times as many), "
        f"peak {_peak():.0f} MB, {_peak() - before:.0f} MB above the start\n"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
