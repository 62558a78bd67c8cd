"""The example file says what is built in, and explains every limit."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from debt.account import Phase
from debt.money import Money
from debt.policy import DEFAULT_POLICY, Case, Limits, Reading, Rule, read_policy
from debt.policy.resolution import limit_types, limits_of

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "policy.toml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> Reading:
    return read_policy(TEXT)


def without_lines(rule: Rule) -> Rule:
    changes = tuple(replace(each, line=None) for each in rule.changes)
    return replace(rule, changes=changes, line=None)


def test_it_has_nothing_to_remark(example: Reading) -> None:
    assert example.mistakes == ()
    assert example.warnings == ()


def test_its_first_rule_says_every_limit_as_it_is_built_in(example: Reading) -> None:
    everybody = example.rules[0]

    assert {each.name for each in everybody.changes} == set(limit_types())
    assert without_lines(everybody) == Rule(without_lines(everybody).changes)
    for each in everybody.changes:
        group, _, key = each.name.rpartition(".")
        built_in = Limits()
        assert each.value == getattr(getattr(built_in, group, built_in), key), each.name


def test_its_other_rules_are_the_built_in_ones(example: Reading) -> None:
    phases = tuple(without_lines(rule) for rule in example.rules[1:])

    assert phases == DEFAULT_POLICY.rules


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("minor", [-100, 0, 1, 10**9])
def test_it_decides_as_the_built_in_policy_does(
    example: Reading, phase: Phase, minor: int
) -> None:
    case = Case("any", "any", phase, Money(minor, "JPY"))

    assert example.policy.limits(case) == DEFAULT_POLICY.limits(case)
    decided = example.policy.deciding(case)
    assert limits_of(decided) == DEFAULT_POLICY.limits(case)
    assert all(source.line for source in decided.values())


def test_every_limit_is_explained_above_it() -> None:
    _, everybody, *_ = TEXT.split("[[rule]]\n\n")
    paragraphs = everybody.partition("[[rule]]")[0].split("\n\n")

    unexplained = [each for each in paragraphs if not each.strip().startswith("#")]
    assert unexplained == []


def test_the_examples_of_the_guide_have_nothing_to_remark() -> None:
    examples = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)

    assert len(examples) == 2
    for text in examples:
        reading = read_policy(text)
        assert reading.mistakes == reading.warnings == ()
