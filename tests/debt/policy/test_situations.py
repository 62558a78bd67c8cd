"""Rules are checked in every combination that some account can fit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.account import Phase
from debt.money import Money
from debt.policy import (
    Case,
    Change,
    Contradiction,
    Policy,
    Remark,
    Rule,
    read_policy,
)
from debt.policy.resolution import last_of, limits_of
from debt.policy.situations import combinations, contradictions

BANDS = [None, Decimal(0), Decimal(100), Decimal("100.01"), Decimal(5000)]
CREDITORS, PRODUCTS, CURRENCIES = ["halden", "north"], ["Loan", "Card"], ["GBP", "JPY"]
# Limits that go together in many combinations, and in many do not.
VALUES: dict[str, list[Any]] = {
    "plan.bot_months": [0, 3, 6, 12, 24],
    "plan.person_months": [6, 12, 60],
    "plan.offer_months": [(0, 0), (3, 6), (6, 12), (12, 6)],
    "plan.start_days": [3, 7, 60],
    "settlement.lump_percent": [0, 20, 50],
    "settlement.parts_percent": [0, 10],
    "settlement.floor_percent": [0, 30, 60],
    "hold.days": [0, 60],
}


def maybe(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


changes = st.dictionaries(
    st.sampled_from(sorted(VALUES)), st.integers(0, 4), max_size=4
)
rules = st.lists(
    st.builds(
        lambda chosen, **conditions: Rule(
            tuple(Change(n, VALUES[n][i % len(VALUES[n])]) for n, i in chosen.items()),
            **conditions,
        ),
        changes,
        creditor=maybe(CREDITORS),
        product=maybe(PRODUCTS),
        phase=maybe(list(Phase)),
        currency=maybe(CURRENCIES),
        balance_from=st.sampled_from(BANDS),
        balance_below=st.sampled_from(BANDS),
    ),
    max_size=5,
).map(tuple)
# One account for everything that conditions can tell apart.
CASES = [
    Case(creditor, product, phase, Money.of(Decimal(balance), currency))
    for creditor in (*CREDITORS, "other")
    for product in (*PRODUCTS, "other")
    for phase in Phase
    for currency in (*CURRENCIES, "EUR")
    for balance in (-1, 0, 100, 101, 5000)
]


@given(rules)
def test_the_combinations_are_those_of_all_possible_accounts(
    rules: tuple[Rule, ...],
) -> None:
    possible = {tuple(rule for rule in rules if rule.fits(case)) for case in CASES}

    assert set(combinations(rules)) == possible


@given(rules)
def test_rules_are_refused_just_when_some_account_would_get_unsound_limits(
    rules: tuple[Rule, ...],
) -> None:
    unsound = set()
    for fitting in {tuple(r for r in rules if r.fits(case)) for case in CASES}:
        try:
            limits_of(last_of(fitting))
        except Contradiction:
            unsound.add(fitting)

    assert bool(list(contradictions(rules))) == bool(unsound)


@given(rules, st.sampled_from(CASES))
def test_the_last_rule_that_fits_decides(rules: tuple[Rule, ...], case: Case) -> None:
    decided = Policy(rules).deciding(case)

    for name in VALUES:
        setting = [
            (rule, change.value)
            for rule in rules
            for change in rule.changes
            if rule.fits(case) and change.name == name
        ]
        source = decided.get(name)
        assert (source is None) == (not setting)
        assert source is None or (source.rule, source.value) == setting[-1]


def remarks(text: str) -> list[str]:
    return [each.text for each in read_policy(text).mistakes]


def test_a_contradiction_names_both_limits_and_their_lines() -> None:
    text = """\
[[rule]]
creditor = "halden"
phase = "soft"
plan.offer_months = [2, 4]

