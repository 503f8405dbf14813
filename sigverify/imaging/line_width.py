"""How much the width of a signature's line varies along it.

A hand presses more and less, so its line swells and thins. A line that is traced with a pen of one
width, or drawn by a plotter, does so much less than the lines of the person it imitates.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.registration import InkLines

# The inked area and the length of the centre line are compared within this distance of each place,
# so that the width is finer than a pixel.
_AROUND_PX: Final = 2.0


def width_variation(lines: InkLines) -> float:
    """The interquartile range of the line's width, as a share of its median.

    Args:
        lines: the ink, ready for registration.

    Returns:
        0 for a line of one width.
    """
    columns, rows = lines.points.astype(np.intp)
    drawn = np.zeros(lines.canvas.shape, np.float32)
    drawn[rows, columns] = 1
    ink = cv2.GaussianBlur(lines.canvas.astype(np.float32) / 255, (0, 0), _AROUND_PX)
    length = cv2.GaussianBlur(drawn, (0, 0), _AROUND_PX)
    # Somewhere on the line both are positive.
    widths = ink[rows, columns] / length[rows, columns]
    low, middle, high = np.quantile(widths, (0.25, 0.5, 0.75))
    return float((high - low) / middle)
