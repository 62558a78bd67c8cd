"""How an account went: what happened at each due date, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import chain, repeat, takewhile
from random import Random

from bot.demo.portfolio.creditors import Product
from debt.ledger import ReturnReason
from debt.money import Money
from debt.rights import BlockKind
from debt.schedule import Frequency, add_months

_STATEMENT_DAYS = timedelta(days=25)


def dice(seed: int | str) -> Random:
    """Chance that repeats itself: the same seed draws the same portfolio."""
    return Random(seed)  # noqa: S311 - nothing here is a secret


def draw_id(rng: Random) -> str:
    """An identifier shaped like those of the store."""
    return f"{rng.getrandbits(128):032x}"


class Turn(str, Enum):
    """What became of one statement."""

    ON_TIME = "on_time"
    LATE = "late"
    SHORT = "short"
    MISSED = "missed"
    RETURNED = "returned"
    CAUGHT_UP = "caught_up"


@dataclass(frozen=True)
class PastPlan:
    """A plan agreed some time ago; the latest ``missed`` instalments were not paid."""

    agreed_on: date
    count: int
    frequency: Frequency = Frequency.MONTHLY
    missed: int = 0


@dataclass(frozen=True)
class Pause:
    """A block on collecting that stands."""

    kind: BlockKind
    set_on: date
    reason: str


@dataclass(frozen=True)
class Agreement:
    """What was agreed with the creditor.

    Attributes:
        size: the amount lent, or the usual bill.
        card: what the person pays with.
    """

    id: str
    reference: str
    product: Product
    size: Money
    last4: str
    card: str

    @property
    def instalment(self) -> Money:
        return self.size.percent(self.product.instalment_percent)


@dataclass(frozen=True)
class Course:
    """One turn for each due date; all due dates are counted from one of them.

    Attributes:
        today: nothing is booked on this day or after it.
        behind_on: the due date it began to go wrong, or the next one if it never did.
        before: the turns before that day.
        since: the turns from that day on; after the last of them nothing is paid.
    """

    today: date
    behind_on: date
    before: tuple[Turn, ...]
    since: tuple[Turn, ...] = ()
    return_reason: ReturnReason = ReturnReason.INSUFFICIENT_FUNDS
    charged_off_on: date | None = None
    litigation_on: date | None = None
    plan: PastPlan | None = None
    pause: Pause | None = None
    settlement_percent: int | None = None

    @property
    def opened_on(self) -> date:
        return self.due_on(-1)

    @property
    def itemised_from(self) -> date:
        """The charge-off, or else the last statement before it went wrong."""
        return self.charged_off_on or self.due_on(len(self.before) - 1)

    @property
    def ends_on(self) -> date:
        """The day from which the agreement asks for nothing more."""
        agreed_on = self.plan.agreed_on if self.plan else None
        ends = (self.charged_off_on, self.litigation_on, agreed_on)
        return min((day for day in ends if day), default=self.today)

    def due_on(self, index: int) -> date:
        return add_months(self.behind_on, index - len(self.before))

    def issued_on(self, index: int) -> date:
        """When the statement goes out; always after the due date before it."""
        return self.due_on(index) - _STATEMENT_DAYS

    def turns(self) -> Iterator[tuple[int, Turn]]:
        """A numbered turn for each statement that goes out.

        An agreement that has ended asks only for what fell due before; one that runs
        has sent out the next statement already.
        """
        numbered = enumerate(chain(self.before, self.since, repeat(Turn.MISSED)))
        day_of = self.issued_on if self.ends_on == self.today else self.due_on
        return takewhile(lambda each: day_of(each[0]) < self.ends_on, numbered)
