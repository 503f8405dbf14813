"""A verification as one picture: the two inks, one over the other, the similarity, the decision.

Drawn with Pillow and the font that it brings, so that the picture looks the same everywhere and
needs neither a window system nor installed fonts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.terms import Decision
from sigverify.verification.lettering import fitted, font, has_letters, width_of, wrapped
from sigverify.verification.results import (
    DECISION_WORDS,
    PreparedSignature,
    ReferenceScore,
    Verification,
    similarity_text,
)

Colour = tuple[int, int, int]

WIDTH: Final = 1440
_MARGIN: Final = 48
_GAP: Final = 24
_PANEL_W: Final = (WIDTH - 2 * _MARGIN - 2 * _GAP) // 3
# Inks are drawn twice as fine as the network sees them, then fitted to the panel.
_FINENESS: Final = 2

# What is not used is cut off at the end; notes beyond it are in the printed result.
_MAX_HEIGHT: Final = 4000

_PAPER: Final[Colour] = (255, 255, 255)
_TEXT: Final[Colour] = (31, 35, 40)
_QUIET: Final[Colour] = (89, 99, 110)
_FRAME: Final[Colour] = (209, 217, 224)
# Blue and orange stay apart for colour-blind eyes; where both inks lie the picture is dark.
_QUESTIONED_INK: Final[Colour] = (9, 105, 218)
_REFERENCE_INK: Final[Colour] = (217, 95, 2)
_INK: Final[Colour] = (31, 35, 40)

_DECISION_COLOURS: Final[dict[Decision, Colour]] = {
    Decision.ACCEPT: (26, 127, 55),
    Decision.REFER: (154, 103, 0),
    Decision.FLAG: (207, 34, 46),
    Decision.NO_DECISION: (89, 99, 110),
}


def comparison_picture(verification: Verification, *, title: str | None = None) -> bytes:
    """One verification as a PNG file's bytes.

    Args:
        verification: what to show.
        title: a line above it; None leaves it out.
    """
    return comparison_sheet([(title, verification)])


def comparison_sheet(entries: Iterable[tuple[str | None, Verification]]) -> bytes:
    """Several verifications below each other as a PNG file's bytes.

    Args:
        entries: a title, or None, with each verification; at least one.
    """
    parts = [_drawn(verification, title=title) for title, verification in entries]
    sheet = Image.new("RGB", (WIDTH, sum(part.height for part in parts)), _PAPER)
    top = 0
    for part in parts:
        sheet.paste(part, (0, top))
        top += part.height
    stream = io.BytesIO()
    sheet.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def _drawn(verification: Verification, *, title: str | None) -> Image.Image:
    page = _Page(Image.new("RGB", (WIDTH, _MAX_HEIGHT), _PAPER))
    if title is not None:
        page.text(title, size=26, colour=_QUIET)
        page.down(14)
    _draw_decision(page, verification)
    page.down(28)
    _draw_inks(page, verification)
    page.down(30)
    if verification.similarity is not None:
        _draw_scale(page, verification, similarity=verification.similarity)
        page.down(26)
    _draw_notes(page, verification)
    page.down(14)
    page.line()
    page.down(14)
    page.text(
        f"Model {verification.model.name} {verification.model.version} "
        f"({verification.model.sha256[:12]})   ·   "
        f"Calibration {verification.calibration.name} ({verification.calibration.sha256[:12]})   "
        "·   The tool assists, the clerk decides.",
        size=18,
        colour=_QUIET,
    )
    return page.image.crop((0, 0, WIDTH, min(_MAX_HEIGHT, page.top + _MARGIN)))


class _Page:
    """A picture that is written from top to bottom."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.draw = ImageDraw.Draw(image)
        self.top = _MARGIN // 2 + 12

    def down(self, pixels: int) -> None:
        self.top += pixels

    def text(self, text: str, *, size: int, colour: Colour, left: int = _MARGIN) -> None:
        """One line, shortened to the page."""
        line = fitted(text, size=size, width=WIDTH - _MARGIN - left)
        self.draw.text((left, self.top), line, font=font(size), fill=colour)
        self.top += round(size * 1.35)

    def line(self) -> None:
        self.draw.line((_MARGIN, self.top, WIDTH - _MARGIN, self.top), fill=_FRAME, width=2)


