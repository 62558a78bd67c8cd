"""Paying in parts: two offers, any counter-offer, the schedule, an explicit yes."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.figures import (
    WORDS,
    amount_of,
    amount_text,
    count_of,
    date_of,
    frequency_of,
)
from actions.formats import day
from actions.forms import ParleyForm, Slots, is_asked, is_interruption
from actions.turn import (
    FIGURES,
    AccountAction,
    DebtorAction,
    Events,
    Turn,
    account_name,
    forget,
    leave_form,
    meant_account,
    money,
)
from actions.wording import wording
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    Blocked,
    NotVerified,
    OfferExpired,
    PlanNotAllowed,
    PlanRefusal,
)
from debt.identity import VerifiedDebtor
from debt.plan import Plan, PlanOffer, PlanStatus

OFFER = "plan_offer"
AGREED = "plan_agreed"


class BeginPlan(AccountAction):
    """Opens the plan form where the assistant may agree a plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A plan in force is shown; what only a person may agree goes to a person."""
        try:
            self.debt.plans.offers(tx, debtor, account.account_id)
        except PlanNotAllowed as refusal:
            if refusal.reason is PlanRefusal.ALREADY_ACTIVE:
                return [FollowupAction("action_show_plan")]
            if refusal.referable:
                ticket = self.debt.handoff.request(
                    tx, turn.conversation_id, "request_plan", turn.key
                )
                turn.say("utter_plan_person_only", reference=ticket.reference)
            else:
                turn.say("utter_plan_not_possible", account=account_name(account))
            return leave_form(turn)
        return [*forget(OFFER, AGREED), FollowupAction("plan_form")]


class ValidatePlanForm(ParleyForm):
    """An offer that is on the table, then an explicit yes to its whole schedule."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_plan_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (OFFER, AGREED)

    def extract_plan_offer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A pressed offer, or figures of the person's own: then a new offer is made."""
        turn = self.turn(dispatcher, tracker)
        chosen = turn.entity("plan_offer")
        if chosen is not None:
            return {OFFER: chosen, AGREED: None}
        if is_interruption(turn.intent) or not self._names_figures(turn):
            return {}
        return {OFFER: self._proposal(turn), AGREED: None}

    def validate_plan_offer(
        self,
        value: str | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """Whether it still stands is judged when it is accepted."""
        return {OFFER: value or None}

    def extract_plan_agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the schedule that was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        if not is_asked(turn, AGREED) or self._names_figures(turn):
            return {}
        if turn.intent == "affirm":
            return {AGREED: True}
        if turn.intent in {"deny", "go_back"}:
            turn.say("utter_plan_what_would_suit")
            return {OFFER: None, AGREED: None}
        return {}

    def validate_plan_agreed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A yes stands only beside the offer that it was said to."""
        return {AGREED: value}

    def _names_figures(self, turn: Turn) -> bool:
        asked = is_asked(turn, OFFER) or is_asked(turn, AGREED)
        bare = asked and amount_text(turn) is not None
        return bare or any(turn.entity(entity) for entity in FIGURES)

    def _proposal(self, turn: Turn) -> str:
        """Put the figures to the policy; empty when they cannot be agreed here."""
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is None:
                    return ""
                return self._propose(tx, debtor, account, turn)
        except (NotVerified, Blocked):
            return ""  # what asks for the offer next says so

    def _propose(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> str:
        named = amount_text(turn)
        amount = None
        if named is not None and named not in WORDS:
            amount = amount_of(named, account.balance.currency)
        try:
            offer = self.debt.plans.propose(
                tx,
                debtor,
                account.account_id,
                amount=amount,
                count=None if amount else count_of(turn),
                frequency=frequency_of(turn),
                first_date=date_of(turn),
            )
        except AmountTooLarge as exc:
            turn.say("utter_plan_amount_too_large", limit=money(exc.limit, debtor))
            return ""
        except PlanNotAllowed as refusal:
            self._explain(tx, refusal, debtor, turn)
            return ""
        return offer.id

    def _explain(
        self, tx: Session, refusal: PlanNotAllowed, debtor: VerifiedDebtor, turn: Turn
    ) -> None:
        """Say what stands in the way, and pass on what a person may still agree.

        A reasonable offer is never simply refused (FCA CONC 7.5.4).
        """
        turn.say(
            f"utter_plan_refused_{refusal.reason.value}",
            limit=money(refusal.limit, debtor) if refusal.limit else "",
            date=day(refusal.day, debtor.locale) if refusal.day else "",
        )


class AskPlanOffer(AccountAction):
    """Puts two plans on the table, and room for another."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_form_plan_offer"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Each offer is a button and can be typed."""
        offers = self.debt.plans.offers(tx, debtor, account.account_id)
        buttons = [
            {
                "title": _in_brief(offer, debtor),
                "payload": f'/choose_plan{{"plan_offer": "{offer.id}"}}',
            }
            for offer in offers
        ]
        turn.dispatcher.utter_message(
            response="utter_plan_offers",
            buttons=buttons,
            account=account_name(account),
            balance=money(account.balance, debtor),
            first_date=day(offers[0].schedule.first.due, debtor.locale),
        )
        return []


class AskPlanAgreed(AccountAction):
    """Reads the whole schedule back and asks for a yes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_form_plan_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Every date and amount, the total, and what happens if one is missed."""
        offer = self.debt.plans.offer(tx, debtor, turn.slot(OFFER))
        turn.say(
            "utter_plan_read_back",
            account=account_name(account),
            brief=_in_brief(offer, debtor),
            last_date=day(offer.schedule.last.due, debtor.locale),
            total=money(offer.schedule.total, debtor),
            rows="\n".join(
                f"{day(each.due, debtor.locale)} | {money(each.amount, debtor)}"
                for each in offer.schedule.instalments
            ),
        )
        return []


class AcceptPlan(DebtorAction):
    """Sets the agreed plan up, with a copy to keep."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_accept_plan"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """An offer that no longer stands is replaced by fresh ones."""
        offer_id = turn.slot(OFFER)
        if not turn.slot(AGREED) or not offer_id:
            return forget(OFFER, AGREED)
        try:
            plan = self.debt.plans.accept(tx, debtor, offer_id, turn.key)
        except (OfferExpired, PlanNotAllowed):
            turn.say("utter_plan_offer_expired")
            return [*forget(OFFER, AGREED), FollowupAction("action_begin_plan")]
        turn.say(
            "utter_plan_accepted",
            brief=_in_brief(plan, debtor),
            first_date=day(plan.schedule.first.due, debtor.locale),
            first_amount=money(plan.schedule.first.amount, debtor),
            document_url=f"/documents/plan/{plan.id}",
        )
        return forget(OFFER, AGREED)


class ShowPlan(AccountAction):
    """How the plan in force is going."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_show_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Paid so far, what is left, what comes next, and what was missed."""
        status = self.debt.plans.current(tx, debtor, account.account_id)
        if status is None:
            turn.say("utter_plan_none", account=account_name(account))
            return []
        self._say_status(status, account, debtor, turn)
        return []

    def _say_status(
        self,
        status: PlanStatus,
        account: AccountSummary,
        debtor: VerifiedDebtor,
        turn: Turn,
    ) -> None:
        due = status.next_due
        rows = [
            wording().text(
                f"utter_plan_row_{each.state.value}",
                date=day(each.due, debtor.locale),
                amount=money(each.amount, debtor),
            )
            for each in status.instalments
        ]
        turn.say(
            "utter_plan_status_missed" if status.missed else "utter_plan_status",
            account=account_name(account),
            paid=money(status.paid, debtor),
            left=money(status.left, debtor),
            next_amount=money(due.amount, debtor) if due else "",
            next_date=day(due.due, debtor.locale) if due else "",
            missed=str(status.missed),
            rows="\n".join(rows),
            document_url=f"/documents/plan/{status.plan.id}",
        )


def _in_brief(plan: PlanOffer | Plan, debtor: VerifiedDebtor) -> str:
    """A plan in one line: £51.03 a month, 12 times."""
    terms = plan.terms
    return wording().text(
        f"utter_plan_brief_{terms.frequency.value}",
        amount=money(terms.amount, debtor),
        count=str(terms.count),
    )
