"""The training examples and the held-out utterances, as pairs of intent and text."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
TRAINING = ROOT / "data" / "nlu"
HELD_OUT = Path(__file__).parent / "held_out.tsv"

Example = tuple[str, str]


def training_examples() -> list[Example]:
    return [
        (block["intent"], line.removeprefix("- "))
        for path in sorted(TRAINING.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]


def held_out_examples() -> list[Example]:
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    return [(intent, text) for intent, text in (line.split("\t") for line in lines)]
