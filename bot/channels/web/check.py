"""What `parley channels check` finds out about the web chat, step by step."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from websockets.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.channels.check import Check, Finding, Grade
from bot.settings import Settings

# Steps of docs/channels/web.md.
ADDRESS = "Give Parley a public address"
START = "Start Parley"
SITES = "Allow your website"
EMBED = "Put the chat on your page"

TIMEOUT_SECONDS = 10.0
# How the gateway closes a socket that no conversation belongs to.
NO_SESSION = 4401
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def web_check(settings: Settings) -> Check:
    """The check of this channel."""
    return Check("web", lambda: _findings(settings))


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _address(settings)
    with httpx.Client(
        base_url=settings.debt.public_url, timeout=TIMEOUT_SECONDS
    ) as gateway:
        health = _health(gateway)
        yield health
        yield _sites(settings)
        if health.grade is not Grade.WRONG:
            yield _frame(settings, gateway)
            yield _script(gateway)
            yield _foreigners(gateway)
            yield asyncio.run(_socket(settings))


def _address(settings: Settings) -> Finding:
    url = settings.debt.public_url
    if settings.is_https:
        return Finding(ADDRESS, Grade.OK, f"{url} is encrypted, as its cookies need.")
    if urlsplit(url).hostname in _LOOPBACK:
        what = f"{url} can only be reached on this machine."
        return Finding(ADDRESS, Grade.WARNING, what, "Good for trying it out, no more.")
    return Finding(
        ADDRESS,
        Grade.WRONG,
        f"{url} is not encrypted: browsers keep no cookie for it on other sites.",
        "Serve it over https and set PARLEY_PUBLIC_URL to that address.",
    )


def _health(gateway: httpx.Client) -> Finding:
    try:
        answer = gateway.get("/health")
        silent = answer.json()["silent"]
    except httpx.HTTPError as exc:
        return Finding(
            START,
            Grade.WRONG,
            f"Nothing answers at {gateway.base_url}: {exc}",
            "Start `parley serve`; check the name, the certificate and the proxy.",
        )
    except (ValueError, KeyError, TypeError):
        return Finding(
            START,
            Grade.WRONG,
            f"What answers at {gateway.base_url} is not Parley.",
            "Let your proxy pass this address on to PARLEY_HOST and PARLEY_PORT.",
        )
    if silent:
        return Finding(
            START,
            Grade.WARNING,
            f"These processes are silent: {', '.join(silent)}.",
            "Messages are kept until they run: see what they have logged.",
        )
    return Finding(START, Grade.OK, "Every process is at work.")


def _sites(settings: Settings) -> Finding:
    origins = settings.embedding_origins
    if not origins:
        return Finding(
            SITES,
            Grade.WARNING,
            "No other website may show the chat.",
            "Set PARLEY_EMBEDDING_ORIGINS to the origins of your pages.",
        )
    plain = [each for each in origins if each.startswith("http://")]
    if plain and settings.is_https:
        return Finding(
            SITES,
            Grade.WARNING,
            f"Anybody on the way can change these pages: {', '.join(plain)}.",
            "Serve them over https.",
        )
    return Finding(SITES, Grade.OK, f"It may be shown by {', '.join(origins)}.")


def _frame(settings: Settings, gateway: httpx.Client) -> Finding:
    """Whether a proxy has left the frame's headers as they are."""
    answer = _get(gateway, "/chat/frame")
    if answer is None or answer.status_code != httpx.codes.OK:
        return _not_served("/chat/frame", answer)
    if "x-frame-options" in answer.headers:
        return Finding(
            SITES,
            Grade.WRONG,
            "Something on the way adds X-Frame-Options, which forbids every frame.",
            "Take it out of the proxy: Parley says itself who may frame what.",
        )
    policy = answer.headers.get("content-security-policy", "")
    ancestors = " ".join(re.findall(r"frame-ancestors ([^;,]*)", policy)).split()
    missing = sorted(set(settings.embedding_origins) - set(ancestors))
    if missing:
        return Finding(
            SITES,
            Grade.WRONG,
            f"The running gateway does not let {', '.join(missing)} show the chat.",
            "Restart it; if it stays so, a proxy changes Content-Security-Policy.",
        )
    return Finding(SITES, Grade.OK, "The frame says so to browsers.")


def _script(gateway: httpx.Client) -> Finding:
    answer = _get(gateway, "/chat/widget.js")
    if answer is None or answer.status_code != httpx.codes.OK:
        return _not_served("/chat/widget.js", answer)
    kind = answer.headers.get("content-type", "")
    if "javascript" not in kind:
        what = f"/chat/widget.js comes as {kind}, which no browser runs."
        return Finding(EMBED, Grade.WRONG, what, "Let the proxy keep the type.")
    return Finding(EMBED, Grade.OK, "The script for your page is served.")


def _foreigners(gateway: httpx.Client) -> Finding:
    """A page that is not ours is turned away, so the proxy passes on who asks."""
    foreign = {"Origin": "https://stranger.invalid"}
    try:
        answer = gateway.post("/chat/session", headers=foreign)
    except httpx.HTTPError:
        return _not_served("/chat/session", None)
    if answer.status_code != httpx.codes.FORBIDDEN:
        return Finding(
            EMBED,
            Grade.WRONG,
            "A strange page could open conversations.",
            "The proxy must pass the header Origin on as it came.",
        )
    return Finding(EMBED, Grade.OK, "Strange pages are turned away.")


async def _socket(settings: Settings) -> Finding:
    """Whether sockets get through; without a cookie ours are closed with a reason."""
    url = settings.debt.public_url.replace("http", "ws", 1) + "/chat/socket"
    closed = 0
    try:
        async with connect(url, open_timeout=TIMEOUT_SECONDS) as socket:
            await asyncio.wait_for(socket.recv(), TIMEOUT_SECONDS)
    except ConnectionClosed as exc:
        closed = exc.code
    except (OSError, WebSocketException, asyncio.TimeoutError):
        pass
    if closed == NO_SESSION:
        return Finding(EMBED, Grade.OK, "WebSockets get through.")
    return Finding(
        EMBED,
        Grade.WARNING,
        "WebSockets do not get through: the chat works, but asks again and again.",
        "Let the proxy pass on Upgrade and Connection for /chat/socket.",
    )


def _get(gateway: httpx.Client, path: str) -> httpx.Response | None:
    try:
        return gateway.get(path)
    except httpx.HTTPError:
        return None


def _not_served(path: str, answer: httpx.Response | None) -> Finding:
    status = f"answers {answer.status_code}" if answer else "does not answer"
    advice = "Let the proxy pass on everything under the public address."
    return Finding(EMBED, Grade.WRONG, f"{path} {status}.", advice)
