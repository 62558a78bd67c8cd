"""A host site vouches for its own customer with a token that nobody else can make."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from starlette.testclient import TestClient

from bot.gateway.app import create_app
from bot.settings import Settings
from debt.identity import FactsOutcome
from tests.bot.channels.web.visitor import Visitor, end_of, next_of
from tests.bot.talk import new
from tests.bot.test_security import BANK, URL, settings_with
from tests.debt.builders import CARD, MARIA, account, debtor
from tests.debt.floor import Floor

SHARED, FORMER = secrets.token_hex(32), secrets.token_hex(32)
TELEGRAM = {
    "PARLEY_TELEGRAM_TOKEN": "123456:" + "a" * 35,
    "PARLEY_TELEGRAM_BOT": "northgate_help_bot",
}


def own_settings(**changes: str) -> Settings:
    return settings_with(
        PARLEY_SIGN_IN_SECRETS=f"{SHARED},{FORMER}", **TELEGRAM, **changes
    )


@pytest.fixture
def browser(floor: Floor) -> Iterator[TestClient]:
    app = create_app(own_settings(), floor.debt)
    with TestClient(app, base_url=URL) as browser:
        browser.post("/chat/session")
        yield browser


def claims(visitor: Visitor, **changes: Any) -> dict[str, Any]:
    """Good ones, but for the changes; None leaves one out."""
    now = int(visitor.chat.floor.clock.now().timestamp())
    good = {"aud": URL, "sub": CARD.reference, "iat": now, "exp": now + 120}
    found = {**good, "jti": new(), **changes}
    return {name: value for name, value in found.items() if value is not None}


def token(visitor: Visitor, key: str = SHARED, **changes: Any) -> str:
    return jwt.encode(claims(visitor, **changes), key, algorithm="HS256")


def sign_in(visitor: Visitor, offered: object, **headers: str) -> httpx.Response:
    answer: httpx.Response = visitor.browser.post(
        "/chat/sign-in", json={"token": offered}, headers=headers
    )
    return answer


def is_vouched(visitor: Visitor, conversation: str | None = None) -> bool:
    floor = visitor.chat.floor
    chat = conversation or visitor.chat.conversation
    with floor.database.begin() as tx:
        sent = floor.debt.identity.send_to_vouched(tx, chat, new())
    return sent is FactsOutcome.CODE_SENT


def test_a_good_token_vouches_for_the_customer(visitor: Visitor) -> None:
    answer = sign_in(visitor, token(visitor))

    assert (answer.status_code, answer.json()) == (200, {"signed_in": True})
    assert is_vouched(visitor)
    assert visitor.chat.floor.mailbox.codes[0][0] == MARIA.contacts[0]


def test_every_good_token_is_taken(visitor: Visitor) -> None:
    others: list[dict[str, Any]] = [{"iss": BANK}, {"aud": [URL, BANK]}]
    for changes in (*others, {"key": FORMER}, {"sub": "hb 2210 4471"}):
        assert sign_in(visitor, token(visitor, **changes)).status_code == 200


def unsigned(visitor: Visitor, algorithm: str) -> str:
    def part(content: dict[str, Any]) -> str:
        raw = json.dumps(content).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims(visitor))}."


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"exp": None}, "missing_claim"),
    ({"iat": None}, "missing_claim"),
    ({"jti": None}, "missing_claim"),
    ({"sub": None}, "missing_claim"),
    ({"aud": None}, "missing_claim"),
    ({"aud": "https://else.example"}, "wrong_audience"),
    ({"aud": 5}, "wrong_audience"),
    ({"iss": "https://else.example"}, "wrong_issuer"),
    ({"exp": 1}, "expired"),
    ({"exp": 9_999_999_999}, "too_long"),
    ({"iat": 9_999_999_999}, "too_long"),
    ({"exp": "soon"}, "malformed"),
    ({"exp": 10**400}, "malformed"),
    ({"exp": True}, "expired"),
    ({"sub": "HB-0000"}, "unknown_customer"),
    ({"sub": 5}, "malformed"),
    ({"sub": "HB\x00"}, "malformed"),
    ({"sub": "x" * 201}, "malformed"),
    ({"jti": ""}, "malformed"),
    ({"key": "x" * 64}, "wrong_signature"),
]


def test_a_wrong_one_gets_its_reason_and_nothing_else(visitor: Visitor) -> None:
    for changes, reason in WRONG:
        answer = sign_in(visitor, token(visitor, **changes))

        assert (answer.status_code, answer.json()) == (401, {"error": reason}), changes
        assert "set-cookie" not in answer.headers
    assert not is_vouched(visitor)


def test_what_is_not_signed_by_the_site_is_worth_nothing(visitor: Visitor) -> None:
    good = token(visitor)
    header, payload, signature = good.split(".")
    other = jwt.encode(claims(visitor), SHARED, algorithm="HS512")
    offered = [
        *(unsigned(visitor, algorithm) for algorithm in ("none", "None", "HS256")),
        f"{header}.{payload}.{signature[::-1]}",
        f"{header}.{payload}.",
        f"{header}.{payload}",
        other,
        *("", "a.b.c", "." * 4096, "x" * 5000, "\x00", "é", None, 5, [], {}),
    ]

    for each in offered:
        answer = sign_in(visitor, each)
        assert answer.status_code == 401, each
        assert set(answer.json()) == {"error"}
    assert not is_vouched(visitor)


def test_a_token_works_once(visitor: Visitor) -> None:
    offered = token(visitor)
    thief = Visitor(visitor.browser, visitor.chat)

    assert sign_in(visitor, offered).status_code == 200
    thief.holds("")
    thief.opens()

    replayed = sign_in(thief, offered)
    assert (replayed.status_code, replayed.json()) == (401, {"error": "used"})


def test_a_site_without_a_secret_signs_nobody_in(floor: Floor) -> None:
    app = create_app(settings_with(), floor.debt)
    with TestClient(app, base_url=URL) as browser:
        browser.post("/chat/session")
        answer = browser.post("/chat/sign-in", json={"token": "a.b.c"})

    assert (answer.status_code, answer.json()) == (401, {"error": "off"})


def test_a_foreign_page_cannot_sign_in(visitor: Visitor) -> None:
    for headers in ({"origin": BANK}, {"sec-fetch-site": "same-site"}):
        assert sign_in(visitor, token(visitor), **headers).status_code == 403


def test_the_next_customer_of_the_browser_gets_a_conversation_of_their_own(
    visitor: Visitor,
) -> None:
    ana = debtor(id="ana", name="Ana Reis")
    visitor.chat.floor.also(ana, account(id="loan", reference="SC-1", debtor_id="ana"))
    visitor.verifies()
    visitor.chat.is_told("You owe £1,204.50.")
    with visitor.connects() as socket:
        next_of(socket, "ready")
        assert sign_in(visitor, token(visitor, sub="SC-1")).status_code == 200
        frames, closed = end_of(socket)

    assert (frames[-1], closed) == ({"type": "rotated"}, 4409)
    found = visitor.opens().json()["conversation"]
    assert found != visitor.chat.conversation
    assert "owe" not in visitor.polls().text
    assert is_vouched(visitor, found)


class TestInvitations:
    def invited(self, visitor: Visitor) -> str:
        floor = visitor.chat.floor
        with floor.database.begin() as tx:
            return floor.debt.vouchers.invite(tx, "maria", "sam")

    def redeem(self, visitor: Visitor, offered: object) -> httpx.Response:
        answer: httpx.Response = visitor.browser.post(
            "/chat/invitation/redeem", json={"token": offered}
        )
        return answer

    def test_one_is_redeemed(self, visitor: Visitor) -> None:
        assert self.redeem(visitor, self.invited(visitor)).status_code == 200
        assert is_vouched(visitor)

    def test_the_answer_tells_nothing(self, visitor: Visitor) -> None:
        good = self.redeem(visitor, self.invited(visitor))
        bad = [
            self.redeem(visitor, each)
            for each in ("", "made-up", "x" * 65, "\x00", None, 5, {})
        ]

        assert {(a.status_code, a.text) for a in [good, *bad]} == {
            (200, '{"received":true}')
        }

    def test_guessing_is_slowed_down(self, visitor: Visitor) -> None:
        statuses = [self.redeem(visitor, "x").status_code for _ in range(31)]

        assert statuses == [200] * 30 + [429]

    def test_who_is_verified_takes_the_check_along(self, visitor: Visitor) -> None:
        plain = visitor.browser.post("/chat/invitation").json()
        visitor.verifies()
        known = visitor.browser.post("/chat/invitation").json()

        assert plain == {"telegram": "https://t.me/northgate_help_bot"}
        link, _, invitation = known["telegram"].partition("?start=")
        assert link == plain["telegram"]
        with visitor.chat.floor.database.begin() as tx:
            assert visitor.chat.floor.debt.vouchers.redeem(tx, invitation, "telegram")

    def test_the_page_knows_the_plain_link(self, visitor: Visitor) -> None:
        assert visitor.opens().json()["telegram"] == "https://t.me/northgate_help_bot"
