"""Everything on file about one person, ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.demo.portfolio.bookkeeping import Books, keep_books, noon
from bot.demo.portfolio.course import Agreement, Course, PastPlan, Pause, draw_id
from debt.account import Account, Debtor, country_of, phase_of
from debt.arrears import Statement
from debt.ledger import Entry
from debt.money import Money
from debt.negotiation import Ground, Wish, proposed_terms, schedule_of
from debt.plan import Pace, PlanOffer
from debt.policy import DEFAULT_POLICY, PlanLimits
from debt.policy import Case as PolicyCase
from debt.schedule import BusinessDays, business_days


@dataclass(frozen=True)
class AccountFile:
    """One account with its whole past.

    Attributes:
        offer: the offer that was accepted, if there is a plan.
    """

    account: Account
    statements: tuple[Statement, ...]
    entries: tuple[Entry, ...]
    plan: PastPlan | None = None
    offer: PlanOffer | None = None
    pause: Pause | None = None


@dataclass(frozen=True)
class Case:
    """A person and everything they owe."""

    debtor: Debtor
    files: tuple[AccountFile, ...]


def open_file(
    debtor: Debtor, agreement: Agreement, course: Course, rng: Random
) -> AccountFile:
    """Live through the course of an agreement and file what came of it."""
    account = _account(debtor, agreement, course)
    statements, books = keep_books(agreement, course, rng)
    offer = None
    if course.plan:
        days_late = (course.plan.agreed_on - course.behind_on).days
        phase = phase_of(account, days_late)
        case = PolicyCase(account.creditor.id, account.product, phase, books.balance)
        # The plan was agreed in the past: what an operator allows today did not apply.
        limits = DEFAULT_POLICY.limits(case).plan
        calendar = business_days(country_of(debtor.locale))
        ground = _ground(course.plan, books.balance, limits, calendar)
        offer = _agreed_offer(draw_id(rng), agreement.id, course.plan, ground)
        _pay_instalments(offer, course.plan, course.today, books)
    return AccountFile(
        account=account,
        statements=tuple(statements),
        entries=tuple(books.entries),
        plan=course.plan,
        offer=offer,
        pause=course.pause,
    )


def _account(debtor: Debtor, agreement: Agreement, course: Course) -> Account:
    return Account(
        id=agreement.id,
        reference=agreement.reference,
        debtor_id=debtor.id,
        creditor=agreement.product.creditor,
        product=agreement.product.name,
        last4=agreement.last4,
        currency=agreement.product.currency,
        opened_on=course.opened_on,
        itemisation_date=course.itemised_from,
        instalment=agreement.instalment,
        litigation_on=course.litigation_on,
        charged_off_on=course.charged_off_on,
        settlement_percent=course.settlement_percent,
    )


def _ground(
    plan: PastPlan, total: Money, limits: PlanLimits, calendar: BusinessDays
) -> Ground:
    usual_start = plan.agreed_on + timedelta(days=limits.usual_start_days)
    return Ground(total, limits, plan.agreed_on, usual_start, calendar)


def _agreed_offer(
    offer_id: str, account_id: str, plan: PastPlan, ground: Ground
) -> PlanOffer:
    """The offer as the rules would have made it on that day."""
    wish = Wish(count=plan.count, frequency=plan.frequency)
    terms = proposed_terms(ground, wish)
    schedule = schedule_of(terms, ground.calendar)
    hours = timedelta(hours=ground.limits.offer_hours)
    expires_at = noon(plan.agreed_on) + hours
    return PlanOffer(offer_id, account_id, Pace.PROPOSED, terms, schedule, expires_at)


def _pay_instalments(
    offer: PlanOffer, plan: PastPlan, today: date, books: Books
) -> None:
    due = [each for each in offer.schedule.instalments if each.due < today]
    for each in due[: len(due) - plan.missed]:
        books.pay(each.due, each.amount)
