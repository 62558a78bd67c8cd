"""Files from and for the operator's system: read in pieces, written whole or not."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from debt.interchange.problems import Unreadable
from debt.interchange.records import LONGEST_LINE

_PIECE = 1024 * 1024
_ESCAPED = re.compile("[\udc80-\udcff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Source:
    """A file of text that can be read several times.

    Attributes:
        digest: SHA-256 of its bytes.
        encoding: as Python names it.
    """

    path: Path
    size: int
    digest: str
    encoding: str

    def lines(self, progress: Callable[[int], None] | None = None) -> Iterator[str]:
        """Physical lines with their ends; what is longer than a row may be is cut.

        Args:
            progress: told now and then how many bytes were read.
        """
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, self.encoding, errors="replace", newline="")
            for number, line in enumerate(iter(lambda: _line(text), "")):
                if progress and number % 1000 == 0:
                    progress(raw.tell())
                yield line


def _line(text: TextIO) -> str:
    """The next line; the rest of one that is too long is passed over."""
    line = text.readline(LONGEST_LINE)
    rest = line
    while len(rest) == LONGEST_LINE and rest[-1] not in "\r\n":
        rest = text.readline(LONGEST_LINE)
    return line


def open_source(path: Path, encoding: str | None = None) -> Source:
    """Read a file once, to know its digest and how its text is encoded.

    Raises:
        Unreadable: there is no such file, it may not be read, or it is no text.
    """
    try:
        with path.open("rb") as raw:
            start = raw.read(_PIECE)
            _check_text(start)
            raw.seek(0)
            guess = encoding or _declared(start)
            digest, is_utf8 = _read_through(iter(lambda: raw.read(_PIECE), b""))
            size = raw.tell()
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise Unreadable(f"{path.name} cannot be read: {reason}.") from None
    return Source(path, size, digest, guess or ("utf-8" if is_utf8 else "cp1252"))


def check_encoding(name: str) -> str:
    """A text encoding that Python knows.

    Raises:
        Unreadable: there is none of that name.
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except LookupError:
        raise Unreadable(f"There is no text encoding {name}; try cp1252.") from None


def _check_text(start: bytes) -> None:
    if not start:
        raise Unreadable("The file is empty.")
    if start.startswith(_WORKBOOKS):
        raise Unreadable(
            "This is an Excel workbook. Save it as CSV UTF-8, and import that."
        )


def _declared(start: bytes) -> str | None:
    """What the first bytes say; UTF-16 without a mark has a NUL in every letter."""
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    head = start[:1000]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[offset::2].count(0) > len(head) * 0.4:
            return name
    return None


def _read_through(pieces: Iterator[bytes]) -> tuple[str, bool]:
    """The digest, and whether the bytes are UTF-8.

    Where most of what is not ASCII is UTF-8, the rest is damage and not another
    encoding.
    """
    digest, proper, escaped = hashlib.sha256(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for piece in pieces:
        digest.update(piece)
        text = decoder.decode(piece)
        if not text.isascii():
            bad = len(_ESCAPED.findall(text))
            escaped += bad
            proper += sum(map(len, re.findall(r"[^\x00-\x7f]+", text))) - bad
    return digest.hexdigest(), proper >= escaped


@contextmanager
def writing(path: Path, *, with_bom: bool = False) -> Iterator[TextIO]:
    """A new text file that appears under its name when it is complete, or never.

    Only its owner may read it: it holds what people owe.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    encoding = "utf-8-sig" if with_bom else "utf-8"
    try:
        with open(descriptor, "w", encoding=encoding, newline="") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
