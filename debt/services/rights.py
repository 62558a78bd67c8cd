"""Rights a person uses: whatever stops collecting is written down at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.errors import IllegalTransition
from debt.identity import ABSOLUTE_LIMIT, VerifiedDebtor
from debt.rights import Block, BlockKind, blocks_all, blocks_collection
from debt.store import accounts, ledger, rights_requests
from debt.store import rights as store
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class RightsService:
    """Blocks can be set by anybody who writes, verified or not."""

    clock: Clock

    def set_block(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        kind: BlockKind,
        account_id: str | None,
        reason: str,
        key: str,
        conversation_id: str,
        lasts: timedelta | None = None,
    ) -> Block:
        """Stop collecting; a block that stands already is given again.

        Args:
            debtor: ``None`` before the check; the block then waits for the conversation
                to pass it.
            account_id: ``None`` covers everything the person owes.
            reason: the person's own words; of a dispute, what is disputed.
            lasts: how long, where the law says so; otherwise until it is lifted.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        asked = fingerprint(debtor and debtor.id, kind.value, account_id, reason)
        with once(tx, "rights.set_block", key, asked) as request:
            block = self._known(tx, request.result)
            if block is None:
                if account_id is not None:
                    account_id = own_account(tx, debtor, account_id)
                whom = debtor.id if debtor else None
                now = self.clock.now()
                until = now + lasts if lasts else None
                new = store.NewBlock(
                    kind, whom, account_id, conversation_id, reason, until
                )
                block = store.standing_block(tx, new, now)
                block = block or store.add_block(tx, new, now)
                request.result = block.reference
            return block

    def narrow(
        self, tx: Session, debtor: VerifiedDebtor, reference: str, account_id: str
    ) -> None:
        """A claim on everything was meant for one account: it keeps its reference.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        store.narrow_block(tx, reference, debtor.id, account.id)
        rights_requests.narrow_request(tx, reference, debtor.id, account.id)

    def lift(self, tx: Session, reference: str) -> Block:
        """End a block, for a person at the desk; lifting it again changes nothing.

        Raises:
            IllegalTransition: there is no such block.
        """
        store.lift_block(tx, reference, self.clock.now())
        block = self._known(tx, reference)
        if block is None:
            raise IllegalTransition(reference)
        return block

    def blocks(self, tx: Session, debtor_id: str) -> tuple[Block, ...]:
        """The blocks in force, the oldest first."""
        return store.blocks_of(tx, debtor_id, self.clock.now())

    def of(
        self, tx: Session, debtor: VerifiedDebtor | None, conversation_id: str
    ) -> tuple[Block, ...]:
        """The blocks that a conversation has to keep to, the oldest first."""
        whose = debtor.id if debtor else None
        return store.blocks_in(tx, conversation_id, whose, self.clock.now())

    def standing(
        self,
        tx: Session,
        debtor: VerifiedDebtor | None,
        conversation_id: str,
        account_id: str | None,
    ) -> Block | None:
        """What stops collecting in a conversation at this moment: the oldest block.

        Args:
            debtor: who the conversation is with; ``None`` before the check, when only
                what was said in the conversation itself counts.
            account_id: what it is about; ``None`` for no account in particular. Then a
                block counts that leaves nothing which could be collected.

        A crisis silences the conversation it was told in for as long as one check can
        last, whoever lifts its block.
        """
        now = self.clock.now()
        crisis = store.latest_crisis_in(tx, conversation_id, now - ABSOLUTE_LIMIT)
        blocks = self.of(tx, debtor, conversation_id)
        if crisis or not blocks:
            return crisis
        if account_id is not None:
            return blocks_collection(blocks, account_id, now)
        return blocks_all(blocks, _owing(tx, debtor) if debtor else (), now)

    def _known(self, tx: Session, reference: str | None) -> Block | None:
        return store.block_with_reference(tx, reference) if reference else None


def own_account(
    tx: Session, debtor: VerifiedDebtor | None, account_id: str
) -> str | None:
    """The account, or everything when nobody was checked who could own one."""
    return accounts.account_of(tx, debtor, account_id).id if debtor else None


def _owing(tx: Session, debtor: VerifiedDebtor) -> list[str]:
    """The accounts on which something is owed."""
    return [
        each.id
        for each in accounts.accounts_of(tx, debtor)
        if ledger.balance_of(tx, each).minor > 0
    ]
