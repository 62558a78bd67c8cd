"""One open desk page: writes what is new to it, does what its agent asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.orm import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from actions.wording import wording
from bot.desk.agents import Agent
from bot.desk.history import Place
from bot.desk.service import Desk, EmptyReply, NotYours
from bot.desk.view import DeskView, Shown
from bot.gateway.context import Gateway
from bot.gateway.frames import Frame, is_id, next_frame
from bot.store.conversations import ConversationBusy
from debt.errors import TicketTaken

CLAIM_TRIES = 60
CLAIM_PAUSE_SECONDS = 0.25
NO_SESSION = 4401


class DeskSocket:
    """Serves one agent's page until it is closed or the login ends."""

    def __init__(
        self, gateway: Gateway, socket: WebSocket, agent: Agent, token: str
    ) -> None:
        self._gateway = gateway
        self._socket = socket
        self._agent = agent
        self._token = token
        self._wording = wording()
        self._desk = Desk(gateway.debt, gateway.inbox)
        database = gateway.debt.database
        self._view = DeskView(database, self._desk, agent, self._wording)
        self._shown: Shown | None = None
        self._commands = {
            "claim": self._claim,
            "reply": self._reply,
            "hand_back": self._hand_back,
            "history": self._history,
            "close": self._close,
            "lift": self._lift,
        }

    async def run(self) -> None:
        """Read what the agent does while everything new is written to the page."""
        with self._gateway.feed.watching_all() as changed:
            writing = asyncio.create_task(self._write(changed))
            try:
                with suppress(WebSocketDisconnect):
                    await self._read(changed)
            finally:
                writing.cancel()
                with suppress(
                    asyncio.CancelledError, WebSocketDisconnect, RuntimeError
                ):
                    await writing

    async def _write(self, changed: asyncio.Event) -> None:
        last_queue: Frame = {}
        while True:
            changed.clear()
            queue = await asyncio.to_thread(self._view.queue)
            if queue != last_queue:
                last_queue = queue
                await self._socket.send_json(queue)
            if self._shown is not None:
                for frame in await asyncio.to_thread(self._view.news, self._shown):
                    await self._socket.send_json(frame)
            await changed.wait()

    async def _read(self, changed: asyncio.Event) -> None:
        while True:
            frame = await next_frame(self._socket)
            agents = self._gateway.agents
            if await asyncio.to_thread(agents.agent_of, self._token) is None:
                await self._socket.close(NO_SESSION)
                return
            if frame.get("type") == "open" and is_id(frame.get("ticket")):
                self._shown = Shown(frame["ticket"])
                changed.set()
            else:
                await self._obey(frame)

    async def _obey(self, frame: Frame) -> None:
        command = self._commands.get(str(frame.get("type")))
        if command is None or not is_id(frame.get("ticket")):
            await self._complain(frame, "utter_people_desk_malformed")
            return
        try:
            await command(frame)
        except TicketTaken as exc:
            await self._complain(frame, "utter_people_desk_taken", agent=str(exc.agent))
        except NotYours:
            await self._complain(frame, "utter_people_desk_not_yours")
        except EmptyReply:
            await self._complain(frame, "utter_people_desk_empty")
        except ConversationBusy:
            await self._complain(frame, "utter_people_desk_busy")

    async def _claim(self, frame: Frame) -> None:
        """The assistant may be in the middle of an answer: wait for its end."""
        for _ in range(CLAIM_TRIES):
            with suppress(ConversationBusy):
                await self._in_transaction(
                    lambda tx: self._desk.claim(tx, frame["ticket"], self._agent)
                )
                return
            await asyncio.sleep(CLAIM_PAUSE_SECONDS)
        raise ConversationBusy(frame["ticket"])

    async def _reply(self, frame: Frame) -> None:
        if not is_id(frame.get("id")):
            await self._complain(frame, "utter_people_desk_malformed")
            return
        text = str(frame.get("text", ""))
        await self._in_transaction(
            lambda tx: self._desk.reply(
                tx, frame["ticket"], self._agent, frame["id"], text
            )
        )

    async def _hand_back(self, frame: Frame) -> None:
        await self._in_transaction(
            lambda tx: self._desk.hand_back(tx, frame["ticket"], self._agent)
        )

    async def _close(self, frame: Frame) -> None:
        await self._settle(frame, self._desk.close)

    async def _lift(self, frame: Frame) -> None:
        await self._settle(frame, self._desk.lift)

    async def _settle(
        self, frame: Frame, settle: Callable[[Session, str, Agent, str], None]
    ) -> None:
        """Do something about one of the person's matters."""
        ticket, reference = frame["ticket"], str(frame.get("reference"))
        await self._in_transaction(
            lambda tx: settle(tx, ticket, self._agent, reference)
        )

    async def _history(self, frame: Frame) -> None:
        """A page of the history: the newest, or the one before a given place."""
        before = Place.read(frame.get("before"))
        if before is None and frame.get("before") is not None:
            await self._complain(frame, "utter_people_desk_malformed")
            return
        page = await asyncio.to_thread(self._view.history, frame["ticket"], before)
        await self._socket.send_json(page)

    async def _in_transaction(self, work: Callable[[Session], object]) -> None:
        def run() -> None:
            with self._gateway.debt.database.begin() as tx:
                work(tx)

        await asyncio.to_thread(run)

    async def _complain(self, frame: Frame, key: str, **values: str) -> None:
        text = self._wording.text(key, **values)
        ticket = frame.get("ticket")
        await self._socket.send_json({"type": "error", "ticket": ticket, "text": text})
