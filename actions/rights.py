"""Rights a person claims: recorded in the same turn, with a reference, and kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.account import account_name, ask_account, meant_account, named_accounts
from actions.turn import Events, ParleyAction, Turn, leave_form, verified_or_none
from debt.account import AccountStatus, AccountSummary
from debt.identity import VerifiedDebtor
from debt.rights import Block, BlockKind

# What a claim stops at once; the other rights pause nothing but reach a person.
BLOCKS = {
    "dispute_debt": BlockKind.DISPUTE,
    "report_identity_theft": BlockKind.DISPUTE,
    "report_attorney": BlockKind.ATTORNEY,
    "report_bankruptcy": BlockKind.BANKRUPTCY,
    "report_breathing_space": BlockKind.BREATHING_SPACE,
    "report_deceased": BlockKind.DECEASED,
    "report_vulnerability": BlockKind.VULNERABILITY,
    "stop_contact": BlockKind.CEASE,
}


def reason_of(right: str) -> str:
    """The reason on the ticket, by which the queue knows who comes first."""
    kind = BLOCKS.get(right)
    is_theft = right == "report_identity_theft"
    return right.removeprefix("report_") if kind is None or is_theft else kind.value


class ClaimRight(ParleyAction):
    """Records a claim, stops what it stops, and puts a person on it.

    It works before identity too: the block then waits for the check, and nothing is
    said of any debt.
    """

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_claim_right"

    def act(self, turn: Turn) -> Events:
        """Claim what the message says."""
        return self.claim(turn, turn.intent)

    def claim(self, turn: Turn, right: str) -> Events:
        """One transaction for the block and the ticket."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            ticket = self.debt.handoff.request(
                tx, turn.conversation_id, reason_of(right), turn.key
            )
            reference = ticket.reference
            kind = BLOCKS.get(right)
            if kind is not None:
                reference = self._block(tx, debtor, kind, None, turn).reference
        turn.say(f"utter_rights_{right}", reference=reference)
        return leave_form(turn)

    def _block(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        kind: BlockKind,
        account_id: str | None,
        turn: Turn,
    ) -> Block:
        return self.debt.rights.set_block(
            tx,
            debtor,
            kind,
            account_id,
            reason=turn.text,
            key=turn.key,
            conversation_id=turn.conversation_id,
        )


class DisputeDebt(ClaimRight):
    """Records which debt is disputed; who is not checked yet disputes all of them."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_dispute_debt"

    def act(self, turn: Turn) -> Events:
        """A dispute already open is told again with its reference."""
        with self.debt.database.begin() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            if debtor is not None:
                return self._dispute(tx, debtor, turn)
        return self.claim(turn, "dispute_debt")

    def _dispute(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        # A person is told even if we never hear which account it is.
        reason = reason_of("dispute_debt")
        self.debt.handoff.request(tx, turn.conversation_id, reason, turn.key)
        accounts = self.debt.accounts.of(tx, debtor)
        account = _disputed(accounts, turn)
        if account is None:
            return ask_account(accounts, turn)
        block = self._block(tx, debtor, BlockKind.DISPUTE, account.account_id, turn)
        is_known = account.status is AccountStatus.DISPUTE
        turn.say(
            "utter_rights_dispute_known"
            if is_known
            else "utter_rights_dispute_recorded",
            account=account_name(account),
            reference=block.reference,
        )
        return leave_form(turn)


def _disputed(
    accounts: tuple[AccountSummary, ...], turn: Turn
) -> AccountSummary | None:
    """The account meant: unless another is named, the one in dispute already."""
    in_dispute = [a for a in accounts if a.status is AccountStatus.DISPUTE]
    if len(in_dispute) == 1 and not named_accounts(accounts, turn.text):
        return in_dispute[0]
    return meant_account(accounts, turn)
