"""What was not finished is kept for the person, not for long, and never a yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.engine.unfinished import KEPT, forget_old_tasks, recall, remember
from bot.store.tables import UnfinishedTaskRow
from tests.bot.talk import Talk
from tests.debt.builders import MARIA, TODAY, charge

NOTHING: list[dict[str, Any]] = []


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def form(name: str | None) -> dict[str, Any]:
    return {"event": "active_loop", "name": name}


PAYING = [
    form("payment_form"),
    slot("account_id", "card"),
    slot("payment_amount", "40.00 GBP"),
    slot("payment_confirmed", True),
]


@pytest.fixture
def known(talk: Talk) -> Talk:
    talk.floor.has(charge("600.00", TODAY - timedelta(days=60)))
    talk.floor.verified(chat=talk.conversation)
    return talk


def remembered(talk: Talk, before: list[Any], after: list[Any]) -> None:
    with talk.floor.database.begin() as tx:
        remember(tx, talk.floor.debt, talk.conversation, before, after)


def recalled(talk: Talk) -> dict[str, Any] | None:
    with talk.floor.database.read() as tx:
        return recall(tx, talk.floor.debt, talk.conversation)


def test_the_figures_of_an_open_form_are_kept(known: Talk) -> None:
    remembered(known, NOTHING, PAYING)

    assert recalled(known) == {
        "form": "payment_form",
        "account_id": "card",
        "figures": {"amount": "40.00 GBP"},
    }


def test_a_form_that_has_ended_is_forgotten(known: Talk) -> None:
    remembered(known, NOTHING, PAYING)
    remembered(known, PAYING, [*PAYING, form(None)])

    assert recalled(known) is None


def test_a_turn_about_something_else_leaves_it(known: Talk) -> None:
    remembered(known, NOTHING, PAYING)
    remembered(known, NOTHING, NOTHING)

    assert recalled(known) is not None


@pytest.mark.parametrize("name", ["identity_form", "feedback_form"])
def test_what_is_private_or_small_is_not_kept(known: Talk, name: str) -> None:
    remembered(known, NOTHING, [form(name)])

    assert recalled(known) is None


def test_nothing_is_kept_of_somebody_unknown(talk: Talk) -> None:
    remembered(talk, NOTHING, PAYING)

    with talk.floor.database.read() as tx:
        assert tx.query(UnfinishedTaskRow).count() == 0


def test_after_a_week_it_is_gone(known: Talk) -> None:
    remembered(known, NOTHING, PAYING)
    known.floor.clock.advance(KEPT + timedelta(seconds=1))
    known.floor.verified(chat=known.conversation)

    assert recalled(known) is None
    with known.floor.database.begin() as tx:
        forget_old_tasks(tx, known.floor.clock.now())
        assert tx.get(UnfinishedTaskRow, MARIA.id) is None
