"""What every rule takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

TAKEN = "\ue000"
"""Stands where a value has been read: no rule matches a private-use character."""

_NEAR = 120
"""Letters of context: enough for a clause, and a bound on the work for any input."""


@dataclass(frozen=True)
class Entity:
    """A value and where it stood: ``text[start:end]``."""

    entity: str
    value: str | int | float
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Utterance:
    """A message as the rules see it.

    ``text`` is whole, for looking at the words around a match; in ``open`` the values
    already read are blanked out. Both have the length of what was typed.
    """

    text: str
    open: str
    locale: str
    today: date

    def without(self, found: Iterable[Entity]) -> Utterance:
        """The same message with ``found`` blanked out."""
        rest = self.open
        for entity in found:
            blank = TAKEN * (entity.end - entity.start)
            rest = rest[: entity.start] + blank + rest[entity.end :]
        return replace(self, open=rest)

    def before(self, start: int) -> str:
        """The words before ``start``, as far as they can matter."""
        if start <= _NEAR:
            return self.text[:start]
        # The mark keeps a cut-off beginning from passing for the real one.
        return TAKEN + self.text[start - _NEAR : start]

    def entity(self, name: str, value: str | int | float, span: Span) -> Entity:
        """An entity of this message."""
        start, end = span
        return Entity(name, value, start, end, self.text[start:end])


Span = tuple[int, int]
Rule = Callable[[Utterance], list[Entity]]
