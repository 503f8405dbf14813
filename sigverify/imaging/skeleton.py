"""Thinning of ink to lines one pixel wide.

Zhang & Suen 1984, "A fast parallel algorithm for thinning digital patterns": OpenCV's own version
lives in its contrib modules, which the plain package does not have. Each pixel's eight neighbours
are packed into a byte by one convolution, and a table of 256 answers says whether it may go.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

# Weight of each neighbour in the packed byte: clockwise from north, bit 0 to bit 7.
_NEIGHBOURS: Final = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def _removable() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Tables of the two sub-passes: 1 where a pixel with these neighbours is removed."""
    tables = np.zeros((2, 256), np.uint8)
    for code in range(256):
        ring = [(code >> bit) & 1 for bit in range(8)]
        rises = sum(ring[i] == 0 and ring[(i + 1) % 8] == 1 for i in range(8))
        if rises != 1 or not 2 <= sum(ring) <= 6:
            continue
        north, east, south, west = ring[0], ring[2], ring[4], ring[6]
        tables[0, code] = not (north and east and south) and not (east and south and west)
        tables[1, code] = not (north and east and west) and not (north and south and west)
    return tables[0], tables[1]


_TABLES: Final = _removable()


def thin(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The skeleton of a mask.

    Args:
        mask: (H, W) uint8, non-zero = ink.

    Returns:
        (H, W) uint8, 1 on the skeleton, 0 elsewhere; connected where the mask is connected.
    """
    rest = (mask > 0).astype(np.uint8)
    while True:
        removed = 0
        for table in _TABLES:
            # CV_32F is the only depth that holds 255 exactly for a float kernel on uint8 input.
            code = cv2.filter2D(rest, cv2.CV_32F, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)
            gone = cv2.bitwise_and(cv2.LUT(code.astype(np.uint8), table), rest)
            removed += cv2.countNonZero(gone)
            rest = np.asarray(cv2.bitwise_xor(rest, gone), dtype=np.uint8)
        if removed == 0:
            return np.asarray(rest, dtype=np.uint8)
