"""The training examples, as pairs of intent and text."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
TRAINING = ROOT / "data" / "nlu"

Example = tuple[str, str]


def training_examples() -> list[Example]:
    return [
        (block["intent"], line.removeprefix("- "))
        for path in sorted(TRAINING.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]
