"""The questions about a change of a plan, and what would be possible instead."""

from __future__ import annotations

from datetime import date

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.account import AccountAction
from actions.formats import day
from actions.plan_change_form import FIGURES, PROPOSAL, REFUSED, known_kind
from actions.plan_change_words import ChangeWish
from actions.plan_form import Refused, limit_of
from actions.plan_words import in_brief, rules_in_brief, schedule_rows
from actions.turn import Button, Events, Turn, leave_form, money
from actions.wording import wording
from debt.account import AccountSummary
from debt.identity import VerifiedDebtor


class AskChangeProposal(AccountAction):
    """Asks for the day or the sum, or says what would be possible instead."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_change_form_plan_change_proposal"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """A block or the end of the plan is told instead."""
        status = self.debt.plans.current(tx, debtor, account.account_id)
        if status is None:
            return [*leave_form(turn), FollowupAction("action_show_plan")]
        refused = turn.slot(REFUSED)
        if refused is not None:
            _explain(Refused(**refused), account, debtor, turn)
            return []
        limits = self.debt.accounts.limits(tx, debtor, account.account_id)
        due = (turn.slot(FIGURES) or {}).get("due")
        kind = known_kind(turn) or ChangeWish.TERMS
        turn.ask(
            f"utter_plan_change_ask_{kind.value}",
            [],
            brief=in_brief(status.plan.terms, debtor),
            left=money(status.left, debtor),
            date=day(date.fromisoformat(due), debtor.locale) if due else "",
            days=str(limits.plan.move_days),
        )
        return []


class AskChangeAgreed(AccountAction):
    """Reads the whole new schedule back and asks for a yes."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_plan_change_form_plan_change_agreed"

    def serve_account(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> Events:
        """What changes, what stays, and until when it can be agreed."""
        if known_kind(turn) is ChangeWish.TERMS:
            self._new_terms(tx, debtor, account, turn)
        else:
            self._one_instalment(tx, debtor, account, turn)
        return []

    def _new_terms(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        offer = self.debt.plans.offer(tx, debtor, turn.slot(PROPOSAL))
        limits = self.debt.accounts.limits(tx, debtor, account.account_id)
        last, total = offer.schedule.last, offer.schedule.total
        turn.say(
            "utter_plan_change_read_back_terms",
            brief=in_brief(offer.terms, debtor),
            last_amount=money(last.amount, debtor),
            last_date=day(last.due, debtor.locale),
            rows=schedule_rows(offer.schedule, debtor),
            note=rules_in_brief(limits, total, debtor),
        )

    def _one_instalment(
        self, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
    ) -> None:
        found = self.debt.plan_changes.proposal(tx, debtor, turn.slot(PROPOSAL))
        limits = self.debt.accounts.limits(tx, debtor, account.account_id)
        change = found.change
        turn.say(
            f"utter_plan_change_read_back_{change.kind.value}",
            date=day(change.due, debtor.locale),
            new_date=day(change.new_due, debtor.locale),
            cut_off=day(change.cut_off, debtor.locale),
            days=str(limits.plan.move_days),
            months=str(limits.plan.skip_every_months),
            rows=schedule_rows(change.schedule, debtor),
        )


def _explain(
    refused: Refused, account: AccountSummary, debtor: VerifiedDebtor, turn: Turn
) -> None:
    """Say what stands in the way; the nearest that would be allowed is a button."""
    limit = limit_of(vars(refused), account.balance.currency)
    nearest = date.fromisoformat(refused.day) if refused.day else None
    buttons: list[Button] = []
    if limit:
        payload = f'/change_plan{{"amount": "{limit.plain}"}}'
        buttons.append({"title": money(limit, debtor), "payload": payload})
    elif nearest:
        payload = f'/change_plan{{"date": "{nearest.isoformat()}"}}'
        buttons.append({"title": day(nearest, debtor.locale), "payload": payload})
    is_terms = known_kind(turn) is ChangeWish.TERMS
    if is_terms and refused.referable:
        title = wording().text("utter_plan_ask_a_person")
        buttons.append({"title": title, "payload": "/affirm"})
    turn.ask(
        f"utter_plan_change_refused_{refused.reason}",
        buttons,
        limit=money(limit, debtor) if limit else "",
        date=day(nearest, debtor.locale) if nearest else "",
    )
