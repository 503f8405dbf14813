"""A small code of a signature's ink, by which the same ink is found again among very many.

It has two parts. The *vector* tells where on the signature the line runs in which direction,
relative to the line's own middle, spread and slant: it is the same for a copy that was turned,
scaled, stretched or slanted a little, and takes one product to compare. The *line* is the centre
line itself, one pixel wide, on which a copy is confirmed (`sigverify.imaging.registration`).

The code has no grey, no pen and no paper. But a line can be drawn from it, so it is as personal as
an image and must be kept like one.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Image, Matrix
from sigverify.imaging.registration import CANVAS, InkLines, lines_of, share_near

# The vector's parts: directions of the line, rows and columns of its frame.
DIRECTIONS: Final = 4
ROWS: Final = 6
COLUMNS: Final = 12
VECTOR_LENGTH: Final = DIRECTIONS * ROWS * COLUMNS
# The frame reaches this many standard deviations of the line across and down.
_REACH_ACROSS: Final = 2.4
_REACH_DOWN: Final = 2.6
_SMOOTHING: Final = 0.8
# Half of a vector's length would give the largest number in one part; no signature has that.
_LEVELS: Final = 512.0
_MAX_LEVEL: Final = 255
# The canvas is blurred before its slopes are measured, and the slopes are averaged around a place.
_SOFT_PX: Final = 2.0
_AROUND_PX: Final = 3.0
# A quick comparison takes this many points of the line, and calls a point this near the same.
_POINTS: Final = 150
_NEAR_PX: Final = 2.0
_PIXELS: Final = CANVAS.canvas_height * CANVAS.canvas_width


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InkCode:
    """The code of one ink.

    Attributes:
        vector: (VECTOR_LENGTH,) uint8; the product of two is larger for more similar inks.
        line: the packed centre line.
    """

    vector: NDArray[np.uint8]
    line: bytes


def ink_code(lines: InkLines) -> InkCode:
    """The code of an ink that is ready for registration."""
    height, width = lines.canvas.shape
    bitmap = np.zeros((height, width), np.uint8)
    columns, rows = lines.points.astype(np.intp)
    bitmap[rows, columns] = 1
    return InkCode(vector=_vector(lines), line=zlib.compress(np.packbits(bitmap).tobytes(), 9))


def coded_bitmap(line: bytes) -> Image:
    """The packed centre line, (H, W) uint8, 1 = a pixel of it.

    Raises:
        ValueError: the bytes are no packed line.
    """
    unpacking = zlib.decompressobj()
    try:
        packed = unpacking.decompress(line, _PIXELS // 8)
    except zlib.error as error:
        raise ValueError("not a packed line") from error
    bits = np.unpackbits(np.frombuffer(packed, np.uint8))
    if bits.size != _PIXELS or not bits.any():
        raise ValueError("not a packed line")
    return bits.reshape(CANVAS.canvas_height, CANVAS.canvas_width)


def bitmap_lines(bitmap: Image) -> InkLines:
    """The ink of a centre line, ready for registration."""
    width = round(CANVAS.stroke_width) | 1
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return lines_of(bitmap, canvas=np.asarray(cv2.dilate(bitmap * np.uint8(255), pen), np.uint8))


def frames_laid_together(bitmap: Image, questioned: InkLines) -> tuple[Matrix, float]:
    """Lay an earlier line on a questioned ink by their frames alone, without any search.

    It takes a hundredth of the time of a registration, tells which one is worth it, and is a start
    for it.

    Returns:
        (2, 3) the transform, and the share of the earlier line that is near the questioned one.
    """
    rows, columns = np.nonzero(bitmap)
    points = np.stack([columns, rows]).astype(np.float64)
    matrix = (_frame(questioned.points) @ np.linalg.inv(_frame(points)))[:2]
    some = points[:, :: max(1, points.shape[1] // _POINTS)]
    placed = matrix[:, :2] @ some + matrix[:, 2:]
    return matrix, share_near(questioned, placed, reach=_NEAR_PX)


def _frame(points: Matrix) -> Matrix:
    """(3, 3) the transform from the frame of a line, in standard deviations, to the canvas."""
    middle = points.mean(axis=1)
    x, y = points - middle[:, None]
    across = max(float(x.std()), 1.0)
    slant = float((x * y).mean()) / across
    down = max(float(np.std(y - slant / across * x)), 1.0)
    return np.array([[across, 0, middle[0]], [slant, down, middle[1]], [0, 0, 1]])


def _vector(lines: InkLines) -> NDArray[np.uint8]:
    columns, rows = lines.points.astype(np.intp)
    turn = _direction(lines)[rows, columns] / np.pi % 1.0 * DIRECTIONS
    inverse = np.linalg.inv(_frame(lines.points))
    u, v = inverse[:2, :2] @ lines.points + inverse[:2, 2:]
    across = np.clip((u / _REACH_ACROSS + 1) / 2 * COLUMNS - 0.5, 0, COLUMNS - 1.001)
    down = np.clip((v / _REACH_DOWN + 1) / 2 * ROWS - 0.5, 0, ROWS - 1.001)
    counts = np.zeros(VECTOR_LENGTH)
    # Each point counts for the two nearest parts in each of the three ways.
    for later in np.ndindex(2, 2, 2):
        place, weight = np.zeros(u.size, np.intp), np.ones(u.size)
        for value, step, length in zip(
            (turn, down, across), later, (DIRECTIONS, ROWS, COLUMNS), strict=True
        ):
            whole = np.floor(value)
            weight *= value - whole if step else 1 - (value - whole)
            place = place * length + (whole.astype(np.intp) + step) % length
        counts += np.bincount(place, weights=weight, minlength=VECTOR_LENGTH)
    parts = counts.reshape(DIRECTIONS, ROWS, COLUMNS)
    for part in parts:
        part[:] = cv2.GaussianBlur(part, (0, 0), _SMOOTHING, borderType=cv2.BORDER_CONSTANT)
    # The root makes the product of two vectors their Bhattacharyya coefficient.
    roots = np.sqrt(parts.reshape(-1))
    # Smoothing loses what crosses the frame's edge, so the lengths differ a little.
    levels = roots / np.linalg.norm(roots) * _LEVELS
    return np.asarray(np.clip(np.round(levels), 0, _MAX_LEVEL), dtype=np.uint8)


def _direction(lines: InkLines) -> Floats:
    """(H, W) the direction across the line at each place, in radians, modulo a half turn."""
    soft = cv2.GaussianBlur(lines.canvas.astype(np.float32), (0, 0), _SOFT_PX)
    along, down = (cv2.Sobel(soft, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    xx, yy, xy = (
        cv2.GaussianBlur(product, (0, 0), _AROUND_PX)
        for product in (along * along, down * down, along * down)
    )
    return np.asarray(np.arctan2(2 * xy, xx - yy) / 2, dtype=np.float32)