[[rule]]
phase = "soft"
currency = "GBP"
balance_below = "100.00"
plan.bot_months = 3
"""
    assert read_policy(text).mistakes == (
        Remark(
            10,
            "plan: offer_months must not exceed bot_months, but for some accounts "
            "offer_months is [2, 4] (line 4) and bot_months is 3 (line 10)",
            "plan",
        ),
        Remark(
            10,
            "plan: offer_months must not exceed bot_months, but for some accounts "
            "offer_months is [3, 6] (built in) and bot_months is 3 (line 10)",
            "plan",
        ),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('creditor = "halden"', 'creditor = "north"'),
        ('product = "Loan"', 'product = "Card"'),
        ('phase = "soft"', 'phase = "recovery"'),
        ('currency = "GBP"', 'currency = "EUR"'),
        ('balance_below = "100.00"', 'balance_from = "100.00"'),
    ],
)
def test_rules_that_never_meet_do_not_contradict_each_other(
    first: str, second: str
) -> None:
    lump, floor = "settlement.lump_percent = 70", "settlement.floor_percent = 70"
    start = "plan.start_days = 3\nplan.usual_start_days = 3"
    meeting = f"[[rule]]\n{start}\n[[rule]]\nplan.usual_start_days = 5\n"
    apart = (
        f"[[rule]]\n{first}\n{start}\n[[rule]]\n{second}\nplan.usual_start_days = 5\n"
    )

    assert remarks(meeting)
    assert remarks(apart) == []
    assert remarks(f"[[rule]]\n{first}\n{lump}\n{floor}\n") == []


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("plan.bot_months = 24", "bot_months must not exceed person_months"),
        ("plan.bot_months = 2", "offer_months must not exceed bot_months"),
        ("plan.offer_months = [6, 3]", "must name the quicker offer first"),
        ("plan.offer_months = [0, 6]", "must be 1 or more unless bot_months is 0"),
        ("plan.start_days = 3", "usual_start_days must not exceed start_days"),
        ("settlement.lump_percent = 20", "lump_percent must not exceed floor_percent"),
        ("settlement.parts_percent = 5", "parts_percent must not exceed lump_percent"),
    ],
)
def test_each_limit_that_depends_on_another_is_checked(setting: str, says: str) -> None:
    text = f'[[rule]]\nphase = "soft"\n{setting}\n'

    assert any(says in each for each in remarks(text))


def warned(text: str) -> list[tuple[int, str]]:
    reading = read_policy(text)
    assert reading.mistakes == ()
    return [(each.line, each.text) for each in reading.warnings]


def test_what_later_rules_always_decide_is_warned_of() -> None:
    text = """\
[[rule]]
creditor = "halden"
hold.days = 20
promise.days = 10
hold.extensions = 2

[[rule]]
creditor = "halden"
phase = "soft"
hold.days = 40

[[rule]]
hold.days = 30
promise.days = 7
"""
    assert warned(text) == [
        (3, "hold.days has no effect: later rules decide it for all these accounts"),
        (4, "promise.days has no effect: later rules decide it for all these accounts"),
        (10, "hold.days has no effect: later rules decide it for all these accounts"),
    ]


def test_a_rule_all_of_which_is_decided_later_is_warned_of_once() -> None:
    phases = [
        f'[[rule]]\nphase = "{phase.value}"\nhold.days = 5\ntone = "neutral"\n'
        for phase in Phase
    ]
    shadowed = '[[rule]]\ncreditor = "halden"\nhold.days = 9\ntone = "neutral"\n'

    assert warned(shadowed + "".join(phases)) == [
        (1, "the rule has no effect: later rules decide everything it sets")
    ]
    assert warned(shadowed + "".join(phases[1:])) == []


def test_many_rules_are_checked_without_trying_every_account() -> None:
    rule = '[[rule]]\ncreditor = "c{0}"\nphase = "soft"\nhold.days = {0}\n'
    text = "".join(rule.format(number) for number in range(150))
    accounts = list(combinations(read_policy(text).rules))

    assert len(accounts) == 151
