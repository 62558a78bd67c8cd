"""Which channels are there is told in one place."""

from __future__ import annotations

from bot.channels import registry
from bot.cli.serve import needed_roles
from tests.bot.test_security import settings_with

TELEGRAM = {
    "PARLEY_TELEGRAM_TOKEN": f"7000000001:{'a' * 35}",
    "PARLEY_TELEGRAM_BOT": "northgate_help_bot",
}


def test_the_web_alone_needs_no_courier() -> None:
    settings = settings_with()

    assert not registry.pushes(settings)
    assert [role.name for role in needed_roles(settings)] == [
        "gateway",
        "engine",
        "scheduler",
    ]


def test_a_channel_that_is_written_to_needs_one() -> None:
    settings = settings_with(**TELEGRAM)

    assert registry.pushes(settings)
    assert needed_roles(settings)[-1].name == "courier"
