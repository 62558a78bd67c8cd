"""Files that people send: what may come in, and under which name it is kept.

What a file is, its content says; its name and what the sender calls it say nothing.
Nobody ever opens one in our pages: files are only handed out to be saved.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from bot.screen import MASK, has_card_number, mask_secrets, visible

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 5 * MEGABYTE
# Of one conversation in a day.
MAX_FILES = 10
MAX_BYTES = 20 * MEGABYTE
DAY = timedelta(hours=24)
MAX_NAME = 100

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"^\s*<|<(?:!doctype|\?xml|html|head|body|script|svg|iframe)", re.I
)
_SEPARATORS = re.compile(r"[/\\]")
# What some system gives a meaning to in a name.
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\n\u2028\u2029]')


class FileRefusal(Enum):
    """Why a file was not kept."""

    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class IncomingFile:
    """A file as it comes in: any name, any bytes."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class MediaType:
    """A kind of file that is taken in.

    Attributes:
        endings: of names; the first is given to a name with none of them.
    """

    name: str
    endings: tuple[str, ...]
    fits: Callable[[bytes], bool] = field(repr=False)


def media_type_of(content: bytes) -> MediaType | None:
    """What the content is; None for everything that is not taken in."""
    return next((each for each in MEDIA_TYPES if each.fits(content)), None)


def clean_name(raw: str, media_type: MediaType) -> str:
    """A name of visible characters, without a path, with the ending of its content.

    A name decides what opens a saved file, so a web page cannot be called one.
    """
    last = _SEPARATORS.split(visible(raw[: 20 * MAX_NAME]))[-1]
    plain = _masked(_NOT_IN_NAMES.sub(" ", last))
    name = re.sub(r"\s+", " ", plain).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and f".{ending.lower()}" in media_type.endings:
        ending = ending.lower()
    else:
        stem, ending = name, media_type.endings[0].removeprefix(".")
    stem = stem[: MAX_NAME - len(ending) - 1].strip(" .") or "file"
    return f"{stem}.{ending}"


def _masked(name: str) -> str:
    """Beside a card number every other digit goes too, as in a message."""
    if has_card_number(name):
        return re.sub(r"\d", MASK, name)
    return mask_secrets(name)


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff")


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n")


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


def _is_plain_text(content: bytes) -> bool:
    """Words, not markup: a page or a drawing is neither evidence nor harmless."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        bool(text.strip()) and not _CONTROLS.search(text) and not _MARKUP.search(text)
    )


MEDIA_TYPES = (
    MediaType("application/pdf", (".pdf",), _is_pdf),
    MediaType("image/jpeg", (".jpg", ".jpeg"), _is_jpeg),
    MediaType("image/png", (".png",), _is_png),
    MediaType("image/webp", (".webp",), _is_webp),
    MediaType("image/heic", (".heic", ".heif"), _is_heic),
    MediaType("text/plain", (".txt",), _is_plain_text),
)
