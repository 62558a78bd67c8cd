"""Whether somebody may be written to: wishes, hours, blocks and wrong numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from sqlalchemy import update

from debt.account import Contact, ContactKind
from debt.contact import Medium, Objection, Wish, WishKind, after, before, not_on
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind
from debt.store.tables import DebtorRow
from debt.voucher import VoucherSource
from tests.debt.builders import CARD, MARIA, NOW
from tests.debt.floor import CHAT, Floor
from tests.debt.reception import submit

PHONE = MARIA.contacts[0].address
STOP_SMS = Wish(WishKind.STOP, "sms")


@pytest.fixture
def maria(floor: Floor) -> Floor:
    floor.has()
    return floor


def wish(floor: Floor, *wishes: Wish, who: VerifiedDebtor | None = None) -> None:
    with floor.database.begin() as tx:
        floor.debt.contact.wish(tx, who, CHAT, wishes, "words", repr(wishes))


def objection(
    floor: Floor, medium: Medium = Medium.SMS, **about: Any
) -> Objection | None:
    with floor.database.read() as tx:
        return floor.debt.contact.objection(tx, MARIA.id, medium, **about)


def test_nothing_stands_against_a_message_by_day(maria: Floor) -> None:
    assert objection(maria) is None


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (7, Objection.NIGHT),
        (8, None),
        (20, None),
        (21, Objection.NIGHT),
        (3, Objection.NIGHT),
    ],
)
def test_the_hour_is_the_persons_own(
    maria: Floor, hour: int, expected: Objection | None
) -> None:
    maria.clock.set(datetime(2026, 11, 24, hour, tzinfo=timezone.utc))

    assert objection(maria) is expected


def test_the_night_is_over_where_the_person_lives(maria: Floor) -> None:
    maria.clock.set(datetime(2026, 11, 24, 12, tzinfo=timezone.utc))
    _move(maria, "America/Los_Angeles")

    assert objection(maria) is Objection.NIGHT


def test_without_a_zone_nothing_is_sent(maria: Floor) -> None:
    _move(maria, "Nowhere/Known")

    assert objection(maria) is Objection.UNKNOWN_ZONE


def test_a_stopped_medium_stays_silent_and_the_others_do_not(maria: Floor) -> None:
    who = maria.verified()

    wish(maria, STOP_SMS, who=who)

    assert objection(maria) is Objection.STOPPED
    assert objection(maria, Medium.TELEGRAM, conversation_id=CHAT) is None


def test_only_one_medium_stops_every_other(maria: Floor) -> None:
    wish(maria, Wish(WishKind.ONLY, "email"), who=maria.verified())

    assert objection(maria) is Objection.STOPPED
    assert objection(maria, Medium.EMAIL) is Objection.NO_ADDRESS


def test_the_newest_only_counts(maria: Floor) -> None:
    who = maria.verified()
    wish(maria, Wish(WishKind.ONLY, "email"), who=who)

    wish(maria, Wish(WishKind.ONLY, "sms"), who=who)

    assert objection(maria) is None


@pytest.mark.parametrize(
    "wanted", [before("12:00"), after("09:30"), *not_on(["monday"])]
)
def test_a_time_named_inconvenient_is_kept_free(maria: Floor, wanted: Wish) -> None:
    wish(maria, wanted, who=maria.verified())

    assert objection(maria) is Objection.INCONVENIENT  # Monday, 10 in the morning


def test_other_times_are_left(maria: Floor) -> None:
    wish(maria, before("09:00"), after("18:00"), *not_on(["sunday"]))

    assert objection(maria, conversation_id=CHAT) is None


def test_not_at_work_means_not_in_teams(maria: Floor) -> None:
    wish(maria, Wish(WishKind.NOT_IN, "work"), who=maria.verified())

    found = objection(maria, Medium.TEAMS, conversation_id=CHAT)
    assert found is Objection.STOPPED


def test_a_wish_counts_before_the_check_and_goes_with_the_person(maria: Floor) -> None:
    wish(maria, STOP_SMS)
    assert objection(maria, conversation_id=CHAT) is Objection.STOPPED
    assert objection(maria) is None  # nobody knows yet that it was Maria

    maria.verified()

    assert objection(maria) is Objection.STOPPED


def test_a_stop_can_be_taken_back(maria: Floor) -> None:
    who = maria.verified()
    wish(maria, STOP_SMS, before("12:00"), who=who)

    with maria.database.begin() as tx:
        maria.debt.contact.allow_again(tx, who, CHAT, Medium.SMS)
    assert objection(maria) is Objection.INCONVENIENT

    with maria.database.begin() as tx:
        maria.debt.contact.allow_again(tx, who, CHAT, None)
    assert objection(maria) is None


def test_a_retried_message_wishes_once(maria: Floor) -> None:
    who = maria.verified()
    for _ in range(2):
        wish(maria, STOP_SMS, who=who)

    with maria.database.read() as tx:
        assert maria.debt.contact.preferences(tx, who.id).wishes == (STOP_SMS,)


def test_any_block_forbids_and_is_looked_up_each_time(maria: Floor) -> None:
    assert objection(maria) is None
    who = maria.verified()

    with maria.database.begin() as tx:
        maria.debt.rights.set_block(
            tx, who, BlockKind.DISPUTE, CARD.id, "", "k", conversation_id=CHAT
        )

    assert objection(maria) is Objection.BLOCKED
    assert objection(maria, account_id=CARD.id) is Objection.BLOCKED
    assert objection(maria, account_id="another") is None


class TestWrongParty:
    def report(self, floor: Floor, address: str | None = None) -> None:
        with floor.database.begin() as tx:
            floor.debt.contact.report_wrong_party(tx, CHAT, address, "not me", "key")

    def test_nothing_more_goes_into_the_conversation(self, maria: Floor) -> None:
        self.report(maria)

        found = objection(maria, Medium.TELEGRAM, conversation_id=CHAT)
        assert found is Objection.WRONG_PARTY

    def test_an_address_that_is_named_gets_no_codes_any_more(
        self, maria: Floor
    ) -> None:
        self.report(maria, PHONE)

        submit(maria)

        assert maria.mailbox.codes == []
        assert objection(maria) is Objection.NO_ADDRESS

    def test_the_next_contact_on_file_is_used_instead(self, floor: Floor) -> None:
        email = Contact(ContactKind.EMAIL, "maria@example.org")
        floor.has(owner=_with(email))
        self.report(floor, PHONE)

        submit(floor)

        assert [contact for contact, _ in floor.mailbox.codes] == [email]

    def test_whoever_was_invited_is_left_alone_until_they_have_shown_who_they_are(
        self, maria: Floor
    ) -> None:
        with maria.database.begin() as tx:
            maria.debt.vouchers.vouch(tx, CHAT, MARIA.id, VoucherSource.INVITATION)
        self.report(maria)
        assert objection(maria) is Objection.WRONG_PARTY

        maria.clock.set(NOW.replace(hour=11))
        maria.verified(chat="chat-2")

        assert objection(maria) is None


def _move(floor: Floor, zone: str) -> None:
    with floor.database.begin() as tx:
        tx.execute(update(DebtorRow).values(zone=zone))


def _with(contact: Contact) -> Any:
    return replace(MARIA, contacts=(*MARIA.contacts, contact))
