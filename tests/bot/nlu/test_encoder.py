"""The sentence encoder, with the real weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.encoder import SentenceEncoder, UntrustedModel, load_encoder

TEXTS = ["how much do I owe", "", "stop texting me 🛑", "word " * 500]


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


def test_each_text_becomes_one_vector_of_unit_length(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(encoder: SentenceEncoder) -> None:
    together = encoder.encode(TEXTS)

    alone = np.vstack([encoder.encode_one(text) for text in TEXTS])

    assert np.allclose(together, alone, atol=1e-5)


def test_texts_of_one_meaning_are_closer_than_others(encoder: SentenceEncoder) -> None:
    question, paraphrase, other = encoder.encode(
        ["how much do I owe", "what is my balance", "my father has died"]
    )

    assert question @ paraphrase > question @ other


def test_a_remembered_vector_cannot_be_changed(encoder: SentenceEncoder) -> None:
    vector = encoder.encode_one("hello")

    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0.0


def test_weights_that_do_not_match_their_checksum_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"something else")

    with pytest.raises(UntrustedModel):
        load_encoder(str(tmp_path))
