"""Rasa's own commands work on the repository, for who develops with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.training import ROOT, train

pytestmark = pytest.mark.rasa


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_rasa_finds_no_contradiction_in_the_conversation_files() -> None:
    ended = rasa("data", "validate", "--domain", "domain.yml", "--data", "data")

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_stories_go_as_they_are_told(tmp_path: Path) -> None:
    model = train(ROOT / "models")

    ended = rasa(
        *("test", "core", "--model", str(model), "--stories", "tests/stories"),
        *("--out", str(tmp_path), "--fail-on-prediction-errors"),
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
