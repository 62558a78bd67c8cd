"""Only what Microsoft has signed, for us and for this very service, is let in."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest

from bot.channels.teams.tokens import ASK_AGAIN_AFTER, SKEW_SECONDS
from tests.bot.channels.teams.conftest import Door
from tests.bot.channels.teams.microsoft import (
    APP,
    Microsoft,
    activity,
    private_key,
    public_pem,
)

Forge = Callable[[Microsoft, datetime], str]


def signed(**changes: Any) -> Forge:
    """A token that differs from a good one in what is given."""
    return lambda peer, now: peer.token(now, **changes)


def at(claim: str, seconds: float) -> Forge:
    """A token with a time so many seconds from now."""
    return lambda peer, now: peer.token(now, **{claim: now.timestamp() + seconds})


def with_public_key_as_secret(peer: Microsoft, now: datetime) -> str:
    """What a library believes that lets the token choose its algorithm."""
    good = peer.token(now)
    body = good.split(".")[1]
    head = _part({"alg": "HS256", "kid": "one", "typ": "JWT"})
    mark = hmac.new(public_pem("one"), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{_encoded(mark.digest())}"


def with_another_body(peer: Microsoft, now: datetime) -> str:
    head, _, mark = peer.token(now).split(".")
    other = peer.token(now, aud=APP, exp=now.timestamp() + 99_999).split(".")[1]
    return f"{head}.{other}.{mark}"


def with_own_key_inside(peer: Microsoft, now: datetime) -> str:
    """A token that brings the key it is to be checked with."""
    number = private_key("two").public_key().public_numbers()
    raw = number.n.to_bytes(256, "big")
    claims = jwt.decode(peer.token(now), options={"verify_signature": False})
    inside = {"kty": "RSA", "n": _encoded(raw), "e": "AQAB"}
    headers = {"kid": "one", "jwk": inside}
    return jwt.encode(claims, private_key("two"), "RS256", headers)


FORGED: dict[str, Forge] = {
    "garbage": lambda *_: "garbage",
    "empty": lambda *_: "",
    "three empty parts": lambda *_: "..",
    "no JSON": lambda *_: "e30x.e30x.e30x",
    "huge": lambda peer, now: peer.token(now, filling="x" * 20_000),
    "nested": lambda *_: f"{_encoded(b'[' * 5_000)}.e30.AA",
    "alg none": signed(key="", algorithm="none"),
    "another algorithm": signed(algorithm="RS512"),
    "public key as secret": with_public_key_as_secret,
    "own key inside": with_own_key_inside,
    "another body": with_another_body,
    "another's key": signed(key=private_key("two")),
    "unknown kid": signed(kid="two", key=private_key("two")),
    "no kid": signed(kid=None),
    "a kid that is no text": lambda peer, now: _with_head(peer, now, {"kid": 7}),
    "foreign issuer": signed(iss="https://sts.windows.net/x"),
    "no issuer": signed(without=("iss",)),
    "wrong audience": signed(aud="99999999-2222-3333-4444-555555555555"),
    "one audience of several": signed(aud=[APP, "another"]),
    "no audience": signed(without=("aud",)),
    "expired": at("exp", -SKEW_SECONDS - 1),
    "no exp": signed(without=("exp",)),
    "exp is text": signed(exp="tomorrow"),
    "exp is no number": signed(exp=float("nan")),
    "not yet": at("nbf", SKEW_SECONDS + 1),
    "no nbf": signed(without=("nbf",)),
    "no service": signed(without=("serviceurl",)),
    "another service": signed(serviceurl="https://attacker.example"),
    "service is a list": signed(serviceurl=["https://attacker.example"]),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_forged_token_opens_nothing(door: Door, forge: Forge) -> None:
    token = forge(door.peer, door.floor.clock.now())

    response = await door.sends(
        activity(door.peer), {"Authorization": f"Bearer {token}"}
    )

    assert response.status_code == 401
    assert response.content == b""
    assert door.messages() == []
    assert door.addresses() == []


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic {}", "{}", "Token {}"])
async def test_only_a_bearer_is_let_in(door: Door, header: str | None) -> None:
    good = door.peer.token(door.floor.clock.now())
    headers = {} if header is None else {"Authorization": header.format(good)}

    response = await door.sends(activity(door.peer), headers)

    assert (response.status_code, response.content) == (401, b"")
    assert door.messages() == []


async def test_a_good_token_is_let_in(door: Door) -> None:
    assert await door.brings() == 202
    assert len(door.addresses()) == 1


@pytest.mark.parametrize(
    "forge", [at("exp", 1 - SKEW_SECONDS), at("nbf", SKEW_SECONDS - 1)]
)
async def test_clocks_may_differ_by_five_minutes(door: Door, forge: Forge) -> None:
    assert await door.brings(forge(door.peer, door.floor.clock.now())) == 202


async def test_a_key_speaks_only_for_the_channels_it_is_endorsed_for(
    door: Door,
) -> None:
    door.peer.keys["one"] = ("webchat", "directline")

    assert await door.brings() == 401
    assert door.addresses() == []


async def test_a_key_without_endorsements_speaks_for_none(door: Door) -> None:
    door.peer.keys["one"] = ()

    assert await door.brings() == 401


async def test_keys_are_fetched_once_for_many(door: Door) -> None:
    for number in range(5):
        assert await door.brings(id=f"id-{number}") == 202

    assert door.peer.asked == 1


async def test_a_new_key_is_found_when_it_is_first_used(door: Door) -> None:
    await door.brings()
    door.peer.keys = {"two": door.peer.keys["one"]}
    door.floor.clock.advance(ASK_AGAIN_AFTER)
    now = door.floor.clock.now()

    new = door.peer.token(now, kid="two", key=private_key("two"))
    assert await door.brings(new, id="two") == 202
    assert await door.brings(door.peer.token(now), id="three") == 401


async def test_a_flood_of_unknown_keys_is_not_passed_on(door: Door) -> None:
    await door.brings()
    now = door.floor.clock.now()

    for number in range(20):
        forged = door.peer.token(now, kid=f"k{number}", key=private_key("two"))
        assert await door.brings(forged) == 401

    assert door.peer.asked == 1


async def test_keys_are_fetched_anew_every_day(door: Door) -> None:
    await door.brings()
    door.floor.clock.advance(timedelta(days=1, seconds=1))
    door.peer.keys = {"two": door.peer.keys["one"]}

    assert await door.brings(id="two") == 401
    assert door.peer.asked == 2


async def test_while_the_issuer_is_down_known_keys_stay_good(door: Door) -> None:
    await door.brings()
    door.peer.is_down = True
    door.floor.clock.advance(timedelta(days=1, seconds=1))

    assert await door.brings(id="two") == 202


async def test_before_any_key_was_had_all_are_asked_to_come_again(door: Door) -> None:
    door.peer.is_down = True
    assert await door.brings() == 503
    assert await door.posts(b"{}", "garbage") == 401

    door.peer.is_down = False
    door.floor.clock.advance(ASK_AGAIN_AFTER)
    assert await door.brings() == 202


async def test_what_is_not_trusted_is_not_even_read(door: Door) -> None:
    assert await door.posts(b"[" * 20_000, "garbage") == 401


def _part(content: dict[str, Any]) -> str:
    return _encoded(json.dumps(content).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _with_head(peer: Microsoft, now: datetime, changes: dict[str, Any]) -> str:
    _, body, mark = peer.token(now).split(".")
    return f"{_part({'alg': 'RS256', **changes})}.{body}.{mark}"


async def test_who_comes_while_the_keys_are_fetched_waits_for_them(door: Door) -> None:
    first = (door.brings(id=f"first-{number}") for number in range(5))

    assert await asyncio.gather(*first) == [202] * 5
    assert door.peer.asked == 1
