"""Reads messages: everything that understanding needs, in one object, without Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.clauses import clauses
from bot.nlu.encoder import SentenceEncoder
from bot.nlu.intent_model import Floats, IntentModel, Training, fit, load
from bot.nlu.reading import CRISIS, Reading, Witnesses, decide
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
        spoken = [*mended, *plain, *(clause for found in parts for clause in found)]
        known = self._rows(list(dict.fromkeys(spoken)))
        return [
            decide(
                Witnesses(
                    whole=_calmed(known[said], known[meant]),
                    clauses=[known[clause] for clause in found],
                    words=told(said),
                )
            )
            for said, meant, found in zip(mended, plain, parts, strict=True)
        ]

    def _rows(self, texts: Sequence[str]) -> dict[str, dict[str, float]]:
        """For each text, the probability of each intent."""
        rows = self._probabilities(texts).tolist()
        names = self.model.names
        return {
            text: dict(zip(names, row, strict=True))
            for text, row in zip(texts, rows, strict=True)
        }

    def _probabilities(self, texts: Sequence[str]) -> Floats:
        """A few texts one by one: together, the short ones are padded to the longest,
        which costs more; and those seen lately are remembered.
        """
        if len(texts) <= _FEW:
            vectors: Floats = np.vstack([self.encoder.encode_one(t) for t in texts])
        else:
            vectors = self.encoder.encode(texts)
        return self.model.probabilities(texts, vectors)


def _calmed(said: dict[str, float], meant: dict[str, float]) -> dict[str, float]:
    """The row of a message, with no more alarm than its plain words give."""
    if said.get(CRISIS, 0.0) <= meant.get(CRISIS, 0.0):
        return said
    calm = {**said, CRISIS: meant[CRISIS]}
    total = sum(calm.values())
    return {intent: share / total for intent, share in calm.items()}
