"""The movements file: what changed in the operator's books, one row a movement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from debt.identity import normal_reference
from debt.interchange.amounts import read_amount
from debt.interchange.columns import Column, Holds, Layout
from debt.interchange.problems import Unfit
from debt.interchange.row import Row, read_currency
from debt.interchange.text import check_reference
from debt.ledger import EntryKind, ReturnReason
from debt.money import Money

STATEMENT = "statement"
_KINDS = {each.value: each for each in EntryKind}
_REASONS = {each.value: each for each in ReturnReason}


def _listed(words: dict[str, object]) -> str:
    return ", ".join(f"`{each}`" for each in words)


MOVEMENTS = Layout(
    key="movement",
    columns=(
        Column(
            "movement",
            "your own number of the movement, never used twice",
            "M-2026-118043",
            is_required=True,
            also=("movement_id", "transaction", "transaction_id", "payment_id"),
        ),
        Column(
            "reference",
            "the account's reference",
            "HB-2210-4471",
            is_required=True,
            also=("account_reference", "account_number", "account_no", "account"),
        ),
        Column(
            "kind",
            "one of `charge`, `interest`, `fee`, `payment`, `returned_payment`, "
            "`write_off`, `adjustment`, `statement`",
            "payment",
            is_required=True,
            also=("type", "movement_type", "transaction_type"),
        ),
        Column(
            "amount",
            "above zero; only an adjustment may be below it",
            "25.60",
            Holds.AMOUNT,
            is_required=True,
        ),
        Column(
            "date",
            "the day it counts for, or the day a statement is due",
            "2026-11-19",
            Holds.DATE,
            is_required=True,
            also=("booked_on", "value_date", "transaction_date", "payment_date"),
        ),
        Column(
            "currency",
            "ISO 4217 code of the account's currency",
            "GBP",
            is_required=True,
            also=("ccy", "currency_code"),
        ),
        Column(
            "method",
            "how it was paid, in words safe to show",
            "Bank transfer",
            also=("payment_method",),
        ),
        Column(
            "returns",
            "the movement of the payment that came back; needed for a "
            "`returned_payment`",
            "",
            also=("reverses", "original_movement"),
        ),
        Column(
            "reason",
            "why a payment came back: one of " + _listed({**_REASONS}),
            "",
            also=("return_reason",),
        ),
    ),
)
_REQUIRED = tuple(each.name for each in MOVEMENTS.columns if each.is_required)


@dataclass(frozen=True)
class Movement:
    """One movement, as one row tells it.

    Attributes:
        kind: ``None`` for a statement, which books nothing.
        returns: the key of the movement that is taken back.
    """

    line: int
    number: str
    reference: str
    kind: EntryKind | None
    amount: Money
    day: date
    method: str | None
    returns: str
    reason: ReturnReason | None

    @property
    def key(self) -> str:
        return normal_reference(self.number)

    @property
    def account_key(self) -> str:
        return normal_reference(self.reference)


def read_movement(row: Row) -> Movement | None:
    """The row as values; ``None`` where something in it has to be mended first."""
    row.require(_REQUIRED)
    kind = row.read("kind", _kind, None)
    currency = row.read("currency", read_currency, "")
    if not currency:
        return None
    day = row.day("date") if kind is None else row.past_day("date")
    movement = Movement(
        line=row.line,
        number=row.read("movement", check_reference, ""),
        reference=row.read("reference", check_reference, ""),
        kind=kind,
        amount=_amount(row, kind, currency),
        day=day or date.min,
        method=row.text("method") or None,
        returns=normal_reference(row.read("returns", check_reference, "")),
        reason=row.read("reason", _reason, None),
    )
    _check_return(row, movement)
    return None if row.problems else movement


def _kind(text: str) -> EntryKind | None:
    word = text.lower().replace(" ", "_").replace("-", "_")
    if word not in _KINDS and word != STATEMENT:
        raise Unfit(f"is none of {', '.join((*_KINDS, STATEMENT))}")
    return _KINDS.get(word)


def _reason(text: str) -> ReturnReason:
    word = text.lower().replace(" ", "_").replace("-", "_")
    if word not in _REASONS:
        raise Unfit(f"is none of {', '.join(_REASONS)}")
    return _REASONS[word]


def _amount(row: Row, kind: EntryKind | None, currency: str) -> Money:
    mark = row.formats.decimal
    zero = Money.zero(currency)
    amount = row.read("amount", lambda t: read_amount(t, currency, mark), zero)
    if amount.minor < 0 and kind is not EntryKind.ADJUSTMENT:
        row.refuse("amount", "is below zero")
    if "amount" in row.cells and amount == zero and not row.problems:
        row.refuse("amount", "is zero")
    return amount


def _check_return(row: Row, movement: Movement) -> None:
    if movement.kind is EntryKind.RETURNED_PAYMENT:
        if not movement.returns and "returns" not in row.cells:
            row.refuse("returns", "is empty")
    elif movement.returns:
        row.refuse("returns", "is only for a returned_payment")
