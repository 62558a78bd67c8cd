"""Closing a debt for less: an offer, a bid, a yes to what was read back."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.checkout import open_checkout
from actions.disclosing import record_disclosure
from actions.formats import day
from actions.settlement_bid import negotiate, refer
from actions.settlement_form import AGREED, IN_PARTS, OFFER
from actions.turn import (
    Button,
    DebtorAction,
    Events,
    Turn,
    forget,
    leave_form,
    money,
)
from actions.wording import wording
from debt.account import AccountSummary
from debt.disclosure import DisclosureKind
from debt.errors import OfferExpired, PlanNotAllowed
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.payment import Purpose
from debt.services import Debt
from debt.settlement import AgreementState, SettlementOffer

AGAIN = "action_begin_settlement"


class BeginSettlement(AccountAction):
    """Opens the settlement form where an offer stands; else a person looks at it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return AGAIN

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A sum the assistant may not agree to is passed on, never refused."""
        if tell_settlement(self.debt, tx, debtor, account, turn):
            return leave_form(turn)
        offer = negotiate(self.debt, tx, debtor, account, turn)
        if offer is None:
            return leave_form(turn)
        chosen = SlotSet(OFFER, offer.id)
        return [chosen, *forget(AGREED), FollowupAction("settlement_form")]


class AskSettlementAgreed(AccountAction):
    """States the offer: what is paid, by when, what is saved, what remains."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_settlement_form_settlement_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The whole truth of it (FCA CONC 7.4.2), kept as a disclosure."""
        offer = self.debt.settlements.offer(
            tx, debtor, account.account_id, turn.slot(OFFER)
        )
        if offer is None:
            # The balance or the day has moved on since it was made.
            return [*forget(OFFER, AGREED), FollowupAction(AGAIN)]
        if offer.above_affordable:
            limit = money(offer.above_affordable, debtor)
            turn.say("utter_settlement_above_budget", limit=limit)
        if offer.schedule is None:
            self._ask_once(tx, debtor, account, offer, turn)
        else:
            self._ask_in_parts(tx, debtor, account, offer, turn)
        return [SlotSet(IN_PARTS, offer.schedule is not None)]

    def _ask_once(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        offer: SettlementOffer,
        turn: Turn,
    ) -> None:
        """Beside it, the way to pay it in parts, where that may be."""
        response = "utter_settlement_offer"
        self._record(tx, debtor, turn, response)
        in_parts = self.debt.settlements.in_parts(tx, debtor, account.account_id)
        turn.ask(
            response,
            _ways_in_parts(in_parts),
            account=account_name(account),
            balance=money(account.balance, debtor),
            amount=money(offer.amount, debtor),
            percent=str(offer.percent_off),
            saves=money(offer.saves, debtor),
            date=day(offer.expires_on, debtor.locale),
            rest=_rest(offer),
            note=_note(self.debt, offer, debtor),
        )

    def _ask_in_parts(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        offer: SettlementOffer,
        turn: Turn,
    ) -> None:
        """Every part with its day, and what becomes of it if one does not come."""
        response = "utter_settlement_offer_parts"
        self._record(tx, debtor, turn, response)
        turn.say(
            response,
            account=account_name(account),
            balance=money(account.balance, debtor),
            amount=money(offer.amount, debtor),
            percent=str(offer.percent_off),
            saves=money(offer.saves, debtor),
            date=day(offer.expires_on, debtor.locale),
            rest=_rest(offer),
            parts=_parts(offer, debtor),
            grace=str(offer.grace_days),
            note=_note(self.debt, offer, debtor),
        )

    def _record(
        self, tx: Session, debtor: VerifiedDebtor, turn: Turn, response: str
    ) -> None:
        kind = DisclosureKind.SETTLEMENT
        record_disclosure(self.debt, tx, turn, debtor.id, kind, response)


class PaySettlement(DebtorAction):
    """Agrees the settlement that was read back, or opens the card page for it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_pay_settlement"

    def act(self, turn: Turn) -> Events:
        """The amount is the offer's own, never one from the chat."""
        if not turn.slot(AGREED) or turn.slot(IN_PARTS):
            return super().act(turn)
        opened = open_checkout(
            self,
            turn,
            Purpose.SETTLEMENT,
            lambda tx, debtor, account: self._amount(tx, debtor, account, turn),
        )
        return [*forget(OFFER, AGREED, IN_PARTS), *opened]

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """In parts it is an agreement; nothing is taken by itself."""
        ended = forget(OFFER, AGREED, IN_PARTS)
        if not turn.slot(AGREED):
            turn.say("utter_settlement_declined")
            return ended
        account = self.debt.accounts.one(tx, debtor, turn.slot("account_id"))
        try:
            agreement = self.debt.agreements.accept(
                tx, debtor, turn.slot(OFFER), turn.key
            )
        except OfferExpired:
            return [*ended, FollowupAction(AGAIN)]
        except PlanNotAllowed:
            # A plan runs on the account: a person takes it out of the way.
            refer(self.debt, tx, turn)
            return ended
        turn.say(
            "utter_settlement_agreed",
            account=account_name(account),
            parts=_parts(agreement.offer, debtor),
            amount=money(agreement.offer.amount, debtor),
            part=agreement.schedule.first.amount.plain,
        )
        return ended

    def _amount(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Money | None:
        offer = self.debt.settlements.offer(
            tx, debtor, account.account_id, turn.slot(OFFER)
        )
        return None if offer is None else offer.amount


def tell_settlement(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
) -> bool:
    """Say how a settlement in parts is going; whether one is under way."""
    status = debt.agreements.current(tx, debtor, account.account_id)
    is_active = status and status.agreement.state is AgreementState.ACTIVE
    if not (status and is_active and status.next_due and status.next_by):
        return False
    turn.say(
        "utter_settlement_under_way",
        account=account_name(account),
        paid=money(status.paid, debtor),
        left=money(status.left, debtor),
        next_amount=money(status.next_due.amount, debtor),
        part=status.next_due.amount.plain,
        next_date=day(status.next_due.due, debtor.locale),
        next_by=day(status.next_by, debtor.locale),
    )
    return True


def _ways_in_parts(offer: SettlementOffer | None) -> list[Button]:
    if offer is None or offer.schedule is None:
        return []
    count = len(offer.schedule.instalments)
    title = wording().text("utter_settlement_choice_parts", count=str(count))
    return [{"title": title, "payload": f'/request_settlement{{"count": "{count}"}}'}]


def _parts(offer: SettlementOffer, debtor: VerifiedDebtor) -> str:
    parts = offer.schedule.instalments if offer.schedule else ()
    return "\n".join(
        wording().text(
            "utter_settlement_part",
            date=day(each.due, debtor.locale),
            amount=money(each.amount, debtor),
        )
        for each in parts
    )


def _rest(offer: SettlementOffer) -> str:
    return wording().text(f"utter_settlement_rest_{offer.rest.value}")


def _note(debt: Debt, offer: SettlementOffer, debtor: VerifiedDebtor) -> str:
    """What it may mean for a credit file, and for tax where much is let go."""
    texts = debt.operator.words_of(debtor).texts.value
    note = wording().text(f"utter_settlement_credit_file_{texts}")
    if not offer.may_be_taxed:
        return note
    return f"{note} {wording().text('utter_settlement_tax')}"
