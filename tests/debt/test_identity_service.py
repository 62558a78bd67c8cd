"""The check gives a stranger nothing to learn, and a code works once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from debt.errors import IdempotencyConflict, NotVerified
from debt.identity import CodeOutcome, FactsOutcome, IdentityFacts, Level
from debt.store.tables import CodeRow, SubmissionRow
from tests.debt.builders import CARD, MARIA, account, debtor
from tests.debt.floor import CHAT, Floor, race

KNOWN = IdentityFacts(CARD.reference, MARIA.date_of_birth)
UNKNOWN = IdentityFacts("HB-0000-0000", date(1970, 1, 1))


def submit(
    floor: Floor, facts: IdentityFacts = KNOWN, key: str = "k", chat: str = CHAT
) -> FactsOutcome:
    with floor.database.begin() as tx:
        return floor.debt.identity.submit(tx, chat, facts, key)


def check(floor: Floor, code: str, chat: str = CHAT) -> CodeOutcome:
    with floor.database.begin() as tx:
        return floor.debt.identity.check_code(tx, chat, code)


def awaiting(floor: Floor, chat: str = CHAT) -> bool:
    with floor.database.read() as tx:
        return floor.debt.identity.awaiting_code(tx, chat)


def level(floor: Floor, chat: str = CHAT) -> Level:
    with floor.database.read() as tx:
        return floor.debt.identity.level(tx, chat)


def sent_code(floor: Floor) -> str:
    return floor.mailbox.codes[-1][1]


def wrong_code(floor: Floor) -> str:
    return "000000" if sent_code(floor) != "000000" else "111111"


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


def test_a_code_works_once(floor: Floor) -> None:
    floor.has()
    submit(floor)

    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED
    assert check(floor, sent_code(floor)) is CodeOutcome.NOT_EXPECTED
    assert not awaiting(floor)


def test_a_code_belongs_to_its_conversation(floor: Floor) -> None:
    floor.has()
    submit(floor)

    assert check(floor, sent_code(floor), "other") is CodeOutcome.NOT_EXPECTED


def test_a_code_expires_after_ten_minutes_and_says_so(floor: Floor) -> None:
    floor.has()
    submit(floor)
    floor.clock.advance(timedelta(minutes=10))

    assert awaiting(floor)
    assert check(floor, sent_code(floor)) is CodeOutcome.EXPIRED

    floor.clock.advance(timedelta(hours=1))
    assert not awaiting(floor)


def test_five_wrong_codes_lock_even_the_right_one(floor: Floor) -> None:
    floor.has()
    submit(floor)
    wrong = wrong_code(floor)

    outcomes = [check(floor, wrong) for _ in range(5)]

    assert outcomes == [CodeOutcome.WRONG] * 4 + [CodeOutcome.TOO_MANY]
    assert check(floor, sent_code(floor)) is CodeOutcome.TOO_MANY
    assert not awaiting(floor)


def test_a_fresh_code_replaces_the_old_one(floor: Floor) -> None:
    floor.has()
    submit(floor)
    old = sent_code(floor)
    with floor.database.begin() as tx:
        floor.debt.identity.resend(tx, CHAT, "r")

    assert len(floor.mailbox.codes) == 2
    if old != sent_code(floor):
        assert check(floor, old) is CodeOutcome.WRONG
    assert check(floor, sent_code(floor)) is CodeOutcome.ACCEPTED


def test_twenty_threads_with_the_right_code_start_one_session(floor: Floor) -> None:
    floor.has()
    submit(floor)

    outcomes = race(20, lambda _: check(floor, sent_code(floor)))

    assert outcomes.count(CodeOutcome.ACCEPTED) == 1
    assert outcomes.count(CodeOutcome.NOT_EXPECTED) == 19


def test_twenty_guesses_at_once_count_as_twenty(floor: Floor) -> None:
    floor.has()
    submit(floor)
    wrong = wrong_code(floor)

    outcomes = race(20, lambda _: check(floor, wrong))

    assert outcomes.count(CodeOutcome.WRONG) == 4
    assert outcomes.count(CodeOutcome.TOO_MANY) == 16


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


def test_codes_are_not_readable_in_the_database(floor: Floor) -> None:
    floor.has()
    submit(floor)

    with floor.database.read() as tx:
        stored = tx.scalars(select(CodeRow.code_hash)).one()

    assert sent_code(floor) not in stored
    assert b"pepper" not in repr(floor.debt.identity).encode()


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
