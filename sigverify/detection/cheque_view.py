"""The place of a cheque on a scan, and a small level view of it for the locator's network.

A cheque may fill the image, lie on a page or on a table, and be tilted or turned. This module finds
its rectangle and lays the long side level; the network tells whether the cheque is upside down.
All measurements use small images, so that a large scan costs little more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image, Matrix
from sigverify.imaging.cleaning import paper_removed
from sigverify.imaging.medians import median, percentile
from sigverify.imaging.resizing import Halvings

CANVAS_WIDTH: Final = 768
CANVAS_HEIGHT: Final = 384
CHANNELS: Final = 2
"""Darkness against the paper, and colourfulness against the paper."""

# The cheque is searched for on an image of this size.
_THUMB_SIDE: Final = 400
# Long side over short side of anything that may be a cheque.
_MIN_ASPECT: Final = 1.4
_MAX_ASPECT: Final = 3.4
# An image that is longer than any usual page is filled by a cheque.
_CHEQUE_ASPECT: Final = 1.55
# Shares of the image's area: a smaller patch is a logo; a larger one has nothing around it.
_MIN_AREA: Final = 0.08
_MAX_AREA: Final = 0.96
_MIN_FILL: Final = 0.8
_MIN_DIFFERENCE: Final = 12.0
# The usual distance of the print from the edge of the paper, as a share of the cheque's sides.
_CONTENT_MARGIN: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class ChequeView:
    """A cheque laid level on a canvas.

    Attributes:
        canvas: (CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8, 0 = paper.
        to_canvas: (2, 3) float64, from pixels of the image to those of the canvas.
    """

    canvas: Image
    to_canvas: Matrix

    @property
    def scale(self) -> float:
        """Pixels of the canvas per pixel of the image."""
        return float(np.sqrt(abs(np.linalg.det(self.to_canvas[:, :2]))))

    @property
    def degrees(self) -> float:
        """The clockwise turn in degrees, as seen, that brings the cheque upright."""
        linear = self.to_canvas[:, :2]
        return float(np.degrees(np.arctan2(linear[1, 0], linear[0, 0])))

    def turned_over(self) -> ChequeView:
        """The same cheque, turned by 180 degrees."""
        half_turn = np.array([[-1, 0, CANVAS_WIDTH - 1], [0, -1, CANVAS_HEIGHT - 1], [0, 0, 1.0]])
        matrix = half_turn[:2] @ np.vstack((self.to_canvas, (0, 0, 1)))
        return ChequeView(canvas=np.ascontiguousarray(self.canvas[:, ::-1, ::-1]), to_canvas=matrix)


def view_cheque(grey: Image, *, colour: Image | None, tilt: float = 0.0) -> ChequeView:
    """Find the cheque in an image and lay it level.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR, None where there is none.
        tilt: of the print, in degrees, positive clockwise as seen.
    """
    picture = grey if colour is None else colour
    halvings = Halvings(picture)
    centre, (width, height), degrees = _rectangle_of(halvings, tilt=tilt)
    scale = min(CANVAS_WIDTH / width, CANVAS_HEIGHT / height)
    small = halvings.halved(least=max(picture.shape[:2]) * scale)
    # The remaining reduction and the rotation are one step, so that pixels are resampled once.
    turn = cv2.getRotationMatrix2D((0.0, 0.0), degrees, scale)
    matrix = np.asarray(turn, dtype=np.float64)
    middle = matrix[:, :2] @ np.asarray(centre)
    matrix[:, 2] = (CANVAS_WIDTH / 2 - middle[0], CANVAS_HEIGHT / 2 - middle[1])
    local = matrix.copy()
    local[:, 0] *= picture.shape[1] / small.shape[1]
    local[:, 1] *= picture.shape[0] / small.shape[0]
    level = np.asarray(
        cv2.warpAffine(
            small, local, (CANVAS_WIDTH, CANVAS_HEIGHT), borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )
    canvas = _channels(level)
    # Nothing around the cheque counts.
    for axis, (side, covered) in enumerate(
        ((CANVAS_HEIGHT, height * scale), (CANVAS_WIDTH, width * scale)), start=1
    ):
        beyond = np.abs(np.arange(side) - side / 2) > covered / 2
        canvas.swapaxes(0, axis)[beyond] = 0
    return ChequeView(canvas=canvas, to_canvas=matrix)


def _channels(level: Image) -> Image:
    """The network's input channels for a level cheque."""
    canvas = np.zeros((CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH), np.uint8)
    if level.ndim == 2:
        canvas[0] = _stretched(paper_removed(level))
    else:
        grey = np.asarray(cv2.cvtColor(level, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
        canvas[0] = _stretched(paper_removed(grey))
        blue, green, red = (paper_removed(np.asarray(one, np.uint8)) for one in cv2.split(level))
        most, least = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
        canvas[1] = cv2.subtract(most, least, most)
    return canvas


def _stretched(darkness: NDArray[np.float32]) -> Image:
    """Scale full ink to 255 for any pen and scanner; ink covers about a fiftieth."""
    dark = max(percentile(darkness[::2, ::2].reshape(-1), 99.0), 40.0)
    return np.asarray(np.clip(darkness * (255.0 / dark), 0, 255), dtype=np.uint8)


Rectangle = tuple[tuple[float, float], tuple[float, float], float]


def find_cheque(grey: Image, *, colour: Image | None, tilt: float = 0.0) -> Rectangle:
    """The cheque's middle, its (long, short) sides in pixels, and the long side's angle.

    The angle is in degrees, positive clockwise as seen, -90 to 90. If no rectangle is found, the
    whole image is the cheque, with the tilt of its print.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR, None where there is none.
        tilt: of the print, in degrees, positive clockwise as seen.
    """
    return _rectangle_of(Halvings(grey if colour is None else colour), tilt=tilt)


def _rectangle_of(picture: Halvings, *, tilt: float) -> Rectangle:
    """`find_cheque` of a picture, grey or in colour."""
    height, width = picture.whole.shape[:2]
    thumb = picture.shrunk(side=_THUMB_SIDE)
    like_cheque = max(width, height) >= _CHEQUE_ASPECT * min(width, height)
    found = _sheet_on_ground(thumb)
    if found is None and not like_cheque:
        found = _printing_on_page(thumb)
    if found is None:
        level = width >= height or not like_cheque
        sides = (float(width), float(height)) if level else (float(height), float(width))
        return (width / 2, height / 2), sides, tilt if level else 90.0
    (x, y), (long, short), degrees = found
    fx, fy = width / thumb.shape[1], height / thumb.shape[0]
    return (x * fx, y * fy), (long * fx, short * fx), degrees


def _sheet_on_ground(thumb: Image) -> Rectangle | None:
    """A filled rectangle that differs from the image's edges."""
    pixels = thumb.reshape(*thumb.shape[:2], -1)
    ring = np.concatenate((pixels[:3].reshape(-1, pixels.shape[2]),
                           pixels[-3:].reshape(-1, pixels.shape[2]),
                           pixels[:, :3].reshape(-1, pixels.shape[2]),
                           pixels[:, -3:].reshape(-1, pixels.shape[2])))  # fmt: skip
    ground = np.array([median(plane) for plane in ring.T]).astype(np.uint8)
    off_ring, off = (
        cv2.absdiff(part, np.broadcast_to(ground, part.shape)) for part in (ring, pixels)
    )
    spread = 1.48 * median(off_ring.reshape(-1))
    difference = np.maximum.reduce(cv2.split(off))
    mask = (difference > max(_MIN_DIFFERENCE, 4.0 * spread)).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), np.uint8)
    outline = _largest_outline(mask)
    if outline is None:
        return None
    found = _rectangle(outline)
    (long, short) = found[1]
    fill = cv2.contourArea(cv2.convexHull(outline)) / max(long * short, 1.0)
    own = cv2.contourArea(outline) / max(long * short, 1.0)
    if not _may_be_cheque(found, thumb.shape) or fill < _MIN_FILL or own < _MIN_FILL - 0.1:
        return None
    return found


def _printing_on_page(thumb: Image) -> Rectangle | None:
    """A cheque on paper of its own colour: the largest patch of print with paper around it."""
    grey = thumb if thumb.ndim == 2 else np.asarray(cv2.cvtColor(thumb, cv2.COLOR_BGR2GRAY))
    ink = (paper_removed(grey.astype(np.uint8)) > 2 * _MIN_DIFFERENCE).astype(np.uint8)
    ink = _without_long_lines(ink)
    side = max(thumb.shape[:2]) // 14
    kernel = np.ones((side, side), np.uint8)
    mask = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel), dtype=np.uint8)
    outline = _largest_outline(mask)
    if outline is None:
        return None
    (middle, (long, short), degrees) = _rectangle(outline)
    # The narrower the print, the more paper is missing around it; both sides are printed to
    # within the same distance of the edge.
    margin = 2 * _CONTENT_MARGIN * short
    found = (middle, (long + margin, short + 2 * margin), degrees)
    if long * short > 0.6 * mask.size or not _may_be_cheque(found, thumb.shape):
        return None
    return found


def _without_long_lines(ink: Image) -> Image:
    """Remove rules, which would join separate marks of a form or a letter."""
    length = max(ink.shape) // 14
    for shape in ((1, length), (length, 1)):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        ink = np.asarray(ink & ~np.asarray(lines, np.uint8), dtype=np.uint8)
    return ink


def _largest_outline(mask: Image) -> NDArray[np.int32] | None:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    return np.asarray(max(outlines, key=cv2.contourArea), dtype=np.int32)


def _rectangle(outline: NDArray[np.int32]) -> Rectangle:
    (x, y), (w, h), degrees = cv2.minAreaRect(outline)
    if w < h:
        w, h, degrees = h, w, degrees + 90.0
    degrees = (degrees + 90.0) % 180.0 - 90.0
    return (float(x), float(y)), (float(w) + 1.0, float(h) + 1.0), float(degrees)


def _may_be_cheque(found: Rectangle, shape: tuple[int, ...]) -> bool:
    long, short = found[1]
    area = long * short / (shape[0] * shape[1])
    return _MIN_ASPECT <= long / short <= _MAX_ASPECT and _MIN_AREA <= area <= _MAX_AREA
