"""Payments that people say they have made and that are not in the books."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.clock import Clock
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.rights_request import RequestKind, RightsRequest
from debt.services.rights_requests import RightsRequestService
from debt.store import accounts, rights
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class PaidClaimService:
    """Nothing is asked for on the account until a claim is answered (FCA CONC 7.5.3).

    Its pause has no end of its own: a person lifts it with the answer.
    """

    clock: Clock
    requests: RightsRequestService

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> RightsRequest | None:
        """The claim about an account that nobody has answered yet, if there is one."""
        claims = (
            each
            for each in self.requests.of(tx, debtor, debtor.conversation_id)
            if each.kind is RequestKind.PAYMENT_CLAIM and each.account_id == account_id
        )
        return next(claims, None)

    def make(
        self,
        tx: Session,
        debtor: VerifiedDebtor,
        account_id: str,
        words: str,
        key: str,
    ) -> RightsRequest:
        """Write a claim down and pause; one that is open is given again.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        with once(
            tx, "paid_claim.make", key, fingerprint(debtor.id, account_id, words)
        ) as request:
            account = accounts.account_of(tx, debtor, account_id)
            accounts.lock_account(tx, account.id)
            known = self.current(tx, debtor, account_id)
            if known is not None:
                request.result = known.reference
                return known
            new = rights.NewBlock(
                kind=BlockKind.HOLD,
                debtor_id=debtor.id,
                account_id=account.id,
                conversation_id=debtor.conversation_id,
                reason=words,
            )
            block = rights.add_block(tx, new, self.clock.now())
            request.result = block.reference
            return self.requests.open(
                tx,
                debtor.conversation_id,
                debtor,
                RequestKind.PAYMENT_CLAIM,
                account.id,
                words,
                key,
                block.reference,
            )

    def describe(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, words: str, key: str
    ) -> RightsRequest | None:
        """Add what the person says later of the open claim, if one is open.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        claim = self.current(tx, debtor, accounts.account_of(tx, debtor, account_id).id)
        return claim and self.requests.add(tx, claim.reference, words, key)
