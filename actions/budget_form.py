"""What a person answers about their money: lines of a budget, in any order and number.

Every answer is kept at once as a new version, so the form can be left and taken up
again; the slots only say which questions are done.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import meant_account
from actions.answers import TROUBLE, asks_why, is_skip
from actions.figures import amount_of, amount_text, is_bare_answer
from actions.forms import Slots, is_interruption, yes_or_no
from actions.reading_form import ReadingForm
from actions.turn import Turn
from debt.account import AccountSummary
from debt.budget import Budget, Figure, Group, Source
from debt.errors import Blocked, BudgetRefused, NotVerified
from debt.household import Line, Lines, lines_in, with_lines
from debt.identity import VerifiedDebtor
from debt.phrases import plain

RIGHT = "budget_right"
# What each question asks for; a figure without a name goes to the first.
QUESTIONS: dict[str, tuple[Line, ...]] = {
    "budget_income": (Source.OTHER, Source.WAGES, Source.BENEFITS, Source.PENSION),
    "budget_housing": (Group.HOUSING,),
    "budget_utilities": (Group.UTILITIES,),
    "budget_food": (Group.FOOD,),
    "budget_travel": (Group.TRAVEL,),
    "budget_living": (Group.PERSONAL, Group.COMMUNICATIONS),
    "budget_children": (Group.CHILDREN,),
    "budget_arrears": (Group.PRIORITY_ARREARS,),
    "budget_debts": (Group.OTHER_PLANS,),
}
TOLD, SKIPPED = "told", "skipped"
_ALL_THE_REST = (
    "skip the details",
    "skip the rest",
    "skip all",
    "thats all",
    "thats it",
)


class ValidateBudgetForm(ReadingForm):
    """Hears figures, keeps them, and asks whether the whole is right."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_budget_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (*QUESTIONS, RIGHT)

    def read(self, turn: Turn) -> Slots:
        """Figures count whatever else is said with them; a right goes before all."""
        asked = turn.slot("requested_slot")
        if asked in self.slots and asks_why(turn):
            turn.say("utter_budget_why")
            return {asked: None}
        if _is_aside(turn):
            return {}
        if plain(turn.text).strip(" .!") in _ALL_THE_REST:
            return self._all_the_rest(turn)
        if asked in QUESTIONS and is_skip(turn):
            return {asked: SKIPPED}
        told = self._kept(turn, asked)
        return told or yes_or_no(turn, RIGHT)

    def _all_the_rest(self, turn: Turn) -> Slots:
        """Without an income there is nothing to work out, so none of it is asked."""
        left = dict.fromkeys((q for q in QUESTIONS if not turn.slot(q)), SKIPPED)
        return left if turn.slot("budget_income") else {**left, RIGHT: False}

    def _kept(self, turn: Turn, asked: str | None) -> Slots:
        """Keep the lines of the message; empty where it tells none."""
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is None:
                    return {}
                lines = _lines(turn, asked, account.balance.currency)
                if lines:
                    self._save(tx, debtor, account, lines, turn)
        except BudgetRefused:
            turn.say("utter_budget_slip")
            return {asked: None} if asked else {}
        except (NotVerified, Blocked):
            return {}  # what asks next says so
        done = {q: TOLD for q, parts in QUESTIONS.items() if lines.keys() & set(parts)}
        return {**done, RIGHT: None} if lines else {}

    def _save(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account: AccountSummary,
        lines: Lines,
        turn: Turn,
    ) -> None:
        saved = self.debt.affordability.current(tx, debtor, account.account_id)
        known = saved.budget if saved else Budget(account.balance.currency, ())
        budget = with_lines(known, lines)
        self.debt.affordability.save(tx, debtor, account.account_id, budget, turn.key)


def _is_aside(turn: Turn) -> bool:
    aside = is_interruption(turn.intent) and turn.intent not in TROUBLE
    return aside and not (turn.is_resumed or is_bare_answer(turn))


def _lines(turn: Turn, asked: str | None, currency: str) -> Lines:
    """The lines told by name; an amount in words is the one that was asked for."""
    line = QUESTIONS[asked][0] if asked in QUESTIONS else None
    found = lines_in(turn.words, currency, line)
    said = amount_text(turn)
    if found or line is None or said is None:
        return found
    amount = amount_of(said, currency)
    return {line: (Figure.of(amount),)} if amount else {}
