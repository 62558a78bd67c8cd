"""Rights used by somebody who has not shown who they are."""

from __future__ import annotations

import pytest

from debt.rights import BlockKind
from tests.system.conversations.chats import Chats

CLAIMS = {
    "this is not my debt": BlockKind.DISPUTE,
    "someone stole my identity": BlockKind.DISPUTE,
    "talk to my attorney": BlockKind.ATTORNEY,
    "i'm in breathing space": BlockKind.BREATHING_SPACE,
    "my mother has passed away": BlockKind.DECEASED,
    "stop contacting me": BlockKind.CEASE,
}


@pytest.mark.parametrize(("words", "kind"), CLAIMS.items())
def test_a_right_needs_no_check_and_counts_after_it(
    chats: Chats, words: str, kind: BlockKind
) -> None:
    chat = chats.opened(chats.person(owes="600.00"))

    reply = chat.says(words)
    assert "600" not in reply
    assert "Halden" not in reply
    assert chat.truth.blocks == ()
    chat.is_verified()

    (block,) = chat.truth.blocks
    assert block.kind is kind
    assert block.reference in reply
    assert chat.says("i want to pay 30").link_amounts == ()
    assert chat.truth.payments == []


def test_an_old_debt_can_be_asked_about_without_a_word_of_any_account(
    chats: Chats,
) -> None:
    chat = chats.opened(chats.person(owes="600.00"))

    reply = chat.says("isn't this debt too old to collect?")

    assert "600" not in reply
    assert "Halden" not in reply
    assert chat.truth.ticket is not None
