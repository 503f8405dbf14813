"""The machine-readable line: glyphs resembling E-13B and CMC-7, and bar codes.

The shapes resemble those of ISO 1004-1 and ISO 1004-2 and are drawn cell by cell; they are for
images, not for magnetic readers.
"""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.synthesis.documents.lettering import Face, printed

_CELL_MM = 0.33
_PITCH_MM = 3.175
_HEIGHT_MM = 3.0

# Rows from the top, one digit per cell; A to D are the four symbols.
_E13B = {
    "0": "1111111 1000001 1000001 1000001 1000001 1000001 1000001 1000001 1111111",
    "1": "1100 0100 0100 0100 0100 1111 1111 1111 1111",
    "2": "11111 00001 00001 00001 11111 10000 10000 10000 11111",
    "3": "111110 000010 000010 000010 111111 000011 000011 000011 111111",
    "4": "110000 110000 110000 110000 110011 111111 000011 000011 000011",
    "5": "11111 10000 10000 10000 11111 00001 00001 00001 11111",
    "6": "111000 100000 100000 100000 111111 100001 100001 100001 111111",
    "7": "111111 110001 110001 000001 000111 000100 000100 000100 000100",
    "8": "0111110 0100010 0100010 0100010 1111111 1100011 1100011 1100011 1111111",
    "9": "1111111 1000001 1000001 1000001 1111111 0000011 0000011 0000011 0000011",
    "A": "1100000 1100011 1100011 1100000 1100000 1100000 1100011 1100011 1100000",
    "B": "0000011 0000011 0000011 1100011 1100000 1100011 1100011 0000011 0000011",
    "C": "0000000 0011011 0011011 0011011 1111011 1100000 1100000 1100000 0000000",
    "D": "0000000 0000000 1101100 1101100 1101100 1101100 1101100 0000000 0000000",
}


def e13b(text: str, *, px_per_mm: float) -> Image:
    """Coverage (H, W) uint8 of a line of E-13B-like glyphs; other characters leave a gap."""
    fine = 3
    scale = px_per_mm * fine
    height, width = round(_HEIGHT_MM * scale), max(round(len(text) * _PITCH_MM * scale), 1)
    ink = np.zeros((height, width), np.uint8)
    for place, char in enumerate(text):
        if char not in _E13B:
            continue
        rows = [[int(cell) * 255 for cell in row] for row in _E13B[char].split()]
        cells = np.array(rows, dtype=np.uint8)
        size = (max(round(cells.shape[1] * _CELL_MM * scale), 1), height)
        glyph = cv2.resize(cells, size, interpolation=cv2.INTER_NEAREST)
        right = min(round((place + 1) * _PITCH_MM * scale), width)
        ink[:, max(right - size[0], 0) : right] = glyph[:, : right - max(right - size[0], 0)]
    return _shrunk(ink, fine)


def cmc7(text: str, *, px_per_mm: float, rng: np.random.Generator) -> Image:
    """Coverage (H, W) uint8 of a line of CMC-7-like glyphs: digits cut into seven bars."""
    fine = 4
    scale = px_per_mm * fine
    height, pitch = round(_HEIGHT_MM * scale), round(_PITCH_MM * scale)
    ink = np.zeros((height, max(pitch * len(text), 1)), np.uint8)
    for place, char in enumerate(text):
        if char == " ":
            continue
        wide = rng.permutation([0.30, 0.30, 0.50, 0.30, 0.50, 0.30])
        lefts = np.concatenate(([0.0], np.cumsum(wide)))
        shape = printed(char, cap_px=height, face=Face(bold=14))
        rows = np.flatnonzero(shape.any(axis=1))
        glyph_width = round((lefts[-1] + 0.15) * scale)
        shape = np.asarray(
            cv2.resize(shape[rows[0] : rows[-1] + 1], (glyph_width, height)), dtype=np.uint8
        )
        bars = np.zeros(glyph_width, np.uint8)
        for left in lefts:
            bars[round(left * scale) : round((left + 0.15) * scale)] = 1
        ink[:, place * pitch : place * pitch + glyph_width] = shape * bars
    return _shrunk(ink, fine)


def bars(
    rng: np.random.Generator, *, length_mm: float, height_mm: float, px_per_mm: float
) -> Image:
    """Coverage (H, W) uint8 of a meaningless bar code."""
    module = 0.3 * px_per_mm
    edges = np.cumsum(rng.integers(1, 4, int(length_mm / 0.3)) * module)
    edges = edges[edges < length_mm * px_per_mm].astype(np.int64)
    row = np.zeros(max(round(length_mm * px_per_mm), 1), np.uint8)
    for left, right in zip(edges[:-1:2], edges[1::2], strict=False):
        row[left:right] = 255
    return np.repeat(row[None], max(round(height_mm * px_per_mm), 1), axis=0)


def micr_text(rng: np.random.Generator) -> str:
    """Digits and symbols as at the bottom of a cheque."""
    number = "".join(str(d) for d in rng.integers(0, 10, 28))
    forms = (
        f"C{number[:6]}C {number[6:15]}A {number[15:21]}C {number[21:23]}",
        f"A{number[:9]}A {number[9:19]}C {number[19:23]}",
        f"C{number[:6]}C A{number[6:15]}A {number[15:25]}C",
        f"C{number[:6]}C {number[6:8]}D{number[8:12]}A {number[12:20]}C",
    )
    return forms[int(rng.integers(len(forms)))]


def _shrunk(ink: Image, fine: int) -> Image:
    size = (max(ink.shape[1] // fine, 1), max(ink.shape[0] // fine, 1))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
