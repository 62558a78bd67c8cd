"""A word stands in for facts: it brings a code to the right person, and no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from debt.errors import NotVerified, UnknownAccount
from debt.identity import CodeOutcome, FactsOutcome, Level
from debt.store.tables import ContactRow, DebtorRow, InvitationRow
from debt.voucher import INVITATION_LIFETIME, VOUCHER_LIFETIME, VoucherSource
from tests.debt.builders import CARD, MARIA, account, debtor
from tests.debt.floor import CHAT, Floor, race
from tests.debt.reception import UNKNOWN, check, level, sent_code, submit

ANA = debtor(id="ana", name="Ana Reis")
LOAN = account(id="loan", reference="SC-1", debtor_id="ana")


def vouch(floor: Floor, debtor_id: str = "maria", chat: str = CHAT) -> None:
    with floor.database.begin() as tx:
        floor.debt.vouchers.vouch(tx, chat, debtor_id, VoucherSource.SIGN_IN)


def send(floor: Floor, key: str = "k", chat: str = CHAT) -> FactsOutcome | None:
    with floor.database.begin() as tx:
        return floor.debt.identity.send_to_vouched(tx, chat, key)


def invite(floor: Floor) -> str:
    with floor.database.begin() as tx:
        return floor.debt.vouchers.invite(tx, "maria", "sam")


def redeem(floor: Floor, token: str, chat: str = CHAT) -> bool:
    with floor.database.begin() as tx:
        return floor.debt.vouchers.redeem(tx, token, chat)


def test_a_voucher_brings_a_code_to_the_contact_on_file(floor: Floor) -> None:
    floor.has()
    vouch(floor)

    assert send(floor) is FactsOutcome.CODE_SENT
    assert floor.mailbox.codes[0][0] == MARIA.contacts[0]
    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED
    with floor.database.read() as tx:
        assert floor.debt.identity.debtor(tx, CHAT).id == "maria"


def test_a_voucher_alone_opens_nothing(floor: Floor) -> None:
    floor.has()
    vouch(floor)

    assert level(floor) is Level.ANONYMOUS
    with pytest.raises(NotVerified), floor.database.read() as tx:
        floor.debt.identity.debtor(tx, CHAT)


def test_without_a_voucher_nothing_is_sent(floor: Floor) -> None:
    floor.has()
    vouch(floor)

    assert send(floor, chat="another") is None
    assert floor.mailbox.codes == []


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (VOUCHER_LIFETIME - timedelta(seconds=1), FactsOutcome.CODE_SENT),
        (VOUCHER_LIFETIME, None),
    ],
)
def test_a_voucher_counts_for_half_an_hour(
    floor: Floor, age: timedelta, outcome: FactsOutcome | None
) -> None:
    floor.has()
    vouch(floor)
    floor.clock.advance(age)

    assert send(floor) is outcome


def test_a_retried_turn_sends_one_code(floor: Floor) -> None:
    floor.has()
    vouch(floor)

    assert send(floor) is send(floor) is FactsOutcome.CODE_SENT
    assert len(floor.mailbox.codes) == 1


def test_who_has_no_contact_hears_the_same_and_gets_nothing(floor: Floor) -> None:
    floor.has()
    with floor.database.begin() as tx:
        tx.execute(ContactRow.__table__.delete())  # type: ignore[attr-defined]
    vouch(floor)

    assert send(floor) is FactsOutcome.CODE_SENT
    assert floor.mailbox.codes == []
    assert level(floor) is Level.MATCHED
    assert check(floor, "000000") is CodeOutcome.WRONG


def test_codes_for_a_voucher_count_among_the_submissions(floor: Floor) -> None:
    floor.has()
    for number in range(4):
        submit(floor, UNKNOWN, f"s-{number}")
    vouch(floor)

    assert send(floor, "a") is FactsOutcome.CODE_SENT
    assert send(floor, "b") is FactsOutcome.LOCKED


def test_nobody_is_flooded_from_many_conversations(floor: Floor) -> None:
    floor.has()
    for number in range(8):
        vouch(floor, chat=f"chat-{number}")
        assert send(floor, f"k-{number}", f"chat-{number}") is FactsOutcome.CODE_SENT

    assert len(floor.mailbox.codes) == 5


def test_the_newest_word_counts(floor: Floor) -> None:
    floor.has()
    floor.also(ANA, LOAN)
    vouch(floor, "ana")
    vouch(floor, "maria")
    send(floor)
    check(floor, sent_code(floor))

    with floor.database.read() as tx:
        assert floor.debt.identity.debtor(tx, CHAT).id == "maria"


def test_a_voucher_for_somebody_else_ends_the_check(floor: Floor) -> None:
    floor.has()
    floor.also(ANA, LOAN)
    floor.verified()
    vouch(floor, "maria")
    assert level(floor) is Level.VERIFIED

    vouch(floor, "ana")

    assert level(floor) is Level.ANONYMOUS


def test_forgetting_a_person_drops_the_voucher(floor: Floor) -> None:
    floor.has()
    vouch(floor)
    with floor.database.begin() as tx:
        floor.debt.identity.forget(tx, CHAT)

    assert send(floor) is None


class TestInvitations:
    def test_one_stands_for_the_facts(self, floor: Floor) -> None:
        floor.has()

        assert redeem(floor, invite(floor))
        assert send(floor) is FactsOutcome.CODE_SENT

    def test_its_token_can_go_into_any_link_and_is_not_kept(self, floor: Floor) -> None:
        floor.has()
        tokens = {invite(floor) for _ in range(20)}

        assert len(tokens) == 20
        assert all(re.fullmatch("[A-Za-z0-9_-]{22,64}", each) for each in tokens)
        with floor.database.read() as tx:
            rows = tx.scalars(select(InvitationRow)).all()
        assert not any(token in repr(vars(row)) for token in tokens for row in rows)
        assert {row.invited_by for row in rows} == {"sam"}

    def test_it_is_used_once(self, floor: Floor) -> None:
        floor.has()
        token = invite(floor)

        assert redeem(floor, token)
        assert not redeem(floor, token, "another")
        assert send(floor, chat="another") is None

    def test_a_lost_answer_can_be_asked_for_again(self, floor: Floor) -> None:
        floor.has()
        token = invite(floor)
        redeem(floor, token)
        floor.clock.advance(VOUCHER_LIFETIME)

        assert redeem(floor, token)
        assert send(floor) is None

    @pytest.mark.parametrize(
        ("age", "is_good"),
        [
            (INVITATION_LIFETIME - timedelta(seconds=1), True),
            (INVITATION_LIFETIME, False),
        ],
    )
    def test_it_is_good_for_thirty_days(
        self, floor: Floor, age: timedelta, is_good: bool
    ) -> None:
        floor.has()
        token = invite(floor)
        floor.clock.advance(age)

        assert redeem(floor, token) is is_good
        assert (send(floor) is not None) is is_good

    @pytest.mark.parametrize("token", ["", "made-up", "x" * 5000, "\x00", "é"])
    def test_a_made_up_one_is_worth_nothing(self, floor: Floor, token: str) -> None:
        floor.has()
        invite(floor)

        assert not redeem(floor, token)
        assert send(floor) is None

    def test_of_two_at_one_moment_one_wins(self, floor: Floor) -> None:
        floor.has()
        token = invite(floor)

        results = race(4, lambda number: redeem(floor, token, f"chat-{number}"))

        assert sorted(map(bool, results)) == [False, False, False, True]


class TestNames:
    def test_a_person_is_found_by_reference_or_customer_number(
        self, floor: Floor
    ) -> None:
        floor.has()
        with floor.database.begin() as tx:
            tx.execute(update(DebtorRow).values(customer="C-17"))
        with floor.database.read() as tx:
            found = {
                floor.debt.vouchers.person(tx, name)
                for name in (CARD.reference, "hb 22104471", "C-17")
            }

        assert found == {"maria"}

    def test_a_name_of_nobody_or_of_two_people_finds_nobody(self, floor: Floor) -> None:
        floor.has()
        floor.also(ANA, LOAN)
        with floor.database.begin() as tx:
            tx.execute(
                update(DebtorRow).where(DebtorRow.id == "maria").values(customer="SC-1")
            )

        for name in ("", "C-17", "SC-1"):
            with pytest.raises(UnknownAccount), floor.database.read() as tx:
                floor.debt.vouchers.person(tx, name)
