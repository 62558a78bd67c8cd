"""What stands between a person and collecting, as an agent sees and settles it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.wording import wording
from bot.desk.service import NotYours
from bot.desk.view import DeskView, Shown
from debt.rights import Block, BlockKind
from debt.rights_request import RequestKind
from tests.bot.talk import PRIYA, SAM, Talk
from tests.debt.builders import CARD, TODAY, charge


@pytest.fixture
def disputed(talk: Talk) -> Talk:
    """Maria has disputed her card and asked for no more messages."""
    talk.floor.has(charge("600.00", TODAY - timedelta(days=30)))
    maria = talk.floor.verified(chat=talk.conversation)
    debt = talk.floor.debt
    with talk.floor.database.begin() as tx:
        block = debt.rights.set_block(
            tx, maria, BlockKind.DISPUTE, CARD.id, "not mine", "a", talk.conversation
        )
        debt.requests.open(
            tx,
            talk.conversation,
            maria,
            RequestKind.DISPUTE,
            CARD.id,
            "not mine",
            "a",
            block.reference,
        )
        talk.floor.clock.advance(timedelta(minutes=1))
        debt.rights.set_block(
            tx, maria, BlockKind.CEASE, None, "stop", "b", talk.conversation
        )
    return talk


def blocks(talk: Talk) -> list[Block]:
    with talk.floor.database.read() as tx:
        debtor = talk.floor.debt.identity.debtor_or_none(tx, talk.conversation)
        return list(talk.floor.debt.rights.of(tx, debtor, talk.conversation))


def matters(talk: Talk, ticket_id: str) -> list[dict[str, object]]:
    view = DeskView(talk.floor.database, talk.desk, SAM, wording())
    (page,) = view.news(Shown(ticket_id))
    found: list[dict[str, object]] = page["panel"]["matters"]
    return found


def test_a_block_and_its_request_are_one_matter(disputed: Talk) -> None:
    ticket = disputed.is_taken_by(SAM)

    dispute, cease = matters(disputed, ticket.id)

    assert dispute["can"] == ["close", "lift"]
    rows = dict(dispute["rows"])  # type: ignore[call-overload]
    assert rows["Their words"] == "not mine"
    assert rows["About"] == "Halden Bank Credit card ••4471"
    assert (cease["title"], cease["can"]) == ("Wants no contact", ["lift"])


def test_what_a_stranger_claimed_is_shown_too(talk: Talk) -> None:
    with talk.floor.database.begin() as tx:
        talk.floor.debt.rights.set_block(
            tx, None, BlockKind.ATTORNEY, None, "", "a", talk.conversation
        )

    (matter,) = matters(talk, talk.wants_a_person().id)

    assert matter["title"] == "A lawyer acts for them"


def test_an_answered_request_leaves_and_its_block_stays(disputed: Talk) -> None:
    ticket = disputed.is_taken_by(SAM)
    reference = blocks(disputed)[0].reference

    with disputed.floor.database.begin() as tx:
        disputed.desk.close(tx, ticket.id, SAM, reference)

    assert [each["can"] for each in matters(disputed, ticket.id)] == [["lift"]] * 2
    assert len(blocks(disputed)) == 2


def test_a_lifted_block_is_over(disputed: Talk) -> None:
    ticket = disputed.is_taken_by(SAM)
    reference = blocks(disputed)[0].reference

    with disputed.floor.database.begin() as tx:
        disputed.desk.lift(tx, ticket.id, SAM, reference)

    assert [each.kind for each in blocks(disputed)] == [BlockKind.CEASE]


def test_only_who_has_the_conversation_settles_and_only_its_matters(
    disputed: Talk,
) -> None:
    ticket = disputed.is_taken_by(SAM)
    reference = blocks(disputed)[0].reference

    for agent, named in ((PRIYA, reference), (SAM, "B-2222")):
        for settle in (disputed.desk.close, disputed.desk.lift):
            with disputed.floor.database.begin() as tx, pytest.raises(NotYours):
                settle(tx, ticket.id, agent, named)
    assert len(blocks(disputed)) == 2
