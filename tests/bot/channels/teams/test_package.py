"""The app package is what Teams takes, and tells nothing to who sees it in a list."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.channels.teams.package import App, CannotPackage, manifest, write_package
from bot.cli.main import app as command
from bot.settings import Settings
from tests.bot.channels.teams.microsoft import APP, TENANT
from tests.bot.test_security import settings_with
from tests.bot.test_settings import GOOD

TEAMS = {
    "PARLEY_TEAMS_APP_ID": APP,
    "PARLEY_TEAMS_APP_PASSWORD": "a-password-of-the-app",
    "PARLEY_TEAMS_TENANT": TENANT,
}
PAGES = {
    "website": "https://northgate.example",
    "privacy": "https://northgate.example/privacy",
    "terms": "https://northgate.example/terms",
}
GOOD_APP = App(name="Northgate", **PAGES)
# Microsoft's schema 1.19: what must be there, and how long each text may be.
REQUIRED = {
    "manifestVersion",
    "version",
    "id",
    "developer",
    "name",
    "description",
    "icons",
    "accentColor",
}
ALLOWED = REQUIRED | {"$schema", "bots", "validDomains"}
LONGEST = {
    ("developer", "name"): 32,
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4000,
}


@pytest.fixture
def settings() -> Settings:
    return settings_with(**TEAMS)


@pytest.fixture
def content(settings: Settings) -> dict[str, Any]:
    app = App(name="N" * 30, **PAGES)
    with zipfile.ZipFile(io.BytesIO(write_package(settings, app))) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


def test_the_manifest_has_what_the_schema_asks_for(content: dict[str, Any]) -> None:
    assert set(content) >= REQUIRED
    assert set(content) <= ALLOWED
    assert f"/v{content['manifestVersion']}/" in content["$schema"]
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", content["accentColor"])
    for (part, name), longest in LONGEST.items():
        assert 0 < len(content[part][name]) <= longest
    for page in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        assert content["developer"][page].startswith("https://")


def test_it_is_the_bot_in_private_chats_only(content: dict[str, Any]) -> None:
    (bot,) = content["bots"]

    assert bot["botId"] == content["id"] == APP
    assert bot["scopes"] == ["personal"]
    assert content["validDomains"] == ["chat.example.com"]
    assert "configurableTabs" not in content


def test_the_package_holds_three_files(settings: Settings) -> None:
    with zipfile.ZipFile(io.BytesIO(write_package(settings, GOOD_APP))) as archive:
        assert sorted(archive.namelist()) == [
            "color.png",
            "manifest.json",
            "outline.png",
        ]
        colour = Image.open(io.BytesIO(archive.read("color.png")))
        outline = Image.open(io.BytesIO(archive.read("outline.png")))

    assert (colour.format, colour.size) == ("PNG", (192, 192))
    assert colour.getpixel((2, 2)) == (0x0B, 0x57, 0xD0, 255)
    assert (outline.format, outline.size, outline.mode) == ("PNG", (32, 32), "RGBA")
    seen = {outline.getpixel((x, y)) for x in range(32) for y in range(32)}
    assert (255, 255, 255, 255) in seen
    assert {pixel[:3] for pixel in seen if pixel[3] > 40} == {(255, 255, 255)}
    assert outline.getpixel((16, 14))[3] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "N" * 31},
        {"name": "Northgate Recoveries"},
        {"name": "Debt Help"},
        {"name": "Northgate collections"},
        {"website": "http://northgate.example"},
        {"privacy": "northgate.example/privacy"},
        {"terms": ""},
        {"version": "1.0"},
        {"version": "1.0.0; x"},
    ],
    ids=repr,
)
def test_what_teams_or_a_passer_by_must_not_see_is_refused(
    changes: dict[str, str],
) -> None:
    with pytest.raises(CannotPackage):
        App(**{"name": "Northgate", **PAGES, **changes})


def test_without_teams_there_is_no_package() -> None:
    with pytest.raises(CannotPackage, match="PARLEY_TEAMS_APP_ID"):
        manifest(settings_with(), GOOD_APP)


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**GOOD, **TEAMS}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    pages = ["--privacy", PAGES["privacy"], "--terms", PAGES["terms"]]
    website = ["--website", PAGES["website"]]

    refused = CliRunner().invoke(command, ["teams", "manifest", *pages, *website])
    assert refused.exit_code == 2
    assert "--name" in refused.output
    assert not list(tmp_path.iterdir())

    named = ["--name", "Northgate"]
    done = CliRunner().invoke(command, ["teams", "manifest", *pages, *website, *named])
    assert done.exit_code == 0, done.output
    assert zipfile.is_zipfile(tmp_path / "teams-app.zip")
