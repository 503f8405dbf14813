"""Finding the machine-readable line: a row of marks of one height near the bottom of a cheque."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image, Matrix
from sigverify.micr.glyphs import HEIGHT_MODULES
from sigverify.terms import Box

MODULE_PX: Final = 4
"""Pixels of a module in a straightened strip."""
MARGIN_PX: Final = 16
"""Rows of a strip above and below the characters."""
_WORKING_WIDTH_PX: Final = 2400
_LOWER_PART: Final = 0.42
_LEAST_MARKS: Final = 5
_MOST_MARKS: Final = 320
_MOST_LINES: Final = 3
# Of the image's width: 0.2 mm of a cheque of 160 mm. The strokes of E-13B have 0.33 mm.
_HAIRLINE_SHARE: Final = 0.0013
_ROOM: Final = 12.0
"""Heights of a character by which a strip reaches beyond the marks of its row."""
_TILTS: Final = np.tan(np.radians(np.arange(-6.0, 6.01, 0.4)))
# Heights of characters as shares of the image's height. A cheque is 70 to 95 mm high, a character
# 2.97 mm; a scan may have a margin.
_LEAST_HEIGHT, _MOST_HEIGHT = 0.015, 0.075


@dataclass(frozen=True, slots=True)
class Strip:
    """A straightened line.

    Attributes:
        ink: (H, W) uint8, 0 = paper, 255 = full ink, `MODULE_PX` a module, with the characters
            between `MARGIN_PX` rows above and below.
        enlarged: how much larger a pixel of the image is here.
        to_image: (2, 3) float64 that maps points of the strip to points of the image.
    """

    ink: Image
    enlarged: float
    to_image: Matrix

    def box(self, left: float, right: float) -> Box:
        """The upright box in the image around the characters between two columns of the strip."""
        top, bottom = MARGIN_PX, MARGIN_PX + HEIGHT_MODULES * MODULE_PX
        corners = np.array([[x, y, 1.0] for x in (left, right) for y in (top, bottom)])
        points = corners @ self.to_image.T
        x, y = np.floor(points.min(axis=0)).astype(int)
        w, h = np.ceil(points.max(axis=0)).astype(int) - (x, y)
        return Box(x=int(max(x, 0)), y=int(max(y, 0)), w=int(max(w, 1)), h=int(max(h, 1)))


@dataclass(frozen=True, slots=True)
class _Row:
    """Marks in a row: which, the row's slope, its baseline at x = 0, its height, its ends."""

    chosen: NDArray[np.bool_]
    slope: float
    start: float
    high: float
    left: float
    right: float


def find_strips(grey: Image, *, without_hairlines: bool = False) -> list[Strip]:
    """Rows of marks that may be the machine-readable line of an upright cheque, the best first.

    Args:
        grey: (H, W) uint8, 0 = black; the cheque may be tilted by up to six degrees.
        without_hairlines: take away what is thinner than the strokes of E-13B first, such as the
            lines of a guilloche in black and white.
    """
    height, width = grey.shape
    if height < 60 or width < 120:
        return []
    shrink = min(_WORKING_WIDTH_PX / width, 1.0)
    if shrink < 1.0:
        grey = np.asarray(
            cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
        )
    top = int(grey.shape[0] * (1 - _LOWER_PART))
    band = grey[top:]
    dark = _darkness(band, reach=max(grey.shape[0] // 14, 9) | 1)
    if without_hairlines:
        thin = max(round(_HAIRLINE_SHARE * grey.shape[1]), 2)
        dark = np.asarray(
            cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thin, thin), np.uint8)), np.uint8
        )
    marks = _marks(dark, image_height=grey.shape[0], image_width=grey.shape[1])
    strips = []
    for _ in range(_MOST_LINES):
        line = _best_line(marks)
        if line is None:
            break
        strips.append(_straightened(dark, line, top=top, shrink=shrink))
        marks = marks[~line.chosen]
    return strips


