"""The one place that lists the channels: each adds its line to every list it is in.

A channel that is off is not even imported.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from bot.channels.carrier import Carrier, Listener
from bot.channels.check import Check
from bot.gateway.context import Gateway
from bot.settings import Settings
from bot.store.tables import AddressRow
from debt.services import Debt


def routes(gateway: Gateway) -> list[BaseRoute]:
    """What the gateway serves for the channels."""
    from bot.channels.web.channel import WebChannel

    found: list[BaseRoute] = [*WebChannel(gateway).routes()]
    teams = gateway.settings.channels.teams
    if teams is not None:
        from bot.channels.teams.webhook import TeamsWebhook

        found += TeamsWebhook(gateway, teams).routes()
    telegram = gateway.settings.channels.telegram
    if telegram is not None and not telegram.polls:
        from bot.channels.telegram.webhook import TelegramWebhook

        found += TelegramWebhook(gateway, telegram).routes()
    return found


def pushes(settings: Settings) -> bool:
    """Whether any channel has to be written to, so that a courier is needed."""
    channels = settings.channels
    return channels.telegram is not None or channels.teams is not None


def carriers(settings: Settings, debt: Debt) -> list[Carrier]:
    """How messages are brought to each channel that is written to."""
    found: list[Carrier] = []
    teams = settings.channels.teams
    if teams is not None:
        # Microsoft's SDK takes a second to import; only its users wait for it.
        from bot.channels.teams.carrier import TeamsCarrier

        found.append(TeamsCarrier(settings, teams, debt.clock))
    telegram = settings.channels.telegram
    if telegram is not None:
        from bot.channels.telegram.carrier import TelegramCarrier

        found.append(TelegramCarrier(settings, debt, telegram))
    return found


def listeners(settings: Settings, debt: Debt) -> list[Listener]:
    """What fetches messages from a platform that does not bring them."""
    found: list[Listener] = []
    telegram = settings.channels.telegram
    if telegram is not None and telegram.polls:
        from bot.channels.telegram.polling import TelegramPoller

        found.append(TelegramPoller(settings, debt, telegram))
    return found


def checks(settings: Settings) -> list[Check]:
    """What tells an operator whether each channel is set up."""
    from bot.channels.web.check import web_check

    found = [web_check(settings)]
    teams = settings.channels.teams
    if teams is not None:
        from bot.channels.teams.check import teams_check

        found.append(teams_check(settings, teams))
    telegram = settings.channels.telegram
    if telegram is not None:
        from bot.channels.telegram.check import telegram_check

        found.append(telegram_check(settings, telegram))
    return found


def awaits_consent(address: AddressRow) -> bool:
    """Whether a person has to agree to the channel first and has not done so yet."""
    if address.channel != "teams":
        return False
    from bot.channels.teams.consent import Consent

    return Consent.is_awaited(address)
