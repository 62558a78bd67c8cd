"""Makes the people of the conversations, and opens chats with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx

from debt.rights import BlockKind
from tests.system.conversations.chat import Chat
from tests.system.conversations.debts import Owing, Somebody
from tests.system.conversations.filing import new_person, put_on_file, set_block
from tests.system.running import System

_PLACES = {
    "en-GB": ("Europe/London", "LS1 4AP"),
    "en-US": ("America/New_York", "05401"),
}


class Chats:
    """Everything a test of conversations begins with."""

    def __init__(self, system: System) -> None:
        self.system = system
        # Plain http: the certificates that a client reads anew each time cost more
        # than a whole conversation.
        self._transport = httpx.HTTPTransport(verify=False)
        self._held: list[Chat] = []

    def person(
        self,
        *debts: Owing,
        locale: str = "en-GB",
        zone: str | None = None,
        postcode: str | None = None,
        blocked: BlockKind | None = None,
        **owing: Any,
    ) -> Somebody:
        """Somebody of their own, with the debts given.

        Args:
            debts: the oldest first; who has one says its `owing` by name instead.
            locale: en-US has dollars and lives in Vermont unless told otherwise.
            blocked: stops collecting on everything they owe.
        """
        usual_zone, usual_postcode = _PLACES[locale]
        owner = new_person(locale, zone or usual_zone, postcode or usual_postcode)
        all_debts = debts or (replace(Owing(), **owing),)
        somebody = put_on_file(self.system.debt, owner, all_debts)
        if blocked:
            set_block(self.system.debt, somebody, blocked)
        return somebody

    def opened(self, person: Somebody) -> Chat:
        """A conversation that has just begun; nobody knows who it is with."""
        chat = Chat(self.system, self._transport, person)
        self._held.append(chat)
        return chat

    def verified(self, person: Somebody) -> Chat:
        """The same, once the person has shown who they are."""
        chat = self.opened(person)
        chat.is_verified()
        return chat

    def forget(self) -> str:
        """What was said in all conversations since the last time."""
        held, self._held = self._held, []
        return "\n\n".join(chat.transcript for chat in held)
