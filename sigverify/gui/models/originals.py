"""The originals of a pair on one grid, with the layers that lie over them.

Each signature is drawn as photographed, at the size and the place of the network's canvas, so that
both have one size and one zoom. Ink, overlay and agreement are drawn on the same grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image, Matrix
from sigverify.imaging.registration import CANVAS
from sigverify.reporting.colours import Colour
from sigverify.reporting.explanation_maps import scale_colours
from sigverify.reporting.inks import QUESTIONED_INK, REFERENCE_INK, Picture
from sigverify.verification.explanation import Explanation, PartMap

MARGIN: Final = 60
"""Surroundings that are drawn on each side of the canvas, in its pixels."""
# Surroundings that are shown beside the inks before the clerk zooms, as shares of their sides.
_AROUND: Final = (0.07, 0.16)
_FINENESS: Final = (2.0, 5.0)
_INK_ALPHA: Final = 0.85
_GLOW_PX: Final = 4.5
_GLOW_LEVEL: Final = 16.0
_FULL_WEIGHT: Final = 0.3
_GLOW_ALPHA: Final = 0.8
_STROKE_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photograph:
    """A signature as photographed.

    Attributes:
        picture: (h, w, 3) uint8 BGR, upright, with surroundings.
        ink_at: left and top of the signature's ink in it.
        ink: (h, w) uint8, the ink cropped tight, 255 = ink.
    """

    picture: Image
    ink_at: tuple[int, int]
    ink: Image

    @property
    def scale(self) -> float:
        """Pixels of the canvas per pixel of the photograph."""
        _left, _top, width, height = _bounds(self.ink)
        room = (CANVAS.canvas_width - 2 * CANVAS.margin, CANVAS.canvas_height - 2 * CANVAS.margin)
        return min(room[0] / max(width, 1), room[1] / max(height, 1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OriginalPair:
    """A pair on one grid. All pictures are (H, W, 4) uint8 RGBA.

    Attributes:
        questioned: the questioned signature as photographed, transparent beyond the photograph.
        reference: the same of the specimen.
        inks: the layers of their inks.
        overlays: the specimen's ink laid on the questioned signature, and the other way round;
            None where the two could not be compared.
        agreements: where each was found on the other; None where they could not be compared.
        laid: the questioned photograph laid on the specimen's, for blinking; None where they
            could not be compared.
        frame: left, top, width and height of the part of the grid that holds both inks.
        per_pixel: pixels of the grid per pixel of each photograph.
    """

    questioned: Picture
    reference: Picture
    inks: tuple[Picture, Picture]
    overlays: tuple[Picture, Picture] | None
    agreements: tuple[Picture, Picture] | None
    laid: Picture | None
    frame: tuple[int, int, int, int]
    per_pixel: tuple[float, float]


def original_pair(
    questioned: Photograph, reference: Photograph, *, explanation: Explanation | None
) -> OriginalPair:
    """Draw a pair.

    Args:
        questioned: the signature under examination.
        reference: the specimen.
        explanation: how they compare; None where they can't be compared.
    """
    wanted = max(1 / questioned.scale, 1 / reference.scale)
    fineness = float(np.clip(wanted, *_FINENESS))
    one, two = _matrix(questioned, fineness), _matrix(reference, fineness)
    size = _size(fineness)
    photos = _placed(questioned.picture, one, size), _placed(reference.picture, two, size)
    inks = _inked(questioned, one, size), _inked(reference, two, size)
    overlays = agreements = laid = None
    if explanation is not None:
        there = _on_grid(explanation.registration.matrix, fineness)
        back = np.asarray(cv2.invertAffineTransform(there), dtype=np.float64)
        overlays = (
            _layer(_warped(inks[1], back, size), REFERENCE_INK),
            _layer(_warped(inks[0], there, size), QUESTIONED_INK),
        )
        agreements = (
            _glow(inks[0], explanation.questioned, fineness),
            _glow(inks[1], explanation.reference, fineness),
        )
        laid = _placed(questioned.picture, _after(there, one), size)
    return OriginalPair(
        questioned=photos[0],
        reference=photos[1],
        inks=(_layer(inks[0], QUESTIONED_INK), _layer(inks[1], REFERENCE_INK)),
        overlays=overlays,
        agreements=agreements,
        laid=laid,
        frame=_frame(inks, size),
        per_pixel=(questioned.scale * fineness, reference.scale * fineness),
    )


def adjusted(picture: Picture, *, contrast: bool, inverted: bool) -> Picture:
    """A photograph with more contrast, or as a negative.

    Args:
        picture: (H, W, 4) uint8 RGBA.
        contrast: spread the range from the ink to the paper.
        inverted: show light ink on dark paper.
    """
    shown = np.ascontiguousarray(picture[..., :3])
    there = picture[::4, ::4, 3] > 0
    if contrast and there.any():
        grey = cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY)[::4, ::4][there]
        low, high = np.percentile(grey, (0.5, 50))
        steps = (np.arange(256) - low) * (255.0 / max(high - low, 1.0))
        shown = np.asarray(cv2.LUT(shown, np.clip(steps, 0, 255).astype(np.uint8)))
    if inverted:
        shown = 255 - shown
    return np.dstack([shown, picture[..., 3]])


def _size(fineness: float) -> tuple[int, int]:
    """Width and height of the grid."""
    return (
        round((CANVAS.canvas_width + 2 * MARGIN) * fineness),
        round((CANVAS.canvas_height + 2 * MARGIN) * fineness),
    )


def _bounds(ink: Image) -> tuple[int, int, int, int]:
    left, top, width, height = cv2.boundingRect((ink >= 128).view(np.uint8))
    return int(left), int(top), int(width), int(height)


def _matrix(one: Photograph, fineness: float) -> Matrix:
    """From the photograph to the grid, as the normalising places the ink on the canvas."""
    left, top, width, height = _bounds(one.ink)
    scale = one.scale
    x = (CANVAS.canvas_width - width * scale) / 2 - (one.ink_at[0] + left) * scale
    y = (CANVAS.canvas_height - height * scale) / 2 - (one.ink_at[1] + top) * scale
    step = scale * fineness
    return np.array([[step, 0, (x + MARGIN) * fineness], [0, step, (y + MARGIN) * fineness]])


def _on_grid(matrix: Matrix, fineness: float) -> Matrix:
    """A transform of the canvas as one of the grid."""
    turn, shift = matrix[:, :2], matrix[:, 2]
    margin = np.full(2, float(MARGIN))
    return np.column_stack([turn, fineness * (shift + margin - turn @ margin)])


def _after(second: Matrix, first: Matrix) -> Matrix:
    """Both transforms, one after the other."""
    whole = np.vstack([second, [0, 0, 1]]) @ np.vstack([first, [0, 0, 1]])
    return np.asarray(whole[:2])


def _placed(picture: Image, matrix: Matrix, size: tuple[int, int]) -> Picture:
    """A photograph on the grid, transparent beyond its edges."""
    step = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    if step < 0.6:
        # A warp does not average: thin strokes would break.
        small = (max(1, round(picture.shape[1] * step)), max(1, round(picture.shape[0] * step)))
        factors = np.array([picture.shape[1] / small[0], picture.shape[0] / small[1]])
        picture = np.asarray(cv2.resize(picture, small, interpolation=cv2.INTER_AREA))
        matrix = np.column_stack([matrix[:, :2] * factors, matrix[:, 2]])
    drawn = cv2.warpAffine(
        picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    there = cv2.warpAffine(np.full(picture.shape[:2], 255, np.uint8), matrix, size)
    return np.dstack([np.asarray(drawn, dtype=np.uint8)[..., ::-1], np.asarray(there)])


def _frame(inks: tuple[Image, Image], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of the grid that holds both inks, with some surroundings."""
    left, top, width, height = cv2.boundingRect((np.maximum(*inks) >= 128).view(np.uint8))
    across, down = round(_AROUND[0] * width), round(_AROUND[1] * height)
    x, y = max(left - across, 0), max(top - down, 0)
    right, bottom = min(left + width + across, size[0]), min(top + height + down, size[1])
    return int(x), int(y), int(right - x), int(bottom - y)


