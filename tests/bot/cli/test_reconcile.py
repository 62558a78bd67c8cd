"""`parley reconcile` and `parley refund`: what they print, send and end with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.scheduler import reconcile, send_refunds
from debt.store.tables import BalanceRow
from tests.bot.talk import Talk
from tests.bot.test_settings import GOOD
from tests.debt.test_reconciliation_service import STRAY, paid
from tests.debt.till import OWED, Till

Run = Callable[..., Result]
OTHER_DAY = timedelta(days=1)


@pytest.fixture
def till(talk: Talk) -> Till:
    """£20.00 of £600.00 were paid in a chat that is kept."""
    talk.floor.has(OWED)
    till = Till(talk.floor, talk.floor.verified(chat=talk.conversation))
    paid(till)
    return till


@pytest.fixture
def run(till: Till, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command over the services of the test, whose clock stands still."""
    monkeypatch.setattr("bot.cli.serve.open_services", lambda _: till.floor.debt)

    def invoke(*arguments: str) -> Result:
        environment = GOOD | {"COLUMNS": "80"}
        return CliRunner().invoke(app, list(arguments), env=environment)

    return invoke


@pytest.fixture
def wrong(till: Till) -> Till:
    """One thing of each kind is wrong."""
    till.floor.cards.payments["co_9"] = dict(STRAY)
    till.floor.cards.become("co_1", "disputed")
    with till.floor.database.begin() as tx:
        tx.execute(update(BalanceRow).values(minor=BalanceRow.minor + 1))
    till.start("30.00", "k2")
    till.floor.cards.become("co_2", "paid", amount=29_00)
    till.hears("evt_2", "co_2")
    reconcile(till.floor.debt)
    return till


def test_it_ends_with_zero_when_all_agree(run: Run) -> None:
    ended = run("reconcile")

    assert ended.exit_code == 0
    assert ended.stdout == "Provider, payments and ledger agree.\n"


def test_what_differs_is_a_table_that_fits_80_columns(run: Run, wrong: Till) -> None:
    ended = run("reconcile")

    assert ended.exit_code == 1
    assert max(map(len, ended.stdout.splitlines())) <= 80
    for shown in (
        "What differs",
        "P-STRAY",
        "the provider",
        "disputed",
        "principal_receivable",
        "News that was not believed",
        "co_2",
        "Open alarms",
        "quarantined",
        "ledger",
    ):
        assert shown in ended.stdout
    assert "agree." not in ended.stdout
    assert "…" not in ended.stdout


def test_as_json_it_says_the_same(run: Run, wrong: Till) -> None:
    ended = run("reconcile", "--json")

    assert ended.exit_code == 1
    told = json.loads(ended.stdout)
    assert {each["fact"] for each in told["differences"]} == {
        "payment",
        "state",
        "amount",
        "balance",
    }
    assert [each["reference"] for each in told["quarantined"]] == ["co_2"]
    assert {each["kind"] for each in told["alarms"]} == {
        "difference",
        "ledger",
        "quarantined",
    }
    assert told["refunds"] == []


def test_as_json_nothing_is_four_empty_lists(run: Run) -> None:
    ended = run("reconcile", "--json")

    assert ended.exit_code == 0
    assert json.loads(ended.stdout) == {
        "differences": [],
        "quarantined": [],
        "alarms": [],
        "refunds": [],
    }


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "01/11/2026", "2026-11-24"])
def test_a_day_that_is_none_says_what_to_write(run: Run, day: str) -> None:
    ended = run("reconcile", "--since", day)

    assert ended.exit_code == 2
    assert f"--since {day}" in ended.stderr
    assert "2026-11-01" in ended.stderr or "name a day" in ended.stderr
    assert ended.stdout == ""


def test_what_was_paid_before_the_first_day_is_left_out(run: Run, till: Till) -> None:
    del till.floor.cards.payments["co_1"]

    assert run("reconcile", "--since", "2026-11-23").exit_code == 1
    till.floor.clock.advance(OTHER_DAY)
    assert run("reconcile", "--since", "2026-11-24").exit_code == 0


