"""The repository keeps its own rules: short files, true links, no private places."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_THE_README = 150
MOST_ENTRIES_AT_THE_TOP = 25
MIGRATIONS = re.compile(r"(^|/)migrations/")
# Where people keep their own copies, and mirrors of package registries.
PRIVATE = re.compile(
    r"(?<![\w.])/(?:root|work|tmp|home/\w+)/"
    r"|(?:index-url|extra-index|find-links|trusted-host)"
    r"|https?://[\w.-]*(?:pypi|artifactory|nexus|devpi|mirror|proxy)[\w.-]*"
    r"|files\.pythonhosted\.org",
    re.IGNORECASE,
)
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def tracked() -> list[Path]:
    """What git knows, as it would be cloned."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            name = path.relative_to(ROOT).as_posix()
            found.append((name, content.decode("utf-8")))
    return found


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("package", ["actions", "bot", "debt"])
def test_no_file_is_too_long_to_read(package: str) -> None:
    long = {
        name: text.count("\n")
        for name, text in texts()
        if name.startswith(f"{package}/") and name.endswith((".py", ".js", ".css"))
        if not MIGRATIONS.search(name)
        if text.count("\n") > MOST_LINES_OF_A_FILE
    }

    assert long == {}


def test_the_readme_can_be_read_in_one_sitting() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert 20 < len(lines) <= MOST_LINES_OF_THE_README


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in documents()
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://", "mailto:"))
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_every_file_that_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:actions|bot|debt|data|docs|tests|bench)/[\w./-]*)`", text)

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_no_place_on_somebodys_machine_or_network_is_named() -> None:
    own = "tests/test_repository.py"
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        if name != own
        for match in PRIVATE.finditer(text)
    ]

    assert found == []


def test_the_lock_names_only_packages_and_their_hashes() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    strange = [
        line
        for line in lines
        if line.strip()
        and not re.match(r"^[\w.-]+(\[[\w,.-]+\])?==[\w.+!-]+( ;.*)?( \\)?$", line)
        and not re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", line)
        and not re.match(r"^ *#", line)
    ]

    assert strange == []


def test_the_top_stays_small() -> None:
    entries = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert len(entries) <= MOST_ENTRIES_AT_THE_TOP, sorted(entries)


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    found = [
        name
        for name, text in texts()
        if name.endswith((".py", ".js", ".css", ".html", ".yml"))
        and name != "tests/test_repository.py"
        and later.search(text)
    ]

    assert found == []


def test_no_secret_and_nothing_made_by_a_run_is_kept() -> None:
    made = re.compile(r"(^|/)(\.env$|var/|models/|__pycache__/)|\.(db|sqlite|tar\.gz)$")

    assert [name for name, _ in texts() if made.search(name)] == []


def test_every_setting_is_in_the_example() -> None:
    code = "".join(text for name, text in texts() if name.endswith("settings.py"))
    read = set(re.findall(r'"(PARLEY_\w+)"', code)) & set(
        re.findall(r"read\(\s*\"(PARLEY_\w+)\"", code)
    )
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert read
    assert {name for name in read if name not in example} == set()
