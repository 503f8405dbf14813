"""The two fonts of the machine-readable line, drawn from the geometry of their standards.

E-13B (ISO 1004-1, ANSI X9.27) is drawn on a grid of modules of 0.013 inch, nine of them high, and
each character ends at the right of its cell of 1/8 inch. CMC-7 (ISO 1004-2) has seven upright bars
a character; which of the six intervals between them are wide says which character it is. The
shapes are for images, not for magnetic readers.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Floats, Image

MODULE_MM: Final = 0.3302
PITCH_MM: Final = 3.175
HEIGHT_MODULES: Final = 9
PITCH_MODULES: Final = PITCH_MM / MODULE_MM

TRANSIT: Final = "⑆"
AMOUNT: Final = "⑇"
ON_US: Final = "⑈"
DASH: Final = "⑉"

Rectangle = tuple[float, float, float, float]

# Left, top, right, bottom in modules from the glyph's top left corner.
E13B: Final[dict[str, tuple[Rectangle, ...]]] = {
    "0": ((0, 0, 7, 1), (0, 8, 7, 9), (0, 0, 1, 9), (6, 0, 7, 9)),
    "1": ((0, 0, 2, 1.5), (1, 0, 2, 5), (0, 5, 4, 9)),
    "2": ((0, 0, 4, 1), (3, 0, 4, 5), (0, 4, 4, 5), (0, 4, 1, 9), (0, 8, 4, 9)),
    "3": ((0, 0, 4, 1), (3, 0, 4, 5), (0, 4, 5, 5), (3, 4, 5, 9), (0, 8, 5, 9)),
    "4": ((0, 0, 2, 6.5), (0, 5.5, 6, 6.5), (4, 5, 6, 9)),
    "5": ((0, 0, 5, 1), (0, 0, 1, 5), (0, 4, 5, 5), (4, 4, 5, 9), (0, 8, 5, 9)),
    "6": ((0, 0, 4, 1), (3, 0, 4, 2.5), (0, 0, 1, 9), (0, 5, 6, 6), (5, 5, 6, 9), (0, 8, 6, 9)),
    "7": ((0, 0, 5, 1), (0, 0, 1, 3), (4, 0, 5, 4.5), (2, 3.5, 4.5, 4.5), (2, 4, 3, 9)),
    "8": (
        *((1, 0, 6, 1), (1, 0, 2, 5), (5, 0, 6, 5)),
        *((0, 4, 7, 5), (0, 4, 2, 9), (5, 4, 7, 9), (0, 8, 7, 9)),
    ),
    "9": ((0, 0, 6, 1), (0, 0, 1, 5), (5, 0, 6, 5), (0, 4, 6, 5), (4, 4, 6, 9)),
    TRANSIT: ((0, 1.5, 2, 7.5), (4, 0, 7, 3), (4, 6, 7, 9)),
    AMOUNT: ((0, 6, 2.5, 9), (3.2, 1.5, 4.2, 7.5), (4.8, 0, 7, 3)),
    ON_US: ((0, 1.5, 1, 7.5), (2, 1.5, 3, 7.5), (4, 0.5, 7, 4.5)),
    DASH: ((0, 2.5, 1.5, 6.5), (2.75, 2.5, 4.25, 6.5), (5.5, 2.5, 7, 6.5)),
}

# The wide intervals (1) of each character; the symbols S I to S V are written as ① to ⑤.
CMC7_CODES: Final[dict[str, str]] = {
    "0": "001100",
    "1": "100010",
    "2": "011000",
    "3": "101000",
    "4": "100100",
    "5": "000110",
    "6": "001010",
    "7": "110000",
    "8": "010010",
    "9": "010100",
    "①": "100001",
    "②": "010001",
    "③": "001001",
    "④": "000101",
    "⑤": "000011",
}
CMC7_SYMBOLS: Final = "①②③④⑤"
BAR_MM: Final = 0.15
NARROW_MM: Final = 0.3
WIDE_MM: Final = 0.5
CMC7_HEIGHT_MM: Final = 2.85
CMC7_WIDTH_MM: Final = 4 * NARROW_MM + 2 * WIDE_MM + BAR_MM

# Which eighths of its height each of the seven bars fills, from the top.
_CMC7_SHAPES: Final[dict[str, str]] = {
    "0": "0111110 1111111 1100011 1100011 1100011 1100011 1111111 0111110",
    "1": "0000110 0011110 0111110 1000110 0000110 1000111 1111111 1111111",
    "2": "0111110 1111111 1000011 0000111 0001110 0111000 1111111 1111111",
    "3": "1111110 1111111 0000011 0001110 0001110 0000011 1111111 1111110",
    "4": "0001111 0011111 0110000 1100000 1100111 1111111 1111111 0000111",
    "5": "1111111 1111111 1100000 1111110 0000011 0000011 1111111 1111110",
    "6": "0011110 0110000 1100000 1111110 1100011 1100011 1111111 0111110",
    "7": "1111111 1111111 1100011 0000111 0001110 0011100 0011000 0011000",
    "8": "0111110 1100011 1100011 0111110 1100011 1100011 1111111 0111110",
    "9": "0111110 1100011 1100011 1100011 0111111 0000011 1111111 1111110",
    "①": "0000011 0000111 0001111 0011111 1111111 1111110 1111110 1111100",
    "②": "1111111 1111111 1111000 1111000 0001111 0001111 0001111 0001111",
    "③": "1111111 1111111 1111111 1111111 1111111 0000000 0000000 1111111",
    "④": "1111111 0000000 0000000 1111111 1111111 1111111 1111111 1111111",
    "⑤": "0000100 0001100 0011101 0111101 1111101 0111101 0011100 1110001",
}


def e13b_glyph(char: str, *, px_per_module: float) -> Image:
    """Coverage (H, W) uint8 of one E-13B character, cropped to its width."""
    fine = 4
    scale = px_per_module * fine
    rectangles = E13B[char]
    width = max(round(max(right for _, _, right, _ in rectangles) * scale), 1)
    ink = np.zeros((max(round(HEIGHT_MODULES * scale), 1), width), np.uint8)
    for left, top, right, bottom in rectangles:
        ink[
            round(top * scale) : round(bottom * scale), round(left * scale) : round(right * scale)
        ] = 255
    return _shrunk(ink, fine)


def e13b(text: str, *, px_per_mm: float) -> Image:
    """Coverage (H, W) uint8 of a line of E-13B; other characters leave a gap."""
    fine = 3
    scale = px_per_mm * fine
    height = round(HEIGHT_MODULES * MODULE_MM * scale)
    ink = np.zeros((height, max(round(len(text) * PITCH_MM * scale), 1)), np.uint8)
    for place, char in enumerate(text):
        if char not in E13B:
            continue
        glyph = e13b_glyph(char, px_per_module=MODULE_MM * scale)[:height]
        right = min(round((place + 1) * PITCH_MM * scale), ink.shape[1])
        left = max(right - glyph.shape[1], 0)
        ink[: glyph.shape[0], left:right] = glyph[:, : right - left]
    return _shrunk(ink, fine)


def cmc7_bars_mm(char: str) -> list[float]:
    """The left edges of a character's seven bars, in mm from the first."""
    widths = [WIDE_MM if wide == "1" else NARROW_MM for wide in CMC7_CODES[char]]
    return [sum(widths[:bar]) for bar in range(7)]


