"""Changing a plan in force: begun with what is wanted, done only after a yes."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction
from actions.formats import day
from actions.forms import begin_form
from actions.plan_change_form import (
    AGREED,
    CHANGE_SLOTS,
    FIGURES,
    KIND,
    PROPOSAL,
    REFUSED,
)
from actions.plan_change_words import ChangeWish
from actions.plan_form import REFER
from actions.plan_referral import refer
from actions.plan_wish import wish_of
from actions.plan_words import schedule_rows
from actions.turn import Events, Turn, forget, money
from debt.account import AccountSummary
from debt.errors import AmountTooLarge, AmountTooSmall, OfferExpired, PlanNotAllowed
from debt.identity import VerifiedDebtor
from debt.money import Money


class BeginPlanChange(AccountAction):
    """Opens the form for a change; what is wanted may stand in the message already."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_plan_change"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A plan that is still being agreed is changed in its own form."""
        if turn.form in ("plan_form", "plan_change_form"):
            return [FollowupAction(turn.form)]
        if self.debt.plans.current(tx, debtor, account.account_id) is None:
            return [FollowupAction("action_show_plan")]
        return begin_form(turn, "plan_change_form")


class ChangePlan(AccountAction):
    """Makes the change that was agreed to, or passes it on."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_change_plan"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Without a yes the plan stays as it is."""
        ended = forget(*CHANGE_SLOTS)
        if turn.slot(PROPOSAL) == REFER:
            self._refer(tx, debtor, account, turn)
            return ended
        if not turn.slot(AGREED):
            turn.say("utter_plan_change_none")
            return ended
        try:
            if turn.slot(KIND) == ChangeWish.EXTRA.value:
                self._tell_of_extra(tx, debtor, account, turn)
                return [*ended, FollowupAction("action_begin_payment")]
            self._change(tx, debtor, account, turn)
        except (AmountTooLarge, AmountTooSmall, OfferExpired, PlanNotAllowed):
            turn.say("utter_plan_change_expired")
        return ended

    def _refer(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        wish = wish_of(turn.slot(FIGURES) or {}, account.balance.currency)
        reason = turn.slot(REFUSED)["reason"]
        refer(self.debt, tx, debtor, account.account_id, wish, reason, turn)

    def _tell_of_extra(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        """What it would change; the payment itself is read back where it is made."""
        number = turn.slot(PROPOSAL).partition(" ")[0]
        amount = Money.parse(number, account.balance.currency)
        status = self.debt.plan_changes.with_extra(
            tx, debtor, account.account_id, amount
        )
        ends = status.ends_on
        turn.say(
            "utter_plan_change_extra" if ends else "utter_plan_change_extra_all",
            amount=money(amount, debtor),
            left=money(status.left, debtor),
            last_date=day(ends, debtor.locale) if ends else "",
        )

    def _change(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        """A card that was to be charged for what is no longer so is told of."""
        autopay, account_id = self.debt.autopay, account.account_id
        was_charged = autopay.covers(tx, debtor, account_id)
        if turn.slot(KIND) == ChangeWish.TERMS.value:
            plan = self.debt.plans.accept(tx, debtor, turn.slot(PROPOSAL), turn.key)
            autopay.revoke(tx, debtor, account_id, turn.key)
        else:
            changes = self.debt.plan_changes
            plan = changes.accept(tx, debtor, turn.slot(PROPOSAL), turn.key)
        turn.say(
            "utter_plan_changed",
            rows=schedule_rows(plan.schedule, debtor),
            document_url=f"/documents/plan/{plan.id}",
        )
        if was_charged and not autopay.covers(tx, debtor, account_id):
            turn.say("utter_autopay_not_covering")
