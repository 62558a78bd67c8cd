"""A budget that is taken up again."""

from __future__ import annotations

from tests.system.conversations.chats import Chats


def test_figures_that_were_given_are_not_asked_for_again(chats: Chats) -> None:
    person = chats.person(owes="600.00", days_late=40)
    first = chats.verified(person)
    first.says("I can't pay anything right now")
    first.press("See what I can manage")
    first.says("wages 1450, rent 700")

    later = chats.verified(person)
    later.says("I can't pay anything right now")
    later.press("See what I can manage")
    later.says("food 450")
    reply = later.says("that's all")

    assert reply.rows["Rent or mortgage"] == "£700.00"
    assert reply.rows["Food and the home"] == "£450.00"
