"""A PDF read back says what was put in, however long it is and whatever the name."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from actions.formats import day, money
from bot.documents.document import Document, Rows
from bot.documents.pdf import render
from debt.money import Money, total
from debt.schedule import Frequency, build_schedule, business_days

COMPANY, ACCENT = "Northgate Recoveries", "#0b57d0"
NAMES = ["Łukasz Çağla", "Ağ O'Neill", "Владимир", "Ελένη", "שלום כהן", "محمد علي"]
LATIN = NAMES[:4]


def document(
    rows: int = 3, name: str = "Maria Silva", locale: str = "en-GB"
) -> Document:
    amounts = tuple(Money(1000 + number, "GBP") for number in range(rows))
    first = date(2026, 11, 30)
    schedule = build_schedule(
        amounts, Frequency.MONTHLY, first, business_days("GB")
    ).instalments
    lines = tuple((day(e.due, locale), money(e.amount, locale)) for e in schedule)
    return Document(
        title="Your payment plan",
        locale=locale,
        dated=date(2026, 11, 23),
        facts=(("Name", name), ("Total", money(total(amounts, "GBP"), locale))),
        notes=("There is no interest and no fee on this plan.",),
        schedule=Rows("Dates and amounts", ("Date", "Amount"), lines),
    )


def read(document: Document) -> PdfReader:
    return PdfReader(io.BytesIO(render(document, COMPANY, ACCENT)))


def words(pdf: PdfReader) -> list[str]:
    """What each page says, with spaces for every kind of gap."""
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


@pytest.mark.parametrize("locale", ["en-GB", "en-US"])
def test_everything_that_the_page_says_is_in_it(locale: str) -> None:
    said = document(locale=locale)
    (text,) = words(read(said))

    facts = [" ".join(pair) for pair in said.facts]
    assert said.schedule is not None
    rows = [" ".join(line) for line in (said.schedule.columns, *said.schedule.lines)]
    for expected in (COMPANY, said.title, said.schedule.caption, *facts, *rows):
        assert expected in text
    assert said.notes[0] in text


def test_a_schedule_of_over_sixty_rows_goes_over_pages_that_are_numbered() -> None:
    said = document(rows=63)
    pages = words(read(said))

    assert len(pages) == 3
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of 3" in text
        assert "Date Amount" in text
    assert said.schedule is not None
    in_order = " ".join(pages)
    places = [in_order.index(" ".join(line)) for line in said.schedule.lines]
    assert places == sorted(places)
    assert said.notes[0] in pages[-1]


@pytest.mark.parametrize("name", LATIN)
def test_names_keep_their_letters(name: str) -> None:
    assert f"Name {name}" in words(read(document(name=name)))[0]


@pytest.mark.parametrize("name", NAMES[4:])
def test_a_right_to_left_name_keeps_its_letters(name: str) -> None:
    text = words(read(document(name=name)))[0]

    assert set(name) <= set(text)


@pytest.mark.parametrize("sign", "€£¥₹zł")
def test_signs_of_currencies_are_there(sign: str) -> None:
    said = replace(document(), facts=(("Total", f"{sign}5.00"),))

    assert f"Total {sign}5.00" in words(read(said))[0]


@settings(max_examples=5)
@given(name=st.text(max_size=60))
def test_no_name_keeps_a_document_from_being_made(name: str) -> None:
    said = replace(document(), facts=(("Name", name),), schedule=None)

    assert len(read(said).pages) == 1


def test_title_language_author_and_day_are_told_to_reading_software() -> None:
    pdf = read(document(locale="en-US"))

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Your payment plan"
    assert pdf.metadata.author == COMPANY
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.date() == date(2026, 11, 23)
    assert pdf.root_object["/Lang"] == "en-US"


def test_the_same_document_is_the_same_file() -> None:
    first = render(document(rows=20), COMPANY, ACCENT)

    assert render(document(rows=20), COMPANY, ACCENT) == first
    assert render(document(rows=19), COMPANY, ACCENT) != first


def test_paper_is_of_the_size_that_the_country_uses() -> None:
    british, american = read(document()), read(document(locale="en-US"))

    assert round(float(british.pages[0].mediabox.width)) == 595
    assert round(float(american.pages[0].mediabox.width)) == 612
