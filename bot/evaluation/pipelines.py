"""The two pipelines that are compared: our own, and the one Rasa recommends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.training import ROOT

Pipeline = list[dict[str, Any]]


def ours(root: Path = ROOT) -> Pipeline:
    """What `config.yml` says about meanings; values are read by rule, not learned."""
    config = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))
    return [part for part in config["pipeline"] if "extractor" not in part["name"]]


def diet(epochs: int, seed: int) -> Pipeline:
    """Rasa's own pipeline as `rasa init` writes it, without what entities need."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {
            "name": "CountVectorsFeaturizer",
            "analyzer": "char_wb",
            "min_ngram": 1,
            "max_ngram": 4,
        },
        {
            "name": "DIETClassifier",
            "epochs": epochs,
            "constrain_similarities": True,
            "random_seed": seed,
        },
    ]
