"""What a person types is made safe before anything of it is stored."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.screen import (
    MASK,
    MAX_CHARACTERS,
    Notice,
    Screened,
    has_card_number,
    mask_secrets,
    passes_luhn,
    screen,
)

PANS = {
    "Visa": "4111111111111111",
    "Visa of 13": "4222222222222",
    "Visa of 19": "4000000000000000006",
    "Mastercard": "5555555555554444",
    "Mastercard 2": "2223003122003222",
    "American Express": "378282246310005",
    "Diners Club": "30569309025904",
    "Discover": "6011111111111117",
    "JCB": "3530111333300000",
    "UnionPay": "6205500000000000004",
    "Maestro": "6759649826438453",
}
SEPARATORS = ["", " ", "  ", "-", " - ", ".", "/", "_", ",", ", ", "\n", "\t", "\u00a0"]
SEPARATORS += [
    "\u2013",
    "\u2014",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\ufe0f\u20e3",
    "·",
    "|",
    "*",
]
BEGINNINGS = [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16)]
BEGINNINGS += [("34", 15), ("37", 15), ("36", 14), ("38", 14), ("6011", 16)]
BEGINNINGS += [("35", 16), ("62", 19), ("67", 18), ("4", 19), ("4", 13), ("50", 17)]


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    beginning, length = draw(st.sampled_from(BEGINNINGS))
    rest = length - len(beginning) - 1
    body = beginning + draw(st.text("0123456789", min_size=rest, max_size=rest))
    return next(body + digit for digit in "0123456789" if passes_luhn(body + digit))


@st.composite
def typed(draw: st.DrawFn) -> str:
    """A card number the way people write one, with its expiry date run on."""
    number = draw(card_numbers())
    size = draw(st.sampled_from([1, 4, 30]))
    groups = [number[at : at + size] for at in range(0, len(number), size)]
    return draw(st.sampled_from(SEPARATORS)).join(groups) + draw(
        st.sampled_from(["", " 12/28", "1228", " 12 28 123", "1228123", " exp 12/28"])
    )


words = st.text(st.characters(blacklist_categories=["Nd"]), max_size=20)


def digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


@given(words, typed(), words)
def test_no_digit_of_a_card_number_survives(before: str, card: str, after: str) -> None:
    screened = screen(f"{before} {card} {after}")

    assert screened.notice is Notice.CARD_NUMBER
    assert digits_of(screened.text) == ""


@given(words, card_numbers(), words)
def test_no_card_number_reaches_a_log(before: str, card: str, after: str) -> None:
    assert card not in mask_secrets(f"{before}{card}{after}")


@pytest.mark.parametrize("number", PANS.values(), ids=PANS)
def test_every_brand_is_masked(number: str) -> None:
    assert screen(f"use {number}") == Screened(
        "use " + MASK * len(number), Notice.CARD_NUMBER
    )


@pytest.mark.parametrize("separator", SEPARATORS)
def test_whatever_parts_the_digits_they_are_masked(separator: str) -> None:
    card = separator.join(["4111", "1111", "1111", "1111"])

    assert digits_of(screen(card).text) == ""


def test_digits_of_other_scripts_are_digits() -> None:
    arabic = PANS["Visa"].translate({ord("0") + n: 0x0660 + n for n in range(10)})

    assert screen(arabic).notice is Notice.CARD_NUMBER


def test_a_card_number_right_after_a_word_is_masked() -> None:
    assert screen("visa4111111111111111").text == "visa" + MASK * 16


def test_the_expiry_and_the_code_beside_a_card_number_go_too() -> None:
    text = "4111 1111 1111 1111, it expires 12/28 and on the back is 123"

    assert digits_of(screen(text).text) == ""


def test_a_card_number_at_the_cut_is_masked_whole() -> None:
    text = "x" * (MAX_CHARACTERS - 8) + " " + PANS["Visa"]

    screened = screen(text)

    assert screened.notice is Notice.TOO_LONG
    assert digits_of(screened.text) == ""


references = st.text("0123456789", min_size=6, max_size=8)
birthdays = st.dates(date(1925, 1, 1), date(2008, 12, 31))


@given(references, birthdays, st.sampled_from([" ", ", ", "\n"]))
def test_a_reference_beside_a_date_of_birth_is_no_card_number(
    reference: str, born: date, gap: str
) -> None:
    shape = "-".join([reference[:-4], reference[-4:]])
    for day in (f"{born:%d/%m/%Y}", f"{born:%-d.%-m.%Y}", f"{born:%Y-%m-%d}"):
        text = f"HB-{shape}{gap}{day}{gap}LS1 4AP"

        assert screen(text) == Screened(text)


@given(st.integers(1000, 10**12))
def test_shorter_numbers_are_left_alone(number: int) -> None:
    assume(len(str(number)) < 13)

    assert mask_secrets(f"I paid {number} pounds") == f"I paid {number} pounds"


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "+44 161 496 0142",
        "£1,204.50 on 3 May 2026",
        "reference PL-123-456",
        "4111 1111 1111 1112",
        "between 25.00 and 30.00",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert screen(text) == Screened(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("cvv 123", "cvv •••"),
        ("CVC: 1234", "CVC: ••••"),
        ("cvv2=123", "cvv2=•••"),
        ("the security code is 123", "the security code is •••"),
        ("cvv number is 123", "cvv number is •••"),
        ("three digits on the back are 123", "three digits on the back are •••"),
    ],
)
def test_security_codes_are_masked(text: str, kept: str) -> None:
    assert screen(text).text == kept


@pytest.mark.parametrize(
    "text",
    ["AA123456C", "jg 12 34 56 c", "AB 12 34 56 D", "123-45-6789", "123 45 6789"],
)
def test_national_ids_are_masked(text: str) -> None:
    assert screen(f"mine is {text}, ok").text == f"mine is {MASK * len(text)}, ok"


@pytest.mark.parametrize(
    "text",
    [
        "/affirm",
        "//affirm",
        " / /affirm",
        "\u200b/affirm",
        "\u200d/\u200d/affirm",
        "\uff0faffirm",
        "\n/affirm",
        "\ufeff \t/affirm",
    ],
)
def test_a_leading_slash_has_no_power(text: str) -> None:
    assert screen(text) == Screened("affirm")


def test_a_slash_inside_a_text_stays() -> None:
    assert screen("3/5/1988 and/or").text == "3/5/1988 and/or"


@given(st.text())
def test_no_text_begins_with_a_slash(raw: str) -> None:
    assert not screen(raw).text.startswith("/")


@given(st.text())
def test_no_control_character_is_kept(raw: str) -> None:
    kept = screen(f"a{raw}b").text

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\ufeff]", kept)


@given(st.text())
def test_every_text_can_be_stored(raw: str) -> None:
    kept = screen(raw).text

    assert len(kept) <= MAX_CHARACTERS
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept


def test_halves_of_characters_are_dropped() -> None:
    assert screen("a\ud800b").text == "ab"


def test_a_tab_parts_words() -> None:
    assert screen("my\tname\r\nis").text == "my name \nis"


@pytest.mark.parametrize("text", ["👍", "👨‍👩‍👧", "❤️", "👋🏽", "🇬🇧"])
def test_emoji_stay_whole(text: str) -> None:
    assert screen(f"ok {text}").text == f"ok {text}"


@pytest.mark.parametrize("text", ["", " ", "\0", "\u200b", "///", "\n\t", "\u200d"])
def test_nothing_to_read_is_told_as_such(text: str) -> None:
    assert screen(text) == Screened("", Notice.EMPTY)


def test_a_text_of_full_length_is_kept() -> None:
    assert screen("x" * MAX_CHARACTERS) == Screened("x" * MAX_CHARACTERS)


@pytest.mark.parametrize("length", [MAX_CHARACTERS + 1, 10**6])
def test_a_longer_text_is_cut_and_its_sender_told(length: int) -> None:
    assert screen("x" * length) == Screened("x" * MAX_CHARACTERS, Notice.TOO_LONG)


def test_wide_letters_are_read_as_usual_ones() -> None:
    assert screen("\uff50\uff41\uff59 £\uff12\uff10").text == "pay £20"


@given(card_numbers())
def test_one_wrong_digit_is_found(number: str) -> None:
    wrong = str((int(number[-1]) + 1) % 10)

    assert passes_luhn(number)
    assert not passes_luhn(number[:-1] + wrong)
    assert has_card_number(number)
