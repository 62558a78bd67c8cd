"""What people are told of who talks to them, with a record of the exact words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from actions.wording import wording
from debt.disclosure import DisclosureKind
from debt.identity import VerifiedDebtor
from debt.operator import Role, Words
from debt.services import Debt

if TYPE_CHECKING:
    from actions.turn import Turn


def disclose_collector(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, turn: Turn
) -> None:
    """Say that a debt collector writes: before the first account fact of a
    conversation, in full the first time and in short in later ones (Reg F 1006.18(e)).
    With those facts the validation period begins (1006.34(a)(1)).
    """
    kind = debt.disclosures.collector_due(tx, debtor, turn.key)
    if kind is None:
        return
    debt.validations.begin(tx, debtor)
    words = debt.operator.words_of(debtor)
    if not words.discloses_collector:
        return
    response = f"utter_disclosure_{_name(kind, words)}"
    record_disclosure(debt, tx, turn, debtor.id, kind, response)
    turn.say(response)


def _name(kind: DisclosureKind, words: Words) -> str:
    """By jurisdiction, unless it is the operator's own debts that are collected."""
    is_own = words.role is Role.FIRST_PARTY
    return f"{kind.value}_{'own' if is_own else words.texts.value}"


def record_disclosure(
    debt: Debt,
    tx: Session,
    turn: Turn,
    debtor_id: str | None,
    kind: DisclosureKind,
    response: str,
) -> None:
    """Write down that the words of a response are given in this turn."""
    version = wording().version(response)
    debt.disclosures.record(
        tx, turn.conversation_id, debtor_id, kind, version, turn.key
    )
