"""Every combination of rules that some account can fit, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal

from debt.account import Phase
from debt.policy.limits import Contradiction, Limits
from debt.policy.remarks import Remark
from debt.policy.resolution import Rule, Source, last_of, limits_of
from debt.policy.values import shown

_ANOTHER = object()
_CONDITIONS = ("creditor", "product", "currency", "phase")


def combinations(rules: Sequence[Rule]) -> Iterator[tuple[Rule, ...]]:
    """Each set of rules, in order, that fits at least one possible account."""
    seen = set()
    for fitting in _split(tuple(rules), _CONDITIONS):
        for found in _by_balance(fitting):
            lines = tuple(map(id, found))
            if lines not in seen:
                seen.add(lines)
                yield found


def contradictions(rules: Sequence[Rule]) -> Iterator[Remark]:
    """The limits that cannot hold together, at the line that came last."""
    found = {
        remark
        for fitting in combinations(rules)
        for remark in _contradictions_of(last_of(fitting))
    }
    yield from sorted(found)


def idle_changes(rules: Sequence[Rule]) -> Iterator[Remark]:
    """What later rules of the file decide for every account that it is for."""
    deciding = {
        (source.rule.line, name)
        for fitting in combinations(rules)
        for name, source in last_of(fitting).items()
    }
    for rule in rules:
        idle = [c for c in rule.changes if (rule.line, c.name) not in deciding]
        if rule.line and len(idle) == len(rule.changes) > 1:
            text = "the rule has no effect: later rules decide everything it sets"
            yield Remark(rule.line, text)
        elif rule.line:
            text = "has no effect: later rules decide it for all these accounts"
            yield from (Remark(c.line or 0, f"{c.name} {text}") for c in idle)


def _split(
    rules: tuple[Rule, ...], conditions: Sequence[str]
) -> Iterator[tuple[Rule, ...]]:
    """The rules for each value of each condition, and for one that no rule names."""
    if not conditions:
        yield rules
        return
    condition, *others = conditions
    named = dict.fromkeys(getattr(rule, condition) for rule in rules)
    possible = tuple(Phase) if condition == "phase" else (*named, _ANOTHER)
    for value in possible:
        fitting = (r for r in rules if getattr(r, condition) in (None, value))
        yield from _split(tuple(fitting), others)


def _by_balance(rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, ...]]:
    """The rules for each stretch of balances between the ends of their bands."""
    ends = {Decimal("-Infinity")}
    for rule in rules:
        ends |= {rule.balance_from or Decimal(0), rule.balance_below or Decimal(0)}
    for balance in ends:
        yield tuple(rule for rule in rules if rule.spans(balance))


def _contradictions_of(sources: dict[str, Source]) -> Iterator[Remark]:
    for group in fields(Limits):
        own = {n: s for n, s in sources.items() if n.startswith(f"{group.name}.")}
        try:
            limits_of(own)
        except Contradiction as exc:
            for rule in exc.rules:
                yield _contradiction(group.name, rule, own)


def _contradiction(group: str, rule: str, sources: dict[str, Source]) -> Remark:
    """At the last line of those that contradict each other."""
    built_in = getattr(Limits(), group)
    named = [n for n in re.findall(r"\w+", rule) if hasattr(built_in, n)]
    lines, told = [0], []
    for name in dict.fromkeys(named):
        source = sources.get(f"{group}.{name}")
        value = source.value if source else getattr(built_in, name)
        lines.append(source.line or 0 if source else 0)
        told.append(f"{name} is {shown(value)} ({_place(source)})")
    text = f"{group}: {rule}, but for some accounts {' and '.join(told)}"
    return Remark(max(lines), text, group)


def _place(source: Source | None) -> str:
    if source and source.line:
        return f"line {source.line}"
    phase = source.rule.phase if source else None
    return f"built in for phase {phase.value}" if phase else "built in"
