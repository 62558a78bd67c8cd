"""What stands in the way of measuring, said in sentences that tell what to do."""

from __future__ import annotations


class Malformed(Exception):
    """One line or row is not as it should be; the message says what to do."""


class CannotMeasure(Exception):
    """Nothing was measured; every problem is a sentence of its own."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
