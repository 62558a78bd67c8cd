"""An import that is killed goes on where it was, and ends as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

from sqlalchemy import func, select

from debt.store.database import Database
from debt.store.tables import ImportedAccountRow
from tests.debt.floor import Floor
from tests.debt.interchange.files import row, write
from tests.debt.interchange.test_import_service import contents, counts, take

ROWS = 3000
CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from debt.clock import FixedClock
from debt.gateways.origins import FileOrigin
from debt.policy import DEFAULT_POLICY
from debt.services import imports
from debt.services.bookkeeping import Bookkeeper
from debt.services.books import Books
from debt.setting_files import EXAMPLE_OPERATOR, operator
from debt.store.database import Database

url, path, now = sys.argv[1:]
imports.ROWS_OF_A_TRANSACTION = 100
clock = FixedClock(datetime.fromisoformat(now))
books = Books(clock, DEFAULT_POLICY, operator(str(EXAMPLE_OPERATOR)))
request = imports.ImportRequest(
    FileOrigin(Path(path)), imports.FileKind.ACCOUNTS, Path(path + ".rejects"), "killed"
)
imports.ImportService(Database(url), Bookkeeper(books)).run(request, lambda _: None)
"""


def stored(database: Database) -> int:
    with database.read() as tx:
        query = select(func.count()).select_from(ImportedAccountRow)
        return tx.scalar(query) or 0


def test_a_killed_import_goes_on_and_ends_the_same(
    floor: Floor, tmp_path: Path
) -> None:
    rows = [
        row(
            reference=f"HB-{number}",
            customer=f"C-{number // 2}",
            fees="1.00",
            balance="x" if number % 500 == 7 else "600.00",
        )
        for number in range(ROWS)
    ]
    path = write(tmp_path / "a.csv", *rows)
    url = floor.database.engine.url.render_as_string(hide_password=False)
    arguments = [url, str(path), floor.clock.now().isoformat()]
    with subprocess.Popen([sys.executable, "-c", CHILD, *arguments]) as child:
        while not stored(floor.database) and child.poll() is None:
            sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
    before = stored(floor.database)
    assert 0 < before < ROWS

    report = take(floor, path)

    assert report.resumed
    assert counts(report) == (ROWS - 6 - before, 0, before, 6)
    assert counts(take(floor, path)) == (0, 0, ROWS - 6, 6)
    ended = contents(floor)
    assert len(ended["account"]) == len(ended["imported_account"]) == ROWS - 6
    assert len(ended["ledger_entry"]) == 2 * (ROWS - 6)
    assert len(ended["posting"]) == 4 * (ROWS - 6)
    assert {each[-1] for each in ended["ledger_balance"]} == {"100", "59900"}
    assert len(ended["debtor"]) == len(ended["contact"]) == ROWS // 2
