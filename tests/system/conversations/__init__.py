"""Conversations through the gateway, in folders by what may go wrong.

Each talks with the one running service as a person of its own, who owes exactly what
the test says, and asserts facts: amounts equal the ledger, the block is set, a
reference was given, nothing was charged.

    def test_a_correction_changes_what_is_paid(chats: Chats) -> None:
        chat = chats.verified(chats.person(owes="600.00", days_late=40))

        chat.says("can i pay 30")
        chat.says("no, make it 40")
        link = chat.says("yes")

        assert link.link_amount == "40.00"
        assert chat.truth.balance() == Money(600_00, "GBP")

`chats.person()` takes everything of `Owing` by name, or several `Owing`; besides these
`locale="en-US"`, `zone`, `postcode`, and `blocked=BlockKind.CEASE` for all debts.
`chats.verified()` passes the check without a turn, `chats.opened()` leaves it to the
test (`chat.verify()` types details and code). A second conversation of the same person
is another `chats.opened(person)`. `chat.tomorrow()` makes all of it a day old, so that
the check has run out. `chat.pays()` pays on the newest card page. `chat.truth` reads
the services; `chat.transcript` is what to print when something fails.
"""
