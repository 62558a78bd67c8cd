"""Sending money back, once for each time that somebody means it."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.refusal import refuse
from bot.cli.settings import read_settings
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    CurrencyMismatch,
    DebtError,
    IdempotencyConflict,
    InvalidMoney,
    UnknownAccount,
)
from debt.money import Money
from debt.refund import Refund, RefundState
from debt.services import Debt

_SAYS = {
    RefundState.ORDERED: "Ordered: {amount}. It is sent within a minute.",
    RefundState.DONE: "Sent already: {amount}. One more needs a --key of its own.",
    RefundState.STUCK: (
        "Stuck: {amount}; `parley reconcile` says why. Once that is put right, "
        "order it anew with --amount and a --key of its own."
    ),
}


def refund(
    reference: Annotated[
        str, typer.Argument(help="A payment (P-...), or the id of a proposed refund.")
    ],
    amount: Annotated[
        str | None, typer.Option(help="Such as 12.50; needed for a payment.")
    ] = None,
    currency: Annotated[str, typer.Option(help="Of the amount.")] = "GBP",
    key: Annotated[
        str, typer.Option(help="Tells a second refund of an amount from the first.")
    ] = "",
) -> None:
    """Send money back: all or part of a payment, or a refund that was proposed.

    The same command again sends nothing more.
    """
    from bot.cli.serve import open_services

    debt = open_services(read_settings())
    try:
        if amount is None:
            ordered = _approve(debt, reference)
        else:
            ordered = _order(debt, reference, Money.parse(amount, currency), key)
    except DebtError as exc:
        refuse(_why(exc, reference, amount, key))
    typer.echo(_SAYS[ordered.state].format(amount=ordered.amount.plain))
    if ordered.state is RefundState.STUCK:
        raise typer.Exit(1)


def _approve(debt: Debt, refund_id: str) -> Refund:
    with debt.database.begin() as tx:
        return debt.refunds.approve(tx, refund_id)


def _order(debt: Debt, reference: str, amount: Money, key: str) -> Refund:
    meant = f"key {key}" if key else f"amount {amount.minor}"
    request = f"cli:{reference}:{meant}"
    with debt.database.begin() as tx:
        return debt.refunds.order(tx, reference, amount, request)


def _why(exc: DebtError, reference: str, amount: str | None, key: str) -> str:
    """What is wrong, and what to do about it."""
    if isinstance(exc, UnknownAccount) and amount is None:
        return f"No refund {reference} was proposed. A payment needs --amount."
    if isinstance(exc, UnknownAccount):
        return f"There is no payment {reference}. Receipts name it, as P-..."
    if isinstance(exc, AmountTooLarge):
        left = exc.limit.plain
        return f"{amount} is too much: at most {left} of {reference} can go back."
    if isinstance(exc, AmountTooSmall | InvalidMoney):
        return f"{amount} cannot be sent back: write an amount above zero, as 12.50."
    if isinstance(exc, CurrencyMismatch):
        return f"{reference} was paid in another currency: name it with --currency."
    if isinstance(exc, IdempotencyConflict):
        return f"--key {key} was used for another amount: choose another one."
    return f"Not ordered. {type(exc).__doc__} ({exc})"
