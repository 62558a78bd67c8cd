"""Sentences of the response files, for messages that are put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.wording import Wording, wording


@pytest.fixture
def own(tmp_path: Path) -> Wording:
    (tmp_path / "talk.yml").write_text(
        "responses:\n"
        "  utter_one:\n"
        "  - text: 'You owe {amount}.'\n"
        "  - text: 'another'\n"
        "  utter_channel:\n"
        "  - text: 'for pigeons'\n"
        "    channel: pigeon\n"
        "  - text: 'for all'\n"
        "  utter_lines:\n"
        "  - text: |-\n"
        "      Name | {name}\n"
        "      Total | {total}\n",
        encoding="utf-8",
    )
    return Wording(tmp_path)


def test_the_first_variant_is_filled_in(own: Wording) -> None:
    assert own.text("utter_one", amount="£5.00") == "You owe £5.00."


def test_what_is_for_one_channel_is_passed_over(own: Wording) -> None:
    assert own.text("utter_channel") == "for all"


def test_a_missing_value_is_an_error(own: Wording) -> None:
    with pytest.raises(KeyError):
        own.text("utter_one")


def test_a_missing_response_is_an_error(own: Wording) -> None:
    with pytest.raises(KeyError):
        own.text("utter_two")


def test_braces_in_a_value_are_left_alone(own: Wording) -> None:
    assert own.text("utter_one", amount="{company}") == "You owe {company}."


def test_lines_are_filled_in_one_by_one(own: Wording) -> None:
    lines = own.lines("utter_lines", name="Maria", total="£5.00")

    assert lines == ["Name | Maria", "Total | £5.00"]


def test_the_products_own_are_read_once() -> None:
    assert wording() is wording()
    assert wording().text("utter_people_agent_left", agent="Sam").startswith("Sam")
