"""The documentation lists every column, and its samples can be imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from debt.interchange.account_columns import ACCOUNTS
from debt.interchange.columns import Column, Layout
from debt.interchange.exports import EXPORTS
from debt.interchange.movements import MOVEMENTS
from debt.services.imports import FileKind
from tests.debt.builders import gbp
from tests.debt.floor import Floor
from tests.debt.interchange.test_import_service import balance, counts, take

DOCS = Path(__file__).parents[3] / "docs"


def line_of(column: Column) -> str:
    also = ", ".join(f"`{each}`" for each in column.also)
    cells = (
        f"`{column.name}`",
        column.holds.value,
        "yes" if column.is_required else "",
        column.example.replace("|", "\\|"),
        column.meaning.replace("|", "\\|"),
        also,
    )
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("layout", [ACCOUNTS, MOVEMENTS])
def test_every_column_is_documented(layout: Layout) -> None:
    lines = (DOCS / "import.md").read_text(encoding="utf-8").splitlines()

    assert [c.name for c in layout.columns if line_of(c) not in lines] == []


def test_every_exported_column_is_documented() -> None:
    text = (DOCS / "export.md").read_text(encoding="utf-8")

    for name, columns in EXPORTS.items():
        section = text.partition(f"| `{name}.csv`")[2].partition("\n")[0]
        assert [each for each in columns if f"`{each}`" not in section] == []


def test_the_samples_of_the_documentation_load(floor: Floor, tmp_path: Path) -> None:
    place = tmp_path / "rejects.csv"
    accounts, movements = (
        take(floor, DOCS / "samples" / f"{kind.value}.csv", kind=kind, rejects=place)
        for kind in FileKind
    )

    assert counts(accounts) == (3, 0, 0, 0)
    assert counts(movements) == (4, 0, 0, 0)
    assert balance(floor, "HB22104471") == gbp("642.10")
    assert balance(floor, "HB22105512") == gbp("119.58")
