"""The place of a signature, cut out of a scan and turned upright."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.terms import Box

# Boxes cut tails off, and print below a signature is known by what stands beside it. So more is
# cut out than the box: this share of the geometric mean of its sides, on each side.
MARGIN_SHARE: Final = 0.2
# A cheque that lies straighter than this is not turned: turning blurs.
_LEVEL_DEGREES: Final = 0.5

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A part of a scan, upright.

    Attributes:
        grey: (h, w) uint8, 0 = black, 255 = white.
        colour: (h, w, 3) uint8 BGR, None where the scan has none.
        core: where in it the box lies that was asked for.
    """

    grey: Image
    colour: Image | None
    core: Box


def cut_out(grey: Image, *, colour: Image | None, box: Box, degrees: float) -> Cutout:
    """Cut out a box with some margin and turn it upright.

    Args:
        grey: (H, W) uint8, the whole scan.
        colour: (H, W, 3) uint8 BGR of the same scan, None where there is none.
        box: the signature's place on the scan; only what lies about it is touched, so that the
            cost does not grow with the scan.
        degrees: the clockwise turn that brings the cheque upright.

    Raises:
        ValueError: the box lies outside the scan.
    """
    if box.clipped(width=grey.shape[1], height=grey.shape[0]) is None:
        raise ValueError("the box lies outside the scan")
    margin = max(round(MARGIN_SHARE * float(np.sqrt(box.w * box.h))), 1)
    quarters = round(degrees / 90.0)
    rest = degrees - 90.0 * quarters
    if abs(rest) < _LEVEL_DEGREES:
        return _upright_part(grey, colour, box=box, margin=margin, quarters=quarters)
    return _turned_part(grey, colour, box=box, margin=margin, degrees=degrees)


def _upright_part(
    grey: Image, colour: Image | None, *, box: Box, margin: int, quarters: int
) -> Cutout:
    height, width = grey.shape
    left, top = max(box.x - margin, 0), max(box.y - margin, 0)
    right, bottom = min(box.x + box.w + margin, width), min(box.y + box.h + margin, height)
    part = np.s_[top:bottom, left:right]
    # A mark where the box is turns along with the picture.
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
