"""Reading the machine-readable line of a cheque, each character with its confidence.

A character is read where its glyph fits best and clearly better than every other glyph. A place
with ink that no glyph fits is ``?``, so that a damaged digit never shortens a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Floats, Image
from sigverify.micr.glyphs import (
    CMC7_CODES,
    CMC7_WIDTH_MM,
    E13B,
    HEIGHT_MODULES,
    MODULE_MM,
    PITCH_MODULES,
    cmc7_profile,
    e13b_glyph,
)
from sigverify.micr.line import MARGIN_PX, MODULE_PX, Strip, find_strips
from sigverify.terms import Box

UNREAD: Final = "?"
LEAST_CHARACTERS: Final = 8
_CLEARLY_A_LINE: Final = 14
_LEAST_FIT: Final = {"e13b": 0.6, "cmc7": 0.6}
_LEAST_MARGIN: Final = {"e13b": 0.07, "cmc7": 0.1}
_SURE_FIT: Final = 0.85
_SURE_MARGIN: Final = 0.2
_PADDING_MODULES: Final = 1
_WINDOW_MODULES: Final = 7 + 2 * _PADDING_MODULES
_SHIFT_PX: Final = 4
_CMC7_MARGIN_MM: Final = 0.3
_CMC7_BLUR_PX: Final = 0.8
_INK_SHARE: Final = 0.08
_LEAST_CERTAINTY: Final = 0.45
# Marks at the ends of a line that stand apart and are read worse than this are not of the line.
_APART_PITCHES: Final = 2.5
_SURE_APART: Final = 0.65


class Font(StrEnum):
    """The fonts that the reader knows."""

    E13B = "e13b"
    CMC7 = "cmc7"


@dataclass(frozen=True, slots=True)
class MicrCharacter:
    """One character.

    Attributes:
        char: a digit, ⑆ ⑇ ⑈ ⑉ of E-13B, ① to ⑤ (S I to S V) of CMC-7, or ``?`` if unread.
        confidence: 0..1; 0 if unread.
        right: its right edge in columns of the strip.
    """

    char: str
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class MicrLine:
    """A line as read.

    Attributes:
        font: its font.
        characters: from left to right, without the gaps.
        text: the characters with a space for each gap.
        box: where it is in the image.
    """

    font: Font
    characters: tuple[MicrCharacter, ...]
    text: str
    box: Box

    @property
    def confidence(self) -> float:
        """0..1, that of the character that is least sure."""
        return min(one.confidence for one in self.characters)

    @property
    def complete(self) -> bool:
        """Whether every character was read."""
        return UNREAD not in self.text


def read_line(grey: Image) -> MicrLine | None:
    """Read the line at the bottom of an upright cheque.

    Args:
        grey: (H, W) uint8, 0 = black; tilted by at most six degrees, 100 to 600 dpi.

    Returns:
        The line, or None if there is none or too little of it can be read.
    """
    return _read(find_strips(grey)) or _read(find_strips(grey, without_hairlines=True))


def _read(strips: list[Strip]) -> MicrLine | None:
    """The best line of some strips."""
    lines = []
    for strip in strips:
        line = _read_e13b(strip)
        if line is None or _certainty(line) < _SURE_FIT:
            lines.append(_read_cmc7(strip))
        elif len(line.characters) >= _CLEARLY_A_LINE:
            return line
        lines.append(line)
    read = [line for line in lines if line is not None and _certainty(line) >= _LEAST_CERTAINTY]
    return max(read, key=lambda line: _certainty(line) * len(line.characters), default=None)


def _certainty(line: MicrLine) -> float:
    """The mean confidence of a line's characters."""
    return float(np.mean([one.confidence for one in line.characters]))


def _read_e13b(strip: Strip) -> MicrLine | None:
    names = list(E13B)
    pad = _PADDING_MODULES * MODULE_PX
    high, wide = HEIGHT_MODULES * MODULE_PX, _WINDOW_MODULES * MODULE_PX
    blur = 0.45 * max(strip.enlarged, 1.0)
    top = MARGIN_PX - pad - _SHIFT_PX
    rows = strip.ink[top : MARGIN_PX + high + pad + _SHIFT_PX]
    rows = np.asarray(cv2.copyMakeBorder(rows, 0, 0, wide, pad, cv2.BORDER_CONSTANT), np.uint8)
    fits = []
    for char in names:
        window = np.zeros((high + 2 * pad, wide), np.uint8)
        glyph = e13b_glyph(char, px_per_module=MODULE_PX)
        window[pad : pad + glyph.shape[0], wide - pad - glyph.shape[1] : wide - pad] = glyph
        window = np.asarray(cv2.GaussianBlur(window, (0, 0), blur), np.uint8)
        fit = cv2.matchTemplate(rows, window, cv2.TM_CCOEFF_NORMED)
        fits.append(np.nan_to_num(fit.max(axis=0), nan=0.0, posinf=0.0, neginf=0.0))
    # Column c of a fit is the window whose character ends at column c of the strip.
    return _line(
        Font.E13B,
        np.stack(fits),
        names,
        strip=strip,
        pitch=PITCH_MODULES * MODULE_PX,
        width=7.0 * MODULE_PX,
    )


