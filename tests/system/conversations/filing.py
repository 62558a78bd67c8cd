"""Puts people on file for a conversation, with everything that happened so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from sqlalchemy.orm import Session

from bot.demo.portfolio.bookkeeping import Books, noon
from bot.demo.portfolio.course import Agreement
from bot.demo.portfolio.creditors import CREDITORS, Nature, Product
from debt.account import Account, Contact, ContactKind, Creditor, Debtor, Phase
from debt.arrears import Statement
from debt.ledger import EntryKind
from debt.money import Money, total
from debt.negotiation import schedule_of
from debt.plan import Pace, PlanOffer, PlanTerms
from debt.promise import Promise, last_day_in_time
from debt.rights import BlockKind
from debt.schedule import Instalment, add_months, business_days
from debt.services import Debt
from debt.store import accounts, plans, promises
from debt.store.database import new_id
from debt.store.ledger_rows import insert_history
from debt.store.tables import CreditorRow
from tests.system.conversations.debts import Owing, PlanInForce, Somebody

MONTH = timedelta(days=30)
DAY = timedelta(days=1)
_CHARGED_OFF_AFTER = timedelta(days=181)
_MOST_STATEMENTS = 6
_numbers = count(1)


def new_person(locale: str, zone: str, postcode: str) -> Debtor:
    """Somebody nobody else is, with a telephone and an e-mail address."""
    number = next(_numbers)
    phone = f"+4477009{number:05d}" if locale == "en-GB" else f"+1202555{number:04d}"
    return Debtor(
        id=new_id(),
        name="Maria Novak",
        date_of_birth=date(1960, 1, 1) + DAY * (number % 15_000),
        postcode=postcode,
        locale=locale,
        zone=zone,
        contacts=(
            Contact(ContactKind.SMS, phone),
            Contact(ContactKind.EMAIL, f"maria.{number}@example.org"),
        ),
    )


def put_on_file(debt: Debt, owner: Debtor, debts: Sequence[Owing]) -> Somebody:
    """Store a person with these debts, the first of them the oldest."""
    files = [_File(debt, owner, owing, place) for place, owing in enumerate(debts)]
    with debt.database.begin() as tx:
        accounts.add_debtor(tx, owner)
        for file in files:
            file.store(tx)
    somebody = Somebody(owner, tuple(file.account for file in files))
    for file in files:
        if file.owing.block:
            set_block(debt, somebody, file.owing.block, file.account)
    return somebody


def set_block(
    debt: Debt, somebody: Somebody, kind: BlockKind, account: Account | None = None
) -> None:
    """Stop collecting, on everything unless an account is named."""
    person = somebody.checked_in("desk")
    with debt.database.begin() as tx:
        if kind is BlockKind.HOLD:
            for each in (account,) if account else somebody.accounts:
                debt.holds.accept(tx, person, each.id, new_id())
        else:
            account_id = account.id if account else None
            debt.rights.set_block(tx, person, kind, account_id, "", new_id(), "desk")


@dataclass(frozen=True)
class _Agreed:
    """A plan of the past, worked out from what is left of it."""

    offer: PlanOffer
    on: date
    paid: tuple[Instalment, ...]

    @staticmethod
    def of(wish: PlanInForce, account: Account, left: Money, today: date) -> _Agreed:
        done = wish.paid + wish.missed
        each = Money(-(-left.minor // (wish.count - wish.paid)), left.currency)
        weeks = wish.frequency.weeks
        next_due = today + DAY * wish.next_in_days
        first = (
            next_due - timedelta(weeks=weeks * done)
            if weeks
            else add_months(next_due, -done)
        )
        terms = PlanTerms(
            left + each * wish.paid, each, wish.count, wish.frequency, first
        )
        country = "GB" if left.currency == "GBP" else "US"
        schedule = schedule_of(terms, business_days(country))
        agreed_on = min(first, today) - timedelta(days=7)
        offer = PlanOffer(
            new_id(),
            account.id,
            Pace.PROPOSED,
            terms,
            schedule,
            noon(agreed_on) + DAY,
        )
        return _Agreed(offer, agreed_on, schedule.instalments[: wish.paid])


class _File:
    """One account on its way into the store."""

    def __init__(self, debt: Debt, owner: Debtor, owing: Owing, place: int) -> None:
        self.owing = owing
        self._debt = debt
        self._owner = owner
        self._place = place
        self._number = next(_numbers)
        self._currency = "USD" if owner.locale == "en-US" else "GBP"
        self._today = debt.clock.today(owner.zone)
        self._balance = self._money(owing.owes)

    def store(self, tx: Session) -> None:
        """The account, its whole history, and what is agreed on it."""
        account = self.account
        if tx.get(CreditorRow, account.creditor.id) is None:
            accounts.add_creditor(tx, account.creditor)
        accounts.add_account(tx, account)
        accounts.add_statements(tx, account.id, self._statements())
        insert_history(tx, self._books().entries)
        if self._agreed:
            plans.add_offer(tx, self._agreed.offer)
            day = self._agreed.on
            plans.add_plan(tx, self._agreed.offer, noon(day), day)
        if self.owing.promise:
            promises.add_promise(tx, self._promise())

    @cached_property
    def account(self) -> Account:
        owing, behind = self.owing, self._behind_on
        ended_on = min(behind + _CHARGED_OFF_AFTER, self._today - DAY)
        return Account(
            id=new_id(),
            reference=f"CV-{self._number // 1000:03d}-{self._number % 1000:03d}",
            debtor_id=self._owner.id,
            creditor=_creditor(owing.creditor),
            product=owing.product,
            last4=f"{(self._number * 7919) % 10000:04d}",
            currency=self._currency,
            opened_on=self._opened_on,
            itemisation_date=behind - DAY,
            instalment=self._instalment,
            litigation_on=ended_on if owing.phase is Phase.LITIGATION else None,
            charged_off_on=ended_on if owing.phase is Phase.RECOVERY else None,
            settlement_percent=owing.settlement_percent,
        )

    @cached_property
    def _agreed(self) -> _Agreed | None:
        wish = self.owing.plan
        if wish is None:
            return None
        return _Agreed.of(wish, self.account, self._balance, self._today)

    @cached_property
    def _behind_on(self) -> date:
        """The day of the first amount that was not paid, or will be next."""
        if self.owing.plan:
            # Longer ago than any plan of these tests was agreed.
            return self._today - timedelta(days=400)
        days = self.owing.days_late
        return self._today - DAY * days if days else self._today + MONTH / 2

    @cached_property
    def _paid_days(self) -> list[date]:
        """When a monthly amount was paid before it went wrong."""
        first = self._behind_on - MONTH * self.owing.paid_before
        return [first + MONTH * number for number in range(self.owing.paid_before)]

    @cached_property
    def _opened_on(self) -> date:
        """Before everything else, and before the accounts that follow."""
        long_ago = self._today - timedelta(days=366 * self.owing.years_old)
        first = min([*self._paid_days, self._behind_on, long_ago])
        return first - MONTH + DAY * self._place

    @cached_property
    def _instalment(self) -> Money:
        """What the agreement asks for each month."""
        return max(self._balance.percent(5), Money(500, self._currency))

    def _statements(self) -> list[Statement]:
        days_late = max(0, (self._today - self._behind_on).days)
        unpaid = min(
            days_late // MONTH.days + 1,
            _MOST_STATEMENTS,
            max(1, self._balance.minor // self._instalment.minor),
        )
        days = [self._behind_on + MONTH * number for number in range(unpaid)]
        return [Statement(day, self._instalment) for day in [*self._paid_days, *days]]

    def _books(self) -> Books:
        """A charge, what was paid of it, and what made it more."""
        owing, behind = self.owing, self._behind_on
        books = Books(self._agreement())
        interest, fees = self._money(owing.interest), self._money(owing.fees)
        paid = self._instalment * len(self._paid_days)
        on_plan = self._agreed.paid if self._agreed else ()
        paid = total([paid, *(each.amount for each in on_plan)], self._currency)
        charged = self._balance - interest - fees + paid
        books.book(EntryKind.CHARGE, self.account.opened_on, charged)
        for day in self._paid_days:
            books.pay(day, self._instalment)
        if owing.returned and (payment := books.pay(behind, self._instalment)):
            books.take_back(payment, behind + 2 * DAY, owing.returned)
        later = min(behind + 5 * DAY, self._today - DAY)
        books.book(EntryKind.FEE, later, fees, behind)
        books.book(EntryKind.INTEREST, later, interest)
        for each in on_plan:
            books.pay(each.due, each.amount)
        return books

    def _agreement(self) -> Agreement:
        product = Product(
            self.account.creditor,
            self.owing.product,
            Nature.CARD,
            range(1),
            self._currency,
        )
        account = self.account
        return Agreement(
            account.id,
            account.reference,
            product,
            self._balance,
            account.last4,
            "Visa ••1881",
        )

    def _promise(self) -> Promise:
        assert self.owing.promise
        due = self._today + DAY * self.owing.promise.in_days
        country = "GB" if self._currency == "GBP" else "US"
        made_on = min(due, self._today) - 3 * DAY
        return Promise(
            new_id(),
            self.account.id,
            self._money(self.owing.promise.amount),
            due,
            last_day_in_time(due, business_days(country)),
            noon(made_on),
        )

    def _money(self, amount: str) -> Money:
        return Money.parse(amount, self._currency)


def _creditor(name: str) -> Creditor:
    known = {each.name: each for each in CREDITORS}
    slug = name.lower().replace(" ", "-")
    return known.get(name) or Creditor(slug, name, f"www.{slug}.example")
