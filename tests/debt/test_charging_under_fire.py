"""However a charge is cut short, in the end it was made once and booked once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from debt.gateways.simulated import new_client
from debt.store.database import Database
from tests.debt.builders import TODAY, account, gbp
from tests.debt.card_server import CardServer
from tests.debt.floor import Floor, build_floor
from tests.debt.paying import Payer, new_payer
from tests.debt.till import OWED

CHARGED_OFF = account(charged_off_on=TODAY - timedelta(days=100))


class Crash(BaseException):
    """The process is killed here."""


class Fuse:
    """Stops the work before a step: a write, a commit, a request, reading an answer.

    Reading rows changes nothing, so being killed before it is no case of its own.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.blows_at = 0

    def statement(self, _: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.step()

    def step(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.blows_at:
            raise Crash

    @contextmanager
    def set(self, number: int) -> Iterator[None]:
        self.seen, self.blows_at = 0, number
        try:
            yield
        finally:
            self.blows_at = 0


@pytest.fixture
def fuse() -> Fuse:
    return Fuse()


@pytest.fixture
def payer(database: Database, card_server: CardServer, fuse: Fuse) -> Iterator[Payer]:
    """Forty weekly instalments of £15.00: one for each step that can be cut short."""
    card_server.reset()
    with new_client() as client:
        client.event_hooks = {"request": [fuse.step], "response": [fuse.step]}
        floor = build_floor(database, card_server, client)
        floor.has(OWED, account=CHARGED_OFF)
        payer = new_payer(floor, count=40)
        payer.authorise()
        event.listen(database.engine, "before_cursor_execute", fuse.statement)
        event.listen(database.engine, "commit", fuse.step)
        yield payer
        event.remove(database.engine, "before_cursor_execute", fuse.statement)
        event.remove(database.engine, "commit", fuse.step)


def test_a_charge_killed_at_any_step_is_made_once_and_booked_once(
    payer: Payer, fuse: Fuse
) -> None:
    crashes = 0
    for number in range(40):
        payer.day_comes(payer.due(number))
        try:
            with fuse.set(number + 1):
                payer.charge()
        except Crash:
            crashes += 1
        payer.floor.clock.advance(timedelta(minutes=3))
        payer.look_up()
        payer.charge()
        assert len(payer.charges()) == number + 1
        if crashes <= number:
            break

    made = payer.charges()
    assert crashes >= 10
    assert len(made) == crashes + 1
    assert set(made) == {("paid", 15_00)}
    assert payer.floor.balance() == gbp("600.00") - gbp("15.00") * len(made)
    assert len({each.reference for each in payer.told}) == len(made)
    assert _keys_are_used_once(payer.floor)


def _keys_are_used_once(floor: Floor) -> bool:
    references = [each["merchant_reference"] for each in floor.cards.payments.values()]
    return len(references) == len(set(references))


def _charge_in_process(url: str, cards_url: str, day: date) -> None:
    server = CardServer(cards_url)
    database = Database(url)
    with new_client() as client:
        floor = build_floor(database, server, client)
        payer = Payer(floor, None, None)  # type: ignore[arg-type]
        payer.day_comes(day)
        payer.charge()
    database.close()


def test_processes_racing_on_one_account_charge_once(payer: Payer) -> None:
    url = payer.floor.database.engine.url.render_as_string(hide_password=False)
    payer.day_comes(payer.due(0))
    context = multiprocessing.get_context("spawn")
    args = (url, payer.floor.cards.url, payer.due(0))

    racers = [context.Process(target=_charge_in_process, args=args) for _ in range(2)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()

    assert [each.exitcode for each in racers] == [0, 0]
    assert payer.charges() == [("paid", 15_00)]
    assert payer.floor.balance() == gbp("585.00")
