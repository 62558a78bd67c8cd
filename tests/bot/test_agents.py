"""Logins of the people at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.desk.agents import (
    IDLE,
    LOCKED_FOR,
    LONGEST_SESSION,
    MAX_FAILED_LOGINS,
    AgentError,
    Agents,
)
from bot.store.tables import AgentRow, AgentSessionRow
from debt.clock import FixedClock
from debt.store.database import Database
from tests.debt.builders import NOW
from tests.debt.floor import race

EMAIL, PASSWORD = "sam@example.com", "a long enough password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def agents(database: Database, clock: FixedClock) -> Agents:
    agents = Agents(database, clock, QUICK)
    agents.add(EMAIL, "Sam", PASSWORD)
    return agents


def logged_in(agents: Agents) -> str:
    token = agents.log_in(EMAIL, PASSWORD)
    assert token
    return token


def test_the_right_password_opens_the_desk(agents: Agents) -> None:
    agent = agents.agent_of(logged_in(agents))

    assert agent is not None
    assert agent.name == "Sam"


def test_the_address_is_read_whatever_its_case(agents: Agents) -> None:
    assert agents.log_in("  SAM@Example.com ", PASSWORD)


def test_every_refusal_is_the_same(agents: Agents) -> None:
    assert agents.log_in(EMAIL, "a wrong password") is None
    assert agents.log_in("nobody@example.com", PASSWORD) is None
    assert agents.log_in("", "") is None


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_nothing_else_opens_the_desk(agents: Agents, token: str | None) -> None:
    assert agents.agent_of(token) is None


def test_five_wrong_passwords_lock_the_account(
    agents: Agents, clock: FixedClock
) -> None:
    for _ in range(MAX_FAILED_LOGINS):
        agents.log_in(EMAIL, "a wrong password")

    assert agents.log_in(EMAIL, PASSWORD) is None
    clock.advance(LOCKED_FOR + MOMENT)
    assert agents.log_in(EMAIL, PASSWORD)


def test_a_locked_account_is_not_locked_for_longer_by_more_tries(
    agents: Agents, clock: FixedClock
) -> None:
    for _ in range(MAX_FAILED_LOGINS * 2):
        agents.log_in(EMAIL, "a wrong password")

    clock.advance(LOCKED_FOR + MOMENT)

    assert agents.log_in(EMAIL, PASSWORD)


def test_wrong_passwords_at_one_moment_are_all_counted(agents: Agents) -> None:
    race(MAX_FAILED_LOGINS, lambda _: agents.log_in(EMAIL, "a wrong password"))

    assert agents.log_in(EMAIL, PASSWORD) is None


def test_a_right_password_begins_the_count_again(agents: Agents) -> None:
    for _ in range(3):
        for _ in range(MAX_FAILED_LOGINS - 1):
            agents.log_in(EMAIL, "a wrong password")

        assert agents.log_in(EMAIL, PASSWORD)


def test_a_login_ends_when_nothing_happens(agents: Agents, clock: FixedClock) -> None:
    token = logged_in(agents)

    clock.advance(IDLE)
    assert agents.agent_of(token)
    clock.advance(IDLE + MOMENT)
    assert agents.agent_of(token) is None


def test_a_login_ends_after_a_day_of_work(agents: Agents, clock: FixedClock) -> None:
    token = logged_in(agents)

    for _ in range(int(LONGEST_SESSION / IDLE)):
        clock.advance(IDLE)
        assert agents.agent_of(token)
    clock.advance(MOMENT)

    assert agents.agent_of(token) is None


def test_logging_out_ends_one_login(agents: Agents) -> None:
    here, elsewhere = logged_in(agents), logged_in(agents)

    agents.log_out(here)

    assert agents.agent_of(here) is None
    assert agents.agent_of(elsewhere)


def test_neither_password_nor_token_can_be_read_from_the_store(
    agents: Agents, database: Database
) -> None:
    token = logged_in(agents)

    with database.read() as tx:
        agent = tx.scalars(select(AgentRow)).one()
        session = tx.scalars(select(AgentSessionRow)).one()

    assert agent.password_hash.startswith("$argon2id$")
    assert PASSWORD not in agent.password_hash
    assert token not in session.token_hash


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("sam", PASSWORD),
        ("@", PASSWORD),
        ("sam@", PASSWORD),
        ("new@example.com", "short"),
        ("SAM@example.com", PASSWORD),
    ],
)
def test_an_account_that_would_not_work_is_refused(
    agents: Agents, email: str, password: str
) -> None:
    with pytest.raises(AgentError):
        agents.add(email, "Sam", password)
