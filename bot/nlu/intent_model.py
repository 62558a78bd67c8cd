"""An intent model over sentence vectors and n-grams, without Rasa.

Kept apart from the Rasa component so that it can be measured and tested alone.
Stored as arrays and JSON: loading a model can never run code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import load_npz, save_npz
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression

from bot.nlu.neighbours import Neighbours
from bot.nlu.ngrams import Ngrams

Floats = npt.NDArray[np.float32]

_ARRAYS = "intents.npz"
_TABLES = "intents.json"
_EXAMPLES = "examples.npz"
_RANDOM_STATE = 0
_PASSES = 2
"""Of the reduction; more cost seconds and were not better."""
_STEPS = 100
"""Of the fit; by then the held-out accuracy no longer moves."""
_FLOOR = 1e-6
"""Nothing is impossible; the logarithm needs that too."""


@dataclass(frozen=True)
class Training:
    """How to fit.

    ``inverse_penalty`` is C of the logistic regression; ``components`` the number of
    dimensions the n-grams are reduced to while fitting; ``neighbours`` the share of
    the nearest examples in the result, 0 to 1; ``temperature`` above one makes the
    probabilities more modest, below one bolder.
    """

    inverse_penalty: float
    components: int
    neighbours: float
    temperature: float


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of intents: a linear model and the nearest examples, mixed.

    Both weight arrays have one row per feature and one column per name.
    """

    names: tuple[str, ...]
    ngrams: Ngrams
    vector_weights: Floats
    ngram_weights: Floats
    intercepts: Floats
    neighbours: Neighbours
    share: float
    temperature: float

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """One row per text, one column per name, each row adding up to one."""
        counts = self.ngrams.transform(texts)
        scores = vectors @ self.vector_weights + self.intercepts
        linear = _shares(scores + counts @ self.ngram_weights)
        votes = self.neighbours.votes(vectors, counts)
        mixed = (1 - self.share) * linear + self.share * votes
        return _shares(np.log(mixed + _FLOOR) / self.temperature)

    def save(self, directory: Path) -> None:
        """Write the model into ``directory``, which exists."""
        examples = self.neighbours
        np.savez_compressed(
            directory / _ARRAYS,
            vector_weights=self.vector_weights,
            ngram_weights=self.ngram_weights,
            intercepts=self.intercepts,
            example_vectors=examples.vectors,
            example_labels=examples.labels,
        )
        save_npz(directory / _EXAMPLES, examples.ngrams)
        tables = {
            "names": self.names,
            "ngrams": self.ngrams.tables(),
            "share": self.share,
            "temperature": self.temperature,
        }
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
    reduction = TruncatedSVD(size, n_iter=_PASSES, random_state=_RANDOM_STATE)
    features = np.hstack([vectors, reduction.fit_transform(counts)])
    regression = LogisticRegression(
        C=training.inverse_penalty, max_iter=_STEPS, random_state=_RANDOM_STATE
    ).fit(features.astype(np.float32), list(names))
    width = vectors.shape[1]
    weights, shift = _per_intent(regression)
    classes = tuple(str(name) for name in regression.classes_)
    return IntentModel(
        names=classes,
        ngrams=ngrams,
        vector_weights=_stored(weights[:width]),
        ngram_weights=_stored(reduction.components_.T @ weights[width:]),
        intercepts=_stored(shift),
        neighbours=Neighbours(
            vectors=vectors,
            ngrams=counts,
            labels=np.array([classes.index(name) for name in names], np.int16),
            intents=len(classes),
        ),
        share=training.neighbours,
        temperature=training.temperature,
    )


def load(directory: Path) -> IntentModel:
    """The model saved in ``directory``.

    Raises:
        FileNotFoundError: nothing was saved there.
    """
    tables = json.loads((directory / _TABLES).read_text(encoding="utf-8"))
    with np.load(directory / _ARRAYS, allow_pickle=False) as arrays:
        neighbours = Neighbours(
            vectors=arrays["example_vectors"],
            ngrams=load_npz(directory / _EXAMPLES).tocsr(),
            labels=arrays["example_labels"],
            intents=len(tables["names"]),
        )
        return IntentModel(
            names=tuple(tables["names"]),
            ngrams=Ngrams.restore(tables["ngrams"]),
            vector_weights=arrays["vector_weights"],
            ngram_weights=arrays["ngram_weights"],
            intercepts=arrays["intercepts"],
            neighbours=neighbours,
            share=tables["share"],
            temperature=tables["temperature"],
        )


def _shares(scores: Floats) -> Floats:
    """Each row made to add up to one, by its exponents."""
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = exponents / exponents.sum(axis=1, keepdims=True)
    return shares


def _per_intent(regression: LogisticRegression) -> tuple[Floats, Floats]:
    """One column of weights per intent (scikit-learn gives one for a pair)."""
    weights, shift = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:
        return np.hstack([-weights, weights]) / 2, np.hstack([-shift, shift]) / 2
    return weights, shift


def _stored(weights: npt.NDArray[np.floating[Any]]) -> Floats:
    """Rows next to each other: a sparse product copies any other layout each time."""
    return np.ascontiguousarray(weights, dtype=np.float32)
