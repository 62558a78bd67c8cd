"""Who we are: said at the very beginning, and proved to who doubts it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.disclosing import disclose_collector, record_disclosure
from actions.turn import Events, ParleyAction, Turn, verified_or_none
from actions.wording import wording
from debt.account import Creditor
from debt.disclosure import DisclosureKind
from debt.identity import VerifiedDebtor


class OpenConversation(ParleyAction):
    """Says at the very beginning that this is a machine, and whose."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_open_conversation"

    def act(self, turn: Turn) -> Events:
        """Nobody is known yet, so the record is the conversation's."""
        response, kind = "utter_talk_opening", DisclosureKind.OPENING
        with self.debt.database.begin() as tx:
            record_disclosure(self.debt, tx, turn, None, kind, response)
        turn.say(response)
        return []


class ProveLegitimacy(ParleyAction):
    """How to check us without this chat, and to a verified person for whom we act."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_prove_legitimacy"

    def act(self, turn: Turn) -> Events:
        """A lender's name tells of a debt, so nobody hears it before the check."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            words = self.debt.operator.words_in(tx, turn.conversation_id, turn.locale)
            turn.say(f"utter_legitimacy_{words.role.value}")
            if debtor is not None:
                self._name_creditors(tx, debtor, turn)
        return []

    def _name_creditors(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> None:
        disclose_collector(self.debt, tx, debtor, turn)
        creditors = self.debt.accounts.creditors(tx, debtor)
        if creditors:
            rows = "\n".join(map(_row, creditors))
            turn.say("utter_legitimacy_creditors", rows=rows)


def _row(creditor: Creditor) -> str:
    return wording().text(
        "utter_legitimacy_creditor_row",
        creditor=creditor.name,
        information=creditor.information or creditor.name,
    )