def _darkness(band: Image, *, reach: int) -> Image:
    """How much darker than its surroundings each pixel is, stretched to 0..255."""
    near = max(reach // 4, 3)
    small = cv2.resize(band, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((near, near), np.uint8)), (near, near))
    paper = cv2.resize(paper, (band.shape[1], band.shape[0]), interpolation=cv2.INTER_LINEAR)
    dark = np.asarray(cv2.subtract(paper, band), np.uint8)
    full = float(np.percentile(dark, 99.5))
    return np.asarray(cv2.convertScaleAbs(dark, alpha=255.0 / max(full, 40.0)), np.uint8)


def _marks(dark: Image, *, image_height: int, image_width: int) -> Matrix:
    """Rows of x, y of the bottom, width and height: marks about as high as characters."""
    ink = np.asarray(dark > 115, np.uint8)
    join = max(round(0.0026 * image_width), 1)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, join), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    x, y, w, h = (stats[1:, index] for index in range(4))
    fits = (h >= _LEAST_HEIGHT * image_height) & (h <= _MOST_HEIGHT * image_height)
    fits &= (w <= 1.6 * h) & (h >= 7)
    marks = np.stack([x + w / 2, y + h, w, h], axis=1)[fits]
    return marks[np.argsort(-marks[:, 1], kind="stable")][:_MOST_MARKS].astype(np.float64)


def _best_line(marks: Matrix) -> _Row | None:
    """The fullest row of marks."""
    if len(marks) < _LEAST_MARKS:
        return None
    x, bottom, _, high = marks.T
    alike = np.abs(high[:, None] - high[None]) < 0.14 * high[None]
    best, found = 0, np.zeros(len(marks), np.bool_)
    for tilt in _TILTS:
        level = bottom - tilt * x
        near = alike & (np.abs(level[:, None] - level[None]) < 0.16 * high[None])
        counts = near.sum(axis=0)
        seed = int(counts.argmax())
        if counts[seed] > best:
            best, found = int(counts[seed]), near[:, seed]
    slope = start = size = 0.0
    for _ in range(2):
        if found.sum() < _LEAST_MARKS:
            return None
        slope, start = (float(value) for value in np.polyfit(x[found], bottom[found], 1))
        size = float(np.median(high[found]))
        off = np.abs(bottom - slope * x - start)
        found = (off < 0.14 * size) & (np.abs(high - size) < 0.14 * size)
    if found.sum() < _LEAST_MARKS:
        return None
    return _Row(found, slope, start, size, float(x[found].min()), float(x[found].max()))


def _straightened(dark: Image, row: _Row, *, top: int, shrink: float) -> Strip:
    """The strip around a row of the band, with room for characters that are not in it."""
    scale = HEIGHT_MODULES * MODULE_PX / row.high
    cos, sin = 1 / np.hypot(1, row.slope), row.slope / np.hypot(1, row.slope)
    rows = HEIGHT_MODULES * MODULE_PX + 2 * MARGIN_PX
    left = max(row.left - _ROOM * row.high, 0.0)
    right = min(row.right + _ROOM * row.high, float(dark.shape[1]))
    width = int(np.ceil((right - left) * scale / cos))
    # A strip's x axis runs along the baseline; its y axis runs down from it.
    base = MARGIN_PX + HEIGHT_MODULES * MODULE_PX
    to_band = np.array(
        [
            [cos / scale, -sin / scale, left + base * sin / scale],
            [sin / scale, cos / scale, row.start + row.slope * left - base * cos / scale],
        ]
    )
    source = dark
    if scale < 0.8:
        source = np.asarray(cv2.GaussianBlur(dark, (0, 0), 0.4 / scale), np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    ink = cv2.warpAffine(source, to_band, (width, rows), flags=flags, borderValue=0)
    to_image = to_band.copy()
    to_image[1, 2] += top
    return Strip(
        ink=np.asarray(ink, np.uint8),
        enlarged=float(scale * shrink),
        to_image=to_image / shrink,
    )
