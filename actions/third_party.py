"""Somebody else than the person: nothing is said of anybody's debt, or of there being
one."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.turn import Button, Events, ParleyAction, Turn, forget, leave_form
from actions.wording import wording

ASKED = "people_relationship_asked"
# How somebody may act for another, by who they are to them.
AUTHORITIES = ("family", "carer", "adviser", "executor", "attorney")
_BY_WORD = {
    "carer": ("carer", "caregiver", "support worker", "social worker", "nurse"),
    "adviser": ("adviser", "advisor", "solicitor", "lawyer", "accountant", "advocate"),
    "executor": ("executor", "executrix", "administrator"),
    "attorney": ("power of attorney", "attorney in fact", "deputy", "guardian", "poa"),
}


class WrongPerson(ParleyAction):
    """For somebody we did not mean to reach."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_note_wrong_person"

    def act(self, turn: Turn) -> Events:
        """Nothing more goes to them; whatever was verified here is forgotten."""
        address = turn.entity("phone") or turn.entity("email")
        with self.debt.database.begin() as tx:
            self.debt.contact.report_wrong_party(
                tx, turn.conversation_id, address, turn.text, turn.key
            )
            self.debt.identity.forget(tx, turn.conversation_id)
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, turn.intent, turn.key
            )
        turn.say("utter_people_wrong_person", reference=ticket.reference)
        return [*leave_form(turn), *forget("wanted_action", "account_id")]


class ActForSomeone(ParleyAction):
    """For a partner, carer, adviser, executor or attorney in fact."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_act_for_someone"

    def act(self, turn: Turn) -> Events:
        """Asks once who they are; a person checks the authority in every case.

        Even one who counts as the consumer in the law of the United States, as a
        spouse does (15 USC 1692c(d)), is told nothing here.
        """
        with self.debt.database.begin() as tx:
            self.debt.identity.forget(tx, turn.conversation_id)
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, turn.intent, turn.key
            )
        authority = _authority(turn)
        left = [*leave_form(turn), *forget("wanted_action", "account_id")]
        if authority is None and not turn.slot(ASKED):
            turn.ask("utter_people_ask_relationship", _buttons())
            return [*left, SlotSet(ASKED, True)]
        turn.say(
            f"utter_people_authority_{authority or 'family'}",
            reference=ticket.reference,
        )
        return left


def _authority(turn: Turn) -> str | None:
    said = f"{turn.entity('relationship') or ''} {turn.text}".casefold()
    for authority, words in _BY_WORD.items():
        if any(word in said for word in words):
            return authority
    return "family" if turn.entity("relationship") else None


def _buttons() -> list[Button]:
    return [
        {
            "title": wording().text(f"utter_people_relationship_{authority}"),
            "payload": f'/act_for_someone{{"relationship": "{authority}"}}',
        }
        for authority in AUTHORITIES
    ]
