"""The app package: what an administrator uploads so that people find the bot in Teams.

A zip of a manifest and two icons. The app works in a person's own chat only, and its
name stands in lists that anybody may see over a shoulder, so it must not tell of debts.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageDraw

from actions.wording import wording
from bot.settings import Settings

SCHEMA = (
    "https://developer.microsoft.com/json-schemas/teams/v{}/MicrosoftTeams.schema.json"
)
SCHEMA_VERSION = "1.19"
MANIFEST, COLOUR_ICON, OUTLINE_ICON = "manifest.json", "color.png", "outline.png"
MAX_NAME_CHARACTERS = 30
COLOUR_ICON_PIXELS, OUTLINE_ICON_PIXELS = 192, 32

_TELLING = re.compile(
    r"\b(debt|collect|recover|arrear|owe|owing|overdue|bailiff|credit|loan|enforce)\w*",
    re.IGNORECASE,
)
# Drawn this much larger and made smaller, so that round corners are round.
_FINER = 4


class CannotPackage(ValueError):
    """Something about the app would not do; the message says what."""


@dataclass(frozen=True)
class App:
    """What people see of the app.

    Attributes:
        name: stands in lists and notifications; at most 30 characters.
        website, privacy, terms: pages about who offers it, with HTTPS.
        version: three numbers; Teams takes a new package only with a higher one.
    """

    name: str
    website: str
    privacy: str
    terms: str
    version: str = "1.0.0"

    def __post_init__(self) -> None:
        """Refuse what Teams would refuse, or what would tell too much.

        Raises:
            CannotPackage: it will not do.
        """
        if not 0 < len(self.name) <= MAX_NAME_CHARACTERS:
            raise CannotPackage(
                f"The name must have 1 to {MAX_NAME_CHARACTERS} letters."
            )
        telling = _TELLING.search(self.name)
        if telling:
            raise CannotPackage(
                f"The name {self.name!r} shows in lists that others may see, and "
                f"{telling[0]!r} tells what it is about. Give another one with --name."
            )
        for page in (self.website, self.privacy, self.terms):
            parts = urlsplit(page)
            if parts.scheme != "https" or not parts.netloc:
                raise CannotPackage(f"{page!r} is not an address with https://")
        if not re.fullmatch(r"\d{1,5}\.\d{1,5}\.\d{1,5}", self.version):
            raise CannotPackage(f"{self.version!r} is not a version such as 1.0.0")


def write_package(settings: Settings, app: App) -> bytes:
    """The package as a zip file.

    Raises:
        CannotPackage: Teams is not set up.
    """
    files = {
        MANIFEST: json.dumps(manifest(settings, app), indent=2).encode(),
        COLOUR_ICON: _colour_icon(settings.accent),
        OUTLINE_ICON: _outline_icon(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def manifest(settings: Settings, app: App) -> dict[str, Any]:
    """What Teams reads about the app.

    Raises:
        CannotPackage: Teams is not set up.
    """
    teams = settings.channels.teams
    if teams is None:
        raise CannotPackage("Teams is not set up: PARLEY_TEAMS_APP_ID is not set.")
    words = wording()
    return {
        "$schema": SCHEMA.format(SCHEMA_VERSION),
        "manifestVersion": SCHEMA_VERSION,
        "version": app.version,
        "id": teams.app_id,
        "developer": {
            "name": app.name,
            "websiteUrl": app.website,
            "privacyUrl": app.privacy,
            "termsOfUseUrl": app.terms,
        },
        "name": {"short": app.name, "full": app.name},
        "description": {
            "short": words.text("utter_workplace_app_short", name=app.name),
            "full": words.text("utter_workplace_app_full", name=app.name),
        },
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": settings.accent,
        "bots": [
            {
                "botId": teams.app_id,
                "scopes": ["personal"],
                "supportsFiles": False,
                "isNotificationOnly": False,
            }
        ],
        "validDomains": [urlsplit(settings.debt.public_url).netloc],
    }


def read_manifest(package: bytes) -> dict[str, Any]:
    """The manifest in a package.

    Raises:
        CannotPackage: it is no package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            found = json.loads(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValueError) as exc:
        raise CannotPackage("This is no app package.") from exc
    if not isinstance(found, dict):
        raise CannotPackage("This is no app package.")
    return found


def _colour_icon(accent: str) -> bytes:
    """A white bubble on the operator's colour."""
    size = COLOUR_ICON_PIXELS * _FINER
    image = Image.new("RGBA", (size, size), accent)
    _bubble(ImageDraw.Draw(image), size, fill="white")
    return _png(image, COLOUR_ICON_PIXELS)


def _outline_icon() -> bytes:
    """The white outline of a bubble on nothing."""
    size = OUTLINE_ICON_PIXELS * _FINER
    image = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    _bubble(draw, size, fill="white")
    _bubble(draw, size, fill=(255, 255, 255, 0), inset=size // 16)
    return _png(image, OUTLINE_ICON_PIXELS)


def _bubble(
    draw: ImageDraw.ImageDraw,
    size: int,
    fill: str | tuple[int, int, int, int],
    inset: int = 0,
) -> None:
    """A speech bubble in the middle of a square."""
    left, top, right, bottom = (size * part / 16 for part in (3, 4, 13, 10.5))
    box = (left + inset, top + inset, right - inset, bottom - inset)
    draw.rounded_rectangle(box, radius=size / 10 - inset, fill=fill)
    tail = [(5, 10), (5, 13), (8.5, 10)]
    points = [(size * x / 16, size * y / 16) for x, y in tail]
    if inset:
        points = [(x + inset / 1.5, y - inset * 1.5) for x, y in points]
    draw.polygon(points, fill=fill)


def _png(image: Image.Image, pixels: int) -> bytes:
    target = io.BytesIO()
    image.resize((pixels, pixels), Image.Resampling.LANCZOS).save(target, "PNG")
    return target.getvalue()
