"""Reduces images."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.imaging.arrays import Image


class Halvings:
    """An image and its halves, each made when it is first needed.

    OpenCV halves ten times as fast as it reduces by any other factor.

    Attributes:
        whole: the image.
    """

    def __init__(self, picture: Image) -> None:
        """Start with an image, (H, W) or (H, W, 3) uint8."""
        self.whole = picture
        self._made = [picture]

    def halved(self, *, least: float) -> Image:
        """The image, halved while its longer side stays at least ``least`` pixels."""
        level = 0
        while True:
            picture = self._made[level]
            if max(picture.shape[:2]) < 2 * least or min(picture.shape[:2]) <= 1:
                return picture
            level += 1
            if level == len(self._made):
                self._made.append(_half(picture))

    def shrunk(self, *, side: float) -> Image:
        """The image reduced to about ``side`` pixels on its longer side; never enlarged."""
        shape = self.whole.shape[:2]
        height, width = (max(1, round(s * min(side / max(shape), 1.0))) for s in shape)
        picture = self.halved(least=max(height, width))
        if picture.shape[:2] == (height, width):
            return picture
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        return np.asarray(small, dtype=np.uint8)


def shrunk(picture: Image, *, side: float) -> Image:
    """The image reduced to about ``side`` pixels on its longer side; never enlarged.

    Args:
        picture: (H, W) or (H, W, 3) uint8.
        side: pixels.
    """
    return Halvings(picture).shrunk(side=side)


def _half(picture: Image) -> Image:
    rows, columns = (side // 2 for side in picture.shape[:2])
    even = picture[: 2 * rows, : 2 * columns]
    return np.asarray(cv2.resize(even, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
