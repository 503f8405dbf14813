"""Box refinement: fits a detection's box to the ink of the signature.

The locator works on a small image, so its box is rough: it may cut off tails or include print below
the signature. Refinement finds the ink at the scan's own resolution and fits the box to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import Cutout, cut_out, reduced
from sigverify.detection.detections import Detection
from sigverify.detection.ink import pen_marks
from sigverify.detection.separator import Separator
from sigverify.imaging.arrays import Image
from sigverify.terms import Box

# The network's boxes tend to be too small: the search extends them by this part of each side.
_BEYOND: Final = 0.15
# A cheque with less tilt than this is not rotated.
_LEVEL_DEGREES: Final = 1.0
# A signature of twice as many pixels is reduced first, so that it takes no longer.
_ENOUGH_PX: Final = 400
# The second look counts if its ink is more doubtful by this at most, or if the first look's ink
# reached the edge.
_MORE_DOUBT: Final = 0.02
# Ink with less than this part inside the network's box belongs to something else.
_MIN_SHARED: Final = 0.3


def refine_box(
    detection: Detection, grey: Image, *, colour: Image | None, separator: Separator
) -> Detection:
    """The detection with a tight box around its ink; the box is unchanged if no ink is found.

    Args:
        detection: a place that may hold a signature.
        grey: (H, W) uint8, the whole scan, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR of the same scan, None where there is none.
        separator: tells ink from print.
    """
    coarser = max(detection.box.w, detection.box.h) // _ENOUGH_PX
    if coarser > 1:
        return _refined_reduced(detection, grey, colour=colour, separator=separator, by=coarser)
    size = (grey.shape[1], grey.shape[0])
    looked_at = _grown(detection.box, size=size)
    found, at_edge = detection, False
    degrees = _settled(detection.degrees)
    for look in range(2):
        cutout = cut_out(grey, colour=colour, box=looked_at, degrees=degrees)
        pen = pen_marks(cutout, separator=separator)
        ink = pen.marks.mask() > 0
        inked = _box_of(ink, cutout, box=looked_at, degrees=degrees, size=size)
        if inked is None or _shared(inked, detection.box) < _MIN_SHARED:
            return found if look else replace(found, doubt=pen.doubt)
        if look and not at_edge and pen.doubt > found.doubt + _MORE_DOUBT:
            return found
        found = replace(detection, box=inked, doubt=pen.doubt)
        at_edge = bool(ink[0].any() or ink[-1].any() or ink[:, 0].any() or ink[:, -1].any())
        # The network's box may be far off; what was found is a better guess of what to look at.
        looked_at = _grown(inked, size=size)
    return found


def _refined_reduced(
    detection: Detection, grey: Image, *, colour: Image | None, separator: Separator, by: int
) -> Detection:
    """`refine_box` on a part of the image, reduced by a whole number."""
    box, (height, width) = detection.box, grey.shape
    view = reduced(grey, colour, box=box, beyond=(box.w, box.h), by=by)
    found = refine_box(
        replace(detection, box=view.box), view.grey, colour=view.colour, separator=separator
    )
    placed = view.on_scan(found.box).clipped(width=width, height=height)
    if found.box == view.box or placed is None:
        placed = box
    return replace(found, box=placed)


def _settled(degrees: float) -> float:
    """The angle, snapped to a right angle if it is nearly one, to avoid tiny rotations."""
    right = 90.0 * round(degrees / 90.0)
    return right if abs(degrees - right) < _LEVEL_DEGREES else degrees


def _grown(box: Box, *, size: tuple[int, int]) -> Box:
    x, y = round(_BEYOND * box.w), round(_BEYOND * box.h)
    grown = Box(x=box.x - x, y=box.y - y, w=box.w + 2 * x, h=box.h + 2 * y)
    inside = grown.clipped(width=size[0], height=size[1])
    assert inside is not None
    return inside


def _box_of(
    ink: NDArray[np.bool_], cutout: Cutout, *, box: Box, degrees: float, size: tuple[int, int]
) -> Box | None:
    """The box, in pixels of the scan, of the ink in an upright cut-out around a box."""
    y, x = np.nonzero(ink)
    if not x.size:
        return None
    core = cutout.core
    away_x, away_y = x + 0.5 - (core.x + core.w / 2), y + 0.5 - (core.y + core.h / 2)
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    placed_x = box.x + box.w / 2 + cos * away_x + sin * away_y
    placed_y = box.y + box.h / 2 - sin * away_x + cos * away_y
    left, top = round(placed_x.min() - 0.5), round(placed_y.min() - 0.5)
    right, bottom = round(placed_x.max() + 0.5), round(placed_y.max() + 0.5)
    return Box(x=left, y=top, w=max(right - left, 1), h=max(bottom - top, 1)).clipped(
        width=size[0], height=size[1]
    )


def _shared(inked: Box, box: Box) -> float:
    """The part of the first box that is inside the second."""
    inner = Box(x=inked.x - box.x, y=inked.y - box.y, w=inked.w, h=inked.h).clipped(
        width=box.w, height=box.h
    )
    return 0.0 if inner is None else inner.w * inner.h / (inked.w * inked.h)
