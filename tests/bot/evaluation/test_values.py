"""Values compared with what people wrote down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.evaluation.files import File
from bot.evaluation.problems import CannotMeasure
from bot.evaluation.values import ValueReport, case, is_same, measure_values

TODAY = date(2026, 11, 22)


def report(*lines: str) -> ValueReport:
    file = File("values.tsv", "\n".join(lines).encode())
    return measure_values(file.parsed(case(TODAY)))


def test_a_sentence_counts_if_all_its_values_and_no_other_are_read() -> None:
    found = report(
        'pay £50\t{"amount": "50.00 GBP"}',
        'pay £50 monthly\t{"amount": "50.00 GBP"}',
        "hello there\t{}",
    )

    assert found.exact == pytest.approx(2 / 3)
    assert found.per_key == {"amount": 1.0, "frequency": 0.0}


def test_a_miss_shows_both_sides() -> None:
    found = report('pay £50\t{"amount": "60.00 GBP"}')

    assert found.figures()["misses"] == [
        {
            "utterance": "pay £50",
            "expected": {"amount": "60.00 GBP"},
            "got": {"amount": "50.00 GBP"},
        }
    ]


def test_a_line_may_name_its_own_locale_and_day() -> None:
    found = report(
        'I pay 60 on 12/3\t{"amount": "60.00 USD", "date": "2026-12-03", '
        '"locale": "en-US", "today": "2026-11-01"}',
        'I will pay tomorrow\t{"date": "2026-11-23"}',
    )

    assert found.misses == []


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (12, 12.0, True),
        ("12", 12, True),
        (12, "12", True),
        ("12", "12", True),
        (12, 13, False),
        (True, 1, False),
        (None, 1, False),
        ("nan", 1, False),
        ([12], 12, False),
        ("monthly", "Monthly", False),
    ],
)
def test_numbers_compare_as_numbers(expected: object, got: object, same: bool) -> None:
    assert is_same(expected, got) is same


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("{broken", "not JSON"),
        ('{"count": NaN}', "NaN is no number"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no JSON object"),
        ('{"locale": "xx-YY"}', "unknown locale 'xx-YY'; use one of en-GB"),
        ('{"today": "22/11/2026"}', "write today as YYYY-MM-DD"),
        ("", "the JSON is empty"),
    ],
)
def test_a_malformed_line_is_named(values: str, told: str) -> None:
    with pytest.raises(CannotMeasure) as caught:
        report("hello\t{}", f"hello\t{values}")

    assert caught.value.problems[0].startswith("values.tsv:2: ")
    assert told in caught.value.problems[0]


def test_no_sentence_is_nothing_to_measure(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match="no messages to measure"):
        report("")
