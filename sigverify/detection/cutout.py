"""A signature cut out of a scan and turned upright."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.resizing import shrunk
from sigverify.terms import Box

# Boxes cut tails off, and print below a signature is recognised by its surroundings. The cut-out is
# therefore larger than the box: by this share of the geometric mean of its sides, on each side.
MARGIN_SHARE: Final = 0.2
# A cheque with less tilt than this is not rotated, because rotation blurs.
_LEVEL_DEGREES: Final = 0.5

# A signature of more pixels is reduced: at 600 dpi a large one has 2 million, and the work for a
# hostile file must stay bounded.
MAX_PIXELS: Final = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A part of a scan, upright.

    Attributes:
        grey: (h, w) uint8, 0 = black, 255 = white.
        colour: (h, w, 3) uint8 BGR, None where the scan has none.
        core: the requested box, in pixels of the cut-out.
    """

    grey: Image
    colour: Image | None
    core: Box


def cut_out(grey: Image, *, colour: Image | None, box: Box, degrees: float) -> Cutout:
    """Cut out a box with some margin and turn it upright.

    Args:
        grey: (H, W) uint8, the whole scan.
        colour: (H, W, 3) uint8 BGR of the same scan, None where there is none.
        box: the signature's place on the scan; only its surroundings are processed, so that the
            cost does not grow with the scan.
        degrees: the clockwise turn that brings the cheque upright.

    Raises:
        ValueError: the box lies outside the scan.
    """
    if box.clipped(width=grey.shape[1], height=grey.shape[0]) is None:
        raise ValueError("the box lies outside the scan")
    margin = max(round(MARGIN_SHARE * float(np.sqrt(box.w * box.h))), 1)
    by = _reduction(box.w * box.h)
    if by > 1:
        # Enough for its margin at any rotation.
        reach = margin + max(box.w, box.h) // 4
        view = reduced(grey, colour, box=box, beyond=(reach, reach), by=by)
        grey, colour, box = view.grey, view.colour, view.box
        margin = max(margin // by, 1)
    quarters = round(degrees / 90.0)
    rest = degrees - 90.0 * quarters
    if abs(rest) < _LEVEL_DEGREES:
        return _upright_part(grey, colour, box=box, margin=margin, quarters=quarters)
    return _turned_part(grey, colour, box=box, margin=margin, degrees=degrees)


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A part of a scan, made smaller.

    Attributes:
        grey: (h, w) uint8.
        colour: (h, w, 3) uint8 BGR, None where the scan has none.
        box: the requested box, in pixels of the reduced part.
        part: the part of the scan.
    """

    grey: Image
    colour: Image | None
    box: Box
    part: Box

    def on_scan(self, box: Box) -> Box:
        """The place on the scan of a box of the reduced part."""
        fx, fy = self.part.w / self.grey.shape[1], self.part.h / self.grey.shape[0]
        return Box(
            x=self.part.x + round(box.x * fx),
            y=self.part.y + round(box.y * fy),
            w=max(round(box.w * fx), 1),
            h=max(round(box.h * fy), 1),
        )


def reduced(
    grey: Image, colour: Image | None, *, box: Box, beyond: tuple[int, int], by: int
) -> Reduced:
    """The part of a scan about a box, made smaller.

    Args:
        grey: (H, W) uint8, the whole scan.
        colour: (H, W, 3) uint8 BGR of the same scan, None where there is none.
        box: on the scan, not wholly outside.
        beyond: pixels of the scan to keep left and right, above and below the box.
        by: how many times smaller.
    """
    across, down = beyond
    around = Box(x=box.x - across, y=box.y - down, w=box.w + 2 * across, h=box.h + 2 * down)
    part = around.clipped(width=grey.shape[1], height=grey.shape[0])
    assert part is not None
    window = np.s_[part.y : part.y + part.h, part.x : part.x + part.w]
    side = max(part.w, part.h) / by
    small = shrunk(grey[window], side=side)
    fx, fy = part.w / small.shape[1], part.h / small.shape[0]
    return Reduced(
        grey=small,
        colour=None if colour is None else shrunk(colour[window], side=side),
        box=Box(
            x=round((box.x - part.x) / fx),
            y=round((box.y - part.y) / fy),
            w=max(round(box.w / fx), 1),
            h=max(round(box.h / fy), 1),
        ),
        part=part,
    )


def bounded(picture: Image) -> Image:
    """An image of a signature alone, reduced if it is larger than the limit.

    Args:
        picture: (H, W) or (H, W, 3) uint8.
    """
    height, width = picture.shape[:2]
    by = _reduction(height * width)
    return picture if by == 1 else shrunk(picture, side=max(height, width) / by)


def _reduction(pixels: int) -> int:
    """The whole number by which an image must be reduced to keep the limit."""
    return math.ceil(math.sqrt(max(pixels, 1) / MAX_PIXELS))


def _upright_part(
    grey: Image, colour: Image | None, *, box: Box, margin: int, quarters: int
) -> Cutout:
    height, width = grey.shape
    left, top = max(box.x - margin, 0), max(box.y - margin, 0)
    right, bottom = min(box.x + box.w + margin, width), min(box.y + box.h + margin, height)
    part = np.s_[top:bottom, left:right]
    # A mark in place of the box is rotated with the image.
    marked = np.zeros((bottom - top, right - left), np.bool_)
    inner = box.clipped(width=width, height=height)
    assert inner is not None
    marked[inner.y - top : inner.y + inner.h - top, inner.x - left : inner.x + inner.w - left] = 1
    marked = np.rot90(marked, -quarters)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return Cutout(
        grey=np.ascontiguousarray(np.rot90(grey[part], -quarters)),
        colour=None if colour is None else np.ascontiguousarray(np.rot90(colour[part], -quarters)),
        core=Box(x=int(columns[0]), y=int(rows[0]), w=columns.size, h=rows.size),
    )


def _turned_part(
    grey: Image, colour: Image | None, *, box: Box, margin: int, degrees: float
) -> Cutout:
    lies_across = round(degrees / 90.0) % 2 == 1
    core_w, core_h = (box.h, box.w) if lies_across else (box.w, box.h)
    width, height = core_w + 2 * margin, core_h + 2 * margin
    # Enough of the scan for every corner of the result.
    reach = int(np.hypot(width, height) / 2) + 2
    middle = np.array([box.x + box.w / 2, box.y + box.h / 2])
    left, top = (int(max(c - reach, 0)) for c in middle)
    part = np.s_[top : int(middle[1] + reach) + 1, left : int(middle[0] + reach) + 1]
    # OpenCV's angles count the other way.
    turn = cv2.getRotationMatrix2D((middle - (left, top)).tolist(), -degrees, 1.0)
    matrix = np.asarray(turn, dtype=np.float64)
    matrix[:, 2] += np.array([width, height]) / 2 - (middle - (left, top))

    def turned(picture: Image) -> Image:
        upright = cv2.warpAffine(
            np.ascontiguousarray(picture[part]),
            matrix,
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(upright, dtype=np.uint8)

    return Cutout(
        grey=turned(grey),
        colour=None if colour is None else turned(colour),
        core=Box(x=margin, y=margin, w=core_w, h=core_h),
    )
