"""A complaint: recorded at the first word, with a day for the answer and a person."""

from __future__ import annotations

from actions.formats import day
from actions.turn import Events, ParleyAction, Turn, leave_form, verified_or_none
from debt.rights_request import RequestKind


class MakeComplaint(ParleyAction):
    """Works before identity too, and inside any form."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_make_complaint"

    def act(self, turn: Turn) -> Events:
        """The words are kept as they came; an open complaint keeps its reference."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            complaint = self.debt.requests.open(
                tx,
                turn.conversation_id,
                debtor,
                RequestKind.COMPLAINT,
                None,
                turn.text,
                turn.key,
            )
            self.debt.handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
        if not complaint.is_repeated:
            turn.say("utter_people_complaint_timetable")
        key = "known" if complaint.is_repeated else "recorded"
        turn.say(
            f"utter_people_complaint_{key}",
            reference=complaint.reference,
            date=day(complaint.due_on, debtor.locale if debtor else turn.locale),
        )
        return leave_form(turn)