@pytest.mark.parametrize(("status", "says"), [(503, "Try again later"), (401, "key")])
def test_a_provider_that_cannot_be_asked_is_no_difference(
    run: Run, till: Till, status: int, says: str
) -> None:
    till.floor.cards.broken = status

    ended = run("reconcile")

    assert ended.exit_code == 2
    assert says in ended.stderr


def test_an_alarm_is_closed_by_its_name(run: Run, wrong: Till) -> None:
    closed = run("reconcile", "--close", "quarantined:co_2")
    again = run("reconcile", "--close", "quarantined:co_2")
    unknown = run("reconcile", "--close", "co_2")

    assert (closed.exit_code, again.exit_code, unknown.exit_code) == (0, 2, 2)
    assert "No alarm quarantined:co_2 is open" in again.stderr
    assert "write KIND:REFERENCE" in unknown.stderr


def sent(till: Till) -> int:
    send_refunds(till.floor.debt)
    refunded: int = till.floor.cards.payments["co_1"]["refunded"]
    return refunded


def test_a_refund_is_sent_once_however_often_it_is_asked_for(
    run: Run, till: Till
) -> None:
    command = ["refund", till.settled[0].reference, "--amount", "5.00"]

    first, second = run(*command), run(*command)
    assert first.stdout == second.stdout
    assert "Ordered: 5.00 GBP" in first.stdout
    assert sent(till) == 5_00

    till.floor.clock.advance(OTHER_DAY)
    third = run(*command)
    assert "Sent already: 5.00 GBP" in third.stdout
    assert sent(till) == 5_00

    assert run(*command, "--key", "another").exit_code == 0
    assert sent(till) == 10_00


def test_a_refund_that_got_stuck_says_so(run: Run, till: Till) -> None:
    command = ["refund", till.settled[0].reference, "--amount", "5.00"]
    run(*command)
    till.floor.cards.become("co_1", "disputed")
    send_refunds(till.floor.debt)

    ended = run(*command)

    assert ended.exit_code == 1
    assert "Stuck: 5.00 GBP" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--amount", "20.01"], "at most 20.00 GBP"),
        (["--amount", "0"], "above zero"),
        (["--amount", "five"], "five cannot be sent back"),
        (["--amount", "5.00", "--currency", "EUR"], "another currency"),
        ([], "A payment needs --amount"),
    ],
)
def test_what_cannot_be_sent_back_says_why(
    run: Run, till: Till, arguments: list[str], says: str
) -> None:
    ended = run("refund", till.settled[0].reference, *arguments)

    assert ended.exit_code == 2
    assert says in ended.stderr
    assert sent(till) == 0


def test_an_unknown_payment_is_named(run: Run, till: Till) -> None:
    ended = run("refund", "P-NOBODY", "--amount", "5.00")

    assert ended.exit_code == 2
    assert "There is no payment P-NOBODY" in ended.stderr


def test_a_key_stands_for_one_amount(run: Run, till: Till) -> None:
    reference = till.settled[0].reference
    run("refund", reference, "--amount", "5.00", "--key", "mine")

    ended = run("refund", reference, "--amount", "6.00", "--key", "mine")

    assert ended.exit_code == 2
    assert "--key mine was used for another amount" in ended.stderr


def test_an_overpayment_is_listed_and_sent_back_when_approved(
    run: Run, till: Till
) -> None:
    till.start("580.00", "a")
    till.start("500.00", "b")
    till.hears("evt_a", "co_3", "paid")
    till.hears("evt_b", "co_2", "paid")
    with till.floor.database.read() as tx:
        (waiting,) = till.floor.debt.refunds.proposed(tx)
    proposed = waiting.id

    listed = run("reconcile")
    assert listed.exit_code == 1
    assert "overpaid" in listed.stdout
    assert proposed in listed.stdout
    assert "Ordered" in run("refund", proposed).stdout
    send_refunds(till.floor.debt)
    assert "Sent already" in run("refund", proposed).stdout
    assert run("reconcile").exit_code == 0