def _read_cmc7(strip: Strip) -> MicrLine | None:
    """Read the intervals between bars, at the scale at which they fit best."""
    names = list(CMC7_CODES)
    high = HEIGHT_MODULES * MODULE_PX
    rows = strip.ink[MARGIN_PX : MARGIN_PX + high].astype(np.float32) / 255.0
    # A bar counts alike, however short it is.
    darkest = np.sort(rows, axis=0)[-high // 4 :]
    # Both are blurred, so that a scale that is slightly off still fits.
    profile = cv2.GaussianBlur(darkest.mean(axis=0, keepdims=True), (0, 0), _CMC7_BLUR_PX)
    comb_blur = float(np.hypot(_CMC7_BLUR_PX, 0.45 * max(strip.enlarged, 1.0)))
    best: tuple[float, Floats, float] | None = None
    for stretch in np.arange(0.88, 1.13, 0.0125):
        per_mm = MODULE_PX / MODULE_MM * float(stretch)
        end = round((_CMC7_MARGIN_MM + CMC7_WIDTH_MM) * per_mm)
        padded = cv2.copyMakeBorder(profile, 0, 0, end, end, cv2.BORDER_CONSTANT)
        fits = []
        for char in names:
            bars = cmc7_profile(char, px_per_mm=per_mm, margin_mm=_CMC7_MARGIN_MM)
            comb = cv2.GaussianBlur(bars, (0, 0), comb_blur)
            fit = cv2.matchTemplate(padded, comb, cv2.TM_CCOEFF_NORMED)[0]
            fits.append(np.nan_to_num(fit, nan=0.0, posinf=0.0, neginf=0.0))
        stacked = np.stack(fits)[:, : profile.shape[1]]
        peaks = _peaks(stacked.max(axis=0), least=0.6, apart=2.6 * per_mm)
        worth = float(sum(stacked.max(axis=0)[peaks] - 0.5))
        if best is None or worth > best[0]:
            best = (worth, stacked, per_mm)
    if best is None:
        return None
    _, fits_at_best, per_mm = best
    return _line(
        Font.CMC7,
        fits_at_best,
        names,
        strip=strip,
        pitch=3.175 * per_mm,
        width=CMC7_WIDTH_MM * per_mm,
    )


def _peaks(fit: Floats, *, least: float, apart: float) -> list[int]:
    """Columns of the highest fits that are at least ``apart`` from each other, in order."""
    left = fit.copy()
    reach = int(apart)
    found: list[int] = []
    while True:
        at = int(left.argmax())
        if left[at] < least:
            return sorted(found)
        found.append(at)
        left[max(at - reach, 0) : at + reach + 1] = 0.0


def _line(
    font: Font, fits: Floats, names: list[str], *, strip: Strip, pitch: float, width: float
) -> MicrLine | None:
    """The characters at the peaks of the fits, with unread ink between them."""
    best, inked = fits.max(axis=0), _inked(strip)
    read = []
    for at in _peaks(best, least=0.45, apart=0.72 * pitch):
        near = fits[:, max(at - MODULE_PX, 0) : at + MODULE_PX + 1].max(axis=1)
        order = np.argsort(near)
        fit, margin = float(near[order[-1]]), float(near[order[-1]] - near[order[-2]])
        if fit < _LEAST_FIT[font] or margin < _LEAST_MARGIN[font]:
            if inked[max(at - round(width), 0) : at].mean() > _INK_SHARE:
                read.append(MicrCharacter(UNREAD, 0.0, float(at)))
            continue
        sure = min((fit - 0.4) / (_SURE_FIT - 0.4), margin / _SURE_MARGIN, 1.0)
        read.append(MicrCharacter(names[int(order[-1])], sure, float(at)))
    known = _without_strays([one for one in read if one.char != UNREAD], pitch=pitch)
    if len(known) < LEAST_CHARACTERS:
        return None
    first, last = known[0].right, known[-1].right
    inside = [one for one in read if first <= one.right <= last]
    whole = sorted(
        [*inside, *_unread_ink(strip, inside, pitch=pitch, width=width)], key=lambda one: one.right
    )
    if len(known) < 0.6 * len(whole):
        return None
    text = whole[0].char
    for before, after in pairwise(whole):
        gap = (after.right - before.right) / pitch
        text += " " * max(round(gap) - 1, 0) + after.char
    return MicrLine(font, tuple(whole), text, strip.box(whole[0].right - width, last))


def _without_strays(read: list[MicrCharacter], *, pitch: float) -> list[MicrCharacter]:
    """The characters without those at the ends that stand apart and are unsure."""
    groups: list[list[MicrCharacter]] = []
    for one in read:
        if groups and one.right - groups[-1][-1].right <= _APART_PITCHES * pitch:
            groups[-1].append(one)
        else:
            groups.append([one])
    for end in (0, -1):
        while groups and np.mean([one.confidence for one in groups[end]]) < _SURE_APART:
            groups.pop(end)
    return [one for group in groups for one in group]


def _unread_ink(
    strip: Strip, read: list[MicrCharacter], *, pitch: float, width: float
) -> list[MicrCharacter]:
    """Places for a character between those read that hold ink."""
    inked = _inked(strip)
    found: list[MicrCharacter] = []
    for before, after in pairwise(read):
        places = round((after.right - before.right) / pitch) - 1
        for place in range(1, places + 1):
            right = before.right + (after.right - before.right) * place / (places + 1)
            if inked[max(round(right - width), 0) : round(right)].mean() > _INK_SHARE:
                found.append(MicrCharacter(UNREAD, 0.0, right))
    return found


def _inked(strip: Strip) -> Floats:
    """The share of each column's character height that is ink."""
    high = HEIGHT_MODULES * MODULE_PX
    return np.asarray((strip.ink[MARGIN_PX : MARGIN_PX + high] > 110).mean(axis=0), np.float32)
