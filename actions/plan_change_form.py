"""What a person answers about a change of their plan: which, to what, and a yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.forms import ParleyForm, Slots, is_asked, may_answer, yes_or_no
from actions.plan_change_words import ChangeWish, meant_instalment, new_day, wish_in
from actions.plan_form import REFER, Refused
from actions.plan_wish import Named, OtherCurrency, merged, named_in, plain, wish_of
from actions.turn import Turn
from debt.account import AccountSummary
from debt.errors import (
    AmountTooLarge,
    AmountTooSmall,
    Blocked,
    ChangeNotAllowed,
    NotVerified,
    OldDebt,
    PlanNotAllowed,
    PlanRefusal,
)
from debt.identity import VerifiedDebtor
from debt.plan import InstalmentState, PlanStatus
from debt.services import Debt

KIND = "plan_change_kind"
PROPOSAL = "plan_change_proposal"
AGREED = "plan_change_agreed"
FIGURES = "plan_change_figures"
REFUSED = "plan_change_refused"
NOTHING = "nothing"
"""Stands in place of a proposal where the person would rather leave it."""
CHANGE_SLOTS = (KIND, PROPOSAL, AGREED, FIGURES, REFUSED)


class ValidatePlanChangeForm(ParleyForm):
    """Which change, the figures it needs, then a yes to the new schedule."""

    opened_by = ("change_plan", "request_plan", "make_offer", "promise_to_pay")
    is_of_account = True

    def name(self) -> str:
        """The form's validator."""
        return "validate_plan_change_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (KIND, PROPOSAL, AGREED)

    def extract_plan_change_kind(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A button, or the words of the message; new figures belong to what is known.

        Whatever is named anew makes a new proposal, to be agreed anew.
        """
        turn = self.turn(dispatcher, tracker)
        if not may_answer(turn):
            return {}
        if is_asked(turn, PROPOSAL) and turn.intent == "affirm" and _may_refer(turn):
            return {PROPOSAL: REFER, AGREED: False}
        known = known_kind(turn)
        if turn.intent == "deny" and not is_asked(turn, AGREED):
            kind = (known or ChangeWish.TERMS).value
            return {KIND: kind, PROPOSAL: NOTHING, AGREED: False}
        chosen = turn.entity("plan_change")
        named = ChangeWish(chosen) if chosen else wish_in(turn, known)
        is_yes = turn.intent == "affirm" and not named_in(turn, bare=False)
        if named is None or (is_yes and is_asked(turn, AGREED)):
            return {}
        return {KIND: named.value, PROPOSAL: "", AGREED: None}

    def validate_plan_change_kind(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Only the four ways are ever read."""
        return {KIND: value}

    def validate_plan_change_proposal(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Put it to the policy; without the figures it needs, they are asked for."""
        turn = self.turn(dispatcher, tracker)
        if value:
            return {PROPOSAL: value}
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is None:
                    return {PROPOSAL: None}
                return ChangeAttempt(self.debt, tx, debtor, account, turn).slots()
        except (NotVerified, Blocked, OldDebt):
            return {PROPOSAL: None}  # what asks for it next says so

    def extract_plan_change_agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the schedule that was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        is_new = turn.slot(PROPOSAL) == ""
        return {} if is_new else yes_or_no(turn, AGREED)

    def validate_plan_change_agreed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too. Paying extra is agreed where it is paid."""
        turn = self.turn(dispatcher, tracker)
        is_extra = known_kind(turn) is ChangeWish.EXTRA and turn.slot(PROPOSAL)
        return {AGREED: True if is_extra else value}


@dataclass(frozen=True)
class ChangeAttempt:
    """Tries the change that a message asks for, on top of what was said before."""

    debt: Debt
    tx: Session
    debtor: VerifiedDebtor
    account: AccountSummary
    turn: Turn

    def slots(self) -> Slots:
        """The proposal, or what stands in its way, or neither while a figure lacks."""
        status = self.debt.plans.current(self.tx, self.debtor, self.account.account_id)
        if status is None:
            return {PROPOSAL: None}  # what asks for it next says so
        figures = self._figures(status)
        try:
            proposal = self._propose(status, figures)
        except OtherCurrency:
            return _refused(figures, Refused("other_currency"))
        except AmountTooLarge as exc:
            return _refused(figures, Refused("too_large", plain(exc.limit)))
        except AmountTooSmall as exc:
            return _refused(figures, Refused("below_minimum", plain(exc.limit)))
        except (ChangeNotAllowed, PlanNotAllowed) as exc:
            day = exc.day.isoformat() if exc.day else None
            why = Refused(exc.reason.value, plain(exc.limit), day, exc.referable)
            return _refused(figures, why)
        return {PROPOSAL: proposal, FIGURES: figures, REFUSED: None}

    def _figures(self, status: PlanStatus) -> Named:
        last = (self.turn.slot(REFUSED) or {}).get("reason")
        known: Named = self.turn.slot(FIGURES) or {}
        named = named_in(self.turn, bare=bool(known_kind(self.turn)))
        figures = merged(known, named, last)
        coming = tuple(
            each.left
            for each in status.instalments
            if each.state is InstalmentState.UPCOMING
        )
        kind = known_kind(self.turn) or ChangeWish.TERMS
        meant = meant_instalment(self.turn, kind, coming)
        is_named = kind is ChangeWish.SKIP and "first_date" in named
        if meant is not None and (is_named or "due" not in figures):
            figures["due"] = meant.due.isoformat()
        if "due" in figures:
            to = new_day(self.turn, date.fromisoformat(figures["due"]))
            figures |= {"to": to.isoformat()} if to else {}
        return figures

    def _propose(self, status: PlanStatus, figures: Named) -> str | None:
        kind, changes = known_kind(self.turn), self.debt.plan_changes
        owner, account_id = self.debtor, self.account.account_id
        due, to = figures.get("due"), figures.get("to")
        if kind is ChangeWish.TERMS:
            return self._plan_again(status, figures)
        if kind is ChangeWish.EXTRA:
            wish = wish_of(figures, self.account.balance.currency)
            if wish.amount is None:
                return None
            changes.with_extra(self.tx, owner, account_id, wish.amount)
            return wish.amount.plain
        if due is None:
            raise PlanNotAllowed(PlanRefusal.NO_ACTIVE_PLAN)
        day = date.fromisoformat(due)
        if kind is ChangeWish.SKIP:
            return changes.skip(self.tx, owner, account_id, day).id
        if to is None:
            return None
        new = date.fromisoformat(to)
        return changes.move(self.tx, owner, account_id, day, new).id

    def _plan_again(self, status: PlanStatus, figures: Named) -> str | None:
        """What is not named stays: how much, how often, and the next day."""
        sums = {name: figures[name] for name in _TERMS if name in figures}
        if not sums:
            return None
        terms = status.plan.terms
        usual = {"frequency": terms.frequency.value}
        if figures.get("due"):
            usual["first_date"] = figures["due"]
        if not sums.keys() & {"amount", "count"}:
            usual["amount"] = terms.amount.plain
        wish = wish_of({**usual, **sums}, self.account.balance.currency)
        account_id = self.account.account_id
        offer = self.debt.plan_changes.plan_again(
            self.tx, self.debtor, account_id, wish
        )
        if offer.above_affordable is not None:
            raise PlanNotAllowed(
                PlanRefusal.UNAFFORDABLE, limit=offer.above_affordable, referable=True
            )
        return offer.id


_TERMS = ("amount", "count", "frequency", "first_date")


def known_kind(turn: Turn) -> ChangeWish | None:
    """The change that is talked about."""
    kind = turn.slot(KIND)
    return ChangeWish(kind) if kind else None


def _may_refer(turn: Turn) -> bool:
    refused = turn.slot(REFUSED) or {}
    is_terms = known_kind(turn) is ChangeWish.TERMS
    return is_terms and bool(refused.get("referable"))


def _refused(figures: Named, refused: Refused) -> Slots:
    return {PROPOSAL: None, FIGURES: figures, REFUSED: vars(refused)}
