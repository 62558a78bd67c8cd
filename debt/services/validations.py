"""The validation period of each account: when it began, its notice, when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from debt.account import country_of
from debt.identity import VerifiedDebtor
from debt.operator import Role, Texts
from debt.rights_request import RequestKind
from debt.schedule import business_days
from debt.services.books import Books
from debt.services.rights_requests import RightsRequestService
from debt.store import accounts
from debt.store import validations as store
from debt.validation import Validation, period_end

_ASSISTANT = "assistant"


@dataclass(frozen=True)
class ValidationService:
    """Reg F binds who collects for others in the US, and counts where we do not know
    better."""

    books: Books
    requests: RightsRequestService

    def begin(self, tx: Session, debtor: VerifiedDebtor) -> None:
        """The first facts are about to be told: from now on the notice is owed.

        It stands in the register until it is out; an alarm is raised on the third day.
        """
        if not self._applies(debtor):
            return
        for account in accounts.accounts_of(tx, debtor):
            if store.begin(tx, account.id, self.books.clock.now()):
                self.requests.open(
                    tx,
                    debtor.conversation_id,
                    debtor,
                    RequestKind.VALIDATION_NOTICE,
                    account.id,
                    words="",
                    key=f"{account.id}:validation_notice",
                )

    def give(self, tx: Session, debtor: VerifiedDebtor, account_id: str) -> None:
        """The person has the validation information, in a form they can keep.

        Raises:
            UnknownAccount: not one of the person's accounts.
        """
        account = accounts.account_of(tx, debtor, account_id)
        now, today = self.books.clock.now(), self.books.today(debtor)
        calendar = business_days(country_of(debtor.locale))
        store.keep_notice(tx, account.id, now, period_end(today, calendar))
        for each in self.requests.of(tx, debtor, debtor.conversation_id):
            is_notice = each.kind is RequestKind.VALIDATION_NOTICE
            if is_notice and each.account_id == account.id:
                self.requests.close(tx, each.reference, _ASSISTANT)

    def of(
        self, tx: Session, debtor: VerifiedDebtor, account_id: str
    ) -> Validation | None:
        """Where the validation of an account stands, if there is one."""
        found = store.validations_of(tx, debtor.id)
        return next((each for each in found if each.account_id == account_id), None)

    def runs(self, tx: Session, debtor: VerifiedDebtor, account_id: str | None) -> bool:
        """Whether the period of the account is not over, or of any when none is
        named."""
        today = self.books.today(debtor)
        return any(
            each.runs_on(today)
            for each in store.validations_of(tx, debtor.id)
            if account_id in (None, each.account_id)
        )

    def _applies(self, debtor: VerifiedDebtor) -> bool:
        words = self.books.operator.words(debtor.jurisdiction)
        return words.role is Role.THIRD_PARTY and words.texts is not Texts.UK
