"""The operator's file: what it comes to in each place, and its mistakes by line."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from debt.operator import Desk, Role, Texts, TimeBarred, Words, read_operator
from debt.operator.file import OperatorError
from debt.setting_files import EXAMPLE_OPERATOR, operator
from tests.debt.builders import OPERATOR

TEXT = EXAMPLE_OPERATOR.read_text(encoding="utf-8")
DESK = OPERATOR.words("GB").desk


def mistakes(text: str) -> list[str]:
    return [f"{each.line}: {each.text}" for each in read_operator(text).mistakes]


def with_change(old: str, new: str) -> tuple[str, int]:
    """The example with one change, and the number of the changed line."""
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new), TEXT[: TEXT.index(old)].count("\n") + 1


def test_the_example_is_right() -> None:
    assert mistakes(TEXT) == []
    assert operator(str(EXAMPLE_OPERATOR)).words("GB").emergency == "999"


def test_a_part_of_a_country_adds_to_what_the_country_says() -> None:
    city, state = OPERATOR.words("US-NY-NYC"), OPERATOR.words("US-NY")

    assert city.time_barred is TimeBarred.NEW_YORK_CITY
    assert city.crisis_line == state.crisis_line == OPERATOR.words("US").crisis_line
    assert city.ombudsman != state.ombudsman


def test_an_unknown_part_of_a_country_has_the_words_of_the_country() -> None:
    assert OPERATOR.words("US-CA") == OPERATOR.words("US")


@pytest.mark.parametrize("jurisdiction", [None, "FR", ""])
def test_an_unknown_place_has_the_strictest_of_all(jurisdiction: str | None) -> None:
    words = OPERATOR.words(jurisdiction)
    every = OPERATOR.by_jurisdiction.values()

    assert words.complaint_weeks == min(each.complaint_weeks for each in every)
    assert words.data_days == min(each.data_days for each in every)
    assert words.years_until_barred("Loan") == min(
        each.years_until_barred("Loan") for each in every
    )
    assert words.discloses_collector
    assert words.texts is Texts.GENERAL
    assert words.time_barred is TimeBarred.MAY_REVIVE


def test_an_unknown_place_is_told_the_contacts_of_every_country() -> None:
    words = OPERATOR.words(None)

    assert words.emergency == "999 (UK) / 911 (US)"
    assert words.company == "Northgate Recoveries"


def test_an_assumed_place_is_for_who_is_unknown_and_for_nobody_else() -> None:
    assuming = replace(OPERATOR, assumed="GB")

    assert assuming.words(None) == OPERATOR.words("GB")
    assert assuming.words("US") == OPERATOR.words("US")
    assert assuming.words("FR") == OPERATOR.strictest


def test_before_the_check_the_locale_tells_the_country() -> None:
    assert OPERATOR.words_by_locale("en-US") == OPERATOR.words("US")
    assert OPERATOR.words_by_locale("en-GB") == OPERATOR.words("GB")


def test_years_are_by_product_whatever_its_case() -> None:
    text = TEXT.replace(
        "[US.limitation_years]\n", '[US.limitation_years]\n"Store card" = 2\n'
    )
    words = read_operator(text).operator.words("US")

    assert words.years_until_barred("store CARD") == 2
    assert words.years_until_barred("Loan") == 3


def test_who_collects_its_own_debts_discloses_no_collector_unless_it_has_to() -> None:
    text = TEXT.replace('role = "third_party"', 'role = "first_party"')
    found = read_operator(text).operator

    assert found.words("GB").role is Role.FIRST_PARTY
    assert not found.words("GB").discloses_collector
    assert found.words("US-NY-NYC").discloses_collector
    assert found.words(None).discloses_collector


@pytest.mark.parametrize(
    ("old", "new", "about"),
    [
        ('emergency = "999"', "emergency = 999", "emergency must be a text"),
        ('emergency = "999"', 'emergency = "{phone}"', "no braces"),
        ('emergency = "999"', 'emergncy = "999"', "did you mean emergency"),
        ('role = "third_party"', 'role = "third"', "role must be one of"),
        ("complaint_weeks = 8", "complaint_weeks = 9", "DISP 1.6.2R"),
        ("data_days = 30", "data_days = 31", "UK GDPR"),
        ("always_discloses = true", 'always_discloses = "yes"', "true or false"),
        ('zone = "Europe/London"', 'zone = "London"', "must be a time zone"),
        ('friday = "08:00-18:00"', 'friday = "8-18"', "must be like"),
        ('friday = "08:00-18:00"', 'friday = "18:00-08:00"', "ends before it begins"),
        ("2026-12-25,", '"2026-12-25",', "list of dates"),
        ("[US-NY]\n", "[us-ny]\n", "[us-ny] is unknown"),
        ("[US-NY]\n", "[[US-NY]]\n", "is unknown"),
        ("[US-NY]\n", "[GB]\n", "[GB] is there already"),
        ("[US-NY]\n", "[FR-75]\n", "needs [FR], which is missing"),
        ("[US-NY]\n", "[US NY]\n", "this is no header"),
        ('# assumed = "GB"', 'assumed = "FR"', "there is no [FR]"),
        ('# assumed = "GB"', 'company = "N"', "before the first section"),
        ('company_email = "help@northgate.example"', 'company_email = "x"', "e-mail"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, about: str) -> None:
    text, line = with_change(old, new)
    found = mistakes(text)

    assert [each for each in found if about in each]
    # A list is told with the line it begins on.
    first = min(int(each.partition(":")[0]) for each in found)
    assert line - 1 <= first <= line


def test_what_is_missing_is_named_for_each_country() -> None:
    text = TEXT.replace('company_phone = "0161 496 0142"\n', "")

    assert [each.partition(": ")[2] for each in mistakes(text)] == [
        "company_phone is set neither in [GB] nor everywhere",
        "company_phone is set neither in [US] nor everywhere",
    ]


def test_every_mistake_is_named_at_once() -> None:
    text = TEXT.replace('"999"', "999").replace("data_days = 30", "data_days = 0")

    assert len(mistakes(text)) == 2
    with pytest.raises(OperatorError):
        _ = read_operator(text).operator


def test_a_file_without_a_country_is_no_use(tmp_path: Path) -> None:
    file = tmp_path / "operator.toml"
    file.write_text("[everywhere]\n", encoding="utf-8")

    assert mistakes("") == ["0: no country is there; write at least [GB] or [US]"]
    with pytest.raises(ValueError, match="no country is there"):
        operator(str(file))


def test_every_place_says_everything() -> None:
    for words in (*OPERATOR.by_jurisdiction.values(), OPERATOR.strictest):
        said = [getattr(words, each.name) for each in fields(Words)]
        assert None not in said
        assert "" not in said


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(DESK.zone))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:00"),  # Monday morning
        ("2026-11-23T06:30", "2026-11-23T08:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),  # the end is not in it
        ("2026-11-28T13:30", "2026-11-30T08:00"),  # Saturday to Monday
        ("2026-12-24T21:00", "2026-12-29T08:00"),  # over Christmas
        ("2027-03-25T21:00", "2027-03-27T09:00"),  # Good Friday
    ],
)
def test_the_desk_opens_next(at: str, opens: str) -> None:
    moment = local(at).astimezone(timezone.utc)

    assert DESK.next_open(moment) == local(opens)
    assert DESK.is_open(moment) is (at == opens)


def test_a_desk_that_never_opens_promises_nothing() -> None:
    closed = Desk("Europe/London", (None,) * 7, frozenset({date(2026, 12, 25)}))

    assert closed.next_open(local("2026-11-23T10:00")) is None
