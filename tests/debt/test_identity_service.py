"""The check gives a stranger nothing to learn, and lasts as long as it should."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from debt.account import Debtor
from debt.errors import IdempotencyConflict, NotVerified
from debt.identity import (
    IDLE_LIMIT,
    CodeOutcome,
    FactsOutcome,
    IdentityFacts,
    Level,
    Verification,
    VerifiedDebtor,
)
from debt.store.tables import CodeRow, SubmissionRow
from tests.debt.builders import CARD, MARIA, NOW, account, debtor
from tests.debt.floor import CHAT, Floor
from tests.debt.reception import (
    KNOWN,
    UNKNOWN,
    awaiting,
    check,
    level,
    sent_code,
    submit,
    wrong_code,
)

ANA = debtor(id="ana", name="Ana Costa", date_of_birth=date(1975, 5, 5))
ANAS_LOAN = account(id="loan", reference="HB-2", debtor_id="ana")


def test_two_facts_and_the_code_verify_a_person(floor: Floor) -> None:
    floor.has()

    assert submit(floor) is FactsOutcome.CODE_SENT
    assert floor.mailbox.codes[0][0] == MARIA.contacts[0]
    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED

    with floor.database.read() as tx:
        person = floor.debt.identity.debtor(tx, CHAT)
    assert (person.id, person.name, person.zone) == (MARIA.id, MARIA.name, MARIA.zone)
    assert person.conversation_id == CHAT


def test_a_stranger_gets_the_same_answers_at_every_step(floor: Floor) -> None:
    floor.has()

    def conversation(facts: IdentityFacts, chat: str) -> list[object]:
        answers: list[object] = [submit(floor, facts, f"{chat}-1", chat)]
        answers += [awaiting(floor, chat), level(floor, chat)]
        wrong = wrong_code(floor)
        answers += [check(floor, wrong, chat) for _ in range(6)]
        answers += [awaiting(floor, chat)]
        answers += [submit(floor, facts, f"{chat}-{n}", chat) for n in range(2, 7)]
        with floor.database.begin() as tx:
            answers += [floor.debt.identity.resend(tx, chat, f"{chat}-r")]
        return answers

    known, unknown = conversation(KNOWN, "one"), conversation(UNKNOWN, "two")

    assert repr(known) == repr(unknown)
    assert FactsOutcome.LOCKED in known
    assert CodeOutcome.TOO_MANY in known


def test_a_stranger_leaves_the_same_rows_behind(floor: Floor) -> None:
    floor.has()

    submit(floor, KNOWN, "1", "one")
    submit(floor, UNKNOWN, "2", "two")

    with floor.database.read() as tx:
        codes = tx.scalars(select(CodeRow.conversation_id)).all()
        submissions = tx.scalars(select(SubmissionRow.conversation_id)).all()
    assert sorted(codes) == sorted(submissions) == ["one", "two"]
    assert len(floor.mailbox.codes) == 1


@pytest.mark.parametrize(
    "facts",
    [
        IdentityFacts(),
        IdentityFacts(CARD.reference),
        IdentityFacts(CARD.reference, MARIA.date_of_birth, "SW1A 1AA"),
    ],
)
def test_too_few_or_wrong_facts_send_nothing(
    floor: Floor, facts: IdentityFacts
) -> None:
    floor.has()

    assert submit(floor, facts) is FactsOutcome.CODE_SENT
    assert floor.mailbox.codes == []


def test_a_person_without_a_contact_is_sent_nothing(floor: Floor) -> None:
    floor.has(owner=debtor(contacts=()))

    assert submit(floor) is FactsOutcome.CODE_SENT
    assert floor.mailbox.codes == []


def test_a_person_is_found_by_birthday_and_postcode(floor: Floor) -> None:
    floor.has()

    submit(floor, IdentityFacts(None, MARIA.date_of_birth, "ls1 4ap"))

    assert len(floor.mailbox.codes) == 1


def test_a_repeated_turn_sends_one_code(floor: Floor) -> None:
    floor.has()

    outcomes = [submit(floor, key="same") for _ in range(7)]

    assert outcomes == [FactsOutcome.CODE_SENT] * 7
    assert len(floor.mailbox.codes) == 1


def test_a_key_cannot_carry_other_facts(floor: Floor) -> None:
    floor.has()
    submit(floor, key="same")

    with pytest.raises(IdempotencyConflict):
        submit(floor, UNKNOWN, key="same")


def test_a_conversation_is_locked_for_an_hour_after_five_attempts(floor: Floor) -> None:
    floor.has()

    outcomes = [submit(floor, key=str(number)) for number in range(6)]
    floor.clock.advance(timedelta(hours=1))

    assert outcomes == [FactsOutcome.CODE_SENT] * 5 + [FactsOutcome.LOCKED]
    assert submit(floor, key="later") is FactsOutcome.CODE_SENT


def test_a_person_gets_five_codes_an_hour_however_many_ask(floor: Floor) -> None:
    floor.has()

    outcomes = [submit(floor, KNOWN, f"k{n}", f"chat-{n}") for n in range(7)]

    assert set(outcomes) == {FactsOutcome.CODE_SENT}
    assert len(floor.mailbox.codes) == 5


def test_nobody_is_verified_without_a_code(floor: Floor) -> None:
    floor.has()
    submit(floor)

    with floor.database.read() as tx, pytest.raises(NotVerified):
        floor.debt.identity.debtor(tx, CHAT)


@pytest.mark.parametrize(
    ("silent", "times", "stays"),
    [
        (timedelta(minutes=14), 3, True),
        (timedelta(minutes=15), 1, False),
        (timedelta(minutes=14), 52, False),
    ],
)
def test_a_session_ends_by_silence_or_after_twelve_hours(
    floor: Floor, silent: timedelta, times: int, stays: bool
) -> None:
    floor.has()
    floor.verified()

    for _ in range(times):
        floor.clock.advance(silent)
        with floor.database.begin() as tx:
            floor.debt.identity.touch(tx, CHAT)

    assert (level(floor) is Level.VERIFIED) is stays


def test_forgetting_ends_session_and_code(floor: Floor) -> None:
    floor.has()
    floor.verified()
    submit(floor, key="again")

    with floor.database.begin() as tx:
        floor.debt.identity.forget(tx, CHAT)

    assert level(floor) is Level.ANONYMOUS
    assert check(floor, sent_code(floor)) is CodeOutcome.NOT_EXPECTED


def test_the_level_rises_with_the_check(floor: Floor) -> None:
    floor.has()

    levels = [level(floor)]
    submit(floor)
    levels.append(level(floor))
    check(floor, sent_code(floor))
    levels.append(level(floor))

    assert levels == [Level.ANONYMOUS, Level.MATCHED, Level.VERIFIED]


def test_one_of_two_people_is_found_by_their_own_reference(floor: Floor) -> None:
    floor.has()
    twin = debtor(id="twin", name="Ana Silva")
    floor.also(twin, account(id="loan", reference="HB-2", debtor_id="twin"))

    submit(floor, IdentityFacts(None, MARIA.date_of_birth, MARIA.postcode), "a")
    assert floor.mailbox.codes == []

    submit(floor, IdentityFacts("HB-2", MARIA.date_of_birth), "b")
    check(floor, sent_code(floor))
    with floor.database.read() as tx:
        assert floor.debt.identity.debtor(tx, CHAT).id == "twin"


class TestWhoseItWas:
    def test_a_conversation_is_the_persons_while_their_check_counts(
        self, floor: Floor
    ) -> None:
        floor.has()
        floor.verified()
        floor.clock.advance(timedelta(minutes=5))
        with floor.database.begin() as tx:
            floor.debt.identity.touch(tx, CHAT)

        whose = conversations_of(floor, MARIA)

        assert whose == [Verification(CHAT, NOW, NOW + timedelta(minutes=20))]
        floor.clock.advance(timedelta(hours=13))
        assert conversations_of(floor, MARIA) == whose

    def test_two_channels_are_two_checks_of_one_person(self, floor: Floor) -> None:
        floor.has()
        floor.verified(chat="phone")
        floor.clock.advance(timedelta(minutes=1))
        floor.verified(chat="web")

        whose = conversations_of(floor, MARIA)

        assert [each.conversation_id for each in whose] == ["web", "phone"]

    def test_who_comes_after_somebody_gets_nothing_of_theirs(
        self, floor: Floor
    ) -> None:
        floor.has()
        floor.also(ANA, ANAS_LOAN)
        floor.verified()
        floor.clock.advance(timedelta(minutes=5))
        floor.verified(ANA, ANAS_LOAN)
        floor.clock.advance(timedelta(minutes=5))
        floor.verified()

        moments = [NOW + timedelta(minutes=each) for each in (0, 5, 10, 25)]
        marias, anas = conversations_of(floor, MARIA), conversations_of(floor, ANA)

        assert marias == [
            Verification(CHAT, moments[2], moments[3]),
            Verification(CHAT, moments[0], moments[1]),
        ]
        assert anas == [Verification(CHAT, moments[1], moments[2])]

    @pytest.mark.parametrize("ends", ["forgotten", "silent", "at once"])
    def test_a_check_ends_when_it_ends_and_not_when_the_next_begins(
        self, floor: Floor, ends: str
    ) -> None:
        floor.has()
        floor.also(ANA, ANAS_LOAN)
        floor.verified()
        if ends == "forgotten":
            floor.clock.advance(timedelta(minutes=5))
            with floor.database.begin() as tx:
                floor.debt.identity.forget(tx, CHAT)
        if ends != "at once":
            floor.clock.advance(timedelta(hours=3))
        floor.verified(ANA, ANAS_LOAN)

        ended = {
            "forgotten": [NOW + timedelta(minutes=5)],
            "silent": [NOW + IDLE_LIMIT],
        }
        whose = conversations_of(floor, MARIA)
        assert [each.ended_at for each in whose] == ended.get(ends, [])

    def test_nobody_has_conversations_without_a_check(self, floor: Floor) -> None:
        floor.has()
        submit(floor)

        assert conversations_of(floor, MARIA) == []


def conversations_of(floor: Floor, person: Debtor) -> list[Verification]:
    proof = VerifiedDebtor(person.id, person.name, person.locale, person.zone, "other")
    with floor.database.read() as tx:
        return list(floor.debt.identity.conversations_of(tx, proof))
