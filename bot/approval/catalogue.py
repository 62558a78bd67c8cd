"""Every response with its topic, and a hash that names its exact words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.wording import RESPONSES, digest

WHOLE = "all"
"""Under this name stands the hash over all responses."""
_LINE = re.compile(r"([0-9a-f]{16})  (\w+)")


@dataclass(frozen=True)
class Response:
    """One response as it stands in its file.

    Attributes:
        topic: the name of the file.
        version: what the log of disclosures calls these words.
    """

    topic: str
    key: str
    variants: tuple[Mapping[str, Any], ...]
    version: str


@dataclass(frozen=True)
class Changes:
    """The responses that are not as they were signed, by name."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


class NotSigned(Exception):
    """The file is no list of hashes; the message says where."""


def catalogue(directory: Path = RESPONSES) -> tuple[Response, ...]:
    """All responses by topic, in the order of their files."""
    return tuple(
        Response(path.stem, key, tuple(variants), digest(variants))
        for path in sorted(directory.glob("*.yml"))
        for key, variants in _read(path).items()
    )


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, list[dict[str, Any]]] = content["responses"]
    return found


def hash_lines(responses: tuple[Response, ...]) -> Iterator[str]:
    """One line for each response, by name, and the last one over all of them."""
    versions = {each.key: each.version for each in responses}
    for key in sorted(versions):
        yield f"{versions[key]}  {key}"
    yield f"{whole(responses)}  {WHOLE}"


def whole(responses: tuple[Response, ...]) -> str:
    """The hash over all: a different word anywhere makes a different one."""
    return digest({each.key: each.version for each in responses})


def changes(responses: tuple[Response, ...], signed: str) -> Changes:
    """What differs from a list of hashes that was kept when the texts were signed.

    Raises:
        NotSigned: a line is not one of a hash and a name.
    """
    then = dict(_signed(signed))
    then.pop(WHOLE, None)
    now = {each.key: each.version for each in responses}
    both = now.keys() & then.keys()
    return Changes(
        tuple(sorted(key for key in both if now[key] != then[key])),
        tuple(sorted(now.keys() - then.keys())),
        tuple(sorted(then.keys() - now.keys())),
    )


def _signed(text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line.strip())
        if match:
            yield match[2], match[1]
        elif line.strip():
            raise NotSigned(f"line {number} is no hash with the name of a response")
