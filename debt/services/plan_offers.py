"""Plan offers: what they stand on, and how they are put on the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from debt.account import Account
from debt.ground import Ground
from debt.identity import VerifiedDebtor
from debt.negotiation import above_affordable, schedule_of
from debt.plan import Pace, PlanOffer, PlanTerms
from debt.services.affordability import means_of
from debt.services.books import Books
from debt.store import plans as store
from debt.store.database import new_id


def plan_ground(
    tx: Session, books: Books, debtor: VerifiedDebtor, account: Account
) -> Ground:
    """The whole balance, the policy, and what is known of the person's money."""
    limits = books.limits(tx, debtor, account)
    means = means_of(tx, books, debtor, account, limits)
    ground = books.plan_ground(tx, debtor, account, limits.plan)
    return replace(ground, affordable=means.affordable, payday=means.payday)


def put_on_table(
    tx: Session,
    books: Books,
    account: Account,
    pace: Pace,
    terms: PlanTerms,
    ground: Ground,
    replaces: str | None = None,
) -> PlanOffer:
    """The standing offer of exactly this, or a new one."""
    now = books.clock.now()
    offer = PlanOffer(
        id=new_id(),
        account_id=account.id,
        pace=pace,
        terms=terms,
        schedule=schedule_of(terms, ground.calendar),
        expires_at=now + timedelta(hours=ground.limits.offer_hours),
        remains=ground.total - terms.total or None,
        replaces=replaces,
    )
    known = store.standing_offer(tx, offer, now)
    if known is None:
        store.add_offer(tx, offer)
    return replace(known or offer, above_affordable=above_affordable(ground, terms))
