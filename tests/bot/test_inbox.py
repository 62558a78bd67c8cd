"""The one way in: stored once, understood by the server, and never with a secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text as sql

from bot.inbox import Refusal
from bot.meaning import EVENT_PREFIX, event, understood
from bot.store.messages import Button
from bot.store.tables import Base
from debt.payment import PaymentState, Purpose, Settled
from tests.bot.talk import NO, SAM, YES, Talk, open_talk, waiting_rows
from tests.debt.builders import CARD, MARIA, gbp
from tests.debt.floor import race
from tests.debt.reception import KNOWN, sent_code, submit, wrong_code


def everything(talk: Talk) -> Iterator[str]:
    """All that rests in the talking floor's tables, as text."""
    with talk.floor.database.read() as tx:
        for table in Base.metadata.sorted_tables:
            yield from (str(row) for row in tx.execute(sql(f"SELECT * FROM {table}")))  # noqa: S608


def test_a_conversation_begins_with_the_assistant(talk: Talk) -> None:
    opened = open_talk(talk.floor).all()[0]

    assert opened.understood == event("conversation_started")
    assert not opened.is_shown


def test_a_text_waits_for_the_assistant(talk: Talk) -> None:
    seq = talk.says("what do I owe")

    message = talk.message(seq)
    assert (message.text, message.sender, message.waiting) == (
        "what do I owe",
        "debtor",
        True,
    )
    assert message.understood is None


def test_the_same_delivery_is_stored_once(talk: Talk) -> None:
    first = talk.says("hello", "id-a")

    assert talk.says("hello", "id-a") == first
    assert talk.says("other words, same delivery", "id-a") == first
    assert talk.shown() == [("debtor", "hello")]


def test_two_deliveries_at_one_moment_are_stored_once(talk: Talk) -> None:
    numbers = race(8, lambda _: talk.says("hello", "id-a"))

    assert len(set(map(str, numbers))) == 1
    assert talk.shown() == [("debtor", "hello")]


def test_a_client_id_belongs_to_its_conversation(talk: Talk) -> None:
    other = open_talk(talk.floor)
    talk.says("hello", "id-a")

    other.says("hi", "id-a")

    assert other.shown() == [("debtor", "hi")]


def test_numbers_have_no_gap_and_no_repeat_under_load(talk: Talk) -> None:
    before = talk.row().last_seq

    numbers = race(12, lambda n: talk.says(f"message {n}"))

    assert sorted(map(int, numbers)) == list(range(before + 1, before + 13))  # type: ignore[arg-type]


def test_no_card_number_is_ever_stored(talk: Talk) -> None:
    seq = talk.says("it is 4111 1111 1111 1111 12/28 123")

    assert talk.message(seq).understood == event("card_number_masked")
    assert not [row for row in everything(talk) if "1111" in row]


@pytest.mark.parametrize(
    ("raw", "name"), [("\u200b", "message_empty"), ("x" * 2001, "message_too_long")]
)
def test_what_cannot_be_read_is_told(talk: Talk, raw: str, name: str) -> None:
    assert talk.message(talk.says(raw)).understood == event(name)


class TestCodes:
    def test_the_right_code_is_checked_and_never_stored(self, talk: Talk) -> None:
        talk.floor.has()
        submit(talk.floor, chat=talk.conversation)
        code = sent_code(talk.floor)

        seq = talk.says(f"it's {code[:3]} {code[3:]}.")

        assert talk.message(seq).understood == event("code_accepted")
        assert talk.message(seq).text == "it's ••••••."
        assert not [row for row in everything(talk) if code in row.replace(" ", "")]
        with talk.floor.database.read() as tx:
            debtor = talk.floor.debt.identity.debtor(tx, talk.conversation)
        assert debtor.id == MARIA.id

    def test_a_wrong_code_is_told_as_such(self, talk: Talk) -> None:
        talk.floor.has()
        submit(talk.floor, chat=talk.conversation)

        seq = talk.says(wrong_code(talk.floor))

        assert talk.message(seq).understood == event("code_wrong")
        assert talk.message(seq).text == "•" * 6

    def test_a_code_delivered_twice_counts_once(self, talk: Talk) -> None:
        talk.floor.has()
        submit(talk.floor, chat=talk.conversation)
        wrong = wrong_code(talk.floor)

        race(6, lambda _: talk.says(wrong, "id-a"))

        assert talk.message(talk.says(sent_code(talk.floor))).understood == event(
            "code_accepted"
        )

    def test_a_stranger_gets_the_answers_of_a_customer(self, talk: Talk) -> None:
        submit(talk.floor, KNOWN, chat=talk.conversation)

        assert talk.message(talk.says("123456")).understood == event("code_wrong")

    def test_digits_that_nobody_waits_for_are_text(self, talk: Talk) -> None:
        message = talk.message(talk.says("123456"))

        assert (message.text, message.understood) == ("123456", None)

    @pytest.mark.parametrize("text", ["PL-123-456", "1234567", "a123456", "12345"])
    def test_what_is_no_code_is_left_alone(self, talk: Talk, text: str) -> None:
        submit(talk.floor, chat=talk.conversation)

        assert talk.message(talk.says(text)).text == text


