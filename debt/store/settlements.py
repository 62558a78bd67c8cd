"""Settlement offers, bids and agreements, in and out of the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from debt.bargaining import AnsweredBid, BidAnswer
from debt.errors import OfferExpired
from debt.ledger import EntryKind, LedgerAccount
from debt.money import Money
from debt.policy import RestOfDebt
from debt.schedule import Instalment, Schedule
from debt.settlement import Agreement, AgreementState, OfferKind, SettlementOffer
from debt.store.database import new_id
from debt.store.insert import insert_new
from debt.store.tables import (
    EntryRow,
    PostingRow,
    SettlementAgreementRow,
    SettlementBidRow,
    SettlementOfferRow,
)


def add_offer(tx: Session, offer: SettlementOffer, now: datetime) -> SettlementOffer:
    """Write an offer down; it gets its id."""
    offer = replace(offer, id=new_id())
    parts = offer.schedule.instalments if offer.schedule else ()
    tx.add(
        SettlementOfferRow(
            id=offer.id,
            account_id=offer.account_id,
            kind=offer.kind,
            currency=offer.amount.currency,
            balance_minor=offer.balance.minor,
            amount_minor=offer.amount.minor,
            percent_off=offer.percent_off,
            rest=offer.rest,
            schedule=[[part.due.isoformat(), part.amount.minor] for part in parts]
            or None,
            grace_days=offer.grace_days,
            offered_at=now,
            expires_on=offer.expires_on,
        )
    )
    tx.flush()
    return offer


def offer_with_id(tx: Session, offer_id: str) -> SettlementOffer:
    """An offer that was made.

    Raises:
        OfferExpired: there never was such an offer.
    """
    row = tx.get(SettlementOfferRow, offer_id)
    if row is None:
        raise OfferExpired(offer_id)
    return _offer(row)


def cheapest_offer(
    tx: Session, account_id: str, balance: Money, today: date
) -> SettlementOffer | None:
    """The least one payment offered on this balance whose date has not passed.

    What is saved is told of the balance as it is now.
    """
    row = tx.scalars(
        select(SettlementOfferRow)
        .where(_stands(account_id, balance, today))
        .where(SettlementOfferRow.kind != OfferKind.PARTS)
        .order_by(SettlementOfferRow.amount_minor, SettlementOfferRow.expires_on.desc())
        .limit(1)
    ).first()
    return _of_balance(_offer(row), balance) if row else None


def offers_in_parts(
    tx: Session, account_id: str, balance: Money, today: date
) -> list[SettlementOffer]:
    """Offers in parts on this balance whose date has not passed, the newest first."""
    rows = tx.scalars(
        select(SettlementOfferRow)
        .where(_stands(account_id, balance, today))
        .where(SettlementOfferRow.kind == OfferKind.PARTS)
        .order_by(SettlementOfferRow.offered_at.desc(), SettlementOfferRow.id)
    )
    return [_of_balance(_offer(row), balance) for row in rows]


def is_of_balance(tx: Session, offer: SettlementOffer, balance: Money) -> bool:
    """Whether the balance is still what the offer was made on, interest aside."""
    mine = (SettlementOfferRow.id == offer.id) & _is_of_balance(balance)
    return tx.scalar(select(SettlementOfferRow.id).where(mine)) is not None


def rest_of(tx: Session, account_id: str, amount: Money) -> RestOfDebt:
    """What was said of the rest when this amount was offered last."""
    rest = tx.scalars(
        select(SettlementOfferRow.rest)
        .where(SettlementOfferRow.account_id == account_id)
        .where(SettlementOfferRow.amount_minor == amount.minor)
        .order_by(SettlementOfferRow.offered_at.desc())
        .limit(1)
    ).first()
    return rest or RestOfDebt.WRITTEN_OFF


def add_bid(
    tx: Session, account_id: str, amount: Money, answered: AnsweredBid, now: datetime
) -> str:
    """Write a bid down under the account's next number; the account must be locked."""
    last = tx.scalar(
        select(func.max(SettlementBidRow.number)).where(
            SettlementBidRow.account_id == account_id
        )
    )
    bid = SettlementBidRow(
        id=new_id(),
        account_id=account_id,
        number=(last or 0) + 1,
        currency=amount.currency,
        amount_minor=amount.minor,
        answer=answered.answer,
        offer_id=answered.offer.id if answered.offer else None,
        made_at=now,
    )
    tx.add(bid)
    tx.flush()
    return bid.id


def answer_to(tx: Session, bid_id: str) -> AnsweredBid:
    """What a bid was answered with."""
    row = tx.get_one(SettlementBidRow, bid_id)
    offer = offer_with_id(tx, row.offer_id) if row.offer_id else None
    return AnsweredBid(row.answer, offer)