def _draw_decision(page: _Page, verification: Verification) -> None:
    """A band in the decision's colour: sign, word, meaning, and the similarity at the right."""
    colour = _DECISION_COLOURS[verification.decision]
    height, top = 104, page.top
    box = (_MARGIN, top, WIDTH - _MARGIN, top + height)
    page.draw.rounded_rectangle(box, radius=14, fill=colour)
    _draw_sign(page.image, verification.decision, left=_MARGIN + 28, top=top + 24, size=56)
    left, middle = _MARGIN + 112, top + height // 2
    word = DECISION_WORDS[verification.decision]
    page.draw.text((left, middle), word, font=font(50), fill=_PAPER, anchor="lm")
    left += width_of(word, size=50) + 28
    page.draw.text(
        (left, middle + 5), verification.meaning, font=font(28), fill=_PAPER, anchor="lm"
    )
    if verification.similarity is not None:
        right = WIDTH - _MARGIN - 32
        number = similarity_text(verification.similarity, thresholds=verification.thresholds)
        page.draw.text((right, middle), number, font=font(50), fill=_PAPER, anchor="rm")
        right -= width_of(number, size=50) + 18
        page.draw.text((right, middle + 5), "similarity", font=font(28), fill=_PAPER, anchor="rm")
    page.down(height)


def _draw_sign(image: Image.Image, decision: Decision, *, left: int, top: int, size: int) -> None:
    """A tick, a question mark, a cross or a bar, so that colour is not all there is."""
    fine = 4  # drawn larger and shrunk: Pillow's lines have no smooth edges
    mask = Image.new("L", (size * fine, size * fine), 0)
    draw = ImageDraw.Draw(mask)
    unit = size * fine
    draw.ellipse((0, 0, unit - 1, unit - 1), fill=255)

    def stroke(*points: tuple[float, float]) -> None:
        scaled = [(x * unit, y * unit) for x, y in points]
        width = unit // 10
        draw.line(scaled, fill=0, width=width, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            radius = width / 2
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)

    if decision is Decision.ACCEPT:
        stroke((0.27, 0.53), (0.44, 0.69), (0.74, 0.34))
    elif decision is Decision.FLAG:
        stroke((0.32, 0.32), (0.68, 0.68))
        stroke((0.68, 0.32), (0.32, 0.68))
    elif decision is Decision.REFER:
        draw.text((unit / 2, unit / 2), "?", font=font(round(unit * 0.74)), fill=0, anchor="mm")
    else:
        stroke((0.28, 0.5), (0.72, 0.5))
    image.paste(_PAPER, (left, top), mask.resize((size, size), Image.Resampling.LANCZOS))


