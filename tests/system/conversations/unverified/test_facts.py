"""What somebody hears who has not shown who they are."""

from __future__ import annotations

from debt.disclosure import DisclosureKind
from tests.system.conversations.chats import Chats


def test_the_balance_comes_after_the_code_and_after_the_disclosure(
    chats: Chats,
) -> None:
    person = chats.person(owes="431.07")
    chat = chats.opened(person)

    for reply in (chat.says("how much do i owe?"), chat.says(person.details)):
        assert "431.07" not in reply
        assert person.name not in reply

    told = chat.says(f"it's {chats.system.code_for(person.address)}")
    assert "£431.07" in told
    opening, collector = chat.truth.disclosures
    assert (opening.kind, opening.subject) == (DisclosureKind.OPENING, "")
    assert collector.kind is DisclosureKind.COLLECTOR_FIRST
    assert collector.subject == person.debtor.id
