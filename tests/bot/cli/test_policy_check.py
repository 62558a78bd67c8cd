"""`parley policy check`, and what a bad policy does to everything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.settings import Settings
from bot.training import ROOT
from debt.policy import DEFAULT_POLICY, read_policy
from debt.settings import SettingsError
from tests.bot.test_settings import GOOD

BAD = "[[rule]]\nhold.days = -1\nplan.bot_month = 6\n"


def check(*arguments: str, policy: str | None = None) -> Result:
    environment = {"PARLEY_POLICY": policy, "COLUMNS": "80"}
    return CliRunner().invoke(app, ["policy", "check", *arguments], env=environment)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def test_every_mistake_is_a_line_with_its_place(file: Path) -> None:
    file.write_text(BAD)

    ended = check(str(file))

    assert ended.exit_code == 1
    assert ended.stdout.splitlines() == [
        f"{file}:2: hold.days must be a whole number from 0 to 365, not -1",
        f"{file}:3: plan.bot_month is unknown; did you mean plan.bot_months?",
    ]


def test_a_file_without_mistakes_is_summed_up_with_its_warnings(file: Path) -> None:
    file.write_text('[[rule]]\ncreditor = "halden"\nfees.missed = "12.00"\n')

    ended = check(str(file))

    assert ended.exit_code == 0
    assert f"{file}:3: warning: fees.missed" in ended.stdout
    assert "creditor halden" in ended.stdout
    assert 'fees.missed "12.00"' in ended.stdout


def test_the_file_of_the_settings_is_checked_when_none_is_named(file: Path) -> None:
    file.write_text(BAD)

    assert f"{file}:2:" in check(policy=str(file)).stdout
    assert check(str(ROOT / "policy.toml"), policy=str(file)).exit_code == 0


def test_the_example_fits_a_terminal_of_80_columns() -> None:
    ended = check(str(ROOT / "policy.toml"))

    assert ended.exit_code == 0
    assert max(map(len, ended.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read: No such file"), (b"# caf\xe9", "no UTF-8 text")],
)
def test_a_file_that_cannot_be_read_says_why(
    file: Path, content: bytes | None, says: str
) -> None:
    if content is not None:
        file.write_bytes(content)

    ended = check(str(file))

    assert ended.exit_code == 1
    assert f"{file}: {says}" in ended.stdout


def test_as_json_it_says_the_same(file: Path) -> None:
    file.write_text(BAD)
    bad = json.loads(check(str(file), "--json").stdout)
    file.write_text("[[rule]]\nplan.replans = 1\n")
    good = json.loads(check(str(file), "--json").stdout)

    assert [each["line"] for each in bad["mistakes"]] == [2, 3]
    assert good == {
        "file": str(file),
        "mistakes": [],
        "warnings": [],
        "rules": [{"line": 1, "for": "every account", "sets": {"plan.replans": "1"}}],
    }


def test_the_settings_hold_the_policy_of_the_file(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[[rule]]\r\nhold.days = 60\r\n")

    settings = Settings.from_env(GOOD | {"PARLEY_POLICY": str(file)})

    rules = read_policy("[[rule]]\nhold.days = 60\n").rules
    assert settings.debt.policy.rules == DEFAULT_POLICY.rules + rules
    assert Settings.from_env(GOOD).debt.policy is DEFAULT_POLICY


def test_a_bad_policy_is_named_with_the_other_wrong_settings(file: Path) -> None:
    file.write_text(BAD)

    with pytest.raises(SettingsError) as raised:
        Settings.from_env(GOOD | {"PARLEY_POLICY": str(file), "PARLEY_PORT": "http"})

    assert f"{file}:2:" in str(raised.value)
    assert f"{file}:3:" in str(raised.value)
    assert "PARLEY_PORT" in str(raised.value)


@pytest.mark.parametrize(
    "command",
    [("bot.cli.main", "serve"), ("rasa_sdk", "--actions", "actions")],
    ids=["parley serve", "rasa run actions"],
)
def test_nothing_starts_with_a_bad_policy(
    file: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file.write_text(BAD)
    store = tmp_path / "parley.db"
    chosen = {"PARLEY_POLICY": str(file), "PARLEY_DATABASE_URL": f"sqlite:///{store}"}

    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **GOOD, **chosen},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode != 0
    assert f"{file}:2: hold.days must be a whole number" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not store.exists()
