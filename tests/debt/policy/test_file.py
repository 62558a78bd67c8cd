"""Every mistake of a policy file is named at once, at its line, with what to do."""

from __future__ import annotations

from decimal import Decimal

import pytest
import tomlkit
from hypothesis import example, given
from hypothesis import strategies as st
from tomlkit.exceptions import TOMLKitError

from debt.account import Phase
from debt.ledger import OwedPart
from debt.policy import (
    DEFAULT_POLICY,
    CardPolicy,
    Change,
    Policy,
    PolicyError,
    Rule,
    Tone,
    read_policy,
)
from debt.schedule import Frequency


def rules_of(text: str) -> tuple[Rule, ...]:
    reading = read_policy(text)
    assert reading.mistakes == ()
    return reading.rules


def mistakes(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.text) for each in read_policy(text).mistakes]


def mistake(*settings: str) -> str:
    """The one mistake in a rule of these settings, which stands in the last line."""
    found = mistakes("\n".join(("[[rule]]", *settings)))
    assert len(found) == 1, found
    assert found[0][0] == len(settings) + 1
    return found[0][1]


def warnings(*settings: str) -> list[str]:
    reading = read_policy("\n".join(("[[rule]]", *settings)))
    assert reading.mistakes == ()
    return [each.text for each in reading.warnings]


def test_a_rule_is_read_with_its_lines() -> None:
    text = """
# For one creditor only.
[[rule]]
creditor = "halden"
phase = "recovery"
currency = "GBP"
balance_from = "100.00"
balance_below = "500.50"
tone = "supportive"
plan.min_instalment = "2.50"

[rule.payment]
cards = "debit"   # the schemes' rule
allocation = [
    "principal",  # first
    "interest",
    "fees",
]
[[rule]]
promise = { days = 6 }
"plan"."frequencies" = ["monthly"]
plan.replans = 0x2
"""
    first, second = rules_of(text)

    assert first == Rule(
        changes=(
            Change("tone", Tone.SUPPORTIVE, 9),
            Change("plan.min_instalment", Decimal("2.50"), 10),
            Change("payment.cards", CardPolicy.DEBIT, 13),
            Change("payment.allocation", tuple(reversed(OwedPart)), 14),
        ),
        creditor="halden",
        phase=Phase.RECOVERY,
        currency="GBP",
        balance_from=Decimal("100.00"),
        balance_below=Decimal("500.50"),
        line=3,
    )
    assert second.changes == (
        Change("promise.days", 6, 20),
        Change("plan.frequencies", (Frequency.MONTHLY,), 21),
        Change("plan.replans", 2, 22),
    )


def test_the_rules_of_the_file_come_after_the_built_in_ones() -> None:
    reading = read_policy("[[rule]]\nhold.days = 60\n")

    assert reading.policy == Policy(DEFAULT_POLICY.rules + reading.rules)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "\ufeff"])
def test_an_empty_file_leaves_everything_as_built_in(text: str) -> None:
    reading = read_policy(text)

    assert reading.policy == DEFAULT_POLICY
    assert "no [[rule]]" in reading.warnings[0].text


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_endings_and_a_byte_order_mark_do_no_harm(
    ending: str, mark: str
) -> None:
    lines = ["[[rule]]", "", "hold.days = 60", "plan.frequencies = [", "'weekly'", "]"]

    (rule,) = rules_of(mark + ending.join(lines))

    weekly = (Frequency.WEEKLY,)
    assert [(each.value, each.line) for each in rule.changes] == [(60, 3), (weekly, 4)]


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("plan.bot_month = 6", "did you mean plan.bot_months?"),
        ("bot_months = 6", "did you mean plan.bot_months?"),
        ("settlement.bot_months = 6", "did you mean plan.bot_months?"),
        ("setlement.days = 45", "did you mean settlement.days?"),
        ("creditr = 'halden'", "did you mean creditor?"),
        ("quite.another = 1", "quite.another is unknown"),
        ("plan = 6", "plan is unknown"),
        ("plan.bot_months = true", "whole number from 0 to 120, not true"),
        ("plan.bot_months = 6.0", "whole number from 0 to 120, not 6.0"),
        ('plan.bot_months = "6"', 'whole number from 0 to 120, not "6"'),
        ("plan.bot_months = 121", "whole number from 0 to 120, not 121"),
        ("plan.bot_months = {}", "not a table"),
        ("plan.bot_months = 2026-01-01", "not 2026-01-01"),
        ("plan.start_days = -1", "from 0 to 365, not -1"),
        ("plan.offer_hours = 0", "from 1 to 8760, not 0"),
        ("plan.token_months = 0", "from 1 to 120, not 0"),
        ("plan.down_payment_percent = 101", "from 0 to 100, not 101"),
        ("plan.replans = 1000", "from 0 to 100, not 1000"),
        ("plan.min_instalment = 5.00", 'an amount in quotes, such as "5.00", not 5.0'),
        ("plan.min_instalment = 5", "an amount in quotes"),
        ('plan.min_instalment = "£5"', "an amount in quotes"),
        ('plan.min_instalment = "-5.00"', "an amount in quotes"),
        ('plan.min_instalment = "1,000.00"', "an amount in quotes"),
        ('plan.min_instalment = "0.00"', "must be above zero"),
        ('plan.min_instalment = "5.0001"', "an amount in quotes"),
        ("plan.frequencies = []", "at least one value"),
        ('plan.frequencies = "weekly"', "a list in brackets"),
        ('plan.frequencies = ["monthly", "monthly"]', "something twice"),
        ('plan.frequencies = ["daily"]', 'month_end, not "daily"'),
        ("plan.offer_months = [3]", "exactly 2 values"),
        ("plan.offer_months = [3, 6.5]", "not 6.5"),
        ("tone = 'freindly'", "did you mean friendly?"),
        ("tone = 3", "must be one of friendly, supportive, neutral, not 3"),
        ("payment.allocation = ['fees', 'interest']", "every part of the balance once"),
        ("payment.allocation = ['fees', 'fees', 'fees']", "something twice"),
        ("settlement.days = 39", "12 CFR 1006.34(b)(5), 1006.38(b)"),
        ("phase = 'late'", "soft, pre_litigation, litigation, recovery"),
        ("creditor = ''", "a text in quotes"),
        ("creditor = 7", "a text in quotes"),
        ("currency = 'gbp'", "ISO 4217"),
        ("currency = 'XYZ'", "ISO 4217"),
        ("balance_from = 100", "an amount in quotes"),
        ("balance_below = '0.00'", "must be above balance_from 0"),
        ("plan.bot_months 6", "sets nothing"),
        ("plan.bot_months = six", 'in quotes: "six"'),
        ("plan.bot_months = ", "cannot be read"),
        ("plan.bot_months == 6", "cannot be read"),
        ("plan.offer_months = [3, 6", "cannot be read"),
        ('tone = "friendly', "cannot be read"),
        ("[rule]", "[rule] is unknown; write [[rule]]"),
        ("[[rule.plan]]", "[rule.plan] is unknown; write [[rule]]"),
        ("[plan]", "[plan] is unknown; write [[rule]]"),
        ("[[rule]", "is no header; write [[rule]]"),
        ("= 6", "cannot be read"),
    ],
)
def test_a_mistake_says_what_is_wrong_and_what_to_do(setting: str, says: str) -> None:
    assert says in mistake(setting)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (("hold.days = 1", "hold.days = 1"), "hold.days is set already in line 2"),
        (("hold.days = 1", "hold.'days' = 2"), "is set already in line 2"),
        (("hold.days = 1", "[rule.hold]"), "[rule.hold] is there already, in line 2"),
        (("[rule.plan]", "[rule.hold]", "[rule.plan]"), "already, in line 2"),
        (("hold = {days = 1}", "hold.extensions = 2"), 'Key "hold" already exists'),
        (("balance_from = '9'", "balance_below = '9'"), "above balance_from 9"),
        (("currency = 'JPY'", "plan.token_amount = '0.50'"), "JPY has fewer decimals"),
        (("currency = 'KWD'", "fees.missed = '0.0005'"), "an amount in quotes"),
    ],
)
def test_a_mistake_of_two_lines_stands_at_the_second(
    settings: tuple[str, ...], says: str
) -> None:
    assert says in mistake(*settings)


