"""`parley invite`: links for letters, for everybody who was named or for nobody."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli.main import app
from debt.store.tables import InvitationRow
from tests.bot.talk import Talk
from tests.bot.test_settings import GOOD
from tests.debt.builders import CARD

Run = Callable[..., Result]
URL = "https://chat.example.com"
TELEGRAM = {
    "PARLEY_TELEGRAM_TOKEN": "123456:" + "a" * 35,
    "PARLEY_TELEGRAM_BOT": "northgate_help_bot",
}


@pytest.fixture
def run(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command over the services of the test."""
    talk.floor.has()
    monkeypatch.setattr("bot.cli.serve.open_services", lambda _: talk.floor.debt)

    def invoke(*arguments: str, **changes: str) -> Result:
        environment = GOOD | {"PARLEY_PUBLIC_URL": URL} | changes
        return CliRunner().invoke(app, ["invite", *arguments], env=environment)

    return invoke


def invitations(talk: Talk) -> list[InvitationRow]:
    with talk.floor.database.read() as tx:
        return list(tx.scalars(select(InvitationRow)))


def test_a_link_is_shown_that_keeps_its_token_out_of_logs(run: Run, talk: Talk) -> None:
    ended = run(CARD.reference, "--who", "sam")

    lines = dict(line.split(": ", 1) for line in ended.stdout.splitlines())
    address, _, token = lines["web"].partition("#invite=")
    assert (ended.exit_code, address) == (0, f"{URL}/chat/frame")
    with talk.floor.database.begin() as tx:
        assert talk.floor.debt.vouchers.redeem(tx, token, talk.conversation)
    assert [row.invited_by for row in invitations(talk)] == ["sam"]


def test_both_channels_are_linked_when_there_are_two(run: Run) -> None:
    ended = run(CARD.reference, **TELEGRAM)

    assert "\ntelegram: https://t.me/northgate_help_bot?start=" in ended.stdout


@pytest.mark.parametrize(
    "text",
    [
        "reference\nHB-2210-4471\nhb 22104471\n",
        "name;Reference\nMaria;HB-2210-4471\n\nMaria;HB-2210-4471\n",
        '\ufeffREFERENCE,name\r\n"HB-2210-4471",Maria\r\nHB-2210-4471,Maria\r\n',
    ],
)
def test_a_file_of_references_becomes_a_file_of_links(
    run: Run, talk: Talk, tmp_path: Path, text: str
) -> None:
    letters, output = tmp_path / "letters.csv", tmp_path / "links.csv"
    letters.write_text(text, encoding="utf-8")

    ended = run("--file", str(letters), "--output", str(output))

    assert ended.exit_code == 0
    assert "invite=" not in ended.stdout
    with output.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [set(row) for row in rows] == [{"reference", "web"}] * 2
    assert len({row["web"] for row in rows}) == len(invitations(talk)) == 2
    assert output.stat().st_mode & 0o077 == 0


def test_wrong_rows_are_named_and_nobody_is_invited(
    run: Run, talk: Talk, tmp_path: Path
) -> None:
    letters = tmp_path / "letters.csv"
    letters.write_text("reference,x\nHB-2210-4471,\nHB-0,\n,y\n")

    ended = run("--file", str(letters))

    assert ended.exit_code == 2
    assert "Row 3: there is no account 'HB-0'." in ended.output
    assert "Row 4: there is no account ''." in ended.output
    assert invitations(talk) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"name\nMaria\n", "no column `reference`"),
        (b"reference\n", "Name the accounts"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"reference\nHB-1\x00\n", "no CSV"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    run: Run, talk: Talk, tmp_path: Path, content: bytes | None, says: str
) -> None:
    letters = tmp_path / "letters.csv"
    if content is not None:
        letters.write_bytes(content)

    ended = run("--file", str(letters))

    assert (ended.exit_code, invitations(talk)) == (2, [])
    assert says in ended.output


def test_a_place_that_cannot_be_written_invites_nobody(
    run: Run, talk: Talk, tmp_path: Path
) -> None:
    ended = run(CARD.reference, "--output", str(tmp_path / "none" / "links.csv"))

    assert (ended.exit_code, invitations(talk)) == (2, [])
    assert "cannot be written" in ended.output