def rounds_of(tx: Session, account_id: str) -> int:
    """How many bids on the account were ever answered with a counter or referred."""
    answers = (BidAnswer.COUNTER, BidAnswer.REFERRED)
    rounds = tx.scalar(
        select(func.count()).where(
            SettlementBidRow.account_id == account_id,
            SettlementBidRow.answer.in_(answers),
        )
    )
    return rounds or 0


def add_agreement(tx: Session, offer: SettlementOffer, now: datetime) -> str | None:
    """Agree an offer in parts; ``None`` if the account has an active agreement."""
    agreement_id = new_id()
    is_new = insert_new(
        tx,
        SettlementAgreementRow,
        id=agreement_id,
        account_id=offer.account_id,
        offer_id=offer.id,
        state=AgreementState.ACTIVE,
        accepted_at=now,
        ended_at=None,
    )
    return agreement_id if is_new else None


def agreement_with_id(tx: Session, agreement_id: str) -> Agreement:
    agreement = _agreement(tx, SettlementAgreementRow.id == agreement_id)
    if agreement is None:
        raise OfferExpired(agreement_id)
    return agreement


def agreement_of_offer(tx: Session, offer_id: str) -> Agreement | None:
    return _agreement(tx, SettlementAgreementRow.offer_id == offer_id)


def active_agreement(tx: Session, account_id: str) -> Agreement | None:
    mine = SettlementAgreementRow.account_id == account_id
    active = SettlementAgreementRow.state == AgreementState.ACTIVE
    return _agreement(tx, mine & active)


def completed_agreement(tx: Session, account_id: str) -> Agreement | None:
    """The one completed last."""
    mine = SettlementAgreementRow.account_id == account_id
    completed = SettlementAgreementRow.state == AgreementState.COMPLETED
    return _agreement(tx, mine & completed)


def accounts_with_agreements(tx: Session) -> list[str]:
    """Accounts with an active settlement in parts."""
    active = SettlementAgreementRow.state == AgreementState.ACTIVE
    rows = tx.scalars(select(SettlementAgreementRow.account_id).where(active))
    return list(rows.all())


def end_agreement(
    tx: Session, agreement: Agreement, to: AgreementState, now: datetime
) -> None:
    tx.execute(
        update(SettlementAgreementRow)
        .where(SettlementAgreementRow.id == agreement.id)
        .values(state=to, ended_at=now)
    )


def _stands(account_id: str, balance: Money, today: date) -> ColumnElement[bool]:
    return (
        (SettlementOfferRow.account_id == account_id)
        & (SettlementOfferRow.expires_on >= today)
        & _is_of_balance(balance)
    )


def _is_of_balance(balance: Money) -> ColumnElement[bool]:
    """Interest that was booked since does not end an offer: its date was promised."""
    interest = (
        select(func.coalesce(func.sum(PostingRow.minor), 0))
        .join(EntryRow, EntryRow.id == PostingRow.entry_id)
        .where(
            PostingRow.account_id == SettlementOfferRow.account_id,
            PostingRow.ledger_account == LedgerAccount.INTEREST_RECEIVABLE,
            EntryRow.kind == EntryKind.INTEREST,
            EntryRow.recorded_at > SettlementOfferRow.offered_at,
        )
        .correlate(SettlementOfferRow)
        .scalar_subquery()
    )
    return SettlementOfferRow.balance_minor + interest == balance.minor


def _of_balance(offer: SettlementOffer, balance: Money) -> SettlementOffer:
    return replace(offer, saves=balance - offer.amount)


def _offer(row: SettlementOfferRow) -> SettlementOffer:
    parts = tuple(
        Instalment(date.fromisoformat(due), Money(minor, row.currency))
        for due, minor in row.schedule or ()
    )
    return SettlementOffer(
        account_id=row.account_id,
        amount=Money(row.amount_minor, row.currency),
        percent_off=row.percent_off,
        saves=Money(row.balance_minor - row.amount_minor, row.currency),
        expires_on=row.expires_on,
        rest=row.rest,
        kind=row.kind,
        schedule=Schedule(parts) if parts else None,
        grace_days=row.grace_days,
        id=row.id,
    )


def _agreement(tx: Session, condition: ColumnElement[bool]) -> Agreement | None:
    row = tx.scalars(
        select(SettlementAgreementRow)
        .where(condition)
        .order_by(SettlementAgreementRow.accepted_at.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    offer = offer_with_id(tx, row.offer_id)
    if offer.schedule is None:
        raise OfferExpired(row.offer_id)
    return Agreement(row.id, offer, offer.schedule, row.state, row.accepted_at)
