"""Paying in parts: two offers, and what would be possible where a wish is not."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.forms import begin_form
from actions.plan_form import REFUSED, WISH, Refused, limit_of, propose
from actions.plan_referral import agreed_by_person, read_back, refer
from actions.plan_wish import OtherCurrency, named_in, wish_of
from actions.plan_words import in_brief
from actions.turn import Button, Events, Turn, leave_form, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.errors import PlanNotAllowed, PlanRefusal
from debt.ground import Wish
from debt.identity import VerifiedDebtor
from debt.plan import PlanOffer


class BeginPlan(AccountAction):
    """Opens the plan form where the assistant may agree a plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What a person has agreed to is read back; what only one may goes to one."""
        if turn.form == "plan_form":
            return [FollowupAction("plan_form")]
        try:
            self.debt.plans.offers(tx, debtor, account.account_id)
        except PlanNotAllowed as refusal:
            return self._not_here(tx, debtor, account, refusal, turn)
        agreed = agreed_by_person(self.debt, tx, debtor, account.account_id)
        if agreed is not None and not named_in(turn, bare=False):
            return read_back(agreed, turn)
        return begin_form(turn, "plan_form")

    def _not_here(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        refusal: PlanNotAllowed,
        turn: Turn,
    ) -> Events:
        if refusal.reason is PlanRefusal.ALREADY_ACTIVE:
            return self._beside_another(tx, debtor, account, turn)
        if refusal.reason is PlanRefusal.UNAFFORDABLE:
            turn.say("utter_plan_unaffordable")
        elif refusal.referable:
            self._leave_to_person(tx, debtor, account, refusal, turn)
        else:
            turn.say("utter_plan_not_possible", account=account_name(account))
        return leave_form(turn)

    def _beside_another(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Figures of a new plan are a wish to change the one in force."""
        if self.debt.plans.current(tx, debtor, account.account_id) is None:
            turn.say("utter_plan_beside_settlement", account=account_name(account))
            return leave_form(turn)
        changes = bool(named_in(turn, bare=False))
        follows = "action_begin_plan_change" if changes else "action_show_plan"
        return [*leave_form(turn), FollowupAction(follows)]

    def _leave_to_person(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        refusal: PlanNotAllowed,
        turn: Turn,
    ) -> None:
        try:
            wish = wish_of(named_in(turn, bare=False), account.balance.currency)
        except OtherCurrency:
            wish = Wish()
        if wish != Wish():
            reason = refusal.reason.value
            refer(self.debt, tx, debtor, account.account_id, wish, reason, turn)
            return
        ticket = self.debt.handoff.request(
            tx, turn.conversation_id, "request_plan", turn.key
        )
        turn.say("utter_plan_person_only", reference=ticket.reference)


class AskPlanOffer(AccountAction):
    """Puts two plans on the table, and room for another."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_form_plan_offer"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Each offer is a button and can be typed."""
        try:
            offers = self.debt.plans.offers(tx, debtor, account.account_id)
        except PlanNotAllowed:
            # The account has moved on since the form was opened.
            return [*leave_form(turn), FollowupAction("action_begin_plan")]
        refused = turn.slot(REFUSED)
        if refused is not None:
            self._explain(tx, debtor, account, Refused(**refused), offers, turn)
            return []
        limits = self.debt.accounts.limits(tx, debtor, account.account_id)
        buttons = [_button(offer, debtor) for offer in offers]
        turn.ask(
            f"utter_plan_offers_{limits.tone.value}",
            [*buttons, _something_else()],
            account=account_name(account),
            balance=money(account.balance, debtor),
            first_date=day(offers[0].schedule.first.due, debtor.locale),
        )
        return []

    def _explain(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        refused: Refused,
        offers: tuple[PlanOffer, ...],
        turn: Turn,
    ) -> None:
        """Say what stands in the way, with the nearest that would be allowed."""
        nearest = self._nearest(tx, debtor, account, refused, turn)
        buttons = [_button(offer, debtor) for offer in (nearest or offers)]
        if refused.referable:
            title = wording().text("utter_plan_ask_a_person")
            buttons.append({"title": title, "payload": "/affirm"})
        limit = limit_of(vars(refused), account.balance.currency)
        turn.ask(
            f"utter_plan_refused_{refused.reason}",
            buttons,
            limit=money(limit, debtor) if limit else "",
            date=_day(refused, debtor),
        )

    def _nearest(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        refused: Refused,
        turn: Turn,
    ) -> tuple[PlanOffer, ...]:
        """The wish with the refused figure put right, if that would be agreed."""
        wish = dict(turn.slot(WISH) or {})
        if refused.day:
            wish["first_date"] = refused.day
        elif refused.limit:
            wish.pop("count", None)
            wish["amount"] = refused.limit
        else:
            return ()
        tried = propose(self.debt, tx, debtor, account, wish)
        return () if isinstance(tried, Refused) else (tried,)


def _button(offer: PlanOffer, debtor: VerifiedDebtor) -> Button:
    return {
        "title": in_brief(offer.terms, debtor),
        "payload": f'/choose_plan{{"plan_offer": "{offer.id}"}}',
    }


def _something_else() -> Button:
    title = wording().text("utter_choice_something_else")
    return {"title": title, "payload": "/deny"}


def _day(refused: Refused, debtor: VerifiedDebtor) -> str:
    named = date.fromisoformat(refused.day) if refused.day else None
    return day(named, debtor.locale) if named else ""
