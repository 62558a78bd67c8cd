"""An answer as a person reads it: words, buttons, cards and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Frame = dict[str, Any]

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Heard:
    """Everything that came back for one message."""

    frames: tuple[Frame, ...]

    @property
    def words(self) -> str:
        """The texts of the messages, one after the other."""
        return "\n".join(each["text"] for each in self.frames)

    @property
    def everything(self) -> str:
        """Whatever can be read: texts, cards, and what stands on buttons and links."""
        return "\n".join(map(_readable, self.frames))

    @property
    def buttons(self) -> dict[str, str]:
        """The newest set of buttons: label to token."""
        sets = [each["buttons"] for each in self.frames if each["buttons"]]
        return {each["label"]: each["token"] for each in sets[-1]} if sets else {}

    @property
    def tokens(self) -> list[str]:
        """The tokens of all buttons."""
        return [b["token"] for each in self.frames for b in each["buttons"]]

    @property
    def links(self) -> list[str]:
        """The addresses of all links."""
        return [link["url"] for each in self.frames for link in each["links"]]


def flat(text: str) -> str:
    """In small letters, with single plain spaces and straight quotes."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'")
    return _SPACES.sub(" ", plain).casefold()


def _readable(frame: Frame) -> str:
    return "\n".join([frame["text"], *_on_card(frame), *_labels(frame)])


def _labels(frame: Frame) -> Iterable[str]:
    return (each["label"] for each in [*frame["buttons"], *frame["links"]])


def _on_card(frame: Frame) -> list[str]:
    card = frame["card"]
    if card is None:
        return []
    rows = [f"{label} {value}" for label, value in card["rows"]]
    return [card["title"], *rows, card["note"]]
