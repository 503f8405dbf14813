"""A verification as one picture: both inks, one laid over the other, similarity and decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PIL import Image

from sigverify.reporting.colours import PAPER, QUIET, TEXT, Colour, mixed
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.inks import QUESTIONED_INK, REFERENCE_INK, display_ink, tinted
from sigverify.reporting.lettering import font, width_of
from sigverify.reporting.page import (
    GAP,
    MARGIN,
    WIDTH,
    Page,
    draw_decision,
    draw_footer,
    draw_notes,
    panel_height,
    png_bytes,
    shown_name,
)
from sigverify.verification.results import (
    PreparedSignature,
    Verification,
    similarity_text,
)

_PANEL_W: Final = (WIDTH - 2 * MARGIN - 2 * GAP) // 3


def comparison_picture(verification: Verification, *, title: str | None = None) -> bytes:
    """Draw one verification as the bytes of a PNG file.

    Args:
        verification: the verification to show.
        title: a line above the picture; None for none.
    """
    return comparison_sheet([(title, verification)])


def comparison_sheet(entries: Iterable[tuple[str | None, Verification]]) -> bytes:
    """Draw several verifications below each other as the bytes of a PNG file.

    Args:
        entries: a title, or None, with each verification; at least one.
    """
    parts = [_drawn(verification, title=title) for title, verification in entries]
    sheet = Image.new("RGB", (WIDTH, sum(part.height for part in parts)), PAPER)
    top = 0
    for part in parts:
        sheet.paste(part, (0, top))
        top += part.height
    return png_bytes(sheet)


def _drawn(verification: Verification, *, title: str | None) -> Image.Image:
    page = Page()
    if title is not None:
        page.text(title, size=26, colour=QUIET)
        page.down(14)
    draw_decision(page, verification)
    page.down(28)
    _draw_inks(page, verification)
    page.down(30)
    if verification.similarity is not None:
        _draw_scale(page, verification, similarity=verification.similarity)
        page.down(26)
    draw_notes(page, verification)
    draw_footer(page, verification)
    return page.finished()


def _draw_inks(page: Page, verification: Verification) -> None:
    """Draw three panels: questioned ink, reference ink, and both as the network aligns them."""
    shown = verification.most_similar
    questioned = display_ink(verification.questioned)
    reference = None if shown is None else display_ink(shown.signature)
    heading = "Specimen" if len(verification.references) < 2 else "Most similar specimen"
    inks = [
        None if questioned is None else (questioned, QUESTIONED_INK),
        None if reference is None else (reference, REFERENCE_INK),
    ]
    pictures = [None if ink is None else tinted([ink]) for ink in inks]
    both = [ink for ink in inks if ink is not None]
    pictures.append(tinted(both) if len(both) == len(inks) else None)
    panels: list[tuple[str, Colour, PreparedSignature | None]] = [
        ("Questioned", QUESTIONED_INK, verification.questioned),
        (heading, REFERENCE_INK, None if shown is None else shown.signature),
        ("One over the other", TEXT, None),
    ]
    for index, (name, colour, signature) in enumerate(panels):
        picture = pictures[index]
        left = MARGIN + index * (_PANEL_W + GAP)
        if signature is not None:
            caption = shown_name(signature)
        else:
            caption = "dark where both have ink" if index == 2 and picture is not None else ""
        empty = "no ink to show" if signature is not None or index == 1 else "nothing to compare"
        page.panel(
            picture,
            left=left,
            width=_PANEL_W,
            heading=name,
            colour=colour,
            caption=caption,
            empty=empty,
        )
    page.down(panel_height(_PANEL_W))


def _draw_scale(page: Page, verification: Verification, *, similarity: float) -> None:
    """Draw the similarity on a scale from 0 to 1 with the zones of the three decisions."""
    left, right = MARGIN, WIDTH - MARGIN
    thresholds = verification.thresholds

    def at(value: float) -> int:
        return left + round((right - left) * value)

    dots = len(verification.references) > 1
    top, bottom = page.top + 40, page.top + (92 if dots else 68)
    words_y = top + 14
    for start, end, decision in thresholds.zones:
        if end > start:
            style = DECISION_STYLES[decision]
            pale = mixed(style.colour, share=0.25)
            page.draw.rectangle((at(start), top, at(end), bottom), fill=pale)
            word = style.word.lower()
            room = width_of(word, size=18) + 24
            if at(end) - at(start) > 2 * room:
                # At the start of the zone, or at its end if the arrow would cross the word.
                crossed = at(start) - 12 < at(similarity) < at(start) + room
                place = (at(end) - 12 if crossed else at(start) + 12, words_y)
                ink = mixed(style.colour, share=0.9)
                anchor = "rm" if crossed else "lm"
                page.draw.text(place, word, font=font(18), fill=ink, anchor=anchor)
    for value, name in _threshold_marks(verification):
        x = at(value)
        page.draw.line((x, top - 4, x, bottom + 8), fill=TEXT, width=2)
        anchor = "lt" if x < left + 200 else ("rt" if x > right - 200 else "mt")
        page.draw.text((x, bottom + 14), name, font=font(20), fill=TEXT, anchor=anchor)
    for score in verification.references:
        if dots and score.similarity is not None:
            x, y, radius = at(score.similarity), bottom - 14, 7
            dot = (x - radius, y - radius, x + radius, y + radius)
            page.draw.ellipse(dot, fill=PAPER, outline=REFERENCE_INK, width=3)
    x = at(similarity)
    page.draw.polygon([(x - 11, top - 20), (x + 11, top - 20), (x, top - 2)], fill=TEXT)
    page.draw.line((x, top - 4, x, bottom), fill=TEXT, width=3)
    number = similarity_text(similarity, thresholds=thresholds)
    anchor = "ls" if x < left + 60 else ("rs" if x > right - 60 else "ms")
    page.draw.text((x, top - 26), number, font=font(22), fill=TEXT, anchor=anchor)
    page.down(bottom - page.top + 40)
    if dots:
        page.text(
            "Circles: each specimen by itself. The arrow takes all of them together.",
            size=20,
            colour=QUIET,
        )


def _threshold_marks(verification: Verification) -> list[tuple[float, str]]:
    thresholds = verification.thresholds
    marks = [(thresholds.accept_at, f"accept from {thresholds.accept_at:.3f}")]
    if thresholds.accept_at - thresholds.flag_below > 0.2:
        marks.append((thresholds.flag_below, f"flag below {thresholds.flag_below:.3f}"))
    return marks
