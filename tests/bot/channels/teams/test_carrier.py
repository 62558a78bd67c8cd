"""Messages to Teams, through Microsoft's SDK, to a real server."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from actions.wording import wording
from bot.channels.carrier import Address, NotNow, Undeliverable, Unreachable
from bot.channels.teams.carrier import TeamsCarrier
from bot.documents.shared import DocumentRef, SignedLinks
from bot.settings import Settings
from debt.clock import SystemClock
from tests.bot.channels.teams.microsoft import (
    APP,
    TENANT,
    TOKEN_OF_OURS,
    Answer,
    Microsoft,
)
from tests.bot.channels.teams.test_cards import actions, message
from tests.bot.test_security import settings_with
from tests.bot.test_settings import DEMO

PREVIEW = wording().text("utter_workplace_preview")


@pytest.fixture
def settings(
    peer: Microsoft,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(peer.certificate))
    return settings_with(**DEMO, **peer.settings())


@pytest.fixture
async def carrier(settings: Settings) -> AsyncIterator[TeamsCarrier]:
    assert settings.channels.teams is not None
    carrier = TeamsCarrier(settings, settings.channels.teams, SystemClock())
    await carrier.open()
    yield carrier
    await carrier.close()


@pytest.fixture
def address(peer: Microsoft) -> Address:
    return address_at(f"{peer.url}/uk/")


def address_at(service_url: str, bot: str = "28:bot") -> Address:
    reference = {
        "serviceUrl": service_url,
        "channelId": "msteams",
        "conversation": {"id": "a:1 /?#x"},
        "bot": {"id": bot},
        "user": {"id": "29:1a"},
    }
    return Address("c1", "en-GB", reference)


async def sends(carrier: TeamsCarrier, address: Address, text: str = "hello") -> None:
    for part in carrier.parts(address, message(text)):
        await carrier.send(address, part)


async def test_a_message_is_brought_with_our_token(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    await sends(carrier, address)

    (received,) = peer.received
    assert received.path == "/uk/v3/conversations/a%3A1%20%2F%3F%23x/activities"
    assert received.headers["Authorization"] == f"Bearer {TOKEN_OF_OURS}"
    assert received.content["type"] == "message"
    assert received.content["recipient"] == {"id": "29:1a"}
    assert received.content["from"] == {"id": "28:bot"}


async def test_the_token_is_fetched_once_from_the_tenant_of_the_app(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    for _ in range(3):
        await sends(carrier, address)

    (login,) = peer.logins
    assert login["client_id"] == APP
    assert login["grant_type"] == "client_credentials"
    assert login["scope"] == f"{peer.url}/.default"


async def test_a_preview_tells_nothing(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    await sends(carrier, address, "You owe £350.00 on your Halden card")

    (received,) = peer.received
    assert received.content["summary"] == PREVIEW
    assert not received.content.get("text")


async def test_who_is_not_told_the_name_of_the_bot_gets_it_from_the_settings(
    carrier: TeamsCarrier, peer: Microsoft
) -> None:
    await sends(carrier, address_at(peer.url, bot=""))

    assert peer.received[0].content["from"] == {"id": f"28:{APP}"}


async def test_typing_is_shown(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    await carrier.show_typing(address)
    assert peer.received[0].content["type"] == "typing"

    for status in (500, 403, 400):
        peer.typing = Answer(status)
        await carrier.show_typing(address)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(429, headers={"Retry-After": "17"}), 17),
        (Answer(429), None),
        (Answer(429, headers={"Retry-After": "soon"}), None),
        (Answer(503, headers={"Retry-After": "3"}), 3),
        (Answer(412), None),
        (Answer(500), None),
        (Answer(502), None),
        (Answer(0), None),
    ],
)
async def test_what_passes_is_tried_later_and_once(
    carrier: TeamsCarrier,
    address: Address,
    peer: Microsoft,
    answer: Answer,
    seconds: float | None,
) -> None:
    peer.answers = [answer]

    with pytest.raises(NotNow) as raised:
        await sends(carrier, address)

    assert raised.value.seconds == seconds
    assert not raised.value.for_all
    assert len(peer.received) == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_who_has_removed_us_is_unreachable(
    carrier: TeamsCarrier, address: Address, peer: Microsoft, status: int
) -> None:
    content = {"error": {"code": "MessageWritesBlocked", "message": "blocked"}}
    peer.answers = [Answer(status, content)]

    with pytest.raises(Unreachable):
        await sends(carrier, address)


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_what_teams_will_never_take_is_undeliverable(
    carrier: TeamsCarrier, address: Address, peer: Microsoft, status: int
) -> None:
    peer.answers = [Answer(status, {"error": {"code": "BadSyntax"}})]

    with pytest.raises(Undeliverable):
        await sends(carrier, address)


async def test_a_refused_token_stops_everybody(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    peer.answers = [Answer(401)]

    with pytest.raises(NotNow) as raised:
        await sends(carrier, address)

    assert raised.value.for_all


async def test_a_refused_login_stops_everybody_and_shows_no_password(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    peer.refuses_login = True

    with pytest.raises(NotNow) as raised:
        await sends(carrier, address)

    assert raised.value.for_all
    assert peer.settings()["PARLEY_TEAMS_APP_PASSWORD"] not in repr(raised.value)


async def test_our_token_follows_nobody_elsewhere(
    carrier: TeamsCarrier, address: Address, peer: Microsoft
) -> None:
    peer.answers = [Answer(307, headers={"Location": f"{peer.url}/elsewhere"})]

    with pytest.raises(Undeliverable):
        await sends(carrier, address)

    assert len(peer.received) == 1


async def test_where_nobody_listens_it_is_tried_later(
    carrier: TeamsCarrier, peer: Microsoft
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"

    with pytest.raises(NotNow):
        await sends(carrier, address_at(nobody))


@pytest.mark.parametrize("login", ["https://127.0.0.1:1/x", "{}/another-tenant"])
async def test_without_a_login_it_is_tried_later(
    settings: Settings, address: Address, peer: Microsoft, login: str
) -> None:
    assert settings.channels.teams is not None
    teams = replace(settings.channels.teams, login=login.format(peer.login))

    with pytest.raises(NotNow):
        await sends(TeamsCarrier(settings, teams, SystemClock()), address)

    assert peer.received == []


async def test_documents_are_links_that_open_without_a_cookie(
    carrier: TeamsCarrier, settings: Settings, address: Address
) -> None:
    url = settings.debt.public_url
    links = [
        {"label": "Keep a copy", "url": f"{url}/documents/plan/p-1"},
        {"label": "Pay", "url": "https://pay.example/documents/x"},
    ]
    (card,) = carrier.parts(address, message("Your plan is set up", links=links))

    copy, pay = [each["url"] for each in actions(card, "Action.OpenUrl")]
    assert copy.startswith(f"{url}/documents/plan/p-1?key=")
    key = copy.partition("?key=")[2]
    signed = SignedLinks(settings, SystemClock())
    assert signed.conversation_of(key, DocumentRef("plan", "p-1")) == "c1"
    assert pay == "https://pay.example/documents/x"


def test_it_is_no_secret_where_somebody_is(address: Address) -> None:
    assert TENANT not in str(address.reference)
