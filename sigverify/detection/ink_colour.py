"""What the colour of a pen says about the pixels that the separator is wrong about.

The separator sees shapes first: it takes a long straight tail for a rule, and a letter through the
signature for a stroke. Most pens are blue and most print is black, and then the colour tells them
apart. With a pen as black as the print nothing is changed.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Floats, Image
from sigverify.imaging.marks import Marks
from sigverify.imaging.medians import median

# Pixels darker than this, of 255, have a colour that can be measured.
_DARK: Final = 64
# The colour of the pen is that of the pixels with at least this likelihood; so many are needed.
_PEN: Final = 0.8
_LEAST_PEN_PX: Final = 60
# A pen has a colour if its channels differ by this share of its darkness.
_COLOURED: Final = 0.12
# The pen's colour must be this even: the median distance, where 1 is the pen's colour and 0 is
# black.
_EVEN: Final = 0.3
# From this on a pixel has the colour of the pen, and up to that it has another.
_ALIKE: Final = 0.65
_OTHER: Final = 0.25
# Below this likelihood the separator calls a pixel print, from that on it is sure of the pen.
_PRINT: Final = 0.2
_SURE: Final = 0.6
# A pixel that the colour decides gets one of these likelihoods.
_RESTORED: Final = 0.5
_REMOVED: Final = 0.1
_REACH_PX: Final = (9, 17)
# Restored strokes must outnumber the pen-coloured print elsewhere by this factor: a blue guilloche
# is no ink of a blue pen.
_OUTNUMBER: Final = 2.0
# Nor is one that touches the signature: it has less than this share of the pen's darkness, or more
# than this share of its pixels.
_STRONG: Final = 0.6
_MOST: Final = 1.0


def corrected_by_colour(likely: Floats, canvas: Image) -> Floats:
    """The separator's likelihoods, corrected where the pen's colour contradicts them.

    Args:
        likely: (H, W) float32, 0..1, the likelihood that a pixel is the signature's ink.
        canvas: (3, H, W) uint8 darkness against the paper of blue, green and red.

    Returns:
        (H, W) float32, 0..1; ``likely`` itself if the pen has no colour of its own.
    """
    along = _along_the_pens_colour(likely, canvas)
    if along is None:
        return likely
    dark = canvas.max(axis=0) >= _DARK
    corrected = likely.copy()
    alike = dark & (along >= _ALIKE)
    pen = likely >= _PEN
    total = canvas.sum(axis=0, dtype=np.float32)
    strong = total >= _STRONG * np.float32(median(total[pen]))
    missed = alike & strong & (likely < _PRINT)
    marks = Marks.of(alike | (likely >= _SURE))
    joined = marks.only(marks.shared(likely >= _SURE) > 0).mask() > 0
    restored = missed & joined
    most = _MOST * np.count_nonzero(pen)
    if most >= np.count_nonzero(restored) >= _OUTNUMBER * np.count_nonzero(missed & ~joined):
        # Where a missed stroke begins, the separator is undecided.
        reached = cv2.dilate(restored.astype(np.uint8), np.ones(_REACH_PX, np.uint8)) > 0
        restored = reached & alike
        corrected[restored] = np.maximum(corrected[restored], np.float32(_RESTORED))
    other = dark & (along <= _OTHER) & (likely < _PEN)
    corrected[other] = np.minimum(corrected[other], np.float32(_REMOVED))
    return corrected


def _along_the_pens_colour(likely: Floats, canvas: Image) -> Floats | None:
    """(H, W) float32 of each pixel's colour: 1 = the pen's, 0 = black; None if the pen has none."""
    pen = (likely >= _PEN) & (canvas.max(axis=0) >= _DARK)
    if np.count_nonzero(pen) < _LEAST_PEN_PX:
        return None
    # Colours are blurred in most files; so are the darknesses, so that paper does not count.
    blue, green, red = (cv2.blur(plane.astype(np.float32), (3, 3)) for plane in canvas)
    total = np.maximum(blue + green + red, np.float32(1))
    first, second = (red - blue) / total, (green - blue) / total
    middle = np.array([median(first[pen]), median(second[pen])], np.float32)
    squared = float(middle @ middle)
    if squared < _COLOURED**2:
        return None
    along = (middle[0] * first + middle[1] * second) / np.float32(squared)
    if median(np.abs(along[pen] - 1.0)) > _EVEN:
        return None
    return np.asarray(along, dtype=np.float32)
