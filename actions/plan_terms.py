"""How a plan works, from the operator's policy: asked before, during and after one."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.formats import day
from actions.plan_form import OFFER
from actions.plan_words import in_brief
from actions.turn import DebtorAction, Events, Turn, money, verified_or_none
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.plan import Plan, PlanOffer

# What a question is about, by its plainest words; the first that fits.
_TOPICS = {
    "missed": re.compile(r"\b(miss\w*|late|can'?t keep|short|bounce\w*)\b", re.I),
    "change": re.compile(r"\b(chang\w*|mov\w*|skip\w*|flexib\w*|lower|dates?)\b", re.I),
    "ending": re.compile(r"\b(cancel\w*|end it|early|stop|pull out|overpay)\b", re.I),
    "cost": re.compile(r"\b(interest|fees?|charg\w*|cost\w*|catch|extra)\b", re.I),
    "schedule": re.compile(
        r"\b(how much|how many|when|first|last|finish\w*|end|total|each)\b", re.I
    ),
}


class ExplainPlanTerms(DebtorAction):
    """Interest, fees, length, a missed payment, changing, ending."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_explain_plan_terms"

    def act(self, turn: Turn) -> Events:
        """How plans work is no secret; the figures of an account are."""
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            accounts = self.debt.accounts.of(tx, debtor) if debtor else ()
            if meant_account(accounts, turn) is None:
                turn.say("utter_plan_terms")
                return []
        return super().act(turn)

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """What the policy says for the account today."""
        account = meant_account(self.debt.accounts.of(tx, debtor), turn)
        if account is not None:
            self._explain(tx, debtor, account, turn)
        return []

    def _explain(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        found = (name for name, words in _TOPICS.items() if words.search(turn.text))
        topic = next(found, "general")
        plan = self._plan(tx, debtor, account, turn)
        if topic == "schedule" and plan is not None:
            turn.say(
                "utter_plan_terms_schedule",
                brief=in_brief(plan.terms, debtor),
                first_date=day(plan.schedule.first.due, debtor.locale),
                last_date=day(plan.schedule.last.due, debtor.locale),
                total=money(plan.schedule.total, debtor),
            )
            return
        limits = self.debt.accounts.limits(tx, debtor, account.account_id)
        currency = account.balance.currency
        fee = Money.of(limits.fees.missed, currency)
        if limits.plan.bot_months == 0:
            topic = "person"
        elif topic == "schedule":
            topic = "general"
        elif fee and topic in ("missed", "cost"):
            topic += "_fee"
        turn.say(
            f"utter_plan_terms_{topic}",
            fee=money(fee, debtor),
            least=money(Money.at_least(limits.plan.min_instalment, currency), debtor),
            months=str(limits.plan.bot_months),
            start_days=str(limits.plan.start_days),
            grace_days=str(limits.plan.grace_days),
            misses=str(limits.plan.misses_at_risk),
            notice_days=str(limits.plan.break_notice_days),
            move_days=str(limits.plan.move_days),
            skip_months=str(limits.plan.skip_every_months),
        )

    def _plan(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Plan | PlanOffer | None:
        """The plan that is being read back, or the one in force."""
        offer_id = turn.slot(OFFER)
        if offer_id and turn.form == "plan_form":
            return self.debt.plans.offer(tx, debtor, offer_id)
        status = self.debt.plans.current(tx, debtor, account.account_id)
        return status.plan if status else None
