"""Facts are compared however they are typed; codes and checks run out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.identity import (
    CODE_LIFETIME,
    Candidate,
    CodeAttempt,
    CodeOutcome,
    IdentityFacts,
    is_live,
    judge,
    keyed_hash,
    match,
    new_code,
    normal_code,
    normal_postcode,
    normal_reference,
)
from tests.debt.builders import NOW

BORN = date(1988, 5, 3)
MARIA = Candidate("maria", IdentityFacts("HB-2210-4471", BORN, "LS1 4AP"))
TWIN = Candidate("twin", IdentityFacts("HB-9999-0001", BORN, "LS1 4AP"))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("hb-2210-4471", "HB22104471"), (" HB 2210/4471 ", "HB22104471"), ("", "")],
)
def test_a_reference_is_compared_without_case_and_punctuation(
    typed: str, plain: str
) -> None:
    assert normal_reference(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("ls1 4ap", "LS14AP"), ("30301-1234", "30301"), ("30301", "30301")],
)
def test_a_postcode_is_compared_as_the_post_sorts_it(typed: str, plain: str) -> None:
    assert normal_postcode(typed) == plain


@pytest.mark.parametrize(
    "facts",
    [
        IdentityFacts("hb22104471", BORN),
        IdentityFacts("HB-2210-4471", None, "ls14ap"),
        IdentityFacts("HB-2210-4471", BORN, "LS1 4AP"),
        IdentityFacts(None, BORN, "LS1 4AP"),
    ],
)
def test_any_two_facts_that_fit_find_the_person(facts: IdentityFacts) -> None:
    assert match(facts, [MARIA]) == "maria"


@pytest.mark.parametrize(
    "facts",
    [
        IdentityFacts(),
        IdentityFacts("HB-2210-4471"),
        IdentityFacts("HB-2210-4471", date(1988, 3, 5)),
        IdentityFacts("HB-2210-4471", BORN, "LS1 4AQ"),
        IdentityFacts("HB-2210-4472", BORN),
        IdentityFacts("-", date(1, 1, 1), "-"),
    ],
)
def test_too_few_facts_or_one_wrong_fact_find_nobody(facts: IdentityFacts) -> None:
    assert match(facts, [MARIA]) is None


def test_facts_that_fit_two_people_find_nobody() -> None:
    shared = IdentityFacts(None, BORN, "LS1 4AP")

    assert match(shared, [MARIA, TWIN]) is None


def test_two_accounts_of_one_person_are_one_person() -> None:
    second = Candidate("maria", IdentityFacts("SC-1", BORN, "LS1 4AP"))

    assert match(IdentityFacts(None, BORN, "LS1 4AP"), [MARIA, second]) == "maria"


@given(tries=st.integers(0, 4), seconds=st.integers(0, 599))
def test_the_right_code_is_accepted_in_time_and_within_five_tries(
    tries: int, seconds: int
) -> None:
    attempt = CodeAttempt(True, tries, timedelta(seconds=seconds), used=False)

    assert judge(attempt) is CodeOutcome.ACCEPTED


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        (CodeAttempt(False, 3, timedelta(0), False), CodeOutcome.WRONG),
        (CodeAttempt(False, 4, timedelta(0), False), CodeOutcome.TOO_MANY),
        (CodeAttempt(True, 5, timedelta(0), False), CodeOutcome.TOO_MANY),
        (CodeAttempt(True, 0, CODE_LIFETIME, False), CodeOutcome.EXPIRED),
        (CodeAttempt(True, 0, timedelta(0), True), CodeOutcome.NOT_EXPECTED),
    ],
)
def test_a_code_is_refused_with_the_reason(
    attempt: CodeAttempt, outcome: CodeOutcome
) -> None:
    assert judge(attempt) is outcome


def test_codes_are_six_digits_and_differ() -> None:
    codes = {new_code() for _ in range(50)}

    assert all(len(each) == 6 and each.isdigit() for each in codes)
    assert len(codes) > 40


def test_a_code_is_read_through_spaces() -> None:
    assert normal_code(" 123-456 ") == "123456"


def test_the_hash_depends_on_the_pepper_and_every_part() -> None:
    hashes = {
        keyed_hash(b"a", "chat", "123456"),
        keyed_hash(b"b", "chat", "123456"),
        keyed_hash(b"a", "chat1", "23456"),
        keyed_hash(b"a", "chat", "123457"),
    }

    assert len(hashes) == 4


@pytest.mark.parametrize(
    ("since_check", "since_word", "live"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(hours=11), timedelta(minutes=14, seconds=59), True),
        (timedelta(hours=1), timedelta(minutes=15), False),
        (timedelta(hours=12), timedelta(0), False),
    ],
)
def test_a_check_lasts_fifteen_silent_minutes_and_twelve_hours(
    since_check: timedelta, since_word: timedelta, live: bool
) -> None:
    assert is_live(NOW - since_check, NOW - since_word, NOW) is live
