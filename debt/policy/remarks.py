"""What there is to say about a line of the policy file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Remark:
    """A mistake or a warning, in the order of lines.

    Attributes:
        line: counted from 1; 0 is about the whole file.
        text: what is wrong and what to do.
        group: the limits it is about, such as ``plan``; empty when it is unknown which
            limits would stand there without the mistake.
    """

    line: int
    text: str
    group: str = ""


class PolicyError(Exception):
    """The policy file cannot be used.

    Attributes:
        mistakes: every one, in the order of lines.
    """

    def __init__(self, mistakes: tuple[Remark, ...]) -> None:
        super().__init__(
            "\n".join(f"line {each.line}: {each.text}" for each in mistakes)
        )
        self.mistakes = mistakes
