"""Whose assistant this is, and what the law of a place makes it say."""

from debt.operator.file import Reading, read_operator
from debt.operator.hours import Desk, Opening
from debt.operator.jurisdictions import Operator
from debt.operator.words import Role, Texts, TimeBarred, Words

__all__ = [
    "Desk",
    "Opening",
    "Operator",
    "Reading",
    "Role",
    "Texts",
    "TimeBarred",
    "Words",
    "read_operator",
]
