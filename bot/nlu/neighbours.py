"""How the examples most like a message vote: every example is a prototype.

A linear model draws one border around an intent; an intent that people voice in many
unlike ways has many centres, and the nearest examples know them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]

_ASKED = 30
"""How many of the nearest examples vote."""
_WIDTH = 0.05
"""Fall of the weight of a vote with distance, in cosine; by cross-validation."""


_TINY = 1e-6


@dataclass(frozen=True)
class Neighbours:
    """The examples, as unit vectors and n-grams, each with the number of its intent."""

    vectors: Floats
    ngrams: csr_matrix
    labels: npt.NDArray[np.int16]
    intents: int

    def votes(self, vectors: Floats, ngrams: csr_matrix) -> Floats:
        """One row per message, one column per intent, each row adding up to one."""
        alike = vectors @ self.vectors.T
        alike += (ngrams @ self._by_ngram).toarray()
        asked = min(_ASKED, alike.shape[1])
        nearest = np.argpartition(-alike, asked - 1, axis=1)[:, :asked]
        near = np.take_along_axis(alike, nearest, axis=1) / 2
        weights = np.exp((near - near.max(axis=1, keepdims=True)) / _WIDTH)
        votes: Floats = np.zeros((len(alike), self.intents), np.float32)
        rows = np.arange(len(alike))[:, np.newaxis]
        np.add.at(votes, (rows, self.labels[nearest]), weights)
        shares: Floats = votes / votes.sum(axis=1, keepdims=True)
        return shares

    @cached_property
    def _by_ngram(self) -> csr_matrix:
        """One row per n-gram, made once: turning it round costs more than to use it.

        All examples are scaled alike; here their rows have length one.
        """
        squares = self.ngrams.multiply(self.ngrams).sum(axis=1)
        return (self.ngrams / max(float(squares.max()), _TINY)).T.tocsr()
