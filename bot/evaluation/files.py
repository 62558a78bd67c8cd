"""Reads files of one item a line, and names every line that is not as it should be."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from bot.evaluation.problems import CannotMeasure, Malformed

STDIN = "-"
_BOM = b"\xef\xbb\xbf"
_LISTED = 20
"""That many faults are listed; the rest are counted."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Labelled:
    """An utterance and the intent that people agreed it has."""

    intent: str
    text: str


@dataclass(frozen=True)
class File:
    """A file as it lies there; the name is for people."""

    name: str
    data: bytes

    @classmethod
    def read(cls, source: str) -> File:
        """The file at a path, or what comes in on ``-``.

        Raises:
            CannotMeasure: it cannot be read.
        """
        if source == STDIN:
            return cls("<stdin>", sys.stdin.buffer.read())
        try:
            return cls(source, Path(source).read_bytes())
        except (OSError, ValueError) as exc:
            reason = getattr(exc, "strerror", None) or exc
            raise CannotMeasure(
                f"{source}: cannot be read ({reason}); check the path"
            ) from exc

    def parsed(self, parse: Callable[[str], Item]) -> list[Item]:
        """What ``parse`` makes of each line that is not blank.

        Raises:
            CannotMeasure: ``parse`` called some lines malformed; all are named.
        """
        items, faults = [], []
        lines = self.data.removeprefix(_BOM).split(b"\n")
        for number, line in enumerate(lines, start=1):
            try:
                text = _decoded(line.removesuffix(b"\r"))
                if text.strip():
                    items.append(parse(text))
            except Malformed as exc:
                faults.append(f"{self.name}:{number}: {exc}")
        refuse(faults)
        return items


def refuse(faults: list[str]) -> None:
    """Do nothing if there are no faults.

    Raises:
        CannotMeasure: naming the first of them and counting the rest.
    """
    more = len(faults) - _LISTED
    rest = [f"and {more} more like these"] if more > 0 else []
    if faults:
        raise CannotMeasure(*faults[:_LISTED], *rest)


def labelled(known: Collection[str]) -> Callable[[str], Labelled]:
    """A parser of ``intent<TAB>utterance`` that accepts the intents ``known``."""

    def parse(line: str) -> Labelled:
        intent, text = pair(line, "intent<TAB>utterance")
        if intent.strip() not in known:
            near = get_close_matches(intent, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see domain.yml"
            raise Malformed(f"the model knows no intent {intent.strip()!r}{hint}")
        return Labelled(intent.strip(), text)

    return parse


def plain(line: str) -> str:
    """A parser of lines that hold an utterance and nothing else."""
    if "\t" in line:
        raise Malformed("there is a tab; give the utterance only, without a label")
    return line


def pair(line: str, form: str) -> tuple[str, str]:
    """The two parts of a line with one tab; ``form`` is how it should look."""
    parts = line.split("\t")
    if len(parts) < 2:
        raise Malformed(f"there is no tab; write {form}")
    if len(parts) > 2:
        raise Malformed(f"there is more than one tab; write {form}")
    if not all(part.strip() for part in parts):
        empty = form.split("<TAB>")[0 if not parts[0].strip() else 1]
        raise Malformed(f"the {empty} is empty; write {form}")
    return parts[0], parts[1]


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise Malformed("this is not UTF-8; save the file as UTF-8") from exc
