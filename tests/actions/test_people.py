"""A person at the first word, and small talk that never goes in circles."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.actions.stage import Heard, Stage
from tests.test_conversation_files import leading_to


class TestReachingAPerson:
    @pytest.mark.parametrize("intent", leading_to("action_request_agent"))
    def test_the_first_word_is_enough(self, stage: Stage, intent: str) -> None:
        stage.form = "identity_form"

        heard = stage.run("action_request_agent", "agent", intent)

        (ticket,) = stage.tickets()
        assert heard.responses == ["utter_people_queued"]
        assert heard.said[0].values == {
            "reference": ticket.reference,
            "position": "1",
        }
        assert heard.leaves_form

    def test_out_of_hours_a_day_is_promised_and_a_call_is_offered(
        self, stage: Stage
    ) -> None:
        stage.floor.clock.set(datetime(2026, 11, 22, 12, tzinfo=timezone.utc))

        heard = stage.run("action_request_agent", "agent", "request_agent")

        (ticket,) = stage.tickets()
        assert heard.responses == ["utter_people_closed"]
        assert ticket.reference in heard.words
        assert "23 November 2026" in heard.words

    def test_what_was_left_for_it_can_be_taken_up_again(self, stage: Stage) -> None:
        stage.form = "payment_form"
        stage.run("action_request_agent", "agent", "request_agent")

        heard = stage.run("action_return_from_person")

        assert heard.responses == ["utter_people_back_to_task"]
        assert heard.said[0].buttons[0] == "Make a payment"

    def test_with_nothing_left_open_nothing_is_said_of_it(self, stage: Stage) -> None:
        stage.run("action_request_agent", "agent", "request_agent")

        heard = stage.run("action_return_from_person")

        assert heard.responses == ["utter_people_back"]

    def test_asking_again_keeps_the_place(self, stage: Stage) -> None:
        first = stage.run("action_request_agent", "agent", "request_agent")
        stage.floor.clock.advance(timedelta(seconds=1))
        Stage(stage.floor, chat="chat-2").run(
            "action_request_agent", "agent", "request_agent"
        )

        again = stage.run("action_request_agent", "agent!", "request_agent")

        assert again.responses == ["utter_people_still_queued"]
        assert again.said[0].values == first.said[0].values

    def test_the_second_in_the_queue_is_told_so(self, stage: Stage) -> None:
        stage.run("action_request_agent", "agent", "request_agent")
        stage.floor.clock.advance(timedelta(seconds=1))

        second = Stage(stage.floor, chat="chat-2").run(
            "action_request_agent", "agent", "request_agent"
        )

        assert second.said[0].values["position"] == "2"


class TestSmallTalk:
    def unclear(self, stage: Stage, *intents: str) -> Heard:
        """The answer to the last of several messages."""
        dispatcher, tracker = stage.hears("?", intents[-1])
        tracker.events = [self.message(intent) for intent in intents]
        return stage.run_again("action_answer_unclear", dispatcher, tracker)

    def message(self, intent: str) -> dict[str, Any]:
        return {"event": "user", "parse_data": {"intent": {"name": intent}}}

    @pytest.mark.parametrize(
        ("intents", "response"),
        [
            (["nlu_fallback"], "utter_talk_unclear"),
            (["nlu_fallback"] * 2, "utter_talk_unclear_again"),
            (["nlu_fallback"] * 3, "utter_talk_unclear_ticket"),
            (["nlu_fallback"] * 4, "utter_talk_unclear_again"),
            (["nlu_fallback"] * 5, "utter_talk_unclear_person"),
            (["nlu_fallback", "greet", "nlu_fallback"], "utter_talk_unclear"),
        ],
    )
    def test_not_understood_is_never_said_twice_alike(
        self, stage: Stage, intents: list[str], response: str
    ) -> None:
        assert self.unclear(stage, *intents).responses == [response]

    def test_the_third_time_a_person_is_asked_to_read_it(self, stage: Stage) -> None:
        heard = self.unclear(stage, *["nlu_fallback"] * 3)

        (ticket,) = stage.tickets()
        assert ticket.reason == "not_understood"
        assert ticket.reference in heard.words

    def test_in_a_form_the_question_is_not_put_again_but_stands(
        self, stage: Stage
    ) -> None:
        stage.form = "plan_form"

        heard = self.unclear(stage, "nlu_fallback")

        assert heard.responses == ["utter_talk_unclear_form"]
        assert heard.followed_by is None
        assert not heard.leaves_form

    def test_the_two_best_guesses_are_offered_with_a_way_out(
        self, stage: Stage
    ) -> None:
        ranking = {"nlu_fallback": 0.7, "greet": 0.25, "ask_due_date": 0.22}
        ranking |= {"ask_balance": 0.2, "ask_history": 0.12}
        dispatcher, tracker = stage.hears("?", "nlu_fallback")
        tracker.latest_message["intent_ranking"] = [
            {"name": name, "confidence": p} for name, p in ranking.items()
        ]
        tracker.events = [self.message("nlu_fallback")]

        said = stage.run_again("action_answer_unclear", dispatcher, tracker).said[0]

        assert said.buttons == (
            "When is it due?",
            "What do I owe?",
            "Something else",
            "Talk to a person",
        )

    def test_nobody_is_asked_by_a_button_whether_they_want_to_live(
        self, stage: Stage
    ) -> None:
        dispatcher, tracker = stage.hears("?", "nlu_fallback")
        tracker.latest_message["intent_ranking"] = [
            {"name": "report_crisis", "confidence": 0.35}
        ]
        tracker.events = [self.message("nlu_fallback")]

        said = stage.run_again("action_answer_unclear", dispatcher, tracker).said[0]

        assert said.buttons == ("Something else", "Talk to a person")

    def test_a_task_can_be_dropped(self, stage: Stage) -> None:
        stage.form = "plan_form"
        stage.slots["wanted_action"] = "action_begin_plan"

        heard = stage.run("action_cancel_task", "never mind", "cancel")

        assert heard.responses == ["utter_talk_cancelled"]
        assert heard.leaves_form
        assert heard.slots["wanted_action"] is None

    def test_with_no_task_there_is_nothing_to_drop(self, stage: Stage) -> None:
        heard = stage.run("action_cancel_task", "never mind", "cancel")

        assert heard.responses == ["utter_talk_nothing_to_cancel"]

    def test_after_a_question_the_form_goes_on(self, stage: Stage) -> None:
        assert stage.run("action_resume_form").followed_by is None
        stage.form = "plan_form"
        assert stage.run("action_resume_form").followed_by == "plan_form"


def test_a_file_is_kept_for_a_person(stage: Stage) -> None:
    heard = stage.run("action_keep_file", intent="EXTERNAL_file_received")

    (ticket,) = stage.tickets()
    assert ticket.reason == "file_received"
    assert heard.responses == ["utter_people_file_received"]
    assert heard.said[0].values["reference"] == ticket.reference
