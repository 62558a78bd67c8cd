"""The gate: nothing of collection leaves the assistant while a block stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from actions.choices import choice
from bot.engine.assistant import Answer, Incoming
from bot.engine.gate import COLLECTING
from bot.meaning import understood
from bot.store import trackers
from bot.store.messages import Button, Card, Link, Reply
from bot.store.trackers import TrackerEvents
from debt.identity import IDLE_LIMIT
from debt.rights import Block, BlockKind
from debt.store import ledger
from debt.store.accounts import add_account
from tests.bot.assistants import engine_of, events_of, said_by_bot
from tests.bot.talk import SAM, Talk
from tests.conversation_files import domain, responses
from tests.debt.builders import CARD, TODAY, account, charge

LOAN = account(id="loan", reference="HB-9999-6618", product="Loan", last4="6618")
PAY = Button("Make a payment", understood("make_payment"))
WHY = Button("Why am I behind?", understood("ask_why_behind"))
PERSON = choice("request_agent").title
ASKS = Reply(
    "How much would you like to pay?",
    (PAY,),
    (Link("Pay", "https://cards.example/1"),),
    Card("Your plan", (("1 May", "£50.00"),)),
    collects=True,
)
TELLS = Reply("You owe £600.00.", (WHY, PAY))


@dataclass
class Collector:
    """An assistant that says what it was given, about an account."""

    replies: tuple[Reply, ...]
    about: str | None = None
    heard: list[Incoming] = field(default_factory=list)

    async def answer(self, incoming: Incoming, events: TrackerEvents) -> Answer:
        left = [
            {"event": "slot", "name": "account_id", "value": self.about},
            {"event": "active_loop", "name": "payment_form"},
            {"event": "slot", "name": "requested_slot", "value": "payment_amount"},
        ]
        return Answer(self.replies, [*events, *left], "make_payment", 1.0)


@pytest.fixture
def maria(talk: Talk) -> Talk:
    """Maria owes on a card and on a loan, and has been checked."""
    talk.floor.has(charge("600.00", TODAY - timedelta(days=60)))
    with talk.floor.database.begin() as tx:
        add_account(tx, LOAN)
        owed = charge("100.00", TODAY - timedelta(days=60), owner=LOAN.id)
        ledger.record(tx, owed, talk.floor.clock.now())
    talk.floor.verified(chat=talk.conversation)
    return talk


def blocks(talk: Talk, kind: BlockKind, account_id: str | None = None) -> Block:
    with talk.floor.database.begin() as tx:
        debt = talk.floor.debt
        debtor = debt.identity.debtor_or_none(tx, talk.conversation)
        return debt.rights.set_block(
            tx, debtor, kind, account_id, "", f"{kind}", talk.conversation
        )


async def hears(
    talk: Talk, *replies: Reply, about: str | None = None
) -> list[tuple[str, list[str]]]:
    """What leaves of these replies: the words and the buttons of each."""
    before = len(talk.all())
    talk.says("and now?")
    await engine_of(talk, Collector(replies, about)).handle_next()
    new = [row for row in talk.all()[before:] if row.sender == "bot"]
    for row in new:
        assert (row.links, row.card) == ([], None) or row.text == ASKS.text
    return [(row.text, [b["label"] for b in row.buttons]) for row in new]


async def test_without_a_block_everything_leaves(maria: Talk) -> None:
    heard = await hears(maria, ASKS, TELLS)

    assert heard == [
        (ASKS.text, [PAY.label]),
        (TELLS.text, [WHY.label, PAY.label]),
    ]


@pytest.mark.parametrize("kind", BlockKind)
async def test_under_every_block_asking_is_replaced_once(
    maria: Talk, kind: BlockKind
) -> None:
    block = blocks(maria, kind)

    heard = await hears(maria, ASKS, TELLS, ASKS, about=CARD.id)

    assert len(heard) == 2
    assert block.reference in heard[0][0]
    assert heard[0][1] == [PERSON]
    assert heard[1] == (TELLS.text, [WHY.label])


async def test_a_message_that_loses_all_its_buttons_still_leads_to_a_person(
    maria: Talk,
) -> None:
    blocks(maria, BlockKind.CEASE)

    assert await hears(maria, Reply("Hello.", (PAY,))) == [("Hello.", [PERSON])]


async def test_a_form_whose_question_may_not_leave_is_over(maria: Talk) -> None:
    blocks(maria, BlockKind.DISPUTE, CARD.id)

    await hears(maria, ASKS, about=CARD.id)

    loops = [e["name"] for e in events_of(maria) if e["event"] == "active_loop"]
    assert loops == ["payment_form", None]
    with maria.floor.database.read() as tx:
        last = trackers.load(tx, maria.conversation).events[-1]
    assert (last["name"], last["value"]) == ("requested_slot", None)


async def test_a_block_on_one_account_does_not_silence_another(maria: Talk) -> None:
    blocks(maria, BlockKind.DISPUTE, LOAN.id)

    assert await hears(maria, ASKS, about=CARD.id) == [(ASKS.text, [PAY.label])]
    assert await hears(maria, ASKS) == [(ASKS.text, [PAY.label])]
    ((paused, _),) = await hears(maria, ASKS, about=LOAN.id)
    assert paused != ASKS.text


async def test_with_every_account_blocked_nothing_is_left_to_ask_for(
    maria: Talk,
) -> None:
    blocks(maria, BlockKind.DISPUTE, LOAN.id)
    blocks(maria, BlockKind.HOLD, CARD.id)

    ((paused, _),) = await hears(maria, ASKS)

    assert paused != ASKS.text


async def test_a_right_used_before_the_check_counts_at_once(talk: Talk) -> None:
    block = blocks(talk, BlockKind.ATTORNEY)

    ((paused, _),) = await hears(talk, ASKS)

    assert block.reference in paused


async def test_a_right_still_counts_when_the_check_has_run_out(maria: Talk) -> None:
    block = blocks(maria, BlockKind.CEASE)
    maria.floor.clock.advance(IDLE_LIMIT * 2)

    ((paused, _),) = await hears(maria, ASKS)

    assert block.reference in paused


async def test_a_right_of_somebody_else_does_not_count(talk: Talk) -> None:
    blocks(talk, BlockKind.CEASE)
    with talk.floor.database.begin() as tx:
        other = talk.inbox.open(tx, "web", "en-GB").conversation_id
        standing = talk.floor.debt.rights.standing(tx, None, other, None)

    assert standing is None


async def test_after_a_crisis_lifting_its_block_brings_nothing_back(
    maria: Talk,
) -> None:
    block = blocks(maria, BlockKind.CRISIS)
    with maria.floor.database.begin() as tx:
        maria.floor.debt.rights.lift(tx, block.reference)

    ((paused, _),) = await hears(maria, ASKS)

    assert paused != ASKS.text


async def test_a_lifted_block_is_over(maria: Talk) -> None:
    block = blocks(maria, BlockKind.DISPUTE, CARD.id)
    with maria.floor.database.begin() as tx:
        maria.floor.debt.rights.lift(tx, block.reference)

    assert await hears(maria, ASKS, about=CARD.id) == [(ASKS.text, [PAY.label])]


async def test_what_a_person_at_the_desk_writes_is_their_own(maria: Talk) -> None:
    blocks(maria, BlockKind.CEASE)
    ticket = maria.is_taken_by(SAM)
    with maria.floor.database.begin() as tx:
        maria.desk.reply(tx, ticket.id, SAM, "m", "How much would you like to pay?")

    assert ("agent", "How much would you like to pay?") in maria.shown()
    assert said_by_bot(maria) == []


def test_what_collects_is_an_intent_of_ours() -> None:
    assert set(domain()["intents"]) >= COLLECTING


# What nobody writes who neither asks for money nor offers a way to pay it.
_ASKING = re.compile(
    r"like to pay|(?<!told us )you'd pay|(?<!did you )pay (all|it|now)\b"
    r"|(choose|smaller) amount"
    r"|choose an amount|amounts that|I (can|now) set it up|(earliest|latest) start"
    r"|ways? to pay"
    r"|brings your|offer stands|like to do this|what you can manage"
    r"|secure (card )?page",
    re.IGNORECASE,
)


def test_every_response_that_asks_or_offers_is_marked() -> None:
    unmarked = {
        key
        for key, variants in responses().items()
        for variant in variants
        if _ASKING.search(variant["text"])
        and not variant.get("metadata", {}).get("collects")
    }

    assert unmarked == set()


def test_a_response_is_marked_in_all_its_variants() -> None:
    marks = {
        key: {bool(each.get("metadata", {}).get("collects")) for each in variants}
        for key, variants in responses().items()
    }

    assert {key for key, found in marks.items() if len(found) > 1} == set()
    assert sum(found == {True} for found in marks.values()) > 20


@pytest.mark.parametrize("leads", ["links", "buttons"])
def test_what_leads_straight_to_paying_is_marked(leads: str) -> None:
    """A link to pay, and a yes to an amount."""
    paying = [
        bool(variant.get("metadata", {}).get("collects"))
        for variants in responses().values()
        for variant in variants
        for each in variant.get(leads, variant.get("custom", {}).get(leads, ()))
        if each.get("label", "").startswith("Pay")
        or ("{amount}" in each.get("title", "") and each["payload"] == "/affirm")
    ]

    assert paying
    assert all(paying)
