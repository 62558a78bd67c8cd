"""Brings messages to Teams, through Microsoft's SDK.

Its calls block, so each has a thread. It repeats nothing by itself: when a message is
sent again is the courier's to say. Only the courier's process imports this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import requests
import structlog
from botbuilder.core import CardFactory, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference
from botframework.connector import ConnectorClient
from botframework.connector.auth import MicrosoftAppCredentials
from msal import ConfidentialClientApplication
from msrest.exceptions import ClientException, HttpOperationError

from actions.wording import wording
from bot.channels.carrier import Address, NotNow, Pace, Undeliverable, Unreachable
from bot.channels.settings import TeamsSettings
from bot.channels.teams.cards import cards_of
from bot.documents.shared import SignedLinks, document_of
from bot.settings import Settings
from bot.store.tables import MessageRow
from debt.clock import Clock

log = structlog.get_logger()

TIMEOUT_SECONDS = 15
MOST_SERVICES = 32
# Not carried out now, but it may be later; 412 is how Teams says that it was too busy.
_LATER = {408, 412, 425, 429}
# They have blocked or removed the app, or the chat is gone.
_GONE = {403, 404}


class Credentials(MicrosoftAppCredentials):
    """Fetches the tokens that we send with, from the tenant of the app."""

    def __init__(self, teams: TeamsSettings) -> None:
        super().__init__(
            teams.app_id,
            teams.app_password.value,
            channel_auth_tenant=teams.tenant,
            oauth_scope=teams.issuer,
        )
        self.app: ConfidentialClientApplication | None = None
        self._login = teams.login

    def get_access_token(self, force_refresh: bool = False) -> str:
        """A token that is good now.

        Raises:
            PermissionError: the login refuses us.
            ValueError: there is no such tenant there.
            requests.RequestException: it cannot be reached.
        """
        if self.app is None:
            # The SDK's own would ask Microsoft whether it knows the login of a
            # national cloud, and would wait for an answer for ever.
            self.app = ConfidentialClientApplication(
                self.microsoft_app_id,
                client_credential=self.microsoft_app_password,
                authority=self._login,
                instance_discovery=False,
                timeout=TIMEOUT_SECONDS,
            )
        return str(super().get_access_token(force_refresh))


class TeamsCarrier:
    """Speaks to the connector that each chat was opened through."""

    channel = "teams"
    # Teams allows a bot 50 requests a second in a tenant, and 60 in half a minute in
    # one chat.
    pace = Pace(per_second=30, per_conversation_second=1)

    def __init__(self, settings: Settings, teams: TeamsSettings, clock: Clock) -> None:
        self._bot = f"28:{teams.app_id}"
        self._signed = SignedLinks(settings, clock)
        self._credentials = Credentials(teams)
        self._client = lru_cache(MOST_SERVICES)(self._new_client)

    async def open(self) -> None:
        """Nothing is needed before the first message."""

    async def close(self) -> None:
        """Let go of the connections of every service."""
        self._client.cache_clear()

    def parts(self, address: Address, message: MessageRow) -> Sequence[Any]:
        """The message as cards; documents are links that open without a cookie."""
        links = [
            {**link, "url": self._url_for(address, link["url"])}
            for link in message.links
        ]
        return cards_of(message, links)

    async def send(self, address: Address, part: Any) -> None:
        """Bring one card.

        Raises:
            NotNow: Teams, or its login, is down or wants us to wait.
            Unreachable: they have blocked or removed the app.
            Undeliverable: Teams will never take this card.
        """
        card = Activity(
            type=ActivityTypes.message,
            summary=wording().text("utter_workplace_preview"),
            attachments=[CardFactory.adaptive_card(part)],
        )
        await asyncio.to_thread(self._send, address, card)

    async def show_typing(self, address: Address) -> None:
        """Show that an answer is on its way, if Teams likes to."""
        try:
            typing = Activity(type=ActivityTypes.typing)
            await asyncio.to_thread(self._send, address, typing)
        except (NotNow, Unreachable, Undeliverable) as exc:
            log.info("teams.typing_not_shown", error=type(exc).__name__)

    def _url_for(self, address: Address, url: str) -> str:
        document = document_of(url)
        if document is None:
            return url
        return self._signed.link(address.conversation_id, document)

    def _send(self, address: Address, activity: Activity) -> None:
        reference = ConversationReference().deserialize(address.reference)
        reference.bot.id = reference.bot.id or self._bot
        TurnContext.apply_conversation_reference(activity, reference)
        try:
            self._client(reference.service_url).conversations.send_to_conversation(
                reference.conversation.id,
                activity,
                timeout=TIMEOUT_SECONDS,
                # Our token goes to the service that has proven itself, and no further.
                allow_redirects=False,
            )
        except HttpOperationError as exc:
            raise _meaning(exc.response) from None
        except PermissionError:
            raise NotNow("the login refuses us", for_all=True) from None
        except (ClientException, requests.RequestException, ValueError) as exc:
            raise NotNow(type(exc).__name__) from None

    def _new_client(self, service_url: str) -> ConnectorClient:
        client = ConnectorClient(self._credentials, base_url=service_url)
        retries = client.config.retry_policy
        retries.retries = 0
        # Or else the answer that asks us to wait would come as an error without it.
        retries.policy.status_forcelist = []
        return client


def _meaning(response: requests.Response) -> Exception:
    """What an answer other than yes comes to."""
    status = response.status_code
    if status == 401:
        return NotNow("our token is refused", for_all=True)
    if status in _LATER or status >= 500:
        return NotNow(f"status {status}", _seconds(response))
    if status in _GONE:
        return Unreachable(f"status {status}")
    return Undeliverable(f"status {status}")


def _seconds(response: requests.Response) -> float | None:
    """How long we are asked to wait, if it is said in seconds."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() and len(asked) < 6 else None
