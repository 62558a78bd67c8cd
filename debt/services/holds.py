"""Holds: a pause for people in trouble, with a day on which somebody follows up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from debt.account import Account
from debt.errors import HoldNotAllowed, HoldRefusal
from debt.hold import Hold, HoldOffer, beginning_of, extended_review, offered_hold
from debt.identity import VerifiedDebtor
from debt.plan_log import Actor
from debt.rights import Block, BlockKind
from debt.services.books import Books
from debt.store import accounts, ledger, rights
from debt.store import holds as store
from debt.store.database import new_id
from debt.store.requests import fingerprint, once


@dataclass(frozen=True)
class HoldService:
    """A hold sets a block that ends by itself when the review day begins."""

    books: Books

    def offer(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> HoldOffer:
        """The hold that could be agreed today; nothing is written down.

        Raises:
            UnknownAccount: not one of the person's accounts.
            HoldNotAllowed: with the nearest day on which it might be.
            Blocked: something else has paused collecting already.
        """
        account = accounts.account_of(tx, debtor, account_id)
        limits = self.books.limits(tx, debtor, account).hold
        balance, today = ledger.balance_of(tx, account), self.books.today(debtor)
        latest = self._latest(tx, debtor, account)
        offer = offered_hold(account.id, balance, limits, today, latest)
        if self._block(tx, debtor, account):
            # Somebody at the desk has set one without an end.
            raise HoldNotAllowed(HoldRefusal.ON_HOLD)
        self.books.check_not_blocked(tx, debtor, account.id)
        return offer

    def accept(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Hold:
        """Stop collecting until the review day. A repeated yes gives the same hold.

        Raises:
            UnknownAccount: not one of the person's accounts.
            HoldNotAllowed: with the nearest day on which it might be.
            Blocked: something else has paused collecting already.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "hold.accept", key, asked) as request:
            if request.result is None:
                accounts.lock_account(tx, account_id)
                offer = self.offer(tx, debtor, account_id)
                request.result = self._begin(tx, debtor, offer).id
            return store.hold_with_id(tx, request.result)

    def extend(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str, key: str
    ) -> Hold:
        """Make a running hold as much longer again.

        Raises:
            UnknownAccount: not one of the person's accounts.
            HoldNotAllowed: none is running, or a person decides about more.
        """
        asked = fingerprint(debtor.id, account_id)
        with once(tx, "hold.extend", key, asked) as request:
            if request.result is None:
                account = accounts.account_of(tx, debtor, account_id)
                accounts.lock_account(tx, account.id)
                hold = self._running(tx, debtor, account)
                request.result = self._extend(tx, debtor, account, hold).id
            return store.hold_with_id(tx, request.result)

    def extended_until(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> date:
        """The review day that ``extend`` would give; nothing is written down.

        Raises:
            UnknownAccount: not one of the person's accounts.
            HoldNotAllowed: none is running, or a person decides about more.
        """
        account = accounts.account_of(tx, debtor, account_id)
        hold = self._running(tx, debtor, account)
        return self._longer_review(tx, debtor, account, hold)

    def current(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Hold | None:
        """The hold that is running, if one is.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        hold = self._latest(tx, debtor, account)
        return hold if hold and self.books.today(debtor) < hold.review_on else None

    def to_follow_up(self, tx: Session) -> list[Hold]:
        """The holds that are over and have not been spoken about, oldest first."""
        return store.holds_to_follow_up(tx, self.books.clock.now())

    def follow_up(self, tx: Session, hold_id: str, by: Actor) -> Hold:
        """Note that somebody has spoken with the person; the first note stays."""
        store.mark_followed_up(tx, hold_id, by, self.books.clock.now())
        return store.hold_with_id(tx, hold_id)

    def _begin(self, tx: Session, debtor: VerifiedDebtor, offer: HoldOffer) -> Hold:
        now = self.books.clock.now()
        review_at = beginning_of(offer.review_on, debtor.zone)
        new = rights.NewBlock(
            kind=BlockKind.HOLD,
            debtor_id=debtor.id,
            account_id=offer.account_id,
            conversation_id=debtor.conversation_id,
            reason="",
            until=review_at,
        )
        hold = Hold(
            id=new_id(),
            account_id=offer.account_id,
            block_reference=rights.add_block(tx, new, now).reference,
            started_on=self.books.today(debtor),
            review_on=offer.review_on,
            review_at=review_at,
        )
        store.add_hold(tx, hold)
        return hold

    def _extend(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, hold: Hold
    ) -> Hold:
        review_on = self._longer_review(tx, debtor, account, hold)
        longer = replace(
            hold,
            review_on=review_on,
            review_at=beginning_of(review_on, debtor.zone),
            extensions=hold.extensions + 1,
        )
        rights.prolong_block(tx, hold.block_reference, longer.review_at)
        store.keep_extension(tx, longer)
        return longer

    def _longer_review(
        self, tx: Session, debtor: VerifiedDebtor, account: Account, hold: Hold
    ) -> date:
        limits = self.books.limits(tx, debtor, account).hold
        return extended_review(hold, limits, self.books.today(debtor))

    def _running(self, tx: Session, debtor: VerifiedDebtor, account: Account) -> Hold:
        hold = self._latest(tx, debtor, account)
        if hold is None:
            raise HoldNotAllowed(HoldRefusal.NOT_ON_HOLD)
        return hold

    def _latest(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> Hold | None:
        """The last hold; one whose block was lifted was over on that day."""
        hold = store.latest_hold(tx, account.id)
        if hold is None:
            return None
        block = rights.block_with_reference(tx, hold.block_reference)
        if block is None or block.lifted_at is None:
            return hold
        lifted_on = block.lifted_at.astimezone(ZoneInfo(debtor.zone)).date()
        return replace(hold, review_on=min(hold.review_on, lifted_on))

    def _block(
        self, tx: Session, debtor: VerifiedDebtor, account: Account
    ) -> Block | None:
        standing = rights.blocks_of(tx, debtor.id, self.books.clock.now())
        return next(
            (
                each
                for each in standing
                if each.kind is BlockKind.HOLD and each.account_id in (None, account.id)
            ),
            None,
        )
