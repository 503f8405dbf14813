"""How much the width of a signature's line varies along it.

A hand presses more and less, so its line swells and thins. A line that is traced with a pen of one
width, or drawn by a plotter, does so much less than the lines of the person it imitates.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image, Matrix

# The inked area and the length of the centre line are compared within this distance of each place,
# so that the width is finer than a pixel.
_AROUND_PX: Final = 2.0


def width_variation_of(canvas: Image, points: Matrix) -> float:
    """The interquartile range of the line's width, as a share of its median.

    Args:
        canvas: (H, W) uint8, 0 = paper, 255 = ink.
        points: (2, n) x and y of the centre line's pixels.

    Returns:
        0 for a line of one width.
    """
    columns, rows = points.astype(np.intp)
    drawn = np.zeros(canvas.shape, np.float32)
    drawn[rows, columns] = 1
    ink = cv2.GaussianBlur(canvas.astype(np.float32) / 255, (0, 0), _AROUND_PX)
    length = cv2.GaussianBlur(drawn, (0, 0), _AROUND_PX)
    # Somewhere on the line both are positive.
    widths = ink[rows, columns] / length[rows, columns]
    low, middle, high = np.quantile(widths, (0.25, 0.5, 0.75))
    return float((high - low) / middle)
