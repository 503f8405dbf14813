"""What the pages of the calibration report are built of: styles, paragraphs, tables and boxes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from sigverify.reporting.calibration_charts import GRID, INK, QUIET

MARGIN: Final = 18 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
BODY: Final = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=12, textColor=INK)
SMALL: Final = ParagraphStyle("small", parent=BODY, fontSize=8, leading=10, textColor=QUIET)
NOTE: Final = ParagraphStyle("note", parent=SMALL, spaceBefore=5)
CODE: Final = ParagraphStyle("code", parent=BODY, fontName="Courier", fontSize=7.5, leading=10)
TITLE: Final = ParagraphStyle(
    "title", parent=BODY, fontName="Helvetica-Bold", fontSize=18, leading=22
)
HEADING: Final = ParagraphStyle(
    "heading",
    parent=BODY,
    fontName="Helvetica-Bold",
    fontSize=11,
    leading=14,
    spaceBefore=10,
    spaceAfter=4,
)
SAID: Final = ParagraphStyle("said", parent=BODY, fontSize=10.5, leading=15)


def table(rows: Sequence[Sequence[str]], *, widths: Sequence[float]) -> Table:
    """A table with a heading row; the cells are wrapped to their widths in points."""
    head, *body = rows
    cells = [[paragraph(cell, SMALL) for cell in head]]
    cells += [[paragraph(cell, BODY) for cell in row] for row in body]
    drawn = Table(cells, colWidths=widths, hAlign="LEFT")
    drawn.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, GRID),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
            ]
        )
    )
    return drawn


def box(content: list[Flowable], *, fill: str, edge: str) -> Table:
    """A box of the page's width with a coloured left edge."""
    drawn = Table([[content]], colWidths=(WIDTH,))
    drawn.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), HexColor(fill)),
                ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(edge)),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
    )
    return drawn


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text; nothing in it is read as markup."""
    return Paragraph(escape(printable(text)), style)


def printable(text: str) -> str:
    """Replace letters that the standard PDF fonts lack by dots."""
    parts: list[str] = []
    for letter in text:
        for shape in (letter, unicodedata.normalize("NFKD", letter)[0]):
            try:
                shape.encode("cp1252")
            except UnicodeEncodeError:
                continue
            parts.append(shape)
            break
        else:
            if not parts or parts[-1] != "...":
                parts.append("...")
    return "".join(parts)
