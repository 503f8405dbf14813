"""Reduces images."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.imaging.arrays import Image


def shrunk(picture: Image, *, side: float) -> Image:
    """The image reduced to about ``side`` pixels on its longer side; never enlarged.

    Args:
        picture: (H, W) or (H, W, 3) uint8.
        side: pixels.
    """
    longer = max(picture.shape[:2])
    height, width = (max(1, round(s * min(side / longer, 1.0))) for s in picture.shape[:2])
    picture = halved(picture, least=max(height, width))
    if picture.shape[:2] == (height, width):
        return picture
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def halved(picture: Image, *, least: float) -> Image:
    """The image, halved while its longer side stays at least ``least`` pixels.

    OpenCV halves ten times as fast as it reduces by any other factor.

    Args:
        picture: (H, W) or (H, W, 3) uint8.
        least: pixels.
    """
    while max(picture.shape[:2]) >= 2 * least and min(picture.shape[:2]) > 1:
        rows, columns = (side // 2 for side in picture.shape[:2])
        even = picture[: 2 * rows, : 2 * columns]
        half = cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA)
        picture = np.asarray(half, dtype=np.uint8)
    return picture
