"""Imports go one way: bot talks, actions act, debt knows; its rules know no I/O."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "actions", "debt")
OUTSIDE = {"sqlalchemy", "alembic", "psycopg", "sqlite3", "httpx", "starlette"}


def imported(path: Path) -> Iterator[str]:
    """The full names of everything a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            yield from (f"{node.module}.{each.name}" for each in node.names)


def breaches(folder: str, forbidden: set[str], pattern: str = "**/*.py") -> list[str]:
    """Imports in a folder that begin with a forbidden package."""
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / folder).glob(pattern))
        for name in imported(path)
        if any(name == each or name.startswith(f"{each}.") for each in forbidden)
    ]


@pytest.mark.parametrize(
    ("floor", "forbidden"),
    [
        ("actions", {"bot"}),
        ("debt", {"bot", "actions", "rasa", "rasa_sdk", "tensorflow"}),
    ],
)
def test_no_floor_imports_a_higher_one(floor: str, forbidden: set[str]) -> None:
    assert breaches(floor, forbidden) == []


def test_the_rules_of_debt_know_nothing_of_storage_or_services() -> None:
    inner = {"debt.store", "debt.services", "debt.gateways"}

    assert breaches("debt", OUTSIDE | inner, "*.py") == []
    assert breaches("debt/policy", OUTSIDE | inner) == []
    assert breaches("debt/interchange", OUTSIDE | inner) == []


def test_the_store_knows_no_services() -> None:
    assert breaches("debt/store", {"debt.services", "httpx"}) == []


def test_the_gateways_know_neither_store_nor_services() -> None:
    assert breaches("debt/gateways", {"debt.store", "debt.services"}) == []


def test_services_leave_http_to_the_gateways() -> None:
    assert breaches("debt/services", {"httpx", "debt.gateways.simulated"}) == []


def test_tests_of_debt_need_no_rasa() -> None:
    assert breaches("tests/debt", {"rasa", "tensorflow", "bot", "actions"}) == []


def test_only_teams_imports_its_sdk() -> None:
    sdk = {"botbuilder", "botframework", "msal", "msrest"}
    found = [each for floor in FLOORS for each in breaches(floor, sdk)]

    # One file does, so that only the courier's process waits for it.
    assert {each.partition(":")[0] for each in found} == {
        "bot/channels/teams/carrier.py"
    }


@pytest.mark.parametrize("floor", FLOORS)
def test_every_floor_is_looked_at(floor: str) -> None:
    files = list((ROOT / floor).glob("**/*.py"))

    assert files
    assert any(name for path in files for name in imported(path))
