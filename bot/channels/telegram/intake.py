"""Takes in one update, whether it was brought to the webhook or fetched.

What is to be kept is committed before `take` returns; only then is Telegram told that
the update has arrived. What `take` returns is done afterwards and may be lost: to
answer a pressed button, to tidy its keyboard, to say one sentence to a group.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from sqlalchemy.orm import Session
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from actions.wording import wording
from bot.channels.address_book import AddressBook
from bot.channels.telegram import CHANNEL
from bot.channels.telegram.client import RawUpdate, TelegramBot, why
from bot.channels.telegram.updates import File, InGroup, Pressed, Start, Written, read
from bot.files import MAX_FILE_BYTES, FileRefusal, IncomingFile
from bot.gateway.limits import RateLimit
from bot.inbox import Inbox, Refusal
from bot.store import messages
from bot.store.conversations import hold
from bot.store.messages import SYSTEM, Outbound, Reply
from debt.services import Debt

log = structlog.get_logger()

Afterwards = Callable[[], Awaitable[None]]

A_MINUTE = 1 / 60
A_DAY = 1 / (24 * 3600)
CHOSEN = "✓ "
# Telegram waits for a minute before it brings an update again.
FETCH_SECONDS = 20.0
NOT_KEPT = {
    FileRefusal.TOO_LARGE: "utter_channel_file_too_large",
    FileRefusal.WRONG_TYPE: "utter_channel_file_wrong_type",
    FileRefusal.TOO_MANY: "utter_channel_file_too_many",
}


class Intake:
    """Stores what people write in private chats."""

    def __init__(self, debt: Debt, bot: TelegramBot, locale: str) -> None:
        """A new conversation gets this locale."""
        self._debt = debt
        self._bot = bot
        self._locale = locale
        self._inbox = Inbox(debt)
        self._book = AddressBook(debt, self._inbox)
        self._messages = RateLimit(debt.clock, burst=20, per_second=1.0)
        self._warnings = RateLimit(debt.clock, burst=1, per_second=A_MINUTE)
        self._groups = RateLimit(debt.clock, burst=1, per_second=A_DAY)

    async def take(self, update: RawUpdate) -> Afterwards | None:
        """Store one update; returns what is left to do once Telegram knows of that.

        Raises:
            SQLAlchemyError: nothing is stored; the update has to come again.
        """
        incoming = read(update, self._bot)
        if isinstance(incoming, Written):
            await self._take_written(incoming)
        elif isinstance(incoming, Pressed):
            said = await asyncio.to_thread(self._store_pressed, incoming)
            return partial(self._quietly, self._answer, incoming, said)
        elif isinstance(incoming, InGroup):
            return partial(self._quietly, self._leave, incoming.chat_id)
        return None

    async def _take_written(self, written: Written) -> None:
        sender = str(written.sender)
        if self._messages.allows(sender):
            fetched = await self._fetch(written.file) if written.file else None
            await asyncio.to_thread(self._store_written, written, fetched)
        elif self._warnings.allows(sender):
            await asyncio.to_thread(self._warn, written)

    async def _fetch(self, file: File) -> IncomingFile | str:
        """What somebody sent, or the response that tells them why we have not got it.

        One that cannot be fetched must not hold up what they write after it.
        """
        if file.size is not None and file.size > MAX_FILE_BYTES:
            return NOT_KEPT[FileRefusal.TOO_LARGE]
        try:
            downloading = self._bot.download(file.file_id)
            content = await asyncio.wait_for(downloading, FETCH_SECONDS)
        except (TelegramError, asyncio.TimeoutError) as exc:
            error = why(exc, self._bot) if isinstance(exc, TelegramError) else "slow"
            log.warning("telegram.file_not_fetched", error=error)
            return "utter_channel_file_missed"
        return IncomingFile(file.name, content)

    def _store_written(
        self, written: Written, fetched: IncomingFile | str | None
    ) -> None:
        greets = not isinstance(written.content, Start)
        client_id = f"tg-{written.update_id}"
        with self._debt.database.begin() as tx:
            conversation_id = self._conversation(tx, written.sender, greets=greets)
            if isinstance(written.content, Start):
                self._put_start(tx, conversation_id, client_id, written.content)
            elif written.content:
                self._inbox.put_text(tx, conversation_id, client_id, written.content)
            if fetched is not None:
                self._put_file(tx, conversation_id, f"{client_id}-file", fetched)
            if written.has_unreadable:
                # No words at all: the assistant says what it can read.
                self._inbox.put_text(tx, conversation_id, f"{client_id}-rest", "")

    def _put_file(
        self,
        tx: Session,
        conversation_id: str,
        client_id: str,
        fetched: IncomingFile | str,
    ) -> None:
        """Keep a file, or say why it is not kept."""
        if isinstance(fetched, str):
            self._say(tx, conversation_id, client_id, fetched)
            return
        stored = self._inbox.put_file(tx, conversation_id, client_id, fetched)
        if isinstance(stored, FileRefusal):
            self._say(tx, conversation_id, client_id, NOT_KEPT[stored])

    def _put_start(
        self, tx: Session, conversation_id: str, client_id: str, start: Start
    ) -> None:
        """Open the chat, or open it again. Nobody learns whether a token was good."""
        if start.invitation is not None:
            self._debt.vouchers.redeem(tx, start.invitation, conversation_id)
        self._inbox.put_event(
            tx, conversation_id, "conversation_started", {}, client_id
        )

    def _store_pressed(self, pressed: Pressed) -> str | None:
        """Store the press of a button; returns what to say of it, if anything."""
        if not self._messages.allows(str(pressed.sender)):
            return wording().text("utter_channel_too_fast")
        with self._debt.database.begin() as tx:
            conversation_id = self._conversation(tx, pressed.sender)
            client_id = f"tg-{pressed.update_id}"
            stored = self._inbox.put_button(
                tx, conversation_id, client_id, pressed.token
            )
        if stored is Refusal.BUTTON_EXPIRED:
            return wording().text("utter_channel_button_expired")
        return None

    def _warn(self, written: Written) -> None:
        with self._debt.database.begin() as tx:
            conversation_id = self._conversation(tx, written.sender)
            client_id = f"tg-{written.update_id}"
            self._say(tx, conversation_id, client_id, "utter_channel_too_fast")

    def _say(
        self, tx: Session, conversation_id: str, client_id: str, response: str
    ) -> None:
        """Say something that needs no understanding, once for a delivery."""
        hold(tx, conversation_id)
        if messages.already_received(tx, conversation_id, client_id) is not None:
            return
        reply, now = Reply(wording().text(response)), self._debt.clock.now()
        outbound = Outbound(SYSTEM, reply, client_id=client_id, at=now)
        messages.append(tx, conversation_id, outbound)

    def _conversation(self, tx: Session, sender: int, *, greets: bool = True) -> str:
        found = self._book.conversation_for(
            tx, CHANNEL, str(sender), {"chat_id": sender}, self._locale, greets=greets
        )
        return found.conversation_id

    async def _answer(self, pressed: Pressed, said: str | None) -> None:
        """End the waiting that a pressed button shows, and mark what was chosen."""
        await self._bot.answer_callback_query(pressed.query_id, text=said)
        if said is None and pressed.message_id is not None:
            await self._bot.edit_message_reply_markup(
                pressed.sender, pressed.message_id, reply_markup=_chosen(pressed)
            )

    async def _leave(self, chat_id: int) -> None:
        """Tell a group that we talk to one person only, and go."""
        if self._groups.allows(str(chat_id)):
            await self._bot.send_message(chat_id, wording().text("utter_channel_group"))
        await self._bot.leave_chat(chat_id)

    async def _quietly(self, work: Callable[..., Awaitable[None]], *what: Any) -> None:
        try:
            await work(*what)
        except TelegramError as exc:
            log.warning("telegram.not_answered", error=why(exc, self._bot))


def _chosen(pressed: Pressed) -> InlineKeyboardMarkup | None:
    """The keyboard without the buttons that were not chosen; links stay."""
    rows = pressed.keyboard.inline_keyboard if pressed.keyboard else ()
    kept = [
        [_marked(button)]
        for row in rows
        for button in row
        if button.url or button.callback_data == pressed.token
    ]
    return InlineKeyboardMarkup(kept) if kept else None


def _marked(button: InlineKeyboardButton) -> InlineKeyboardButton:
    if button.url:
        return button
    return InlineKeyboardButton(
        CHOSEN + button.text.removeprefix(CHOSEN), callback_data=button.callback_data
    )
