"""How old somebody has to be to read a text with ease, by Flesch and Kincaid."""

from __future__ import annotations

import re

# Each is read as one word of one or two syllables, whatever comes in its place.
_VALUE = re.compile(r"\{\w+\}|https?://\S+|\"[^\"]*\"")
_SILENT = re.compile(r"(?<=[a-z]{2})(?<![aeiouy])(es|ed|e)$")
_SOUNDED = re.compile(r"([td]ed|[cgszx]es|[aeiouy]les?|[^aeiouy]les?)$")
# A grade of an American school is about the age less five.
_AGE_OF_FIRST_GRADE = 5


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one too."""
    return [
        each
        for line in text.splitlines()
        for each in re.split(r"(?<=[.!?])\s+", line)
        if re.search(r"\w", each)
    ]


def words_of(text: str) -> list[str]:
    """The words; a value counts as one short word."""
    return re.findall(r"[A-Za-z][A-Za-z']*", _VALUE.sub("some", text))


def syllables(word: str) -> int:
    """About how many: groups of vowels, less an e that is not heard."""
    plain = re.sub(r"'.*", "", word.lower())
    if not _SOUNDED.search(plain):
        plain = _SILENT.sub("", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def reading_age(*texts: str) -> float:
    """The age in years; 0 where there are no words.

    Source: Kincaid et al. 1975, grade = 0.39 words/sentence + 11.8 syllables/word
    - 15.59.
    """
    sentences = [s for text in texts for s in sentences_of(text) if words_of(s)]
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        return 0
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return grade + _AGE_OF_FIRST_GRADE
