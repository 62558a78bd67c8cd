"""The sentences a person reads are plain, short and kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.conversation_files import responses
from tests.reading_age import sentences_of

# Words of threat, blame or false urgency.
FORBIDDEN = [
    r"debtors?\b",
    r"fail\w*",
    r"immediate\w*",
    r"urgent\w*",
    r"final\b",
    r"legal action",
    r"\blaw ?suit",
    r"you must",
    r"you need to",
    r"overdue",
    r"delinquen\w+",
    r"default(ed)?\b",
    r"unfortunately",
    r"valued",
    r"act now",
    r"last chance",
    r"today only",
    r"or else",
    r"arrest\w*",
    r"prison|jail",
    r"seiz\w+",
    r"prosecut\w+",
    r"obligat\w+",
    r"totally understand",
    r"as soon as possible",
    r"failing to",
]
USUAL_WORDS_OF_A_SENTENCE = 14
# Where American and British spelling part; only the second is used.
AMERICAN = (
    r"\b(installment|color|authoriz|organiz|recogniz|apologiz|center\b|check(s)? in)"
)


def texts() -> Iterator[tuple[str, str]]:
    """What is said, without the rows of cards."""
    for key, variants in responses().items():
        for variant in variants:
            yield key, variant["text"]
            for button in variant.get("buttons", ()):
                yield key, button["title"]


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_word_threatens_blames_or_presses(pattern: str) -> None:
    found = {key for key, text in texts() if re.search(pattern, text, re.IGNORECASE)}

    assert found == set()


def test_most_sentences_are_short() -> None:
    lengths = sorted(
        len(sentence.split())
        for _, text in texts()
        for sentence in sentences_of(text)
        if len(sentence.split()) > 3
    )

    assert lengths[len(lengths) // 2] <= USUAL_WORDS_OF_A_SENTENCE


def test_nothing_is_shouted() -> None:
    shouted = {
        key
        for key, text in texts()
        if re.search(r"\b[A-Z]{4,}\b", text.replace("SHOUT", "")) or "!" in text
    }

    assert shouted == set()


def test_the_spelling_is_british() -> None:
    assert {key for key, text in texts() if re.search(AMERICAN, text)} == set()


def test_nothing_is_marked_up() -> None:
    marked = {key for key, text in texts() if re.search(r"[*`<>]|\[.*\]\(", text)}

    assert marked == set()


def test_every_way_to_refuse_offers_a_way_on() -> None:
    """A reasonable offer is never simply refused (FCA CONC 7.5.4)."""
    ways = r"person|tell me|give me|earliest|latest|nothing left|already|no plan"
    refusals = [item for item in texts() if item[0].startswith("utter_plan_refused_")]

    assert refusals
    assert [key for key, text in refusals if not re.search(ways, text, re.I)] == []


def test_what_anybody_may_read_names_no_debt() -> None:
    """Texts to a phone on file, and everything before the check."""
    before = ("utter_notice_", "utter_identity_code_", "utter_ask_identity_form_")
    private = [text for key, text in texts() if key.startswith(before)]

    assert private
    assert not [t for t in private if re.search(r"\b(debts?|owe|balance|arrears)\b", t)]
