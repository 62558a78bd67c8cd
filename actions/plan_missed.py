"""A missed instalment: no blame, what got in the way asked once, and a way on."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import Enum

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import AccountAction, account_name
from actions.formats import day
from actions.forms import ParleyForm, Slots, begin_form, is_asked, is_interruption
from actions.turn import Events, Turn, forget, leave_form, money
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.plan import PlanState
from debt.plan_course import earliest_end

REASON = "plan_missed_reason"
TOLD = "plan_missed_told"


class Reason(str, Enum):
    """What got in the way."""

    CARD = "card"
    FUNDS = "funds"
    FORGOT = "forgot"
    OTHER = "other"


_WORDS = {
    Reason.FORGOT: re.compile(r"\b(forg[oe]t\w*|slipped|remember\w*|mind)\b", re.I),
    Reason.CARD: re.compile(r"\b(card|expired|blocked|changed banks?)\b", re.I),
    Reason.FUNDS: re.compile(
        r"\b(funds?|no money|n't (?:be )?(?:any |enough )?money|enough|short|afford"
        r"|overdrawn|skint|broke|bounced|wages?|salary|paid late|cover)\b",
        re.I,
    ),
}
# Said of the reason too, whatever else these are.
_ANSWERING = {"report_missed_instalment", "report_forgot"}


class BeginMissed(AccountAction):
    """Opens the question of what got in the way, where there is a plan."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_begin_missed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A plan that is over is told of as it is."""
        if self.debt.plans.current(tx, debtor, account.account_id) is not None:
            return begin_form(turn, "plan_missed_form")
        plan = self.debt.plans.latest(tx, debtor, account.account_id)
        if plan is None or plan.state is not PlanState.BROKEN:
            return [FollowupAction("action_show_plan")]
        turn.say("utter_plan_broken", account=account_name(account))
        return leave_form(turn)


class ValidatePlanMissedForm(ParleyForm):
    """What got in the way, from a button or from words; anything else is skipping."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_plan_missed_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for."""
        return (REASON,)

    def extract_plan_missed_reason(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Asked once, never insisted on."""
        turn = self.turn(dispatcher, tracker)
        chosen = turn.entity("missed_reason")
        if chosen is not None:
            return {REASON: chosen}
        if is_interruption(turn.intent) and turn.intent not in _ANSWERING:
            return {}
        found = (each for each, words in _WORDS.items() if words.search(turn.words))
        reason = next(found, Reason.OTHER if is_asked(turn, REASON) else None)
        return {REASON: reason.value} if reason else {}

    def validate_plan_missed_reason(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Every reason is as good as another."""
        return {REASON: value}


class AskPlanMissedReason(AccountAction):
    """Says truthfully where the plan stands, and asks what got in the way."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_missed_form_plan_missed_reason"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """The question is a message of its own."""
        tell_of_missed(self, tx, debtor, account, turn)
        turn.say("utter_plan_missed_what")
        return [SlotSet(TOLD, True)]


class HelpMissed(AccountAction):
    """The ways on that fit what got in the way; a person is always one of them."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_help_missed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """Who has no money is asked for none."""
        reason = turn.slot(REASON) or Reason.OTHER.value
        if not turn.slot(TOLD):
            tell_of_missed(self, tx, debtor, account, turn)
        status = self.debt.plans.current(tx, debtor, account.account_id)
        due = status.next_due if status else None
        turn.say(
            f"utter_plan_missed_{reason}",
            amount=money(due.amount, debtor) if due else "",
            plain=due.amount.plain if due else "",
        )
        return forget(REASON, TOLD)


def tell_of_missed(
    action: AccountAction,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    turn: Turn,
) -> None:
    """What has not arrived, what that costs, and when anything would follow from it."""
    status = action.debt.plans.current(tx, debtor, account.account_id)
    due = status.next_due if status else None
    if status is None or due is None:
        return
    limits = action.debt.accounts.limits(tx, debtor, account.account_id)
    ends = earliest_end(status.plan, limits.plan)
    late_from = due.due + timedelta(days=limits.plan.grace_days)
    fee = Money.of(limits.fees.missed, due.amount.currency)
    if ends is not None:
        response = "utter_plan_missed_at_risk"
    elif status.missed:
        response = "utter_plan_missed_late_fee" if fee else "utter_plan_missed_late"
    elif due.due <= action.debt.clock.today(debtor.zone):
        response = "utter_plan_missed_due"
    else:
        response = "utter_plan_missed_early"
    turn.say(
        response,
        missed=str(status.missed),
        amount=money(due.amount, debtor),
        date=day(due.due, debtor.locale),
        late_from=day(late_from, debtor.locale),
        ends=day(ends, debtor.locale) if ends else "",
        fee=money(fee, debtor),
    )