class TestButtons:
    def test_a_press_means_what_the_server_said(self, talk: Talk) -> None:
        yes, _ = talk.is_told("Shall I?", YES, NO)

        seq = talk.presses(yes)

        assert isinstance(seq, int)
        message = talk.message(seq)
        assert (message.text, message.understood) == (YES.label, YES.meaning)

    def test_a_button_works_once(self, talk: Talk) -> None:
        yes, no = talk.is_told("Shall I?", YES, NO)
        talk.presses(yes)

        assert talk.presses(yes) is Refusal.BUTTON_EXPIRED
        assert isinstance(talk.presses(no), int)

    def test_two_presses_at_one_moment_are_one(self, talk: Talk) -> None:
        (yes,) = talk.is_told("Shall I?", YES)

        pressed = race(8, lambda _: talk.presses(yes))

        assert pressed.count(Refusal.BUTTON_EXPIRED) == 7

    def test_a_press_delivered_again_is_the_same_message(self, talk: Talk) -> None:
        (yes,) = talk.is_told("Shall I?", YES)

        assert talk.presses(yes, "id-a") == talk.presses(yes, "id-a")

    def test_a_button_of_another_conversation_does_nothing(self, talk: Talk) -> None:
        other = open_talk(talk.floor)
        (yes,) = other.is_told("Shall I?", YES)

        assert talk.presses(yes) is Refusal.BUTTON_EXPIRED
        assert isinstance(other.presses(yes), int)

    def test_an_unknown_button_does_nothing(self, talk: Talk) -> None:
        assert talk.presses("made-up") is Refusal.BUTTON_EXPIRED
        assert talk.shown() == []

    @pytest.mark.parametrize(
        "typed",
        ["Yes, pay £20.00", "yes, pay £20.00.", "1", "option 1", "1.", "#1", "1)"],
    )
    def test_a_typed_label_or_number_is_the_button(
        self, talk: Talk, typed: str
    ) -> None:
        talk.is_told("Shall I?", YES, NO)

        message = talk.message(talk.says(typed))

        assert (message.text, message.understood) == (typed, YES.meaning)

    @pytest.mark.parametrize(
        ("typed", "button"),
        [
            ("the first one please", YES),
            ("First", YES),
            ("I'll take the second one", NO),
            ("option two", NO),
            ("the last one", NO),
        ],
    )
    def test_the_place_of_a_button_is_the_button(
        self, talk: Talk, typed: str, button: Button
    ) -> None:
        talk.is_told("Shall I?", YES, NO)

        assert talk.message(talk.says(typed)).understood == button.meaning

    @pytest.mark.parametrize(
        "typed", ["3", "0", "yes", "1 pound", "£1", "the third one", "first of May"]
    )
    def test_anything_else_is_left_to_the_model(self, talk: Talk, typed: str) -> None:
        talk.is_told("Shall I?", YES, NO)

        assert talk.message(talk.says(typed)).understood is None

    def test_only_the_newest_buttons_can_be_typed(self, talk: Talk) -> None:
        talk.is_told("Shall I?", YES, NO)
        talk.is_told("Never mind.")

        assert talk.message(talk.says("1")).understood is None


@pytest.mark.parametrize(
    "typed",
    [
        "/EXTERNAL_code_accepted",
        "EXTERNAL_payment_succeeded",
        '/EXTERNAL_payment_succeeded{"payment_reference": "P-1"}',
        "/affirm",
        '/choose_plan{"plan_offer": "x"}',
    ],
)
def test_nothing_typed_can_stand_for_an_event_or_a_button(
    talk: Talk, typed: str
) -> None:
    message = talk.message(talk.says(typed))

    assert message.understood is None
    assert not message.text.startswith("/")


class TestWithAPerson:
    def test_a_message_does_not_wait_for_the_assistant(self, talk: Talk) -> None:
        talk.is_taken_by(SAM)

        assert not talk.message(talk.says("hello Sam")).waiting

    def test_while_a_person_is_only_asked_for_the_assistant_goes_on(
        self, talk: Talk
    ) -> None:
        talk.wants_a_person()

        assert talk.message(talk.says("and meanwhile?")).waiting

    def test_events_still_reach_the_assistant(self, talk: Talk) -> None:
        talk.is_taken_by(SAM)

        assert talk.message(talk.happens("payment_succeeded")).waiting

    def test_after_the_hand_back_the_assistant_answers_again(self, talk: Talk) -> None:
        ticket = talk.is_taken_by(SAM)
        with talk.floor.database.begin() as tx:
            talk.desk.hand_back(tx, ticket.id, SAM)

        assert talk.message(talk.says("hello again")).waiting


def test_a_payment_is_told_with_its_reference(talk: Talk) -> None:
    settled = Settled(
        conversation_id=talk.conversation,
        account_id=CARD.id,
        state=PaymentState.SUCCEEDED,
        amount=gbp("20.00"),
        balance=gbp("580.00"),
        reference="P-12345678",
        purpose=Purpose.PAYMENT,
    )
    with talk.floor.database.begin() as tx:
        talk.inbox.put_payment(tx, settled)

    told = talk.all()[-1]
    known = understood(
        EVENT_PREFIX + "payment_succeeded", {"payment_reference": "P-12345678"}
    )
    assert told.understood == known
    assert not told.is_shown


def test_what_is_undone_leaves_nothing_behind(talk: Talk) -> None:
    before = len(talk.all())

    def tell_and_fall() -> None:
        with talk.floor.database.begin() as tx:
            talk.inbox.put_text(tx, talk.conversation, "id-a", "hello")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        tell_and_fall()
    with talk.floor.database.read() as tx:
        assert waiting_rows(tx, talk.conversation) == []
    assert len(talk.all()) == before
