"""Print on forms: Latin type in several faces, and scripts that hang from a headline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sigverify.synthesis.signatures.hand import Hand, Scribe
from sigverify.synthesis.signatures.indic import BENGALI, DEVANAGARI
from sigverify.synthesis.signatures.kinematics import Motion, trace
from sigverify.synthesis.signatures.pen import MM_PER_INCH, Pen, draw
from sigverify.synthesis.signatures.programme import ProgrammeBuilder

_SLAB_BANDS = (0.0, 1.0)
"""Position of slab serifs in cap heights above the baseline: bottom and top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A made-up type face, derived from the one bundled with Pillow.

    Attributes:
        bold: thickening of the strokes, in hundredths of the cap height.
        slant: shift of x per unit of y; 0.2 is an italic.
        stretch: width relative to the usual one; below 1 is condensed.
        tracking: extra space between letters, in cap heights.
        slab: length of the serifs, in cap heights; 0 is sans serif.
        typewriter: all letters have the same width.
    """

    bold: int = 0
    slant: float = 0.0
    stretch: float = 1.0
    tracking: float = 0.0
    slab: float = 0.0
    typewriter: bool = False


def random_face(rng: np.random.Generator) -> Face:
    """A face as on bank forms."""
    slab = float(rng.uniform(0.06, 0.14)) if rng.random() < 0.35 else 0.0
    return Face(
        bold=int(rng.choice([0, 0, 4, 9])),
        slant=float(rng.choice([0.0, 0.2], p=[0.85, 0.15])),
        stretch=float(rng.uniform(0.75, 1.15)),
        tracking=float(rng.choice([0.0, rng.uniform(0.0, 0.2)], p=[0.7, 0.3])),
        slab=slab,
        typewriter=bool(rng.random() < 0.1),
    )


def bolder(face: Face) -> Face:
    """The bold variant of a face."""
    return replace(face, bold=face.bold + 8)


def printed(text: str, *, cap_px: float, face: Face) -> NDArray[np.uint8]:
    """Ink coverage of a line of type, (H, W) uint8, cropped tightly at both sides.

    Capitals are ``cap_px`` high; the rows hold ascenders and descenders, with the baseline at
    three quarters of the height (``BASELINE``).
    """
    fine = 3 if cap_px < 14 else 2
    cap = cap_px * fine
    font = _font(max(round(cap / 0.71), 4))
    thick = round(cap * face.bold / 100.0)
    height = int(np.ceil(2.2 * cap))
    baseline = int(BASELINE * height)
    # Thickened strokes and serifs narrow the gaps, which are widened to compensate.
    gap = (face.tracking + 0.018 * face.bold + 1.3 * face.slab) * cap
    cell = font.getlength("n") * 1.12
    advances = [cell if face.typewriter else font.getlength(char) + gap for char in text]
    room = int(sum(advances) + 2 * cap) + 2
    image = Image.new("L", (room, height), 0)
    pencil = ImageDraw.Draw(image)
    x = cap
    for char, advance in zip(text, advances, strict=True):
        inset = (cell - font.getlength(char)) / 2 if face.typewriter else 0.0
        place = (x + inset, baseline)
        pencil.text(place, char, fill=255, font=font, anchor="ls", stroke_width=thick)
        x += advance
    ink = np.asarray(image, dtype=np.uint8)
    if face.slab > 0.0:
        ink = _with_slabs(ink, length=face.slab * cap, baseline=baseline, cap=cap)
    shear = np.array([[1.0, -face.slant, face.slant * baseline], [0.0, 1.0, 0.0]])
    ink = np.asarray(cv2.warpAffine(ink, shear, (room, height)), dtype=np.uint8)
    columns = np.flatnonzero(ink.any(axis=0))
    if columns.size == 0:
        return np.zeros((max(round(height / fine), 1), 1), np.uint8)
    ink = ink[:, columns[0] : columns[-1] + 1]
    size = (max(round(ink.shape[1] * face.stretch / fine), 1), max(round(height / fine), 1))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


BASELINE = 0.75
"""Position of the baseline in the rows that ``printed`` returns, from the top."""


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType; its bundled font is needed")
    return font


def _with_slabs(
    ink: NDArray[np.uint8], *, length: float, baseline: int, cap: float
) -> NDArray[np.uint8]:
    """Add slab serifs: widen the ink near the bottom and the top of the letters."""
    reach = max(round(length), 1) * 2 + 1
    out = np.asarray(cv2.dilate(ink, np.ones((1, reach), np.uint8)), dtype=np.uint8)
    thick = max(cap * 0.07, 1.0)
    result = ink.copy()
    for band in _SLAB_BANDS:
        edge = baseline - band * cap
        top = round(edge if band > 0 else edge - thick)
        bottom = round(top + thick)
        result[top:bottom] = np.maximum(result[top:bottom], out[top:bottom])
    return result


def hanging_print(rng: np.random.Generator, *, letters: int, cap_px: float) -> NDArray[np.uint8]:
    """Coverage of a word in a script with a headline, as on bilingual forms, cropped tightly.

    The letters are those of the made-up handwriting, drawn evenly and without variation.
    """
    hand = Hand(
        width=0.9,
        spacing=0.1,
        ascender=1.0,
        descender=1.0,
        capital=1.0,
        distortion=0.0,
        simplify=0.0,
        decay=0.0,
        joining=0.0,
    )
    builder = ProgrammeBuilder()
    script = (DEVANAGARI, BENGALI)[int(rng.integers(2))]
    scribe = Scribe(hand, builder=builder, rng=rng)
    scribe.hanging_word(script, x=0.0, letters=letters, headline=1.0)
    motion = Motion(
        fluency=0.2,
        stroke_s=0.2,
        pressure=0.6,
        contrast=0.0,
        taper_in_mm=0.0,
        taper_out_mm=0.0,
        tremor_mm=0.0,
    )
    height_mm = 10.0
    programme = builder.build(bow=np.zeros(builder.count)).scaled(height_mm)
    ink = draw(
        trace(programme, motion=motion, rng=rng),
        dpi=cap_px / height_mm * MM_PER_INCH,
        pen=Pen(width_mm=1.3, swell=0.0, fade=0.0),
        margin_mm=0.0,
    )
    return ink
