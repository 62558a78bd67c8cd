"""Which limits apply to an account: rules in order, the last one that fits decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from decimal import Decimal
from typing import Any, get_type_hints

from debt.account import Phase
from debt.money import Money
from debt.policy.limits import Limits, Tone


@dataclass(frozen=True)
class Case:
    """What a rule looks at."""

    creditor_id: str
    product: str
    phase: Phase
    balance: Money


@dataclass(frozen=True)
class Change:
    """One limit that a rule sets.

    Attributes:
        name: as in the file, such as ``plan.bot_months``.
        line: where it stands in the file; ``None`` for what is built in.
    """

    name: str
    value: Any
    line: int | None = None


@dataclass(frozen=True)
class Rule:
    """Limits for the accounts that fit every condition; ``None`` fits all.

    Attributes:
        balance_from: the least balance it is for, in major units, included.
        balance_below: the balance it no longer is for, in major units.
        currency: the currency it is for; balance bands should name one.
        line: where it begins in the file; ``None`` for what is built in.
    """

    changes: tuple[Change, ...]
    creditor: str | None = None
    product: str | None = None
    phase: Phase | None = None
    currency: str | None = None
    balance_from: Decimal | None = None
    balance_below: Decimal | None = None
    line: int | None = None

    def fits(self, case: Case) -> bool:
        """Whether the rule is for this case."""
        wanted = (self.creditor, self.product, self.phase, self.currency)
        found = (case.creditor_id, case.product, case.phase, case.balance.currency)
        if any(w is not None and w != f for w, f in zip(wanted, found, strict=True)):
            return False
        return self.spans(case.balance.decimal)

    def spans(self, balance: Decimal) -> bool:
        """Whether a balance in major units is in the rule's band."""
        above = self.balance_from is None or balance >= self.balance_from
        return above and (self.balance_below is None or balance < self.balance_below)


@dataclass(frozen=True)
class Source:
    """The rule that decides a limit, with the value and line that it gives it."""

    rule: Rule
    value: Any
    line: int | None


@dataclass(frozen=True)
class Policy:
    """The operator's whole policy."""

    rules: tuple[Rule, ...]

    def limits(self, case: Case) -> Limits:
        """The limits for one account.

        Raises:
            Contradiction: the rules that fit contradict each other.
        """
        return limits_of(self.deciding(case))

    def deciding(self, case: Case) -> dict[str, Source]:
        """Where each limit comes from; one that no rule sets is left out."""
        return last_of(tuple(rule for rule in self.rules if rule.fits(case)))


def last_of(rules: tuple[Rule, ...]) -> dict[str, Source]:
    """For each limit that any of the rules sets, the last one that does."""
    return {
        each.name: Source(rule, each.value, each.line)
        for rule in rules
        for each in rule.changes
    }


def limits_of(sources: Mapping[str, Source]) -> Limits:
    """The built-in limits with what the rules set.

    Raises:
        Contradiction: the rules contradict each other.
    """
    groups: dict[str, dict[str, Any]] = {}
    for name, source in sources.items():
        group, _, key = name.rpartition(".")
        groups.setdefault(group, {})[key] = source.value
    limits = replace(Limits(), **groups.pop("", {}))
    for group, values in groups.items():
        limits = replace(limits, **{group: replace(getattr(limits, group), **values)})
    return limits


def limit_types() -> dict[str, Any]:
    """The name of every limit there is, such as ``plan.bot_months``, and its type."""
    types: dict[str, Any] = {}
    for name, kind in get_type_hints(Limits).items():
        inner = get_type_hints(kind) if is_dataclass(kind) else {}
        types |= {f"{name}.{each}": hint for each, hint in inner.items()}
        if not inner:
            types[name] = kind
    return types


def _built_in(phase: Phase, **changes: Any) -> Rule:
    named = (Change(key.replace("__", "."), value) for key, value in changes.items())
    return Rule(tuple(named), phase=phase)


DEFAULT_POLICY = Policy(
    (
        _built_in(
            Phase.PRE_LITIGATION,
            tone=Tone.SUPPORTIVE,
            plan__bot_months=12,
            plan__person_months=36,
            plan__offer_months=(6, 12),
            settlement__lump_percent=10,
            settlement__parts_percent=5,
            settlement__floor_percent=20,
        ),
        _built_in(
            Phase.LITIGATION,
            tone=Tone.NEUTRAL,
            plan__bot_months=0,
            plan__person_months=60,
            plan__offer_months=(0, 0),
        ),
        _built_in(
            Phase.RECOVERY,
            tone=Tone.NEUTRAL,
            plan__bot_months=36,
            plan__person_months=60,
            plan__offer_months=(12, 24),
            settlement__lump_percent=40,
            settlement__parts_percent=30,
            settlement__floor_percent=60,
        ),
    )
)
