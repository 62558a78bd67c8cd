"""What a person answers about a payment they have made; everything can be skipped."""

from __future__ import annotations

import re

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.account import account_name, meant_account
from actions.figures import amount_text, date_of
from actions.formats import day
from actions.forms import ParleyForm, Slots, is_asked, may_answer, yes_or_no
from actions.turn import Turn
from debt.account import AccountSummary
from debt.errors import NotVerified
from debt.identity import VerifiedDebtor
from debt.services import Debt

FOUND = "paid_claim_found"
AMOUNT = "paid_claim_amount"
DATE = "paid_claim_date"
METHOD = "paid_claim_method"
SKIPPED = "skipped"
"""Stands in a slot whose question was not answered, so that it is not asked again."""
_SKIP = re.compile(
    r"\b(skip|pass|not sure|no idea"
    r"|(don'?t|can'?t|do not|cannot) (know|remember|say))\b",
    re.IGNORECASE,
)
_MOST_LETTERS = 120


class ValidatePaidClaimForm(ParleyForm):
    """Whether it is the payment that was found; if not, how much, when and how."""

    def name(self) -> str:
        """The form's validator."""
        return "validate_paid_claim_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for, in this order."""
        return (FOUND, AMOUNT, DATE, METHOD)

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Slots,
    ) -> list[str]:
        """Nothing more is asked about a payment that has been found."""
        return [FOUND] if tracker.get_slot(FOUND) else list(self.slots)

    def extract_paid_claim_found(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Whether it is the one; figures of another one say that it is not."""
        turn = self.turn(dispatcher, tracker)
        answer = yes_or_no(turn, FOUND)
        names_another = amount_text(turn) is not None or date_of(turn) is not None
        if not answer and is_asked(turn, FOUND) and names_another:
            return {FOUND: False}
        return answer

    def validate_paid_claim_found(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """Another payment is not in the books, so that is noted at once."""
        turn = self.turn(dispatcher, tracker)
        if value is False and is_asked(turn, FOUND):
            self._note(turn)
        return {FOUND: value}

    def extract_paid_claim_amount(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """An amount, whatever it is said for."""
        turn = self.turn(dispatcher, tracker)
        asked = is_asked(turn, AMOUNT)
        named = amount_text(turn) if asked else turn.entity("amount")
        return _answer(turn, AMOUNT, named)

    def validate_paid_claim_amount(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """It may be more than is owed: a person looks at it."""
        return {AMOUNT: value}

    def extract_paid_claim_date(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A day."""
        turn = self.turn(dispatcher, tracker)
        named = date_of(turn)
        return _answer(turn, DATE, named.isoformat() if named else None)

    def validate_paid_claim_date(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """What cannot be told apart here a person will."""
        return {DATE: value}

    def extract_paid_claim_method(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A pressed way to pay, or the person's own words for it."""
        turn = self.turn(dispatcher, tracker)
        pressed = turn.entity("payment_method")
        if pressed is None and is_asked(turn, METHOD):
            pressed = turn.text[:_MOST_LETTERS] or None
        return _answer(turn, METHOD, pressed)

    def validate_paid_claim_method(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, _: Slots
    ) -> Slots:
        """Any words will do."""
        return {METHOD: value}

    def _note(self, turn: Turn) -> None:
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is not None:
                    note_claim(self.debt, tx, debtor, account, turn)
        except NotVerified:
            return  # what ends the form asks for identity


def note_claim(
    debt: Debt, tx: Session, debtor: VerifiedDebtor, account: AccountSummary, turn: Turn
) -> None:
    """Write the claim down in the turn in which it is made, and say so."""
    claim = debt.paid_claims.make(tx, debtor, account.account_id, turn.text, turn.key)
    turn.say(
        "utter_paid_claim_made",
        account=account_name(account),
        reference=claim.reference,
        date=day(claim.due_on, debtor.locale),
    )


def _answer(turn: Turn, slot: str, named: str | None) -> Slots:
    is_skipped = turn.intent == "deny" or _SKIP.search(turn.text)
    if is_asked(turn, slot) and is_skipped:
        return {slot: SKIPPED}
    return {} if named is None or _is_aside(turn) else {slot: named}


def _is_aside(turn: Turn) -> bool:
    is_own = turn.intent == "report_already_paid"
    return not is_own and not may_answer(turn)
