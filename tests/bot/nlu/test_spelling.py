"""Slips of the keyboard are mended; names, figures and addresses are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.spelling import Spelling
from tests.bot.nlu.examples import training_examples


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.learn([text for _, text in training_examples()])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("speek to my laywer about it", "speek to my lawyer about it"),
        ("the lnik doesnt work", "the link doesnt work"),
        ("earse all my dtaa", "erase all my data"),
        ("il pay on fridya", "il pay on friday"),
        ("wrong nubmer", "wrong number"),
    ],
)
def test_slips_are_mended(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.mend(typed).split()[-1] == meant.split()[-1]
    assert len(spelling.mend(typed).split()) == len(typed.split())


@pytest.mark.parametrize(
    "text",
    [
        "my name is Tobais Nubmer",
        "ref LNIK-48291x",
        "write to fridya@exmaple.com",
        "see www.lnik.example/paymnet",
        "£1,250.50 on the 15th",
        "aye wee bairn, nae bother",
        "colour, favour, cheque and instalment; color, favor, check and installment",
    ],
)
def test_names_figures_addresses_and_dialects_stay(
    spelling: Spelling, text: str
) -> None:
    assert spelling.mend(text) == text


@given(st.text(alphabet=st.characters(categories=["Nd", "P", "Z", "S"])))
def test_nothing_without_letters_is_touched(spelling: Spelling, text: str) -> None:
    assert spelling.mend(text) == text


@given(st.sampled_from([text for _, text in training_examples()]))
def test_mending_twice_changes_nothing_more(spelling: Spelling, text: str) -> None:
    once = spelling.mend(text)

    assert spelling.mend(once) == once


def test_a_saved_vocabulary_mends_as_before(spelling: Spelling, tmp_path: Path) -> None:
    spelling.save(tmp_path)

    assert Spelling.load(tmp_path).mend("wrong nubmer") == "wrong number"
