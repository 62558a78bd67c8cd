"""Settings that are files: the operator's words and the operator's policy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from debt.operator import Operator, read_operator
from debt.operator.file import OperatorError
from debt.policy import (
    DEFAULT_POLICY,
    Policy,
    PolicyError,
    Reading,
    Remark,
    read_policy,
)

EXAMPLE_OPERATOR = Path(__file__).resolve().parent.parent / "operator.toml"
"""The file that comes with Parley: a made-up company, for the demo only."""


def policy_reading(path: Path) -> Reading:
    """What the operator's policy file says, with its mistakes.

    Raises:
        ValueError: it cannot be read at all.
    """
    return read_policy(file_text(path))


def file_text(path: Path) -> str:
    """A file as text.

    Raises:
        ValueError: it cannot be read at all.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as exc:
        raise ValueError(f"cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise ValueError(f"no UTF-8 text, from byte {exc.start} on") from exc


def policy(text: str) -> Policy:
    """The policy of a file that has no mistakes; without a file what is built in."""
    if not text:
        return DEFAULT_POLICY
    try:
        return policy_reading(Path(text)).policy
    except PolicyError as exc:
        raise ValueError(_listed(text, exc.mistakes)) from exc
    except ValueError as exc:
        raise ValueError(f"{text}: {exc}") from exc


def operator(text: str) -> Operator:
    """The operator of a file that has no mistakes."""
    if not text:
        raise ValueError("must be a file like operator.toml")
    try:
        return read_operator(file_text(Path(text))).operator
    except OperatorError as exc:
        raise ValueError(_listed(text, exc.mistakes)) from exc
    except ValueError as exc:
        raise ValueError(f"{text}: {exc}") from exc


def _listed(file: str, mistakes: Iterable[Remark]) -> str:
    lines = [f"{file}:{each.line}: {each.text}" for each in mistakes]
    return "\n  ".join(["the file has mistakes", *lines])
