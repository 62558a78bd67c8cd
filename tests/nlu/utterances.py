"""The development sets: what people may type, never shown to the model.

`development.tsv` and `out_of_scope.tsv` give the intent of each line, `safety.tsv` the
intents that the safety net must raise (`-` for none), `two_meanings.tsv` both intents
of a line, the more protective one first. The first 248 lines of `out_of_scope.tsv` are
far from money.
"""

from __future__ import annotations

from pathlib import Path

PLACE = Path(__file__).parent
FAR = 248

Labelled = tuple[str, str]


def utterances(name: str) -> list[Labelled]:
    lines = (PLACE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, text in (line.split("\t") for line in lines)]
