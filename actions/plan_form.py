"""What a person answers about a plan: an offer, figures of their own, a yes."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.figures import (
    WORDS,
    amount_of,
    amount_text,
    count_of,
    date_of,
    frequency_of,
    is_bare_answer,
)
from actions.formats import day
from actions.forms import ParleyForm, Slots, is_asked, is_interruption
from actions.turn import FIGURES, Turn, money
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    Blocked,
    NotVerified,
    PlanNotAllowed,
)
from debt.identity import VerifiedDebtor

OFFER = "plan_offer"
AGREED = "plan_agreed"


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
        is_aside = is_interruption(turn.intent) and not is_bare_answer(turn)
        if is_aside or not self._names_figures(turn):
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
            self._explain(refusal, debtor, turn)
            return ""
        return offer.id

    def _explain(
        self, refusal: PlanNotAllowed, debtor: VerifiedDebtor, turn: Turn
    ) -> None:
        """Say what stands in the way, and that a person may still agree it.

        A reasonable offer is never simply refused (FCA CONC 7.5.4).
        """
        turn.say(
            f"utter_plan_refused_{refusal.reason.value}",
            limit=money(refusal.limit, debtor) if refusal.limit else "",
            date=day(refusal.day, debtor.locale) if refusal.day else "",
        )
