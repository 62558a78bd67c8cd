"""What a person answers to a settlement offer: a yes, a no, or another figure."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.account import meant_account
from actions.figures import count_of
from actions.forms import ParleyForm, Slots, is_asked, yes_or_no
from actions.settlement_bid import names_bid, negotiate
from actions.turn import Turn
from debt.errors import Blocked, NotVerified, OldDebt

OFFER = "settlement_offer"
AGREED = "settlement_agreed"
IN_PARTS = "settlement_in_parts"


class ValidateSettlementForm(ParleyForm):
    """An explicit yes to the offer that was read back, or another figure."""

    opened_by = ("request_settlement", "make_offer")

    def name(self) -> str:
        """The form's validator."""
        return "validate_settlement_form"

    @property
    def slots(self) -> tuple[str, ...]:
        """What is asked for."""
        return (OFFER, AGREED)

    def extract_settlement_offer(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """A bid, or a number of parts, is answered with another offer."""
        turn = self.turn(dispatcher, tracker)
        answers = is_asked(turn, AGREED) or is_asked(turn, OFFER)
        if not answers or not _names_another(turn):
            return {}
        return {OFFER: self._offer(turn) or turn.slot(OFFER), AGREED: None}

    def validate_settlement_offer(
        self,
        value: str | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """Whether it still stands is judged when it is read back."""
        return {OFFER: value}

    def extract_settlement_agreed(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Slots
    ) -> Slots:
        """Only a yes to the offer that was read back is consent."""
        turn = self.turn(dispatcher, tracker)
        return {} if _names_another(turn) else yes_or_no(turn, AGREED)

    def validate_settlement_agreed(
        self,
        value: bool | None,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        _: Slots,
    ) -> Slots:
        """A no is an answer too."""
        return {AGREED: value}

    def _offer(self, turn: Turn) -> str | None:
        try:
            with self.debt.database.begin() as tx:
                debtor = self.debt.identity.debtor(tx, turn.conversation_id)
                account = meant_account(self.debt.accounts.of(tx, debtor), turn)
                if account is None:
                    return None
                offer = negotiate(self.debt, tx, debtor, account, turn)
                return offer.id if offer else None
        except (NotVerified, Blocked, OldDebt):
            return None  # what reads the offer back says so


def _names_another(turn: Turn) -> bool:
    return names_bid(turn) or count_of(turn) is not None
