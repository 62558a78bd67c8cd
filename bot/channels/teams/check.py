"""What `parley channels check` finds out about Teams, in the order of its guide."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bot.channels.check import Check, Finding, Grade
from bot.channels.settings import TeamsSettings
from bot.channels.teams.activities import TEAMS
from bot.channels.teams.arrivals import CHANNEL
from bot.channels.teams.package import CannotPackage, read_manifest
from bot.channels.teams.tokens import fetch_keys
from bot.channels.teams.webhook import PATH
from bot.settings import Settings

PACKAGE = Path("teams-app.zip")
GATEWAY_SECONDS = 10.0

# Steps of the guide.
REGISTER = "Register the bot"
ENDPOINT = "Tell Microsoft where Parley is"
KEYS = "Let Parley reach Microsoft"
MAKE = "Make the app package"


def teams_check(settings: Settings, teams: TeamsSettings) -> Check:
    """The check of this channel."""
    return Check(CHANNEL, lambda: _findings(settings, teams))


def _findings(settings: Settings, teams: TeamsSettings) -> Iterator[Finding]:
    yield _login(teams)
    yield _endpoint(settings)
    yield _keys(teams)
    yield _package(settings, teams)


def _login(teams: TeamsSettings) -> Finding:
    """Whether we get the token that answers are sent with."""
    # Microsoft's SDK takes a second to import.
    from bot.channels.teams.carrier import Credentials

    try:
        Credentials(teams).get_access_token()
    except PermissionError as exc:
        return Finding(REGISTER, Grade.WRONG, _refusal(exc), _ADVICE_LOGIN)
    except Exception as exc:
        return Finding(
            REGISTER,
            Grade.WRONG,
            f"The login at {teams.login} cannot be used ({type(exc).__name__}).",
            "Is PARLEY_TEAMS_TENANT the directory (tenant) id of the app, and may this "
            "machine reach that address?",
        )
    return Finding(
        REGISTER, Grade.OK, "Microsoft knows the app and takes its password."
    )


_ADVICE_LOGIN = (
    "Copy the application id again, and make a new client secret under Certificates & "
    "secrets: its value, not its id, goes into PARLEY_TEAMS_APP_PASSWORD."
)


def _refusal(exc: PermissionError) -> str:
    """Microsoft's own code for what is wrong, which can be looked up; no secret."""
    codes = [word for word in str(exc).split() if word.startswith("AADSTS")]
    code = f" ({codes[0].strip(':,.')})" if codes else ""
    return f"Microsoft refuses the app's id or password{code}."


def _endpoint(settings: Settings) -> Finding:
    """Whether our own address answers as the messaging endpoint has to."""
    address = f"{settings.debt.public_url}{PATH}"
    if urlsplit(address).scheme != "https":
        return Finding(
            ENDPOINT,
            Grade.WRONG,
            f"The messaging endpoint would be {address}, without https.",
            "Set PARLEY_PUBLIC_URL to the address with https that people reach.",
        )
    try:
        status = httpx.post(address, timeout=GATEWAY_SECONDS, json={}).status_code
    except httpx.HTTPError as exc:
        return Finding(
            ENDPOINT,
            Grade.WRONG,
            f"{address} cannot be reached from here ({type(exc).__name__}).",
            "Is `parley serve` running, and does the proxy pass this path on?",
        )
    if status != httpx.codes.UNAUTHORIZED:
        return Finding(
            ENDPOINT,
            Grade.WRONG,
            f"{address} answers {status} to who has no token; it should answer 401.",
            "Does the proxy pass this path on to Parley, unchanged? Was Parley started "
            "again since the settings of Teams were made?",
        )
    return Finding(
        ENDPOINT,
        Grade.OK,
        f"{address} lets nobody in without a token. It is the messaging endpoint.",
    )


def _keys(teams: TeamsSettings) -> Finding:
    """Whether what comes from Microsoft can be told from what does not."""
    advice = f"May this machine reach {teams.openid}?"
    try:
        keys = asyncio.run(fetch_keys(teams.openid))
    except Exception as exc:
        what = f"Microsoft's keys cannot be had ({type(exc).__name__})."
        return Finding(KEYS, Grade.WRONG, what, advice)
    good = [key for key in keys.values() if TEAMS in key.endorsements]
    if not good:
        what = f"Of {len(keys)} keys none may speak for Teams."
        return Finding(KEYS, Grade.WRONG, what, "Is PARLEY_TEAMS_OPENID right?")
    return Finding(KEYS, Grade.OK, f"{len(good)} keys may speak for Teams.")


def _package(settings: Settings, teams: TeamsSettings) -> Finding:
    """Whether the package that lies here is of this bot and this address."""
    advice = "Make it anew with `parley teams manifest`, with a higher --version."
    if not PACKAGE.exists():
        what = f"There is no {PACKAGE} here, so it is not checked."
        return Finding(MAKE, Grade.WARNING, what, "Make it: `parley teams manifest`.")
    try:
        found = read_manifest(PACKAGE.read_bytes())
    except CannotPackage as exc:
        return Finding(MAKE, Grade.WRONG, f"{PACKAGE}: {exc}", advice)
    bots = [(bot.get("botId"), bot.get("scopes")) for bot in found.get("bots", [])]
    if bots != [(teams.app_id, ["personal"])]:
        what = f"{PACKAGE} is of another bot, or not for private chats only."
        return Finding(MAKE, Grade.WRONG, what, advice)
    if found.get("validDomains") != [urlsplit(settings.debt.public_url).netloc]:
        what = f"{PACKAGE} names another address than PARLEY_PUBLIC_URL."
        return Finding(MAKE, Grade.WRONG, what, advice)
    return Finding(MAKE, Grade.OK, f"{PACKAGE} is of this bot and this address.")
