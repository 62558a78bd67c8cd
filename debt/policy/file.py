"""The operator's ``policy.toml``: read, and checked for every mistake at once.

Each ``[[rule]]`` has conditions (``creditor``, ``product``, ``phase``, ``currency``,
``balance_from``, ``balance_below``) and limits under the names of ``limits.py``, such
as ``plan.bot_months``. The rules of the file come after the built-in ones, so what the
file does not set is as built in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from debt.errors import InvalidMoney
from debt.money import Money
from debt.policy.drafts import Draft, drafts_of
from debt.policy.remarks import PolicyError, Remark
from debt.policy.resolution import DEFAULT_POLICY, Policy, Rule
from debt.policy.situations import contradictions, idle_changes
from debt.policy.statements import refusal, statements

# A currency with as many decimals as an amount in the file can have.
_MOST_DECIMALS = "KWD"


@dataclass(frozen=True)
class Reading:
    """What a file says.

    Attributes:
        rules: those of the file, without what is wrong.
        mistakes: none, if the file can be used.
        warnings: what is allowed, but seldom meant.
    """

    rules: tuple[Rule, ...]
    mistakes: tuple[Remark, ...]
    warnings: tuple[Remark, ...]

    @property
    def policy(self) -> Policy:
        """The built-in rules and then those of the file.

        Raises:
            PolicyError: with every mistake.
        """
        if self.mistakes:
            raise PolicyError(self.mistakes)
        return Policy(DEFAULT_POLICY.rules + self.rules)


def read_policy(text: str) -> Reading:
    """Read and check a whole file, as decoded; a byte order mark does no harm."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    drafts, mistakes = drafts_of(statements(text))
    rules = tuple(draft.rule for draft in drafts)
    for draft in drafts:
        mistakes += _about_amounts(draft)
    unsure = {each.group for each in mistakes}
    if "" not in unsure:
        found = contradictions(DEFAULT_POLICY.rules + rules)
        mistakes += [each for each in found if each.group not in unsure]
    refused = None if mistakes else refusal(text)
    if refused:
        mistakes.append(Remark(*refused))
    warnings = () if mistakes else _warnings(rules)
    return Reading(rules, tuple(sorted(mistakes)), tuple(sorted(warnings)))


def _about_amounts(draft: Draft) -> Iterator[Remark]:
    """What only shows when the values of a rule are seen together."""
    rule = draft.rule
    low, high = rule.balance_from, rule.balance_below
    if high is not None and high <= (low or 0):
        text = f"balance_below {high} must be above balance_from {low or 0}"
        yield Remark(draft.lines["balance_below"], text)
    for name, amount in _amounts(rule):
        try:
            Money.of(amount, rule.currency or _MOST_DECIMALS)
        except InvalidMoney:
            text = f"{name}: {rule.currency} has fewer decimals than {amount}"
            yield Remark(draft.lines[name], text, name.partition(".")[0])


def _amounts(rule: Rule) -> Iterator[tuple[str, Decimal]]:
    bands = {"balance_from": rule.balance_from, "balance_below": rule.balance_below}
    limits = {change.name: change.value for change in rule.changes}
    for name, value in {**bands, **limits}.items():
        if isinstance(value, Decimal):
            yield name, value


def _warnings(rules: tuple[Rule, ...]) -> Iterator[Remark]:
    if not rules:
        yield Remark(0, "there is no [[rule]], so everything is as built in")
    yield from idle_changes(DEFAULT_POLICY.rules + rules)
    for rule in rules:
        line = rule.line or 0
        if not rule.changes:
            yield Remark(line, "the rule sets no limit")
        if rule.currency is None and (rule.balance_from or rule.balance_below):
            text = "the balance band is for every currency alike; name a currency"
            yield Remark(line, text)
        for change in rule.changes:
            if change.name.startswith("fees.") and change.value:
                yield Remark(change.line or line, f"{change.name}: {_FEES}")


_FEES = (
    "charge it only where the agreement or the law expressly allows it (12 CFR "
    "1006.22(b)) and it is no more than the cost (FCA CONC 7.7.5R)"
)
