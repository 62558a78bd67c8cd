"""A copy to keep as a PDF: A4 or Letter, the same bytes for the same document."""

from __future__ import annotations

import unicodedata
from datetime import datetime, time, timezone
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.bidi import BidiParagraph
from fpdf.enums import TableBordersLayout, XPos, YPos

from actions.wording import wording
from bot.documents.document import Document, Rows

_FONT = "DejaVu"
_INK, _SOFT_INK, _LINE = (22, 27, 34), (90, 97, 107), 210
_MARGIN = 22.0
_LINE_HEIGHT = 7.0
_LETTER_COUNTRIES = ("US", "CA")
_RIGHT_TO_LEFT = {"R", "AL"}


def render(document: Document, company: str, accent: str) -> bytes:
    """The whole file.

    Args:
        accent: the one colour, as ``#0b57d0``.
    """
    pdf = _Paper(document, company)
    pdf.add_page()
    _head(pdf, document, company, accent)
    _facts(pdf, document)
    for table in document.tables:
        _table(pdf, table)
    _notes(pdf, document)
    return bytes(pdf.output())


class _Paper(FPDF):
    """Pages with a number at their foot."""

    def __init__(self, document: Document, company: str) -> None:
        country = document.locale.partition("-")[2]
        super().__init__(format="letter" if country in _LETTER_COUNTRIES else "A4")
        self._foot = f"{company} · {document.title}"
        self.set_title(document.title)
        self.set_author(company)
        self.set_lang(document.locale)
        noon = datetime.combine(document.dated, time(12), timezone.utc)
        self.set_creation_date(noon)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN + _LINE_HEIGHT)
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FONT, style, _fonts() / file)
        self.set_font(_FONT, size=10)
        self.set_text_color(*_INK)
        self.set_draw_color(_LINE)

    def footer(self) -> None:
        """The name of the document, and which page of how many this is."""
        self.set_y(-_MARGIN)
        self.set_font(_FONT, size=8)
        self.set_text_color(*_SOFT_INK)
        key = "utter_talk_document_page"
        number = wording().text(key, page=str(self.page_no()), pages="{nb}")
        self.cell(0, _LINE_HEIGHT, _visual(self._foot))
        self.set_x(_MARGIN)
        self.cell(0, _LINE_HEIGHT, number, align="R")


def _head(pdf: _Paper, document: Document, company: str, accent: str) -> None:
    pdf.set_font(_FONT, "B", 10)
    _paragraph(pdf, company, 6)
    pdf.set_font(_FONT, "B", 20)
    _paragraph(pdf, document.title, 11)
    pdf.ln(2)
    with pdf.local_context(draw_color=accent, line_width=0.8):
        pdf.line(pdf.l_margin, pdf.y, pdf.w - pdf.r_margin, pdf.y)
    pdf.ln(4)


def _facts(pdf: _Paper, document: Document) -> None:
    pdf.set_font(_FONT, size=10)
    soft = FontFace(color=_SOFT_INK)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        first_row_as_headings=False,
        col_widths=(2, 3),
        text_align=("LEFT", "RIGHT"),
        line_height=_LINE_HEIGHT,
    ) as table:
        for label, value in document.facts:
            row = table.row()
            row.cell(_visual(label), style=soft)
            row.cell(_visual(value))


def _table(pdf: _Paper, rows: Rows) -> None:
    pdf.ln(8)
    pdf.set_font(_FONT, "B", 12)
    _paragraph(pdf, rows.caption, 8)
    pdf.set_font(_FONT, size=10)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=_SOFT_INK, size_pt=9),
        text_align=("LEFT", *("RIGHT",) * (len(rows.columns) - 1)),
        line_height=_LINE_HEIGHT,
    ) as table:
        for line in (rows.columns, *rows.lines):
            table.row([_visual(cell) for cell in line])


def _notes(pdf: _Paper, document: Document) -> None:
    pdf.ln(4)
    pdf.set_font(_FONT, size=10)
    for note in document.notes:
        pdf.ln(3)
        _paragraph(pdf, note, 6)


def _paragraph(pdf: _Paper, text: str, height: float) -> None:
    pdf.multi_cell(
        0, height, _visual(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L"
    )


def _visual(text: str) -> str:
    """Right-to-left words in the order in which their letters are drawn."""
    if _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, text)):
        return text
    return BidiParagraph(text).get_reordered_string()


@cache
def _fonts() -> Path:
    """DejaVu Sans comes with matplotlib, which is not imported for it."""
    folder = "matplotlib/mpl-data/fonts/ttf"
    return Path(str(distribution("matplotlib").locate_file(folder)))
