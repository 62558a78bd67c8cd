"""`parley policy explain` on the demo portfolio."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from actions.opening import debt_from
from bot.cli.main import app
from bot.demo.portfolio import seed_portfolio
from bot.settings import Settings
from bot.store.schema import upgrade_all
from tests.bot.test_settings import GOOD

Explain = Callable[..., Result]
MARIA, PRIYA, EILEEN, GRACE = "PL-482-913", "PL-631-048", "PL-914-336", "PL-175-802"
POLICY = """\
[[rule]]
creditor = "halden-bank"
plan.token_months = 6
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("explained")
    (folder / "policy.toml").write_text(POLICY)
    environment = GOOD | {
        "PARLEY_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "PARLEY_POLICY": str(folder / "policy.toml"),
    }
    debt = debt_from(Settings.from_env(environment).debt)
    upgrade_all(debt.database)
    seed_portfolio(debt.database, debt.clock.today(), people=6)
    debt.database.close()
    return environment


@pytest.fixture
def explain(environment: dict[str, str]) -> Explain:
    def run(*arguments: str) -> Result:
        command = ["policy", "explain", *arguments]
        return CliRunner().invoke(app, command, env=environment)

    return run


def data(ended: Result) -> list[dict[str, Any]]:
    assert ended.exit_code == 0, ended.stderr
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def test_it_tells_the_case_the_limits_and_the_offers(explain: Explain) -> None:
    (told,) = data(explain("--debtor", MARIA, "--json"))

    assert told["name"] == "Maria Okafor"
    assert told["case"]["creditor"] == "halden-bank"
    assert told["case"]["phase"] == "soft"
    assert told["limits"]["plan.token_months"] == {
        "value": "6",
        "from": "line 3, for creditor halden-bank",
    }
    assert told["limits"]["plan.bot_months"] == {"value": "6", "from": "built in"}
    assert told["offers"]["quicker plan"].startswith("3 x £")
    assert told["offers"]["settlement"] == "none"


def test_it_tells_who_decided_a_settlement(explain: Explain) -> None:
    (told,) = data(explain("--debtor", EILEEN, "--json"))

    assert told["limits"]["settlement.floor_percent"]["from"] == (
        "built in for phase recovery"
    )
    assert "by the creditor for this account" in told["offers"]["settlement"]


def test_what_is_blocked_is_offered_nothing(explain: Explain) -> None:
    (told,) = data(explain("--debtor", GRACE, "--json"))

    assert list(told["offers"]) == ["nothing"]
    assert "collecting is stopped: dispute" in told["offers"]["nothing"]


def test_all_accounts_of_a_person_are_told_unless_one_is_named(
    explain: Explain,
) -> None:
    (priya,) = data(explain("--debtor", PRIYA, "--json"))
    both = data(explain("--debtor", priya["debtor"], "--json"))
    one = explain("--debtor", priya["debtor"], "--account", PRIYA, "--json")

    assert len(both) == 2
    assert priya in both
    assert data(one) == [priya]


def test_it_fits_a_terminal_of_80_columns(explain: Explain) -> None:
    ended = explain("--debtor", EILEEN)

    assert ended.exit_code == 0
    assert max(map(len, ended.stdout.splitlines())) <= 80
    for name in ("affordability.communications_triggers", "settlement.floor_percent"):
        assert name in ended.stdout


def test_nobody_is_named_as_such(explain: Explain) -> None:
    for arguments in (["nobody"], [MARIA, "--account", EILEEN]):
        ended = explain("--debtor", *arguments)

        assert ended.exit_code == 1
        assert "Nobody" in ended.stderr
        assert arguments[-1] in ended.stderr
