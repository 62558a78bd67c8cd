"""What the handlers of the gateway share."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.templating import Jinja2Templates

from bot.desk.agents import Agents
from bot.gateway.feed import Feed
from bot.inbox import Inbox
from bot.settings import Settings
from debt.services import Debt


@dataclass(frozen=True)
class Gateway:
    """The collaborators of one gateway process."""

    settings: Settings
    debt: Debt
    inbox: Inbox
    agents: Agents
    feed: Feed
    templates: Jinja2Templates


def gateway_of(connection: HTTPConnection) -> Gateway:
    """The gateway that serves this connection."""
    gateway: Gateway = connection.app.state.gateway
    return gateway
