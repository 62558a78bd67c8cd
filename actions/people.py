"""A person, whenever one is wanted."""

from __future__ import annotations

from actions.turn import Events, ParleyAction, Turn, leave_form


class RequestAgent(ParleyAction):
    """Puts the conversation into the queue at the first word."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_request_agent"

    def act(self, turn: Turn) -> Events:
        """Works before identity and inside any form; asking twice keeps the place."""
        with self.debt.database.begin() as tx:
            handoff = self.debt.handoff
            had_one = handoff.open_ticket(tx, turn.conversation_id) is not None
            ticket = handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
            position = handoff.position(tx, ticket) or 1
        turn.say(
            "utter_people_still_queued" if had_one else "utter_people_queued",
            reference=ticket.reference,
            position=str(position),
        )
        return leave_form(turn)


class KeepFile(ParleyAction):
    """Passes on a file, which nobody but a person can look at."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_file"

    def act(self, turn: Turn) -> Events:
        """Works before identity: whose file it is, a person will find out."""
        with self.debt.database.begin() as tx:
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, "file_received", turn.key
            )
        turn.say("utter_people_file_received", reference=ticket.reference)
        return []
