"""Somebody who is not the person on file learns nothing, not even that there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from bot.desk.routes import COOKIE as DESK_COOKIE
from tests.system.people import People, Person, details
from tests.system.running import AGENT_EMAIL, AGENT_PASSWORD, System
from tests.system.talk import (
    COOKIE,
    SOCKET,
    Answer,
    Talk,
    open_session,
    open_socket,
    talking,
)

pytestmark = pytest.mark.rasa

DESK_SOCKET = "/desk/socket"
FOREIGN = "https://somewhere-else.example"
NOBODY = details("PL-999-999", date(1990, 1, 1), "LS1 4AB")


async def test_right_and_wrong_details_get_the_same_words(
    system: System, people: People
) -> None:
    one, other = people.spare(), people.spare()
    claims = {
        "right": one.details,
        "nobody's": NOBODY,
        "another person's reference": mixed(other, one),
        "a wrong birthday": details(one.reference, date(1990, 1, 1), one.postcode),
    }

    answers = {name: await answers_to(system, claim) for name, claim in claims.items()}

    for name, answer in answers.items():
        assert answer == answers["right"], name


async def test_only_the_person_on_file_is_sent_a_code(
    system: System, people: People
) -> None:
    one, other = people.spare(), people.spare()
    async with talking(system) as talk:
        await talk.say(one.details)
    code = system.code_for(one.address)

    async with talking(system) as talk:
        await talk.say(mixed(other, one))
        refused = await talk.say(code)
        assert "right" in refused.text
        still_unknown = await talk.say("how much do I owe?")
        assert "£" not in still_unknown.text


async def test_a_conversation_id_without_its_cookie_opens_nothing(
    system: System, people: People
) -> None:
    async with talking(system) as talk:
        await talk.verify(people.spare())
        for forged in ({}, {COOKIE: talk.id}, {COOKIE: "x" * 43}):
            assert await closed_with(system, SOCKET, forged) == 4401


async def test_documents_show_nothing_to_others(system: System, people: People) -> None:
    person = people.spare()
    async with talking(system) as talk:
        link = await agree_a_plan(talk, person)
        own = httpx.get(link, cookies=talk.cookies)
        assert own.status_code == 200
        assert person.name in own.text

    async with talking(system) as other:
        await other.verify(people.spare())
        for cookies in ({}, other.cookies):
            hidden = httpx.get(link, cookies=cookies)
            missing = httpx.get(f"{link}x", cookies=cookies)
            assert hidden.status_code == missing.status_code == 404
            assert hidden.text == missing.text


async def test_a_foreign_page_cannot_open_or_use_a_chat(system: System) -> None:
    refused = httpx.post(f"{system.url}/chat/session", headers={"Origin": FOREIGN})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers

    cookies = {COOKIE: open_session(system).cookie}
    assert await closed_with(system, SOCKET, cookies, origin=FOREIGN) == 4403
    socket = await open_socket(system, SOCKET, cookies, origin=system.url)
    assert '"ready"' in str(await socket.recv())
    await socket.close()


def test_the_desk_is_closed_to_who_has_not_logged_in(system: System) -> None:
    page = httpx.get(f"{system.url}/desk")
    assert (page.status_code, page.headers["location"]) == (303, "/desk/login")

    forged = httpx.get(f"{system.url}/desk", cookies={DESK_COOKIE: "x" * 43})
    assert forged.headers["location"] == "/desk/login"


async def test_the_desk_socket_is_closed_to_who_has_not_logged_in(
    system: System, desk: httpx.Client
) -> None:
    agent = {DESK_COOKIE: desk.cookies[DESK_COOKIE]}
    visitor = {COOKIE: open_session(system).cookie}

    assert await closed_with(system, DESK_SOCKET, {}) == 4401
    assert await closed_with(system, DESK_SOCKET, visitor) == 4401
    assert await closed_with(system, DESK_SOCKET, agent, origin=FOREIGN) == 4401
    socket = await open_socket(system, DESK_SOCKET, agent, origin=system.url)
    assert '"queue"' in str(await socket.recv())
    await socket.close()


def test_a_failed_login_does_not_tell_whether_there_is_such_an_agent(
    system: System,
) -> None:
    with httpx.Client(base_url=system.url) as client:
        wrong = log_in(client, AGENT_EMAIL, "not the password")
        unknown = log_in(client, "nobody@example.com", "not the password")

    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text == unknown.text
    assert DESK_COOKIE not in wrong.cookies


def test_forms_that_are_not_from_our_own_page_are_refused(
    system: System, desk: httpx.Client
) -> None:
    with httpx.Client(base_url=system.url) as client:
        form = {"email": AGENT_EMAIL, "password": AGENT_PASSWORD}
        assert client.post("/desk/login", data=form).status_code == 403
        form["csrf"] = csrf_in(client.get("/desk/login"))
        headers = {"Origin": FOREIGN}
        answer = client.post("/desk/login", data=form, headers=headers)
        assert answer.status_code == 403

    assert desk.post("/desk/logout", data={"csrf": "x"}).status_code == 403
    assert desk.get("/desk").status_code == 200


def test_who_logs_out_is_out(system: System) -> None:
    with httpx.Client(base_url=system.url) as client:
        log_in(client, AGENT_EMAIL, AGENT_PASSWORD)
        token = client.cookies[DESK_COOKIE]
        csrf = csrf_in(client.get("/desk"))
        assert client.post("/desk/logout", data={"csrf": csrf}).status_code == 303

        again = httpx.get(f"{system.url}/desk", cookies={DESK_COOKIE: token})
        assert again.headers["location"] == "/desk/login"


@pytest.fixture
def desk(system: System) -> Iterator[httpx.Client]:
    """The desk of an agent who is logged in."""
    with httpx.Client(base_url=system.url) as client:
        assert log_in(client, AGENT_EMAIL, AGENT_PASSWORD).status_code == 303
        yield client


def mixed(one: Person, other: Person) -> str:
    """The reference of one person with the other details of another."""
    return details(one.reference, other.date_of_birth, other.postcode)


async def answers_to(system: System, claim: str) -> list[tuple[str, list[str]]]:
    """All that somebody hears who claims to be someone and guesses a code."""
    async with talking(system) as talk:
        said = [
            await talk.say("how much do I owe?"),
            await talk.say(claim),
            await talk.say("how much do I owe?"),
            await talk.say("000 000"),
            await talk.press("Send a new code"),
        ]
    return [words(answer) for answer in said]


def words(answer: Answer) -> tuple[str, list[str]]:
    return answer.text, answer.labels


async def agree_a_plan(talk: Talk, person: Person) -> str:
    """Agree the first plan that is offered; returns the link to the copy."""
    await talk.verify(person)
    offers = await talk.press("Pay in parts")
    await talk.press(offers.labels[0])
    accepted = await talk.press("Yes, set it up")
    return accepted.links[0]


async def closed_with(
    system: System, path: str, cookies: dict[str, str], origin: str | None = None
) -> int:
    """With which code a socket is closed at once, before anything was said."""
    socket = await open_socket(system, path, cookies, origin=origin)
    with pytest.raises(ConnectionClosed) as closed:
        await socket.recv()
    assert closed.value.rcvd is not None
    return int(closed.value.rcvd.code)


def log_in(client: httpx.Client, email: str, password: str) -> httpx.Response:
    form = {"email": email, "password": password}
    form["csrf"] = csrf_in(client.get("/desk/login"))
    return client.post("/desk/login", data=form)


def csrf_in(page: httpx.Response) -> str:
    (token,) = set(re.findall(r'name="csrf" value="(\w+)"', page.text))
    return token
