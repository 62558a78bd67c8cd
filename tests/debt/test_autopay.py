"""Only what was agreed to is charged: never earlier, never more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debt.autopay import (
    Attempt,
    Authorisation,
    AuthorisationState,
    AutopayTerms,
    ChargeCase,
    Consent,
    Hindrance,
    advance,
    hindrance,
)
from debt.payment import PaymentState
from debt.schedule import Instalment, Schedule
from tests.debt.builders import NOW, gbp

FIRST = date(2026, 12, 1)
WEEK = timedelta(days=7)
AGREED = Schedule(
    tuple(
        Instalment(FIRST + number * WEEK, gbp(amount))
        for number, amount in enumerate(("50.00", "50.00", "60.00"))
    )
)
AUTHORISATION = Authorisation(
    id="a",
    reference="A-1",
    debtor_id="maria",
    conversation_id="chat",
    consent=Consent(AutopayTerms("card", "plan", AGREED), "wording", "1", retry=True),
    state=AuthorisationState.ACTIVE,
    agreed_at=NOW,
    card="card_1",
)


def at(day: date, hour: int = 9, zone: str = "Europe/London") -> datetime:
    local = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
    return local.astimezone(timezone.utc)


def case(**changes: object) -> ChargeCase:
    usual = ChargeCase(
        authorisation=AUTHORISATION,
        instalment=AGREED.first,
        schedule=AGREED,
        can_be_taken=gbp("160.00"),
        attempts=(),
        now=at(FIRST),
        zone="Europe/London",
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def tried(state: PaymentState, decline: str | None = None) -> Attempt:
    return Attempt(FIRST, 1, "i", state, gbp("50.00"), FIRST, decline)


def test_an_instalment_is_charged_on_its_day() -> None:
    assert hindrance(case()) is None


@pytest.mark.parametrize("state", [s for s in AuthorisationState if s != "active"])
def test_nothing_is_charged_without_an_active_authorisation(
    state: AuthorisationState,
) -> None:
    found = hindrance(case(authorisation=replace(AUTHORISATION, state=state)))

    assert found is Hindrance.NOT_AUTHORISED


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo", "Europe/London"])
def test_the_day_begins_where_the_person_lives(zone: str) -> None:
    assert hindrance(case(now=at(FIRST, 8, zone), zone=zone)) is Hindrance.NOT_YET
    assert hindrance(case(now=at(FIRST, 9, zone), zone=zone)) is None


@pytest.mark.parametrize(
    ("amount", "found"), [("50.00", None), ("50.01", Hindrance.NEEDS_CONSENT)]
)
def test_an_instalment_that_grew_needs_a_new_consent(
    amount: str, found: Hindrance | None
) -> None:
    assert hindrance(case(instalment=Instalment(FIRST, gbp(amount)))) is found


def test_a_moved_instalment_keeps_its_own_amount() -> None:
    later = FIRST + timedelta(days=3)
    moved = Schedule((Instalment(later, gbp("50")), *AGREED.instalments[1:]))
    now = at(later)

    one = case(schedule=moved, now=now, instalment=Instalment(later, gbp("50.00")))
    more = case(schedule=moved, now=now, instalment=Instalment(later, gbp("50.01")))

    assert hindrance(one) is None
    assert hindrance(more) is Hindrance.NEEDS_CONSENT


def test_an_instalment_moved_forward_or_added_needs_a_new_consent() -> None:
    earlier = FIRST - timedelta(days=1)
    sooner = Schedule((Instalment(earlier, gbp("50")), *AGREED.instalments[1:]))
    added = Instalment(FIRST + 5 * WEEK, gbp("50"))
    longer = Schedule((*AGREED.instalments, added))

    first = case(schedule=sooner, now=at(earlier), instalment=sooner.first)
    last = case(schedule=longer, now=at(added.due), instalment=added)

    assert hindrance(first) is Hindrance.NEEDS_CONSENT
    assert hindrance(last) is Hindrance.NEEDS_CONSENT


def test_no_more_is_taken_in_all_than_was_agreed_to() -> None:
    taken = replace(tried(PaymentState.SUCCEEDED), amount=gbp("110.01"))
    second = AGREED.instalments[1]

    found = hindrance(case(attempts=(taken,), instalment=second, now=at(second.due)))

    assert found is Hindrance.NEEDS_CONSENT


@given(left=st.integers(0, 5_000), balance=st.integers(-100, 5_000))
def test_never_more_is_charged_than_is_left(left: int, balance: int) -> None:
    line = Instalment(FIRST, replace(gbp("0"), minor=left))
    found = case(instalment=line, can_be_taken=replace(gbp("0"), minor=balance))

    if hindrance(found) is None:
        assert 0 < found.amount.minor <= min(left, balance)
    else:
        assert min(left, balance) <= 0


@pytest.mark.parametrize("state", [PaymentState.CREATED, PaymentState.PENDING])
def test_one_charge_at_a_time(state: PaymentState) -> None:
    found = hindrance(case(attempts=(tried(state),)))

    assert found is Hindrance.ON_ITS_WAY


@pytest.mark.parametrize(
    ("decline", "found"),
    [
        ("insufficient_funds", None),
        ("stolen_card", Hindrance.DECLINED),
        (None, Hindrance.DECLINED),
    ],
)
def test_a_decline_is_tried_again_once_if_it_may_pass(
    decline: str | None, found: Hindrance | None
) -> None:
    now = at(FIRST + timedelta(days=3))
    declined = tried(PaymentState.FAILED, decline)

    assert hindrance(case(attempts=(declined,), now=now)) is found
    twice = (declined, replace(declined, number=2))
    assert hindrance(case(attempts=twice, now=now)) is Hindrance.DECLINED


def test_no_second_try_without_consent_to_it() -> None:
    consent = replace(AUTHORISATION.consent, retry=False)
    once_only = replace(AUTHORISATION, consent=consent)
    declined = tried(PaymentState.FAILED, "insufficient_funds")

    found = case(
        authorisation=once_only, attempts=(declined,), now=at(FIRST + timedelta(days=3))
    )

    assert hindrance(found) is Hindrance.DECLINED


@given(news=st.lists(st.sampled_from(AuthorisationState), min_size=1), data=st.data())
def test_taking_back_is_final(
    news: list[AuthorisationState], data: st.DataObject
) -> None:
    state = AuthorisationState.REQUESTED
    for each in data.draw(st.permutations(news)):
        state = advance(state, each)

    assert (state is AuthorisationState.REVOKED) == (AuthorisationState.REVOKED in news)
