"""Authorisations and the charges made under them, in and out of the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from debt.autopay import (
    Attempt,
    Authorisation,
    AuthorisationState,
    AutopayTerms,
    Consent,
)
from debt.gateways.cards import CreatedCheckout
from debt.money import Money
from debt.payment import PaymentPage
from debt.schedule import Instalment, Schedule
from debt.store.tables import AuthorisationRow, AutopayChargeRow, IntentRow


def add_authorisation(
    tx: Session, new: Authorisation, return_url: str, provider: str
) -> None:
    """Write a consent down before the provider hears of it."""
    terms = new.consent.terms
    tx.add(
        AuthorisationRow(
            id=new.id,
            reference=new.reference,
            account_id=terms.account_id,
            plan_id=terms.plan_id,
            debtor_id=new.debtor_id,
            conversation_id=new.conversation_id,
            state=new.state,
            currency=terms.schedule.total.currency,
            schedule=[
                [each.due.isoformat(), each.amount.minor]
                for each in terms.schedule.instalments
            ],
            wording=new.consent.wording,
            wording_version=new.consent.version,
            text_hash=new.consent.text_hash,
            retry=new.consent.retry,
            agreed_at=new.agreed_at,
            return_url=return_url,
            provider=provider,
            provider_key=f"setup-{new.id}",
        )
    )
    tx.flush()


def authorisation_for_update(tx: Session, authorisation_id: str) -> Authorisation:
    """The authorisation, locked until the transaction ends."""
    row = tx.get_one(
        AuthorisationRow,
        authorisation_id,
        with_for_update=True,
        populate_existing=True,
    )
    return _authorisation(row)


def with_reference(tx: Session, reference: str) -> Authorisation | None:
    return next(iter(_of(tx, AuthorisationRow.reference == reference)), None)


def active_of_plan(tx: Session, plan_id: str) -> Authorisation | None:
    mine = AuthorisationRow.plan_id == plan_id
    active = AuthorisationRow.state == AuthorisationState.ACTIVE
    return next(iter(_of(tx, mine & active)), None)


def standing_of_account(tx: Session, account_id: str) -> list[Authorisation]:
    """The authorisations of an account that were not taken back."""
    mine = AuthorisationRow.account_id == account_id
    return _of(tx, mine & (AuthorisationRow.state != AuthorisationState.REVOKED))


def latest_of_account(tx: Session, account_id: str) -> Authorisation | None:
    """The newest authorisation of an account, whatever became of it."""
    found = _of(tx, AuthorisationRow.account_id == account_id)
    return found[-1] if found else None


def account_of(tx: Session, authorisation_id: str) -> str:
    return tx.get_one(AuthorisationRow, authorisation_id).account_id


def active_ids(tx: Session) -> list[str]:
    """The authorisations under which something may be charged."""
    query = select(AuthorisationRow.id).where(
        AuthorisationRow.state == AuthorisationState.ACTIVE
    )
    return list(tx.scalars(query.order_by(AuthorisationRow.id)))


def cards_to_forget(tx: Session) -> list[Authorisation]:
    """Authorisations taken back whose card the provider still keeps."""
    revoked = AuthorisationRow.state == AuthorisationState.REVOKED
    kept = AuthorisationRow.card.is_not(None) & AuthorisationRow.forgotten_at.is_(None)
    return _of(tx, revoked & kept)


def waiting_setups(tx: Session, provider: str) -> list[str]:
    """The provider's names of card pages whose end is not known."""
    found = tx.scalars(
        select(AuthorisationRow.provider_reference).where(
            AuthorisationRow.provider == provider,
            AuthorisationRow.provider_reference.is_not(None),
            AuthorisationRow.card.is_(None),
            AuthorisationRow.state == AuthorisationState.REQUESTED,
        )
    )
    return [each for each in found if each]


def page_of(tx: Session, authorisation_id: str) -> PaymentPage | None:
    """Where the card is saved, once the provider has made the page."""
    row = tx.get_one(AuthorisationRow, authorisation_id)
    return PaymentPage(row.url, row.expires_at) if row.url and row.expires_at else None


def keep_page(tx: Session, authorisation_id: str, created: CreatedCheckout) -> None:
    _change(
        tx,
        authorisation_id,
        provider_reference=created.reference,
        url=created.url,
        expires_at=created.expires_at,
    )


def keep_authorisation(tx: Session, changed: Authorisation) -> None:
    """Store what may change of an authorisation; the consent itself never does."""
    _change(
        tx,
        changed.id,
        state=changed.state,
        confirmed_at=changed.confirmed_at,
        revoked_at=changed.revoked_at,
        forgotten_at=changed.forgotten_at,
        card=changed.card,
        method=changed.method,
    )


def add_charge(tx: Session, authorisation: Authorisation, attempt: Attempt) -> None:
    """Write down one attempt at one instalment; the key allows it only once."""
    tx.add(
        AutopayChargeRow(
            plan_id=authorisation.consent.terms.plan_id,
            due=attempt.due,
            attempt=attempt.number,
            authorisation_id=authorisation.id,
            intent_id=attempt.intent_id,
            made_on=attempt.made_on,
        )
    )
    tx.flush()


def attempts_of_plan(tx: Session, plan_id: str) -> tuple[Attempt, ...]:
    """Every charge made for a plan, the oldest first."""
    rows = tx.execute(
        select(AutopayChargeRow, IntentRow)
        .join(IntentRow, IntentRow.id == AutopayChargeRow.intent_id)
        .where(AutopayChargeRow.plan_id == plan_id)
        .order_by(AutopayChargeRow.due, AutopayChargeRow.attempt)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Attempt(
            due=charge.due,
            number=charge.attempt,
            intent_id=intent.id,
            state=intent.state,
            amount=Money(intent.amount_minor, intent.currency),
            made_on=charge.made_on,
            decline=intent.decline,
        )
        for charge, intent in rows
    )


def authorisation_of_charge(tx: Session, intent_id: str) -> str | None:
    """Under which authorisation a charge is made."""
    return tx.scalar(
        select(AutopayChargeRow.authorisation_id).where(
            AutopayChargeRow.intent_id == intent_id
        )
    )


def _of(tx: Session, condition: ColumnElement[bool]) -> list[Authorisation]:
    rows = tx.scalars(
        select(AuthorisationRow)
        .where(condition)
        .order_by(AuthorisationRow.agreed_at, AuthorisationRow.id)
        .execution_options(populate_existing=True)
    )
    return [_authorisation(row) for row in rows]


def _change(tx: Session, authorisation_id: str, **values: object) -> None:
    tx.execute(
        update(AuthorisationRow)
        .where(AuthorisationRow.id == authorisation_id)
        .values(**values)
    )


def _authorisation(row: AuthorisationRow) -> Authorisation:
    schedule = Schedule(
        tuple(
            Instalment(date.fromisoformat(due), Money(minor, row.currency))
            for due, minor in row.schedule
        )
    )
    terms = AutopayTerms(row.account_id, row.plan_id, schedule)
    return Authorisation(
        id=row.id,
        reference=row.reference,
        debtor_id=row.debtor_id,
        conversation_id=row.conversation_id,
        consent=Consent(terms, row.wording, row.wording_version, row.retry),
        state=row.state,
        agreed_at=row.agreed_at,
        confirmed_at=row.confirmed_at,
        revoked_at=row.revoked_at,
        card=row.card,
        method=row.method,
        forgotten_at=row.forgotten_at,
    )
