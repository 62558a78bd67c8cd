"""What `parley channels check` finds out about our bot, in the order of its guide."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import httpx
from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.check import Check, Finding, Grade
from bot.channels.settings import TelegramSettings
from bot.channels.telegram import CHANNEL, SECRET_HEADER, WEBHOOK_PATH
from bot.channels.telegram.client import ALLOWED_UPDATES, TelegramBot, open_bot, why
from bot.settings import Settings

# Steps of docs/channels/telegram.md.
BOT = "Make the bot"
GROUPS = "Keep it out of groups"
WORDS = "Give it a name and a description"
ADDRESS = "Make Parley reachable"
UPDATES = "Start Parley"

# More than this says that nobody takes them in.
MANY_UPDATES = 100
GATEWAY_SECONDS = 10.0
# Whoever holds the phone, or looks over a shoulder, sees name and description.
_DEBT_WORDS = re.compile(
    r"\b(debts?|owed?|owing|arrears|overdue|collect(?:ion|ions|or|ors)?|recover\w*|"
    r"loans?|default\w*|repay\w*|bailiffs?)\b",
    re.IGNORECASE,
)


def telegram_check(settings: Settings, telegram: TelegramSettings) -> Check:
    """The check of this channel."""
    return Check(CHANNEL, lambda: asyncio.run(_check(settings, telegram)))


async def _check(settings: Settings, telegram: TelegramSettings) -> list[Finding]:
    bot = open_bot(telegram)
    try:
        return [finding async for finding in _findings(settings, telegram, bot)]
    finally:
        await bot.close_connections()


async def _findings(
    settings: Settings, telegram: TelegramSettings, bot: TelegramBot
) -> AsyncIterator[Finding]:
    try:
        me = await bot.get_me()
    except InvalidToken:
        yield _wrong(
            BOT,
            "Telegram does not know the token in PARLEY_TELEGRAM_TOKEN.",
            "Copy it again from @BotFather: /mybots, your bot, API Token.",
        )
        return
    except TelegramError as exc:
        yield _unreachable(exc, bot)
        return
    yield _name(me, telegram)
    for finding in _groups(me):
        yield finding
    try:
        yield await _words(bot)
        if not telegram.polls:
            for finding in await _address(settings, telegram):
                yield finding
        for finding in _updates(settings, telegram, await bot.get_webhook_info()):
            yield finding
    except TelegramError as exc:
        yield _unreachable(exc, bot)


def _name(me: User, telegram: TelegramSettings) -> Finding:
    found = me.username or ""
    if found.lower() == telegram.name.lower():
        return _ok(BOT, f"The token belongs to @{found}.")
    return _wrong(
        BOT,
        f"The token belongs to @{found}, but PARLEY_TELEGRAM_BOT is {telegram.name}.",
        f"Set PARLEY_TELEGRAM_BOT={found}, or use the token of the other bot.",
    )


def _groups(me: User) -> Iterator[Finding]:
    if me.can_join_groups:
        yield _wrong(
            GROUPS,
            "Anybody may add the bot to a group, where others read along.",
            "Tell @BotFather: /setjoingroups, your bot, Disable.",
        )
    if me.can_read_all_group_messages:
        yield _wrong(
            GROUPS,
            "The bot may read everything that is written in a group.",
            "Tell @BotFather: /setprivacy, your bot, Enable.",
        )
    if not me.can_join_groups and not me.can_read_all_group_messages:
        yield _ok(GROUPS, "Nobody can add the bot to a group.")


async def _words(bot: TelegramBot) -> Finding:
    shown = [
        (await bot.get_my_name()).name,
        (await bot.get_my_short_description()).short_description,
        (await bot.get_my_description()).description,
    ]
    found = sorted(
        {word.lower() for text in shown for word in _DEBT_WORDS.findall(text)}
    )
    if not found:
        return _ok(WORDS, "Name and description tell nobody what the chat is about.")
    return Finding(
        WORDS,
        Grade.WARNING,
        f"Name or description say what the chat is about: {', '.join(found)}.",
        "Others see them on the person's phone. Choose other words at @BotFather:"
        " /setname, /setdescription, /setabouttext.",
    )


async def _address(settings: Settings, telegram: TelegramSettings) -> list[Finding]:
    address = settings.debt.public_url + WEBHOOK_PATH
    door = await _knock(address, telegram)
    if settings.is_https:
        return [door]
    insecure = _wrong(
        ADDRESS,
        f"PARLEY_PUBLIC_URL is {settings.debt.public_url}; Telegram brings updates to"
        " https only.",
        "Set it to the https address that the internet sees, or set"
        " PARLEY_TELEGRAM_UPDATES=polling on a machine for development.",
    )
    return [insecure, door]


async def _knock(address: str, telegram: TelegramSettings) -> Finding:
    """Knock at our own door as Telegram does: an empty body is refused as such."""
    headers = {SECRET_HEADER: telegram.webhook_secret.value}
    try:
        async with httpx.AsyncClient(timeout=GATEWAY_SECONDS) as client:
            answer = await client.post(address, headers=headers)
    except httpx.HTTPError as exc:
        return _wrong(
            ADDRESS,
            f"{address} cannot be reached from here ({type(exc).__name__}).",
            "Check that the gateway runs, that the name leads to it, and that its"
            " certificate is valid.",
        )
    return _door(address, answer.status_code)


def _door(address: str, status: int) -> Finding:
    """What the answer of our own webhook says."""
    if status == httpx.codes.BAD_REQUEST:
        return _ok(ADDRESS, f"The gateway answers at {address}.")
    if status == httpx.codes.FORBIDDEN:
        return _wrong(
            ADDRESS,
            f"The gateway at {address} does not know the secret.",
            "Run it with the same PARLEY_SECRET as this command, and restart it.",
        )
    return _wrong(
        ADDRESS,
        f"{address} answers {status}; it is no gateway that takes in updates.",
        "Check that requests to /webhooks/ reach the gateway, and that it runs with"
        " PARLEY_TELEGRAM_TOKEN and with PARLEY_TELEGRAM_UPDATES=webhook.",
    )


def _updates(
    settings: Settings, telegram: TelegramSettings, info: WebhookInfo
) -> Iterator[Finding]:
    wanted = "" if telegram.polls else settings.debt.public_url + WEBHOOK_PATH
    if info.url != wanted:
        yield _wrong(
            UPDATES,
            f"Telegram brings updates to {info.url or 'nowhere'}.",
            "Start Parley (or its courier) again: it tells Telegram the address. If it"
            " changes back, another installation uses the same bot.",
        )
        return
    if wanted and set(info.allowed_updates or ()) != set(ALLOWED_UPDATES):
        yield _wrong(
            UPDATES,
            "Telegram does not bring exactly the kinds of updates that are needed.",
            "Start Parley (or its courier) again: it asks for them.",
        )
    if info.last_error_message and info.pending_update_count:
        yield _wrong(
            UPDATES,
            f"Telegram could not bring an update: {info.last_error_message}.",
            "403 means that the secret has changed: start the courier again. Anything"
            " else is between Telegram and the gateway: name, certificate, firewall.",
        )
    if info.pending_update_count > MANY_UPDATES:
        yield _wrong(
            UPDATES,
            f"{info.pending_update_count} updates wait at Telegram.",
            "Check that Parley runs; it takes them in as soon as it does.",
        )
        return
    way = f"brings updates to {wanted}" if wanted else "waits to be asked for updates"
    yield _ok(
        UPDATES, f"Telegram {way}; {info.pending_update_count} wait at this moment."
    )


def _unreachable(error: TelegramError, bot: TelegramBot) -> Finding:
    return _wrong(
        BOT,
        f"Telegram cannot be asked: {why(error, bot)}.",
        "Check that this machine may open https connections to api.telegram.org.",
    )


def _ok(step: str, what: str) -> Finding:
    return Finding(step, Grade.OK, what)


def _wrong(step: str, what: str, advice: str) -> Finding:
    return Finding(step, Grade.WRONG, what, advice)