def _draw_inks(page: _Page, verification: Verification) -> None:
    """Three panels: the questioned ink, the reference's, and both as the network aligns them."""
    nearest = _nearest(verification.references)
    questioned = _display_ink(verification.questioned)
    reference = None if nearest is None else _display_ink(nearest.signature)
    heading = "Specimen" if len(verification.references) < 2 else "Most similar specimen"
    panels: list[tuple[str, Colour, PreparedSignature | None, Image.Image | None]] = [
        (
            "Questioned",
            _QUESTIONED_INK,
            verification.questioned,
            _tinted([(questioned, _QUESTIONED_INK)]),
        ),
        (
            heading,
            _REFERENCE_INK,
            None if nearest is None else nearest.signature,
            _tinted([(reference, _REFERENCE_INK)]),
        ),
        (
            "One over the other",
            _INK,
            None,
            _tinted([(questioned, _QUESTIONED_INK), (reference, _REFERENCE_INK)])
            if questioned is not None and reference is not None
            else None,
        ),
    ]
    height = _PANEL_W // 2
    top = page.top
    for index, (name, colour, signature, picture) in enumerate(panels):
        left = _MARGIN + index * (_PANEL_W + _GAP)
        page.draw.text((left, top), name, font=font(24), fill=colour)
        frame = (left, top + 36, left + _PANEL_W, top + 36 + height)
        page.draw.rounded_rectangle(frame, radius=10, outline=_FRAME, width=2, fill=_PAPER)
        if picture is None:
            middle = (left + _PANEL_W // 2, top + 36 + height // 2)
            empty = (
                "no ink to show" if signature is not None or index == 1 else "nothing to compare"
            )
            page.draw.text(middle, empty, font=font(24), fill=_QUIET, anchor="mm")
        else:
            small = picture.resize((_PANEL_W - 12, height - 12), Image.Resampling.LANCZOS)
            page.image.paste(small, (left + 6, top + 42))
        caption_top = top + 36 + height + 8
        if signature is not None:
            caption = fitted(_shown_name(signature), size=20, width=_PANEL_W)
            page.draw.text((left, caption_top), caption, font=font(20), fill=_QUIET)
        elif index == 2 and picture is not None:
            caption = "dark where both have ink"
            page.draw.text((left, caption_top), caption, font=font(20), fill=_QUIET)
    page.down(36 + height + 8 + 26)


def _draw_scale(page: _Page, verification: Verification, *, similarity: float) -> None:
    """The similarity on a scale from 0 to 1 with the zones of the three decisions."""
    left, right = _MARGIN, WIDTH - _MARGIN
    thresholds = verification.thresholds

    def at(value: float) -> int:
        return left + round((right - left) * value)

    dots = len(verification.references) > 1
    top, bottom = page.top + 40, page.top + (92 if dots else 68)
    words_y = top + 14
    zones = (
        (0.0, thresholds.flag_below, Decision.FLAG),
        (thresholds.flag_below, thresholds.accept_at, Decision.REFER),
        (thresholds.accept_at, 1.0, Decision.ACCEPT),
    )
    for start, end, decision in zones:
        if end > start:
            pale = _mixed(_DECISION_COLOURS[decision], share=0.25)
            page.draw.rectangle((at(start), top, at(end), bottom), fill=pale)
            word = DECISION_WORDS[decision].lower()
            room = width_of(word, size=18) + 24
            if at(end) - at(start) > 2 * room:
                # At the zone's beginning, or at its end where the arrow would cross the word.
                crossed = at(start) - 12 < at(similarity) < at(start) + room
                place = (at(end) - 12 if crossed else at(start) + 12, words_y)
                ink = _mixed(_DECISION_COLOURS[decision], share=0.9)
                anchor = "rm" if crossed else "lm"
                page.draw.text(place, word, font=font(18), fill=ink, anchor=anchor)
    for value, name in _threshold_marks(verification):
        x = at(value)
        page.draw.line((x, top - 4, x, bottom + 8), fill=_TEXT, width=2)
        anchor = "lt" if x < left + 200 else ("rt" if x > right - 200 else "mt")
        page.draw.text((x, bottom + 14), name, font=font(20), fill=_TEXT, anchor=anchor)
    for score in verification.references:
        if dots and score.similarity is not None:
            x, y, radius = at(score.similarity), bottom - 14, 7
            dot = (x - radius, y - radius, x + radius, y + radius)
            page.draw.ellipse(dot, fill=_PAPER, outline=_REFERENCE_INK, width=3)
    x = at(similarity)
    page.draw.polygon([(x - 11, top - 20), (x + 11, top - 20), (x, top - 2)], fill=_TEXT)
    page.draw.line((x, top - 4, x, bottom), fill=_TEXT, width=3)
    number = similarity_text(similarity, thresholds=thresholds)
    anchor = "ls" if x < left + 60 else ("rs" if x > right - 60 else "ms")
    page.draw.text((x, top - 26), number, font=font(22), fill=_TEXT, anchor=anchor)
    page.down(bottom - page.top + 40)
    if dots:
        page.text(
            "Circles: each specimen by itself. The arrow takes all of them together.",
            size=20,
            colour=_QUIET,
        )


def _threshold_marks(verification: Verification) -> list[tuple[float, str]]:
    thresholds = verification.thresholds
    marks = [(thresholds.accept_at, f"accept from {thresholds.accept_at:.3f}")]
    if thresholds.accept_at - thresholds.flag_below > 0.2:
        marks.append((thresholds.flag_below, f"flag below {thresholds.flag_below:.3f}"))
    return marks


def _draw_notes(page: _Page, verification: Verification) -> None:
    """Reasons and warnings, wrapped."""
    for note in verification.notes:
        x, y = _MARGIN + 7, page.top + 14
        page.draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=_TEXT)
        for line in wrapped(note, size=22, width=WIDTH - 2 * _MARGIN - 26):
            page.text(line, size=22, colour=_TEXT, left=_MARGIN + 26)


def _nearest(references: Sequence[ReferenceScore]) -> ReferenceScore | None:
    """The reference to show: the most similar one, or the first where none could be compared."""
    if not references:
        return None
    return max(references, key=lambda score: -1.0 if score.similarity is None else score.similarity)


def _display_ink(signature: PreparedSignature) -> NDArray[np.uint8] | None:
    """The ink as the network sees it, only finer; None where there is none."""
    if signature.ink.size == 0:
        return None
    seen = PreprocessingConfig()
    fine = replace(
        seen,
        canvas_height=seen.canvas_height * _FINENESS,
        canvas_width=seen.canvas_width * _FINENESS,
        margin=seen.margin * _FINENESS,
        stroke_width=seen.stroke_width * _FINENESS,
    )
    return normalize_ink(signature.ink, fine)


def _tinted(
    inks: Sequence[tuple[NDArray[np.uint8] | None, Colour]],
) -> Image.Image | None:
    """Inks of (H, W) uint8, 255 = ink, printed on white over each other as if translucent."""
    paper = np.ones((1, 1, 3))
    for ink, colour in inks:
        if ink is None:
            return None
        paper = paper * (1 - ink[..., None] / 255 * (1 - np.asarray(colour) / 255))
    return Image.fromarray(np.round(paper * 255).astype(np.uint8))


def _shown_name(signature: PreparedSignature) -> str:
    """The file's name as far as the font has its letters, and the hash that says which file."""
    identity = signature.sha256[:8]
    if not has_letters(signature.path.stem):
        return f"file {identity}"
    return f"{signature.path.name}  ({identity})"


def _mixed(colour: Colour, *, share: float) -> Colour:
    """A colour thinned with white."""
    red, green, blue = (round(255 - share * (255 - part)) for part in colour)
    return red, green, blue
