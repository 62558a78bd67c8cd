"""Every message can be read by everybody: short, plain, true to the books, no dead end.

What is checked is the text as it is written in the response files, so that a sentence
that breaks a rule is found before anybody reads it. Legal notices carry
``metadata: {notice: true}``: the law may want more words there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.demo.cards.uses import LIFETIME
from bot.files import MAX_FILE_BYTES, MEGABYTE
from bot.screen import MAX_CHARACTERS
from debt.identity import CODE_LIFETIME
from tests.conversation_files import responses
from tests.debt.builders import OPERATOR
from tests.reading_age import reading_age, sentences_of, words_of

MOST_SENTENCES = 3
MOST_WORDS_OF_A_SENTENCE = 24
# Years of age. One message may be a little harder than all of them together.
OLDEST_READER = 9
OLDEST_READER_OF_A_MESSAGE = 11
FEW_WORDS = 12

# What is put together to something else, or written for the desk: rows, lists, papers.
PARTS = re.compile(r"_(row|rows|document|note|fact|reason|brief|medium|wish|desk)(_|$)")
# Said with the same words every time, because a law or a fact stands in them.
ONE_WORDING = (
    "utter_talk_account_changed",
    "utter_talk_bot_identity",
    "utter_talk_document",
    "utter_talk_failed",
    "utter_talk_language",
    "utter_talk_more",
    "utter_talk_opening",
    "utter_talk_too_long",
    "utter_talk_unclear_form",
    "utter_talk_unclear_ticket",
)
SMALL_TALK = ("utter_talk_",)
PROMPTS = ("utter_ask_", "utter_invalid_")
# A number that is the same for everybody and stands in the code as well.
FIXED = {
    "utter_channel_file_too_large": f"{MAX_FILE_BYTES // MEGABYTE} MB",
    "utter_contact_code_sent": f"{CODE_LIFETIME.seconds // 60} minutes",
    "utter_identity_code_sent": f"{CODE_LIFETIME.seconds // 60} minutes",
    "utter_notice_code": f"{CODE_LIFETIME.seconds // 60} minutes",
    "utter_ask_feedback_form_feedback_score": "1 (poor) to 5",
    "utter_payment_link": f"{LIFETIME.seconds // 60} minutes",
    "utter_talk_too_long": f"{MAX_CHARACTERS:,} characters",
    "utter_workplace_choices": "1 to",
}
# How something may be written is shown by an example.
EXAMPLE = re.compile(r"\"[^\"]*\"|\blooks? like [^?]*|\blike [^,?\"]*\.")
TIME = re.compile(
    r"\b(\d+|two|three|four|five|six|seven|eight|nine|ten|thirty|sixty|ninety)"
    r"(?: working| business)? (days?|weeks?|months?|years?)\b"
)
# "Weekly" is no time within which something happens.
RHYTHMS = ("utter_plan_brief_", "utter_plan_frequency_")
WEEKDAY = r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
ADDRESS = r"https?:|www\.|\b\w+\.(com|org|gov|net|uk|us)\b"
COURTS = r"\b(courts?|sue[ds]?|suing|judge\w*|bailiffs?|wages?|garnish\w*|lawsuits?)\b"
# Where a person has to hear of courts, in words that counsel has read.
ABOUT_COURTS = re.compile(r"utter_(old_debt_|consequences_|people_authority_)")
PEOPLE = ("/request_agent", "/request_callback")

# Who is in danger hears of help now and of somebody to talk to, in one message.
LONGER = {"utter_delinquency_crisis"}

Variant = dict[str, Any]


def variants() -> Iterator[tuple[str, Variant]]:
    for key, found in responses().items():
        for variant in found:
            yield key, variant


def messages() -> Iterator[tuple[str, str]]:
    """What is said as a message of its own, without legal notices."""
    for key, variant in variants():
        if not is_notice(variant) and not PARTS.search(key):
            yield key, str(variant["text"])


def is_notice(variant: Variant) -> bool:
    return bool(variant.get("metadata", {}).get("notice"))


def values_of(variant: Variant) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", repr(variant)))


def bare(text: str) -> str:
    """The text without values and without examples."""
    return EXAMPLE.sub("", re.sub(r"\{\w+\}", "", text))


def test_a_message_has_three_short_sentences_and_one_question() -> None:
    long = {
        key
        for key, text in messages()
        if len(sentences_of(text)) > MOST_SENTENCES or text.count("?") > 1
    }

    assert long == LONGER


def test_no_sentence_is_long() -> None:
    long = {
        key: sentence
        for key, text in messages()
        for sentence in sentences_of(text)
        if len(sentence.split()) > MOST_WORDS_OF_A_SENTENCE
    }

    assert long == {}


def test_a_child_of_eleven_can_read_each_message() -> None:
    hard = {
        key: round(reading_age(text), 1)
        for key, text in messages()
        if len(words_of(text)) >= FEW_WORDS
        and reading_age(text) > OLDEST_READER_OF_A_MESSAGE
    }

    assert hard == {}
    assert reading_age(*(text for _, text in messages())) <= OLDEST_READER


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("The cat sat on the mat.", 0, 6),
        ("You can ask what you owe, pay, or pay in parts.", 5, 9),
        (
            "Notwithstanding previous correspondence, the undersigned organisation "
            "respectfully necessitates immediate remuneration.",
            18,
            60,
        ),
    ],
)
def test_the_reading_age_tells_plain_from_hard(
    text: str, least: float, most: float
) -> None:
    assert least <= reading_age(text) <= most


def test_what_is_said_often_has_more_than_one_wording() -> None:
    """Small talk and questions; a question with a value is said for certain."""
    single = [
        key
        for key, found in responses().items()
        if key.startswith((*SMALL_TALK, *PROMPTS))
        and not key.startswith(ONE_WORDING)
        and not any(map(values_of, found))
        and not any(map(is_notice, found))
        and len([each for each in found if "channel" not in each]) == 1
    ]

    assert single == []


def test_what_is_agreed_owed_or_ordered_by_law_has_one_wording() -> None:
    """So that the record of what was said needs no more than its name."""
    money = {"amount", "balance", "cure", "full", "total", "left", "reference"}
    several = [
        key
        for key, found in responses().items()
        if len([each for each in found if "channel" not in each]) > 1
        and any(is_notice(each) or values_of(each) & money for each in found)
    ]

    assert several == []


def test_no_number_is_typed_by_hand() -> None:
    """Amounts, dates and times come from the ledger, the policy or the operator."""
    typed = {
        key: text
        for key, variant in variants()
        for text in [bare(variant["text"]).replace(FIXED.get(key, "\0"), "")]
        if re.search(r"\d", text) or (TIME.search(text) and not key.startswith(RHYTHMS))
    }

    assert typed == {}


def test_a_fixed_number_is_the_one_of_the_code() -> None:
    wrong = [
        key
        for key, said in FIXED.items()
        if not all(said in each["text"] for each in responses()[key])
    ]

    assert wrong == []


@pytest.mark.parametrize("pattern", [WEEKDAY, ADDRESS])
def test_no_day_or_address_is_typed_by_hand(pattern: str) -> None:
    typed = {
        key for key, variant in variants() if re.search(pattern, bare(variant["text"]))
    }

    assert typed == set()


def test_no_organisation_is_typed_by_hand() -> None:
    """Who helps, supervises or answers depends on where somebody lives."""
    names = ("regulator", "ombudsman", "advice", "crisis_line", "fraud_report")
    said = " ".join(
        str(getattr(words, name))
        for words in OPERATOR.by_jurisdiction.values()
        for name in names
    )
    proper = {each for each in re.findall(r"\b[A-Z][A-Za-z]{2,}", said)}
    general = {"Service", "Department", "Bureau", "Consumer", "Action", "Financial"}
    own = "|".join(sorted(proper - general - {"National", "Federal", "Trade", "New"}))

    assert "Samaritans" in own
    typed = {
        key
        for key, variant in variants()
        if re.search(rf"\b({own})\b", variant["text"])
    }
    assert typed == set()


def test_courts_are_spoken_of_only_where_counsel_has_read_it() -> None:
    spoken = {
        key
        for key, variant in variants()
        if re.search(COURTS, variant["text"], re.IGNORECASE)
        and not ABOUT_COURTS.match(key)
    }

    assert spoken == set()


def test_a_person_is_among_the_ways_on() -> None:
    without = {
        key
        for key, variant in variants()
        if variant.get("buttons")
        and not any(each["payload"].startswith(PEOPLE) for each in variant["buttons"])
    }

    assert without == set()