def cmc7(text: str, *, px_per_mm: float) -> Image:
    """Coverage (H, W) uint8 of a line of CMC-7; other characters leave a gap."""
    fine = 4
    scale = px_per_mm * fine
    height, pitch = round(CMC7_HEIGHT_MM * scale), PITCH_MM * scale
    ink = np.zeros((height, max(round(pitch * len(text)), 1)), np.uint8)
    for place, char in enumerate(text):
        if char not in CMC7_CODES:
            continue
        rows = [[int(cell) for cell in row] for row in _CMC7_SHAPES[char].split()]
        cells = np.array(rows, dtype=np.uint8) * 255
        for bar, left_mm in enumerate(cmc7_bars_mm(char)):
            column = cv2.resize(
                cells[:, bar : bar + 1], (1, height), interpolation=cv2.INTER_NEAREST
            )
            left = round(place * pitch + left_mm * scale)
            ink[:, left : left + max(round(BAR_MM * scale), 1)] = column.reshape(-1, 1)
    return _shrunk(ink, fine)


def cmc7_profile(char: str, *, px_per_mm: float, margin_mm: float) -> Floats:
    """How dark each column of a character is, (1, W) float32 of 0..1, as wide for each.

    The bars count alike, however much of their height is filled. The margin is added on both sides.
    """
    fine = 8
    scale = px_per_mm * fine
    width = round((CMC7_WIDTH_MM + 2 * margin_mm) * px_per_mm)
    dark = np.zeros((1, width * fine), np.float32)
    for left_mm in cmc7_bars_mm(char):
        left = round((margin_mm + left_mm) * scale)
        dark[:, left : left + max(round(BAR_MM * scale), 1)] = 1.0
    return np.asarray(cv2.resize(dark, (width, 1), interpolation=cv2.INTER_AREA), np.float32)


def _shrunk(ink: Image, fine: int) -> Image:
    size = (max(ink.shape[1] // fine, 1), max(ink.shape[0] // fine, 1))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