def test_every_mistake_is_named_at_once_each_at_its_line() -> None:
    text = """\
hold.days = 3
[[rule]]
tone = "friendly
plan.frequencies = [
    "weekly",
    "daily",
]
[[rule]
hold.days = -1
[[rule]]
settlement.lump_percent = 90
plan.bot_months = six
hold.dais = 3
"""
    assert [line for line, _ in mistakes(text)] == [1, 3, 4, 8, 9, 12, 13]


def test_a_mistake_in_one_group_does_not_hide_a_contradiction_in_another() -> None:
    unsure = "[[rule]]\nhold.days = -1\nsettlement.parts_percent = 9\nx\n"
    sure = "[[rule]]\nhold.days = -1\nplan.person_months = 1\n"

    assert [line for line, _ in mistakes(unsure)] == [2, 4]
    assert {line for line, _ in mistakes(sure)} == {2, 3}


def test_a_policy_with_mistakes_cannot_be_had() -> None:
    with pytest.raises(PolicyError, match=r"line 2: hold.days must be") as raised:
        _ = read_policy("[[rule]]\nhold.days = -1\n").policy

    assert [each.line for each in raised.value.mistakes] == [2]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ((), "sets no limit"),
        (("balance_from = '5.00'", "hold.days = 1"), "every currency alike"),
        (("fees.missed = '12.00'",), "12 CFR 1006.22(b)"),
        (("fees.returned = '12.00'",), "CONC 7.7.5R"),
    ],
)
def test_what_is_seldom_meant_is_warned_of(
    settings: tuple[str, ...], says: str
) -> None:
    (warning,) = warnings(*settings)

    assert says in warning


def test_what_is_usual_is_not_warned_of() -> None:
    bounds = ("currency = 'GBP'", "balance_from = '5.50'")

    assert warnings(*bounds, "plan.token_amount = '1.50'", "fees.missed = '0.00'") == []


@given(st.text())
@example("\x1f")
@example("# \x00\n")
def test_any_text_is_read_or_remarked(text: str) -> None:
    reading = read_policy(text)

    assert reading.mistakes or reading.policy


PIECES = """\
[[rule]]
[rule.plan]
[rule.hold]
[[rule
[plan]
hold.days = 3
days = 4
hold = {days = 2}
plan.replans = 1
plan.frequencies = [
'weekly', # or
'monthly'
]
tone = \'\'\'
friendly\'\'\'
x

# nothing"""


@given(st.lists(st.sampled_from(PIECES.splitlines()), max_size=12))
def test_whatever_is_accepted_is_toml_with_the_same_values(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    reading = read_policy(text)
    try:
        content = tomlkit.parse(text).unwrap()
    except (TOMLKitError, ValueError):
        assert reading.mistakes
        return
    if not reading.mistakes:
        tables = content.get("rule", [])
        assert len(tables) == len(reading.rules)
        for table, rule in zip(tables, reading.rules, strict=True):
            for change in rule.changes:
                group, _, key = change.name.partition(".")
                value = table[group][key] if key else table[group]
                assert change.value == (
                    tuple(value) if key == "offer_months" else value
                )
