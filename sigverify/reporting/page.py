"""The parts of a verification's pictures: the page, the decision, the notes.

Pillow and its built-in font draw them, so that a picture looks the same everywhere and needs
neither a window system nor installed fonts.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sigverify.reporting.colours import FRAME, PAPER, QUIET, TEXT, Colour
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.lettering import fitted, font, has_letters, width_of, wrapped
from sigverify.verification.results import (
    PreparedSignature,
    Verification,
    similarity_text,
)
from sigverify.wording import english

WIDTH: Final = 1440
MARGIN: Final = 48
GAP: Final = 24

# The unused rest is cut off at the end; notes that do not fit are in the printed result.
_MAX_HEIGHT: Final = 4000

_HEADING_H: Final = 36
_CAPTION_H: Final = 34

# The font lacks these signs, so they are drawn as lines between points, in 0..1 of the sign's size.
_STROKES: Final[dict[str, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "✓": (((0.27, 0.53), (0.44, 0.69), (0.74, 0.34)),),
    "✗": (((0.32, 0.32), (0.68, 0.68)), ((0.68, 0.32), (0.32, 0.68))),
    "–": (((0.28, 0.5), (0.72, 0.5)),),
}


class Page:
    """A picture that is filled from top to bottom.

    Attributes:
        image: the picture.
        draw: draws on the picture.
        top: y of the next element, in pixels.
    """

    def __init__(self) -> None:
        """Start with an empty page."""
        self.image = Image.new("RGB", (WIDTH, _MAX_HEIGHT), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.top = MARGIN // 2 + 12

    def down(self, pixels: int) -> None:
        """Leave room."""
        self.top += pixels

    def text(self, text: str, *, size: int, colour: Colour, left: int = MARGIN) -> None:
        """Draw one line, shortened to the page's width."""
        line = fitted(text, size=size, width=WIDTH - MARGIN - left)
        self.draw.text((left, self.top), line, font=font(size), fill=colour)
        self.top += round(size * 1.35)

    def finished(self) -> Image.Image:
        """Return the picture without its empty rest."""
        return self.image.crop((0, 0, WIDTH, min(_MAX_HEIGHT, self.top + MARGIN)))

    def panel(
        self,
        picture: NDArray[np.uint8] | None,
        *,
        left: int,
        width: int,
        heading: str,
        colour: Colour,
        caption: str,
        empty: str,
    ) -> None:
        """Draw a framed picture, twice as wide as high, under a heading; `top` does not move.

        Args:
            picture: (H, W, 3) uint8 RGB; None shows ``empty`` instead.
            left: the frame's left edge.
            width: the frame's width.
            heading: a line above the frame.
            colour: the heading's colour.
            caption: a line below the frame.
            empty: the text if there is no picture.
        """
        top, height = self.top + _HEADING_H, width // 2
        self.draw.text((left, self.top), heading, font=font(24), fill=colour)
        frame = (left, top, left + width, top + height)
        self.draw.rounded_rectangle(frame, radius=10, outline=FRAME, width=2, fill=PAPER)
        if picture is None:
            middle = (left + width // 2, top + height // 2)
            self.draw.text(middle, empty, font=font(24), fill=QUIET, anchor="mm")
        else:
            size = (width - 12, height - 12)
            inside = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
            self.image.paste(inside, (left + 6, top + 6))
        line = fitted(caption, size=20, width=width)
        self.draw.text((left, top + height + 8), line, font=font(20), fill=QUIET)

    def line(self) -> None:
        """Draw a rule across the page."""
        self.draw.line((MARGIN, self.top, WIDTH - MARGIN, self.top), fill=FRAME, width=2)


def panel_height(width: int) -> int:
    """Return the height of a panel with its heading and its caption, in pixels."""
    return _HEADING_H + width // 2 + _CAPTION_H


def draw_decision(page: Page, verification: Verification) -> None:
    """Draw a band in the decision's colour: sign, word, meaning, and the similarity at right."""
    style = DECISION_STYLES[verification.decision]
    height, top = 104, page.top
    box = (MARGIN, top, WIDTH - MARGIN, top + height)
    page.draw.rounded_rectangle(box, radius=14, fill=style.colour)
    _draw_sign(page.image, style.sign, left=MARGIN + 28, top=top + 24, size=56)
    left, middle = MARGIN + 112, top + height // 2
    page.draw.text((left, middle), style.heading, font=font(50), fill=PAPER, anchor="lm")
    left += width_of(style.heading, size=50) + 28
    meaning = english(verification.meaning)
    page.draw.text((left, middle + 5), meaning, font=font(28), fill=PAPER, anchor="lm")
    if verification.similarity is not None:
        right = WIDTH - MARGIN - 32
        number = similarity_text(verification.similarity, thresholds=verification.thresholds)
        page.draw.text((right, middle), number, font=font(50), fill=PAPER, anchor="rm")
        right -= width_of(number, size=50) + 18
        page.draw.text((right, middle + 5), "similarity", font=font(28), fill=PAPER, anchor="rm")
    page.down(height)


def _draw_sign(image: Image.Image, sign: str, *, left: int, top: int, size: int) -> None:
    """Draw a tick, a question mark, a cross or a bar, so that colour is not the only mark."""
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

    for points in _STROKES.get(sign, ()):
        stroke(*points)
    if sign not in _STROKES:
        draw.text((unit / 2, unit / 2), sign, font=font(round(unit * 0.74)), fill=0, anchor="mm")
    image.paste(PAPER, (left, top), mask.resize((size, size), Image.Resampling.LANCZOS))


def draw_notes(page: Page, verification: Verification) -> None:
    """Draw the reasons and warnings, wrapped."""
    for note in verification.notes:
        x, y = MARGIN + 7, page.top + 14
        page.draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=TEXT)
        for line in wrapped(english(note, capital=True), size=22, width=WIDTH - 2 * MARGIN - 26):
            page.text(line, size=22, colour=TEXT, left=MARGIN + 26)


def draw_footer(page: Page, verification: Verification) -> None:
    """Draw a line with the model and the calibration."""
    page.down(14)
    page.line()
    page.down(14)
    page.text(
        f"Model {verification.model.name} {verification.model.version} "
        f"({verification.model.sha256[:12]})   ·   "
        f"Calibration {verification.calibration.name} ({verification.calibration.sha256[:12]})   "
        "·   The program assists; the clerk decides.",
        size=18,
        colour=QUIET,
    )


def png_bytes(image: Image.Image) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    stream = io.BytesIO()
    image.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def shown_name(signature: PreparedSignature) -> str:
    """Return the file's name as far as the font can draw it, and a hash of the file."""
    identity = signature.sha256[:8]
    if not has_letters(signature.path.stem):
        return f"file {identity}"
    return f"{signature.path.name}  ({identity})"
