"""Charging saved cards for instalments: once each, and only while it is authorised.

Everything that could stop a charge is looked at in the transaction that writes it down,
while the account is locked; only then is it sent. A charge whose answer was lost is
asked after, and sent again under its old key only if the provider knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import Account
from debt.autopay import (
    Attempt,
    Authorisation,
    ChargeCase,
    hindrance,
    revoked,
)
from debt.errors import PaymentRefused, PaymentUnavailable
from debt.gateways.cards import CardProvider, Charge
from debt.payment import (
    PaymentIntent,
    PaymentWish,
    Purpose,
    claimed,
    new_intent,
)
from debt.plan import InstalmentStatus, Plan
from debt.reference import LENGTH_FOR_PROVIDERS, new_reference
from debt.rights import BlockKind, blocks_on
from debt.services.books import Books
from debt.services.intake import Intake, Then
from debt.store import accounts, autopay, ledger, plans, rights
from debt.store import payments as store
from debt.store.database import Database, new_id

# Other blocks pause the charges; these end them for good.
_ENDED_BY = (BlockKind.BANKRUPTCY, BlockKind.DECEASED)


@dataclass(frozen=True)
class _Ground:
    """What is looked at while the account is locked."""

    authorisation: Authorisation
    plan: Plan
    account: Account
    zone: str


@dataclass(frozen=True)
class Charging:
    """Opens its own transactions, none of them while the provider is being asked.

    Attributes:
        return_url: of the conversation; a charge has no page of its own.
    """

    database: Database
    books: Books
    cards: CardProvider
    intake: Intake
    return_url: str

    def charge_due(self, then: Then) -> None:
        """Charge whatever is due; any number of processes may do so at once.

        Args:
            then: called in the transaction that books a charge or keeps its decline.
        """
        with self.database.read() as tx:
            active = autopay.active_ids(tx)
        for each in active:
            with self.database.begin() as tx:
                intent = self._write_down_next(tx, each)
            if intent:
                self._send(intent, then)

    def send_again(self, intent: PaymentIntent, then: Then) -> None:
        """Send a charge that never reached the provider, if it may still be made."""
        with self.database.begin() as tx:
            accounts.lock_account(tx, intent.wish.account_id)
            known = store.intent_for_update(tx, intent.id)
            unsent = known.provider_reference is None and known.is_open
            wanted = unsent and self._is_still_wanted(tx, known)
            if unsent and not wanted:
                self.intake.give_up(tx, known)
        if wanted:
            self._send(known, then)

    def _send(self, intent: PaymentIntent, then: Then) -> None:
        with self.database.read() as tx:
            account = accounts.account_with_id(tx, intent.wish.account_id)
        charge = Charge(
            amount=intent.amount,
            merchant_reference=intent.reference,
            description=f"{account.product} ••{account.last4}",
            card=intent.card or "",
            key=intent.provider_key,
        )
        with suppress(PaymentUnavailable):  # it is asked after at the next look
            try:
                payment = self.cards.charge(charge)
            except PaymentRefused as exc:
                with self.database.begin() as tx:
                    self.intake.refuse(tx, intent, str(exc), then)
                return
            with self.database.begin() as tx:
                self.intake.take_in(tx, payment, then)

    def _write_down_next(self, tx: Session, auth_id: str) -> PaymentIntent | None:
        """Write down the charge that is due under an authorisation, if one is."""
        ground = self._ground(tx, auth_id)
        if ground is None:
            return None
        attempts = autopay.attempts_of_plan(tx, ground.plan.id)
        for case in self._cases(tx, ground, attempts):
            if hindrance(case) is None:
                return self._write_down(tx, ground, case)
        return None

    def _is_still_wanted(self, tx: Session, intent: PaymentIntent) -> bool:
        """Whether everything still speaks for a charge that was written down before."""
        auth_id = autopay.authorisation_of_charge(tx, intent.id)
        ground = self._ground(tx, auth_id) if auth_id else None
        if ground is None:
            return False
        attempts = autopay.attempts_of_plan(tx, ground.plan.id)
        others = tuple(each for each in attempts if each.intent_id != intent.id)
        (mine,) = (each for each in attempts if each.intent_id == intent.id)
        return any(
            case.instalment.due == mine.due
            and case.amount >= intent.amount
            and hindrance(case) is None
            for case in self._cases(tx, ground, others, leave_out=intent.id)
        )

    def _ground(self, tx: Session, auth_id: str) -> _Ground | None:
        """The books with the account locked; ``None`` where nothing may be charged."""
        account_id = autopay.account_of(tx, auth_id)
        accounts.lock_account(tx, account_id)
        authorisation = autopay.authorisation_for_update(tx, auth_id)
        plan = plans.plan_with_id(tx, authorisation.consent.terms.plan_id)
        account, zone = accounts.account_with_zone(tx, account_id)
        now = self.books.clock.now()
        blocks = blocks_on(
            rights.blocks_of(tx, account.debtor_id, now), account_id, now
        )
        ended = any(each.kind in _ENDED_BY for each in blocks)
        if authorisation.is_active and (ended or not plan.is_in_force):
            autopay.keep_authorisation(tx, revoked(authorisation, now))
            return None
        if blocks or not authorisation.is_active:
            return None
        return _Ground(authorisation, plan, account, zone)

    def _cases(
        self,
        tx: Session,
        ground: _Ground,
        attempts: tuple[Attempt, ...],
        leave_out: str = "",
    ) -> Iterator[ChargeCase]:
        """Every instalment with something left to pay, the oldest first."""
        now = self.books.clock.now()
        owed = ledger.balance_of(tx, ground.account)
        waiting = store.open_intents(tx, ground.account.id, now)
        wishes = [each.wish for each in waiting if each.id != leave_out]
        for line in self._unpaid(tx, ground):
            yield ChargeCase(
                authorisation=ground.authorisation,
                instalment=line.left,
                schedule=ground.plan.schedule,
                can_be_taken=owed - claimed(wishes, owed),
                attempts=attempts,
                now=now,
                zone=ground.zone,
            )

    def _unpaid(self, tx: Session, ground: _Ground) -> Iterator[InstalmentStatus]:
        owner = accounts.owner_of(tx, ground.account)
        status = self.books.plan_status(tx, owner, ground.account)
        lines = status.instalments if status else ()
        return (each for each in lines if each.paid < each.amount)

    def _write_down(
        self, tx: Session, ground: _Ground, case: ChargeCase
    ) -> PaymentIntent:
        """Keep the charge and its key before it is sent."""
        authorisation = ground.authorisation
        wish = PaymentWish(
            ground.account.id, case.amount, Purpose.INSTALMENT, self.return_url
        )
        intent = new_intent(
            new_id(),
            new_reference("P", LENGTH_FOR_PROVIDERS),
            authorisation.conversation_id,
            wish,
            authorisation.card,
        )
        store.add_intent(tx, intent, self.cards.name, self.books.clock.now())
        attempt = Attempt(
            due=case.instalment.due,
            number=len(case.own_attempts) + 1,
            intent_id=intent.id,
            state=intent.state,
            amount=intent.amount,
            made_on=self.books.clock.today(ground.zone),
        )
        autopay.add_charge(tx, authorisation, attempt)
        return intent
