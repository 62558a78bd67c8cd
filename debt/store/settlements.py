"""Settlement offers, in and out of the database."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from debt.money import Money
from debt.settlement import SettlementOffer
from debt.store.database import new_id
from debt.store.tables import SettlementOfferRow


def add_offer(tx: Session, offer: SettlementOffer, now: datetime) -> None:
    tx.add(
        SettlementOfferRow(
            id=new_id(),
            account_id=offer.account_id,
            currency=offer.amount.currency,
            balance_minor=(offer.amount + offer.saves).minor,
            amount_minor=offer.amount.minor,
            percent_off=offer.percent_off,
            offered_at=now,
            expires_on=offer.expires_on,
        )
    )
    tx.flush()


def standing_offer(
    tx: Session, account_id: str, balance: Money, percent: int, today: date
) -> SettlementOffer | None:
    """The offer already made on this balance, until its date has passed."""
    row = tx.scalars(
        select(SettlementOfferRow)
        .where(
            SettlementOfferRow.account_id == account_id,
            SettlementOfferRow.balance_minor == balance.minor,
            SettlementOfferRow.percent_off == percent,
            SettlementOfferRow.expires_on >= today,
        )
        .order_by(SettlementOfferRow.expires_on.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    amount = Money(row.amount_minor, row.currency)
    return SettlementOffer(
        account_id, amount, row.percent_off, balance - amount, row.expires_on
    )
