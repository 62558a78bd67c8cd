"""Links that bring an invited person to us, on every channel that can be linked to."""

from __future__ import annotations

from bot.settings import Settings


def links(settings: Settings, token: str) -> dict[str, str]:
    """By channel, the link for one token; only the channels that are set.

    In the web link the token stands after the number sign: browsers keep that part to
    themselves, so that no log and no referrer ever has it.
    """
    found = {"web": f"{settings.debt.public_url}/chat/frame#invite={token}"}
    if settings.channels.telegram is not None:
        found["telegram"] = telegram_link(settings.channels.telegram.name, token)
    return found


def plain_links(settings: Settings) -> dict[str, str]:
    """By channel, the links that anybody may have; the web chat needs none."""
    telegram = settings.channels.telegram
    return {"telegram": telegram_link(telegram.name, None)} if telegram else {}


def telegram_link(bot: str, token: str | None) -> str:
    """A link that opens our bot; with a token, it is handed to us as the first word."""
    address = f"https://t.me/{bot}"
    return f"{address}?start={token}" if token else address
