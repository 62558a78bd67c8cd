"""Stop: nothing is sent to the person any more; they may still write to us."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction

from actions.turn import Events, ParleyAction, Turn, leave_form, verified_or_none
from actions.wishes import stops_of
from debt.rights import BlockKind


class StopContact(ParleyAction):
    """Ends all contact from our side (Reg F 1006.6(c)), in any wording.

    The law allows one more message, to say that it ends. It asks for nothing.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_stop_contact"

    def act(self, turn: Turn) -> Events:
        """Works before identity too; the same reference is told again.

        Who stops one medium, or this channel by a bare word, has stopped no more than
        that (Reg F 1006.14(h)(1)).
        """
        if stops_of(turn):
            return [FollowupAction("action_set_contact_preference")]
        with self.debt.database.begin() as tx:
            self.debt.handoff.request(
                tx, turn.conversation_id, BlockKind.CEASE.value, turn.key
            )
            block = self.debt.rights.set_block(
                tx,
                verified_or_none(self.debt, tx, turn),
                BlockKind.CEASE,
                None,
                reason=turn.text,
                key=turn.key,
                conversation_id=turn.conversation_id,
            )
        turn.say("utter_rights_stop_contact", reference=block.reference)
        return leave_form(turn)
