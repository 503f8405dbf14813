"""The direction in which a line runs at each of its points."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image, Matrix

# Where lines cross, the direction is unclear.
_LEAST_COHERENCE: Final = 0.3
# A canvas is blurred before its slopes are measured, and the slopes are averaged around a place.
_SOFT_PX: Final = 1.0
_AROUND_PX: Final = 1.5


def directions_at(canvas: Image, points: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
    """The directions of lines, from the structure tensor of their ink.

    Args:
        canvas: (H, W) uint8, 0 = paper, 255 = ink.
        points: (2, n) x and y of places on lines.

    Returns:
        (n,) the direction at each place in half turns, 0 to 1, and whether it is clear.
    """
    soft = cv2.GaussianBlur(canvas.astype(np.float32), (0, 0), _SOFT_PX)
    along, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    squares = cv2.merge([along * along, down * down, along * down])
    columns, rows = points.astype(np.intp)
    around = cv2.GaussianBlur(squares, (0, 0), _AROUND_PX)[rows, columns].astype(np.float64)
    difference, twice = around[:, 0] - around[:, 1], 2 * around[:, 2]
    # The slope is across the line.
    angles = (np.arctan2(twice, difference) / (2 * np.pi) + 0.5) % 1.0
    clear = np.hypot(difference, twice) >= _LEAST_COHERENCE * (around[:, 0] + around[:, 1] + 1e-6)
    return angles, clear
