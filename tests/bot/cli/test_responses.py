"""What counsel reads and signs, and how a word that changed since is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.wording import wording
from bot.approval.catalogue import (
    NotSigned,
    catalogue,
    changes,
    hash_lines,
    whole,
)
from bot.cli.main import app

SIGNED = "\n".join(hash_lines(catalogue()))
TEXT = "responses:\n  utter_a:\n  - text: One.\n  utter_b:\n  - text: Two.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talk.yml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["responses", *arguments])


def test_each_text_goes_by_the_hash_that_the_log_of_disclosures_has() -> None:
    response = "utter_disclosure_collector_first_uk"

    assert f"{wording().version(response)}  {response}" in SIGNED.splitlines()


def test_as_long_as_nothing_changes_nothing_is_told(tmp_path: Path) -> None:
    kept = tmp_path / "signed.txt"
    kept.write_text(run("--hash").stdout, encoding="utf-8")

    told = run("--signed", str(kept))

    assert told.exit_code == 0
    assert "as it was signed" in told.stdout


def test_a_changed_an_added_and_a_removed_text_are_told(folder: Path) -> None:
    before = catalogue(folder)
    signed = "\n".join(hash_lines(before))
    file = folder / "talk.yml"
    file.write_text(
        TEXT.replace("One.", "One!").replace("utter_b", "utter_c"), encoding="utf-8"
    )

    told = changes(catalogue(folder), signed)

    assert (told.changed, told.added, told.removed) == (
        ("utter_a",),
        ("utter_c",),
        ("utter_b",),
    )
    assert whole(catalogue(folder)) != whole(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One.", "One"),
        ("- text: One.", "- text: One.\n    channel: teams"),
        ("- text: One.", "- text: One.\n    metadata: {notice: true}"),
        ("- text: One.", "- text: One.\n  - text: One again."),
    ],
)
def test_whatever_changes_about_a_text_changes_its_hash(
    folder: Path, old: str, new: str
) -> None:
    signed = "\n".join(hash_lines(catalogue(folder)))
    (folder / "talk.yml").write_text(TEXT.replace(old, new), encoding="utf-8")

    assert changes(catalogue(folder), signed).changed == ("utter_a",)


def test_how_the_file_is_written_does_not_change_a_hash(folder: Path) -> None:
    signed = "\n".join(hash_lines(catalogue(folder)))
    quoted = TEXT.replace("One.", '"One."').replace("responses:", "# Read.\nresponses:")
    (folder / "talk.yml").write_text(quoted, encoding="utf-8")

    assert changes(catalogue(folder), signed).changed == ()


def test_a_file_that_is_no_list_of_hashes_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("hello\n", encoding="utf-8")

    with pytest.raises(NotSigned, match="line 1"):
        changes(catalogue(), "hello\n")
    assert run("--signed", str(other)).exit_code == 2


def test_the_page_has_every_text_and_leaves_nothing_unfilled(tmp_path: Path) -> None:
    file = tmp_path / "responses.html"

    told = run("--html", str(file), "--place", "GB")

    page = file.read_text(encoding="utf-8")
    assert told.exit_code == 0
    assert [each.key for each in catalogue() if f"<h3>{each.key} " not in page] == []
    assert "call 999 now" in page
    assert "call {emergency} now" in page
    assert whole(catalogue()) in page
