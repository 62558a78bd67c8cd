"""What we hold about a person: a copy of it, and what of it can be deleted."""

from __future__ import annotations

import re

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.formats import day
from actions.turn import DebtorAction, Events, ParleyAction, Turn, verified_or_none
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.rights_request import RequestKind, RightsRequest

# Somebody else acts for the person, or they have died: a person looks at it first.
_LOOKED_AT = {BlockKind.ATTORNEY, BlockKind.DECEASED, BlockKind.BANKRUPTCY}

# What people call what the assistant has noted of their situation.
_NOTE = re.compile(r"\bnotes?\b", re.I)


class RequestDataCopy(DebtorAction):
    """Records the request at once; the copy comes when the person is checked."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_request_data_copy"

    def act(self, turn: Turn) -> Events:
        """The day it is due by runs from now, whether the check is passed or not."""
        record(self, turn, RequestKind.DATA_COPY)
        return super().act(turn)

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Simple and safe: at once. Where another acts for the person: by a person."""
        request = open_request(self, tx, debtor, turn, RequestKind.DATA_COPY)
        blocks = {each.kind for each in self.debt.rights.blocks(tx, debtor.id)}
        if blocks & _LOOKED_AT:
            self.debt.handoff.request(
                tx, turn.conversation_id, "request_my_data", turn.key
            )
            turn.say(
                "utter_people_data_looked_at",
                reference=request.reference,
                date=day(request.due_on, debtor.locale),
            )
            return []
        turn.say(
            "utter_people_data_copy",
            reference=request.reference,
            document_url=f"/documents/data/{request.reference}",
        )
        self.debt.requests.close(tx, request.reference, by="assistant")
        return []


class RequestErasure(ParleyAction):
    """Records the request and says what has to stay, and why."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_request_erasure"

    def act(self, turn: Turn) -> Events:
        """A person decides what goes (UK GDPR Article 17(3)(b) and (e)); what was only
        noted with a yes goes at once.
        """
        if _NOTE.search(turn.text):
            return [FollowupAction("action_withdraw_notes")]
        request = record(self, turn, RequestKind.ERASURE)
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            self.debt.handoff.request(tx, turn.conversation_id, turn.intent, turn.key)
        turn.say(
            "utter_people_erasure_recorded",
            reference=request.reference,
            date=day(request.due_on, debtor.locale if debtor else turn.locale),
        )
        return []


def record(action: ParleyAction, turn: Turn, kind: RequestKind) -> RightsRequest:
    """Write a request down for whoever asks."""
    with action.debt.database.begin() as tx:
        debtor = verified_or_none(action.debt, tx, turn)
        return open_request(action, tx, debtor, turn, kind)


def open_request(
    action: ParleyAction,
    tx: Session,
    debtor: VerifiedDebtor | None,
    turn: Turn,
    kind: RequestKind,
) -> RightsRequest:
    """The open request of this kind, or a new one."""
    return action.debt.requests.open(
        tx, turn.conversation_id, debtor, kind, None, turn.text, f"{turn.key}:{kind}"
    )
