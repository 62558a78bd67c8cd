"""Brings messages to a private chat: text with buttons, and documents as files.

Nothing is marked up. What a person or an agent has typed arrives letter by letter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
)
from telegram.constants import ChatAction, MessageLimit
from telegram.error import (
    BadRequest,
    Forbidden,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from actions.wording import wording
from bot.channels.carrier import Address, NotNow, Pace, Undeliverable, Unreachable
from bot.channels.rendering import as_text, split
from bot.channels.settings import TelegramSettings
from bot.channels.telegram import CHANNEL, WEBHOOK_PATH
from bot.channels.telegram.client import (
    ALLOWED_UPDATES,
    open_bot,
    seconds_to_wait,
    why,
)
from bot.documents.shared import DocumentRef, document_of, pdf, read_document
from bot.settings import Settings
from bot.store.tables import MessageRow
from debt.services import Debt

# At once; more than the gateway works on would only wait there.
WEBHOOK_CONNECTIONS = 20
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class TextPart:
    """A text of a length that Telegram takes; buttons stand under the last one."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class FilePart:
    """A document of the person, made when it is sent."""

    document: DocumentRef


Part = TextPart | FilePart


class TelegramCarrier:
    """Speaks to the Bot API."""

    channel = CHANNEL
    # Telegram allows 30 a second altogether and about one to each chat.
    pace = Pace(per_second=25, per_conversation_second=1)

    def __init__(
        self, settings: Settings, debt: Debt, telegram: TelegramSettings
    ) -> None:
        self._settings = settings
        self._telegram = telegram
        self._debt = debt
        self._bot = open_bot(telegram)

    async def open(self) -> None:
        """Tell Telegram where to bring updates, and which commands there are.

        Raises:
            NotNow: Telegram cannot be reached, or does not know our token.
        """
        await self._bot.open_connections()
        lines = wording().lines("utter_channel_commands")
        commands = [BotCommand(*line.split(" | ")) for line in lines]
        with self._explained():
            if not self._telegram.polls:
                await self._bot.set_webhook(
                    webhook_address(self._settings),
                    secret_token=self._telegram.webhook_secret.value,
                    allowed_updates=ALLOWED_UPDATES,
                    max_connections=WEBHOOK_CONNECTIONS,
                )
            await self._bot.set_my_commands(commands)

    async def close(self) -> None:
        """Let go of connections."""
        await self._bot.close_connections()

    def parts(self, address: Address, message: MessageRow) -> Sequence[Part]:
        """Texts, then a file for each link to a document of ours."""
        documents = [document_of(link["url"]) for link in message.links]
        links = [
            link
            for link, document in zip(message.links, documents, strict=True)
            if document is None
        ]
        texts = split(_text(message, links), _limit(message.text))
        return [
            *(TextPart(text) for text in texts[:-1]),
            *(TextPart(text, _keyboard(message, links)) for text in texts[-1:]),
            *(FilePart(document) for document in documents if document is not None),
        ]

    async def send(self, address: Address, part: Part) -> None:
        """Bring one piece; see the protocol for what it raises."""
        chat_id = address.reference["chat_id"]
        if isinstance(part, FilePart):
            file = await asyncio.to_thread(self._file, address, part.document)
            if file is not None:
                with self._explained():
                    await self._bot.send_document(chat_id, file)
                return
            part = TextPart(wording().text("utter_channel_document_hidden"))
        with self._explained():
            await self._bot.send_message(
                chat_id,
                part.text,
                reply_markup=part.keyboard,
                link_preview_options=NO_PREVIEW,
            )

    async def show_typing(self, address: Address) -> None:
        """Show that an answer is on its way."""
        with suppress(TelegramError):
            chat_id = address.reference["chat_id"]
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING)

    def _file(self, address: Address, document: DocumentRef) -> InputFile | None:
        """The document, if it may be shown at this moment."""
        settings = self._settings
        with self._debt.database.read() as tx:
            found = read_document(self._debt, tx, address.conversation_id, document)
        if found is None:
            return None
        content = pdf(found, settings.company, settings.accent)
        return InputFile(content, f"{found.file_name}.pdf")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn Telegram's errors into the three that there are."""
        try:
            yield
        except RetryAfter as exc:
            # We keep to the pace of each chat, so it is meant for all of them.
            seconds = seconds_to_wait(exc)
            raise NotNow(self._why(exc), seconds, for_all=True) from None
        except Forbidden as exc:
            raise Unreachable(self._why(exc)) from None
        except BadRequest as exc:
            if "chat not found" in exc.message.lower():
                raise Unreachable(self._why(exc)) from None
            raise Undeliverable(self._why(exc)) from None
        except TimedOut as exc:
            raise NotNow(self._why(exc)) from None
        except TelegramError as exc:
            # Telegram is down, or the token was revoked: nothing can be sent at all.
            raise NotNow(self._why(exc), for_all=True) from None

    def _why(self, error: TelegramError) -> str:
        return why(error, self._bot)


def webhook_address(settings: Settings) -> str:
    """Where Telegram brings updates to."""
    return settings.debt.public_url + WEBHOOK_PATH


def _text(message: MessageRow, links: list[dict[str, str]]) -> str:
    """The message without what stands on its buttons."""
    text = as_text(message, links=False, buttons=False)
    written = [
        wording().text("utter_channel_row", label=link["label"], value=link["url"])
        for link in links
        if not _fits(link)
    ]
    return "\n\n".join(filter(None, [text, "\n".join(written)]))


def _keyboard(
    message: MessageRow, links: list[dict[str, str]]
) -> InlineKeyboardMarkup | None:
    rows = [
        *([InlineKeyboardButton(x["label"], url=x["url"])] for x in links if _fits(x)),
        *(
            [InlineKeyboardButton(button["label"], callback_data=button["token"])]
            for button in message.buttons
        ),
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _fits(link: dict[str, str]) -> bool:
    """Whether a link can be a button; Telegram refuses addresses without a domain."""
    return link["url"].startswith("https://")


def _limit(text: str) -> int:
    """How many characters a piece may have; Telegram counts those of UTF-16."""
    longest = int(MessageLimit.MAX_TEXT_LENGTH)
    return longest // 2 if any(ord(char) > 0xFFFF for char in text) else longest
