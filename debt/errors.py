"""What can be refused. Each docstring says what the person should understand."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from debt.money import Money
    from debt.rights import BlockKind

Refusal = TypeVar("Refusal", bound=Enum)


class DebtError(Exception):
    """This cannot be done, and nothing was changed."""


class NotVerified(DebtError):
    """We need to check who you are before we can talk about an account."""


class UnknownAccount(DebtError):
    """There is no such account among yours."""


class InvalidMoney(DebtError):
    """We could not read that as an amount of money."""


class CurrencyMismatch(DebtError):
    """These amounts are in different currencies and cannot be added or compared."""


class AmountTooSmall(DebtError):
    """The amount is smaller than the least that can be taken."""

    def __init__(self, limit: Money) -> None:
        super().__init__(limit)
        self.limit = limit


class AmountTooLarge(DebtError):
    """The amount is more than there is left to pay."""

    def __init__(self, limit: Money) -> None:
        super().__init__(limit)
        self.limit = limit


class PlanRefusal(str, Enum):
    """Why a plan was not agreed."""

    TOO_LONG = "too_long"
    UNAFFORDABLE = "unaffordable"
    BELOW_MINIMUM = "below_minimum"
    FREQUENCY = "frequency"
    STARTS_TOO_EARLY = "starts_too_early"
    STARTS_TOO_LATE = "starts_too_late"
    DOES_NOT_ADD_UP = "does_not_add_up"
    NOTHING_OWED = "nothing_owed"
    PERSON_ONLY = "person_only"
    ALREADY_ACTIVE = "already_active"
    NO_ACTIVE_PLAN = "no_active_plan"


class ChangeRefusal(str, Enum):
    """Why a plan was not changed."""

    NO_SUCH_INSTALMENT = "no_such_instalment"
    ALREADY_PAID = "already_paid"
    CUT_OFF_PASSED = "cut_off_passed"
    NOTHING_CHANGES = "nothing_changes"
    MOVED_ENOUGH = "moved_enough"
    TOO_EARLY = "too_early"
    TOO_FAR = "too_far"
    NO_SKIPS = "no_skips"
    SKIPPED_RECENTLY = "skipped_recently"
    REPLANS_USED = "replans_used"


class HoldRefusal(str, Enum):
    """Why an account was not put on hold."""

    NOT_OFFERED = "not_offered"
    NOTHING_OWED = "nothing_owed"
    ON_HOLD = "on_hold"
    NOT_ON_HOLD = "not_on_hold"
    EXTENSIONS_USED = "extensions_used"
    TOO_SOON = "too_soon"


class PromiseRefusal(str, Enum):
    """Why a promise was not taken."""

    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"
    ALREADY_OPEN = "already_open"
    NONE_OPEN = "none_open"


class _NotAllowed(DebtError, Generic[Refusal]):
    """The assistant cannot agree this; a person may still be able to.

    Attributes:
        reason: which rule stands in the way.
        limit: the nearest amount that would be allowed, where known: of a plan, the
            least regular instalment; of unaffordable, the most that the person's
            budget leaves in a month.
        day: the nearest day that would be allowed, where known.
        referable: a person may agree it, so pass it on (FCA CONC 7.5.4).
        beyond_person: too long even for a plan that a person may close; passed on all
            the same, for a token plan or a review.
    """

    def __init__(
        self,
        reason: Refusal,
        *,
        limit: Money | None = None,
        day: date | None = None,
        referable: bool = False,
        beyond_person: bool = False,
    ) -> None:
        super().__init__(reason.value, limit, day)
        self.reason = reason
        self.limit = limit
        self.day = day
        self.referable = referable
        self.beyond_person = beyond_person


class BudgetFault(str, Enum):
    """What is wrong with a budget."""

    NO_INCOME = "no_income"
    NEGATIVE = "negative"
    RANGE_REVERSED = "range_reversed"
    TOO_LARGE = "too_large"
    OTHER_CURRENCY = "other_currency"
    HOUSEHOLD = "household"


class BudgetRefused(DebtError):
    """These figures cannot be counted with; ask for the line again.

    Attributes:
        fault: what is wrong. No income means nothing was said about it, which is not
            the same as an income of zero.
        line: the source of income or group of spending it is in, where it is in one.
    """

    def __init__(self, fault: BudgetFault, line: str | None = None) -> None:
        super().__init__(fault.value, line)
        self.fault = fault
        self.line = line


class PlanNotAllowed(_NotAllowed[PlanRefusal]):
    """The assistant cannot agree this plan; a person may still be able to."""


class ChangeNotAllowed(_NotAllowed[ChangeRefusal]):
    """The plan cannot be changed in this way; it stays as it is."""


class HoldNotAllowed(_NotAllowed[HoldRefusal]):
    """The account cannot be put on hold by the assistant."""


class PromiseNotAllowed(_NotAllowed[PromiseRefusal]):
    """This promise cannot be taken as it stands."""


class Blocked(DebtError):
    """Collecting is paused on this account, so no payment or plan can start."""

    def __init__(self, kind: BlockKind, reference: str) -> None:
        super().__init__(kind.value, reference)
        self.kind = kind
        self.reference = reference


class OldDebt(DebtError):
    """This account is so old that you should know what paying it means first."""

    def __init__(self, account_id: str) -> None:
        super().__init__(account_id)
        self.account_id = account_id


class OfferExpired(DebtError):
    """This offer no longer stands; ask for a fresh one."""


class IllegalTransition(DebtError):
    """This has already moved on and cannot go back."""


class IdempotencyConflict(DebtError):
    """The same request was made before with different content."""


class TicketTaken(DebtError):
    """Another agent is already talking to this person."""

    def __init__(self, agent: str | None) -> None:
        super().__init__(agent)
        self.agent = agent


class PaymentError(DebtError):
    """The payment could not be handled."""


class PaymentUnavailable(PaymentError):
    """The card page cannot be reached just now; no money was taken."""


class PaymentRefused(PaymentError):
    """The card provider turned the request itself down; asking again will not help."""


class UntrustedEvent(PaymentError):
    """A message claims to come from the card provider, but its proof is wrong."""
