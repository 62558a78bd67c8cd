"""A linear intent model over sentence vectors and n-grams, without Rasa.

Kept apart from the Rasa component so that it can be measured and tested alone.
Stored as arrays and JSON: loading a model can never run code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from bot.nlu.ngrams import Ngrams

Floats = npt.NDArray[np.float32]

_ARRAYS = "intents.npz"
_TABLES = "intents.json"
_RANDOM_STATE = 0


@dataclass(frozen=True)
class Training:
    """How to fit. ``odds`` multiplies the odds of an intent that must not be missed.

    ``inverse_penalty`` is C of the logistic regression; ``components`` the number of
    dimensions the n-grams are reduced to while fitting.
    """

    inverse_penalty: float
    components: int
    odds: Mapping[str, float]


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of intents, linear in the sentence vector and the n-grams.

    Both weight arrays have one row per feature and one column per name.
    """

    names: tuple[str, ...]
    ngrams: Ngrams
    vector_weights: Floats
    ngram_weights: Floats
    intercepts: Floats

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """One row per text, one column per name, each row adding up to one."""
        scores = vectors @ self.vector_weights + self.intercepts
        scores = scores + self.ngrams.transform(texts) @ self.ngram_weights
        exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: Floats = exponents / exponents.sum(axis=1, keepdims=True)
        return shares

    def save(self, directory: Path) -> None:
        """Write the model into ``directory``, which exists."""
        np.savez_compressed(
            directory / _ARRAYS,
            vector_weights=self.vector_weights,
            ngram_weights=self.ngram_weights,
            intercepts=self.intercepts,
        )
        tables = {"names": self.names, "ngrams": self.ngrams.tables()}
        (directory / _TABLES).write_text(json.dumps(tables), encoding="utf-8")


def fit(
    texts: Sequence[str], vectors: Floats, names: Sequence[str], training: Training
) -> IntentModel:
    """Fit a model. Needs at least two different names."""
    ngrams = Ngrams.fit(texts)
    counts = ngrams.transform(texts)
    size = min(training.components, counts.shape[0] - 1, counts.shape[1] - 1)
    # Fitting in the reduced space takes seconds instead of minutes; the weights are
    # then carried back to the n-grams, so nothing of the reduction is kept.
    reduction = TruncatedSVD(size, random_state=_RANDOM_STATE).fit(counts)
    regression = LogisticRegression(
        C=training.inverse_penalty, max_iter=400, random_state=_RANDOM_STATE
    ).fit(np.hstack([vectors, reduction.transform(counts)]), list(names))
    width = vectors.shape[1]
    weights, shift = _per_intent(regression)
    return IntentModel(
        names=tuple(regression.classes_),
        ngrams=ngrams,
        vector_weights=_stored(weights[:width]),
        ngram_weights=_stored(reduction.components_.T @ weights[width:]),
        intercepts=_stored(shift + _lean(regression.classes_, training.odds)),
    )


def load(directory: Path) -> IntentModel:
    """The model saved in ``directory``.

    Raises:
        FileNotFoundError: nothing was saved there.
    """
    tables = json.loads((directory / _TABLES).read_text(encoding="utf-8"))
    with np.load(directory / _ARRAYS, allow_pickle=False) as arrays:
        return IntentModel(
            names=tuple(tables["names"]),
            ngrams=Ngrams.restore(tables["ngrams"]),
            vector_weights=arrays["vector_weights"],
            ngram_weights=arrays["ngram_weights"],
            intercepts=arrays["intercepts"],
        )


def _per_intent(regression: LogisticRegression) -> tuple[Floats, Floats]:
    """One column of weights per intent (scikit-learn gives one for a pair)."""
    weights, shift = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:
        return np.hstack([-weights, weights]) / 2, np.hstack([-shift, shift]) / 2
    return weights, shift


def _stored(weights: npt.NDArray[np.floating[Any]]) -> Floats:
    """Rows next to each other: a sparse product copies any other layout each time."""
    return np.ascontiguousarray(weights, dtype=np.float32)


def _lean(names: Sequence[str], odds: Mapping[str, float]) -> npt.NDArray[np.float64]:
    return np.array([log(odds.get(name, 1.0)) for name in names])
