"""Reads messages: everything that understanding needs, in one object, without Rasa."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from bot.nlu.clauses import clauses
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.intent_model import Floats, IntentModel, Training, fit, load
from bot.nlu.reading import Reading, Witnesses, decide
from bot.nlu.safety.idioms import in_plain_words
from bot.nlu.safety.net import told
from bot.nlu.spelling import Spelling

_FEW = 8


@dataclass(frozen=True)
class Reader:
    """Safe to share between threads."""

    encoder: SentenceEncoder
    model: IntentModel
    spelling: Spelling

    @classmethod
    def train(
        cls,
        encoder: SentenceEncoder,
        texts: Sequence[str],
        intents: Sequence[str],
        training: Training,
    ) -> Reader:
        """Learn from examples. Needs at least two different intents."""
        model = fit(texts, encoder.encode(texts), intents, training)
        return cls(encoder, model, Spelling.learn(texts))

    def save(self, directory: Path) -> None:
        """Write all but the encoder into ``directory``, which exists."""
        self.model.save(directory)
        self.spelling.save(directory)

    @classmethod
    def load(cls, encoder: SentenceEncoder, directory: Path) -> Reader:
        """The reader saved in ``directory``.

        Raises:
            FileNotFoundError: nothing was saved there.
        """
        return cls(encoder, load(directory), Spelling.load(directory))

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """What each of many messages means."""
        if not texts:
            return []
        mended = [self.spelling.mend(text) for text in texts]
        plain = [in_plain_words(text) for text in mended]
        parts = [clauses(text) for text in plain]
        spoken = [*plain, *(clause for found in parts for clause in found)]
        rows = iter(self._probabilities(spoken))
        wholes = list(islice(rows, len(mended)))
        return [
            decide(
                Witnesses(self._named(whole), self._clauses(rows, len(found)), words)
            )
            for whole, found, words in zip(
                wholes, parts, map(told, mended), strict=True
            )
        ]

    def _clauses(self, rows: Iterator[Floats], count: int) -> list[dict[str, float]]:
        return [self._named(row) for row in islice(rows, count)]

    def _named(self, row: Floats) -> dict[str, float]:
        return dict(zip(self.model.names, row.tolist(), strict=True))

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        """A few texts one by one: together, the short ones are padded to the longest,
        which costs more; and those seen lately are remembered.
        """
        if len(texts) <= _FEW:
            vectors: Floats = np.vstack([self.encoder.encode_one(t) for t in texts])
        else:
            vectors = self.encoder.encode(texts)
        return self.model.probabilities(texts, vectors)
