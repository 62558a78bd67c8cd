"""What the operator lets the assistant agree by itself, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from debt.account import Phase
from debt.schedule import Frequency


@dataclass(frozen=True)
class PhasePolicy:
    """The limits of one phase.

    Attributes:
        bot_months: the longest plan the assistant may close; 0 closes none.
        person_months: the longest plan a person may close.
        offer_months: how long the quicker and the gentler offer take.
        settlement_percent: percent of the balance taken off; 0 offers none.
        min_instalment: the least regular instalment, in major units.
        start_days: the first instalment is due at most so many days from today.

    Raises:
        ValueError: an offer is longer than a plan may be.
    """

    bot_months: int
    person_months: int
    offer_months: tuple[int, int]
    settlement_percent: int = 0
    min_instalment: Decimal = Decimal(5)
    start_days: int = 30
    frequencies: tuple[Frequency, ...] = tuple(Frequency)

    def __post_init__(self) -> None:
        if not max(self.offer_months) <= self.bot_months <= self.person_months:
            raise ValueError(self.offer_months)


_DEFAULT_PHASES = MappingProxyType(
    {
        Phase.SOFT: PhasePolicy(6, 12, (3, 6)),
        Phase.PRE_LITIGATION: PhasePolicy(12, 36, (6, 12), settlement_percent=10),
        Phase.LITIGATION: PhasePolicy(0, 60, (0, 0)),
        Phase.RECOVERY: PhasePolicy(36, 60, (12, 24), settlement_percent=40),
    }
)


@dataclass(frozen=True)
class Policy:
    """The operator's whole policy.

    Attributes:
        min_payment: the least card payment, in major units.
        offer_hours: how long a plan offer can be accepted.
        usual_start_days: when an offered plan begins unless the person says.
        grace_days: how late an instalment may come before it counts as missed.
        settlement_days: how long a settlement offer stands; longer than the validation
            period of 30 days and 5 business days' receipt (Reg F 1006.34(b)(5)).
    """

    phases: Mapping[Phase, PhasePolicy] = field(default_factory=lambda: _DEFAULT_PHASES)
    min_payment: Decimal = Decimal(1)
    offer_hours: int = 24
    usual_start_days: int = 7
    grace_days: int = 7
    settlement_days: int = 45


DEFAULT_POLICY = Policy()
