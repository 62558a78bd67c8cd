"""Word and letter n-grams: what a sentence vector forgets (spelling, short words)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

_DIGIT = re.compile(r"\d")
_WEIGHT = 0.7
"""Against sentence vectors of length one; found by cross-validation."""
_SPECS: tuple[tuple[str, tuple[int, int], int], ...] = (
    ("char_wb", (2, 4), 3),
    ("word", (1, 2), 2),
)
_MANY = 200
"""Of so many texts, n-grams that stand in one or two tell nothing."""


class NgramTable(TypedDict):
    """What one fitted vectoriser remembers."""

    terms: list[str]
    idf: list[float]


class Ngrams:
    """TF-IDF over letters (2 to 4, within words) and over words (1 to 2)."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self._vectorizers = vectorizers

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Ngrams:
        """Learn the vocabulary of ``texts``."""
        plain = [_plain(text) for text in texts]
        rare = len(plain) >= _MANY
        specs = [(kind, lengths, seen if rare else 1) for kind, lengths, seen in _SPECS]
        return cls([_vectorizer(*spec).fit(plain) for spec in specs])

    @classmethod
    def restore(cls, tables: Sequence[NgramTable]) -> Ngrams:
        """The n-grams that ``tables`` describes."""
        pairs = zip(_SPECS, tables, strict=True)
        return cls([_restored(spec, table) for spec, table in pairs])

    def tables(self) -> list[NgramTable]:
        """Everything needed to restore this object, as plain JSON values."""
        return [_table(vectorizer) for vectorizer in self._vectorizers]

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """One sparse row per text."""
        plain = [_plain(text) for text in texts]
        parts = [vectorizer.transform(plain) for vectorizer in self._vectorizers]
        return (hstack(parts) * _WEIGHT).tocsr()


def _plain(text: str) -> str:
    """Figures are all alike here: which figure it is, is an entity."""
    return _DIGIT.sub("0", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def _vectorizer(
    analyzer: str,
    lengths: tuple[int, int],
    seen: int,
    vocabulary: dict[str, int] | None = None,
) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=lengths,
        min_df=seen,
        sublinear_tf=True,
        # As the weights are stored: another type would copy them all at each message.
        dtype=np.float32,
        token_pattern=r"\w+|[^\w\s]" if analyzer == "word" else None,
        vocabulary=vocabulary,
    )


def _table(vectorizer: TfidfVectorizer) -> NgramTable:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {"terms": terms, "idf": vectorizer.idf_.tolist()}


def _restored(
    spec: tuple[str, tuple[int, int], int], table: NgramTable
) -> TfidfVectorizer:
    vocabulary = {term: column for column, term in enumerate(table["terms"])}
    vectorizer = _vectorizer(*spec, vocabulary)
    idf: npt.NDArray[np.float32] = np.array(table["idf"], np.float32)
    vectorizer.idf_ = idf
    return vectorizer
