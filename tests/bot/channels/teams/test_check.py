"""The check of the channel names what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels import registry
from bot.channels.check import Finding, Grade
from bot.channels.teams.arrivals import CHANNEL
from bot.channels.teams.check import ENDPOINT, KEYS, MAKE, REGISTER
from bot.channels.teams.package import write_package
from bot.settings import Settings
from tests.bot.channels.teams.microsoft import Answer, Microsoft
from tests.bot.channels.teams.test_package import GOOD_APP
from tests.bot.test_security import settings_with
from tests.bot.test_settings import DEMO
from tests.conversation_files import ROOT

REFUSED = Answer(401)


@pytest.fixture
def settings(
    peer: Microsoft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Settings:
    """Everything as it should be; our own address is served by the peer too."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(peer.certificate))
    monkeypatch.setenv("SSL_CERT_FILE", str(peer.certificate))
    monkeypatch.chdir(tmp_path)
    peer.answers = [REFUSED]
    address = {"PARLEY_PUBLIC_URL": peer.login}
    settings = settings_with(**DEMO, **peer.settings(), **address)
    Path("teams-app.zip").write_bytes(write_package(settings, GOOD_APP))
    return settings


def findings(settings: Settings) -> dict[str, Finding]:
    (check,) = [each for each in registry.checks(settings) if each.channel == CHANNEL]
    found = list(check.run())
    assert [finding.step for finding in found] == [REGISTER, ENDPOINT, KEYS, MAKE]
    return {finding.step: finding for finding in found}


def test_all_is_well(settings: Settings) -> None:
    found = findings(settings)

    assert {finding.grade for finding in found.values()} == {Grade.OK}
    assert "/webhooks/teams" in found[ENDPOINT].what


def refuse_login(peer: Microsoft) -> None:
    peer.refuses_login = True


def publish_no_key_for_teams(peer: Microsoft) -> None:
    peer.keys = {"one": ("webchat",)}


def publish_no_key(peer: Microsoft) -> None:
    peer.keys = {}


def let_everybody_in(peer: Microsoft) -> None:
    peer.answers = [Answer(202)]


def know_no_endpoint(peer: Microsoft) -> None:
    peer.answers = [Answer(404)]


def remove_package(_: Microsoft) -> None:
    Path("teams-app.zip").unlink()


def break_package(_: Microsoft) -> None:
    Path("teams-app.zip").write_bytes(b"no zip")


@pytest.mark.parametrize(
    ("breaks", "step", "grade"),
    [
        (refuse_login, REGISTER, Grade.WRONG),
        (let_everybody_in, ENDPOINT, Grade.WRONG),
        (know_no_endpoint, ENDPOINT, Grade.WRONG),
        (publish_no_key_for_teams, KEYS, Grade.WRONG),
        (publish_no_key, KEYS, Grade.WRONG),
        (remove_package, MAKE, Grade.WARNING),
        (break_package, MAKE, Grade.WRONG),
    ],
)
def test_each_thing_that_is_wrong_is_named_alone(
    settings: Settings,
    peer: Microsoft,
    breaks: Callable[[Microsoft], None],
    step: str,
    grade: Grade,
) -> None:
    breaks(peer)

    found = findings(settings)

    assert found[step].grade is grade
    assert found[step].advice
    others = [each.grade for name, each in found.items() if name != step]
    assert others == [Grade.OK] * 3
    assert peer.settings()["PARLEY_TEAMS_APP_PASSWORD"] not in str(found)


def test_while_nothing_can_be_reached_that_is_what_it_says(
    settings: Settings, peer: Microsoft
) -> None:
    assert settings.channels.teams is not None
    nowhere = replace(
        settings.channels.teams,
        login="https://127.0.0.1:1/x",
        openid="http://127.0.0.1:1/x",
    )
    channels = replace(settings.channels, teams=nowhere)
    debt = replace(settings.debt, public_url="https://127.0.0.1:1")

    found = findings(replace(settings, channels=channels, debt=debt))

    assert {finding.grade for finding in found.values()} == {Grade.WRONG}


def test_an_address_without_https_is_wrong(settings: Settings) -> None:
    debt = replace(settings.debt, public_url="http://127.0.0.1:8800")

    assert "https" in findings(replace(settings, debt=debt))[ENDPOINT].advice


def test_a_package_of_another_bot_is_wrong(settings: Settings) -> None:
    assert settings.channels.teams is not None
    other = replace(
        settings.channels.teams, app_id="0" * 8 + "-0000-0000-0000-" + "0" * 12
    )
    channels = replace(settings.channels, teams=other)
    package = write_package(replace(settings, channels=channels), GOOD_APP)
    Path("teams-app.zip").write_bytes(package)

    assert findings(settings)[MAKE].grade is Grade.WRONG


def test_every_step_is_a_heading_of_the_guide() -> None:
    guide = (ROOT / "docs" / "channels" / "teams.md").read_text()

    for step in (REGISTER, ENDPOINT, KEYS, MAKE):
        assert f"## {step}\n" in guide