def _inked(one: Photograph, matrix: Matrix, size: tuple[int, int]) -> Image:
    """The ink of a photograph on the grid."""
    shift = np.array([[1.0, 0, one.ink_at[0]], [0, 1.0, one.ink_at[1]]])
    return _warped(one.ink, _after(matrix, shift), size)


def _warped(ink: Image, matrix: Matrix, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.warpAffine(ink, matrix, size, flags=cv2.INTER_LINEAR), dtype=np.uint8)


def _layer(ink: Image, colour: Colour) -> Picture:
    """An ink in one colour, transparent where there is none."""
    layer = np.empty((*ink.shape, 4), np.uint8)
    layer[..., :3] = colour
    layer[..., 3] = ink * _INK_ALPHA
    return layer


def _glow(ink: Image, parts: PartMap, fineness: float) -> Picture:
    """The costs of the parts as colour around the ink."""
    height, width = ink.shape
    inner = (round(CANVAS.canvas_width * fineness), round(CANVAS.canvas_height * fineness))
    edge = round(MARGIN * fineness)
    mass = cv2.resize(parts.weights, inner, interpolation=cv2.INTER_LINEAR)
    value = cv2.resize(parts.costs * parts.weights, inner, interpolation=cv2.INTER_LINEAR)
    value = value / np.maximum(mass, 1e-6)
    rows, columns = min(inner[1], height - edge), min(inner[0], width - edge)
    here = np.s_[edge : edge + rows, edge : edge + columns]
    glow = cv2.GaussianBlur(ink[here].astype(np.float32), (0, 0), _GLOW_PX * fineness / 2)
    share = np.clip(glow / _GLOW_LEVEL, 0, 1) * np.clip(mass[:rows, :columns] / _FULL_WEIGHT, 0, 1)
    layer = np.zeros((height, width, 4), np.uint8)
    layer[here][..., :3] = scale_colours(value[:rows, :columns])
    # The stroke itself stays to be seen.
    paper = 1 - _STROKE_SHARE * ink[here].astype(np.float32) / 255
    layer[here][..., 3] = 255 * _GLOW_ALPHA * share * paper
    return layer
