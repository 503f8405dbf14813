"""How much a pen's line varies in width.

A pen that writes presses harder on some strokes than on others, crosses its own line and fills
narrow loops. A line that was traced or plotted with a pen of one width varies less, also after it
was printed and scanned again.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.skeleton import thin

# Widths are measured at this many times the image's size, so that few pixels do not round them.
FINENESS: Final = 2


def width_variation(ink: Image) -> float:
    """The standard deviation of the line's width along it, as a share of the mean width.

    Args:
        ink: (H, W) uint8 coverage, 0 = paper, 255 = ink.

    Raises:
        ValueError: there is no ink.
    """
    size = (ink.shape[1] * FINENESS, ink.shape[0] * FINENESS)
    fine = cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC) if ink.size else ink
    mask = (fine >= 128).astype(np.uint8)
    line = thin(mask).astype(np.bool_)
    if not line.any():
        raise ValueError("there is no line to measure")
    # Paper around it, so that ink at the image's edge has a width.
    wide = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    widths = cv2.distanceTransform(wide, cv2.DIST_L2, cv2.DIST_MASK_5)[1:-1, 1:-1][line]
    return float(widths.std() / widths.mean())
