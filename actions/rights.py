"""Rights a person claims: recorded in the same turn, with a reference, and kept.

A claim stops what it stops, is written into the register with a day, and puts a person
on it. It works before identity too: it then waits for the check, and nothing is said
of any debt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.account import named_accounts
from actions.formats import day
from actions.turn import Events, ParleyAction, Turn, leave_form, verified_or_none
from debt.identity import VerifiedDebtor
from debt.rights import ADVICE, BREATHING_SPACE, Block, BlockKind
from debt.rights_request import RequestKind, RightsRequest


@dataclass(frozen=True)
class Claim:
    """What a claim is recorded as.

    Attributes:
        is_asked_about: a detail is asked for afterwards, once, and can be left out.
    """

    request: RequestKind
    block: BlockKind
    is_asked_about: bool = True


CLAIMS = {
    "dispute_debt": Claim(RequestKind.DISPUTE, BlockKind.DISPUTE),
    "report_identity_theft": Claim(RequestKind.IDENTITY_THEFT, BlockKind.DISPUTE),
    "report_attorney": Claim(RequestKind.ATTORNEY, BlockKind.ATTORNEY),
    "report_bankruptcy": Claim(RequestKind.BANKRUPTCY, BlockKind.BANKRUPTCY),
    "report_breathing_space": Claim(
        RequestKind.BREATHING_SPACE, BlockKind.BREATHING_SPACE
    ),
    "report_deceased": Claim(RequestKind.DECEASED, BlockKind.DECEASED, False),
}
_MORATORIUM = re.compile(r"breathing|moratorium|respite|60[- ]day|sixty", re.IGNORECASE)


def reason_of(right: str) -> str:
    """The reason on the ticket, by which the queue knows who comes first."""
    return CLAIMS[right].request.value


class ClaimRight(ParleyAction):
    """Records a claim about everything a person owes, or the account they name."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_claim_right"

    def act(self, turn: Turn) -> Events:
        """Claim what the message says."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            account_id = self._named(tx, debtor, turn)
            request, block = self.record(tx, debtor, turn.intent, account_id, turn)
        told = {"reference": request.reference, "due": day(request.due_on, turn.locale)}
        if request.is_repeated:
            turn.say("utter_rights_known", **told)
            return leave_form(turn)
        if block.until:
            told["until"] = day(block.until.date(), turn.locale)
        turn.say(f"utter_rights_{turn.intent}", **told)
        return ask_about(turn, turn.intent, request)

    def record(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        right: str,
        account_id: str | None,
        turn: Turn,
    ) -> tuple[RightsRequest, Block]:
        """The block, the request under the same reference, and the ticket."""
        claim = CLAIMS[right]
        self.debt.handoff.request(
            tx, turn.conversation_id, reason_of(right), f"{turn.key}:{right}"
        )
        block = self.debt.rights.set_block(
            tx,
            debtor,
            claim.block,
            account_id,
            reason=turn.text,
            key=turn.key,
            conversation_id=turn.conversation_id,
            lasts=_lasts(claim, turn),
        )
        request = self.debt.requests.open(
            tx,
            turn.conversation_id,
            debtor,
            claim.request,
            account_id,
            turn.text,
            turn.key,
            block.reference,
        )
        return request, block

    def _named(
        self, tx: Session, debtor: VerifiedDebtor | None, turn: Turn
    ) -> str | None:
        """Only somebody whose name was used on one account means that one alone."""
        if debtor is None or turn.intent != "report_identity_theft":
            return None
        named = named_accounts(self.debt.accounts.of(tx, debtor), turn.text)
        return named[0].account_id if len(named) == 1 else None


def ask_about(turn: Turn, right: str, request: RightsRequest) -> Events:
    """Ask for a detail where one helps; what was being done is left."""
    left = leave_form(turn)
    if not CLAIMS[right].is_asked_about:
        return left
    known = [
        SlotSet("claim_right", right),
        SlotSet("claim_reference", request.reference),
        SlotSet("claim_details", None),
    ]
    return [*left, *known, FollowupAction("claim_form")]


def _lasts(claim: Claim, turn: Turn) -> timedelta | None:
    """A moratorium has its 60 days, somebody with an adviser 30."""
    if claim.block is not BlockKind.BREATHING_SPACE:
        return None
    return BREATHING_SPACE if _MORATORIUM.search(turn.text) else ADVICE
