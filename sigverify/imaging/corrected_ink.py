"""A signature's ink as a person corrects it: erased, restored, cropped and turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image

Point = tuple[float, float]

_MOST_STEPS: Final = 40
_MARGIN_PX: Final = 14
_DARKEST: Final = 30
"""Grey level of full ink in the image that is kept; paper is white."""
_LEAST_CONTRAST: Final = 40.0


class CorrectedInk:
    """The ink of a cut-out, with every step undoable.

    Attributes:
        grey: (h, w) uint8, the cut-out, 0 = black, 255 = white.
        ink: (h, w) uint8, 0 = paper, 255 = ink.
    """

    def __init__(self, grey: Image, ink: Image) -> None:
        """Begin with the ink that was found.

        Args:
            grey: (h, w) uint8, the cut-out, 0 = black, 255 = white.
            ink: (h, w) uint8, 0 = paper, 255 = ink.
        """
        self.grey, self.ink = grey, ink.copy()
        self._first = (grey, ink)
        self._steps: list[tuple[Image, Image]] = []

    @property
    def changed(self) -> bool:
        """Whether anything differs from the ink found at first."""
        grey, ink = self._first
        return self.grey is not grey or not np.array_equal(self.ink, ink)

    @property
    def undoable(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._steps)

    def erase(self, points: Sequence[Point], *, radius: float) -> None:
        """Take the ink away along a line."""
        touched = self._along(points, radius)
        self._keep_step()
        self.ink[touched] = 0

    def restore(self, points: Sequence[Point], *, radius: float) -> None:
        """Take dark pixels along a line for ink, even those taken for print."""
        touched = self._along(points, radius)
        self._keep_step()
        self.ink[touched] = np.maximum(self.ink, self._dark())[touched]

    def crop(self, one: Point, other: Point) -> None:
        """Keep only the ink in the rectangle between two corners."""
        left, right = sorted((round(one[0]), round(other[0])))
        top, bottom = sorted((round(one[1]), round(other[1])))
        inside = np.zeros(self.ink.shape, np.bool_)
        inside[max(top, 0) : bottom + 1, max(left, 0) : right + 1] = True
        self._keep_step()
        self.ink[~inside] = 0

    def turn(self, degrees: float) -> None:
        """Turn clockwise; nothing is cut off."""
        self._keep_step()
        height, width = self.ink.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
        cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
        size = (round(height * sin + width * cos), round(height * cos + width * sin))
        matrix[:, 2] += (size[0] / 2 - width / 2, size[1] / 2 - height / 2)
        paper = int(np.percentile(self.grey, 90))
        turned = cv2.warpAffine(self.grey, matrix, size, borderValue=paper)
        self.grey = np.asarray(turned, np.uint8)
        self.ink = np.asarray(cv2.warpAffine(self.ink, matrix, size, borderValue=0), np.uint8)

    def undo(self) -> None:
        """Take the last step back."""
        if self._steps:
            self.grey, self.ink = self._steps.pop()

    def reset(self) -> None:
        """Restore the ink found at first; this can be undone too."""
        self._keep_step()
        grey, ink = self._first
        self.grey, self.ink = grey, ink.copy()

    def image(self) -> Image:
        """The corrected ink on white paper, (H, W) uint8, as it is kept as a specimen.

        Raises:
            ValueError: no ink is left.
        """
        rows, columns = (np.flatnonzero(self.ink.any(axis=axis)) for axis in (1, 0))
        if rows.size == 0:
            raise ValueError("no ink is left")
        ink = self.ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        room = np.pad(ink, _MARGIN_PX).astype(np.uint16)
        return np.asarray(255 - room * (255 - _DARKEST) // 255, np.uint8)

    def _along(self, points: Sequence[Point], radius: float) -> NDArray[np.bool_]:
        """Which pixels lie within a distance of a line."""
        touched = np.zeros(self.ink.shape, np.uint8)
        line = np.round(np.array(points)).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(touched, [line], isClosed=False, color=1, thickness=max(round(2 * radius), 1))
        for x, y in line[[0, -1], 0]:
            cv2.circle(touched, (int(x), int(y)), max(round(radius), 1), 1, -1)
        return np.asarray(touched > 0, np.bool_)

    def _dark(self) -> Image:
        """How dark each pixel is against the paper, as coverage."""
        paper = float(np.percentile(self.grey, 90))
        inked = self.grey[self.ink > 128]
        darkest = float(np.percentile(inked, 20)) if inked.size else float(self.grey.min())
        full = max(paper - darkest, _LEAST_CONTRAST)
        # Paper and its noise stay paper.
        dark = np.clip((paper - self.grey - 0.25 * full) / (0.75 * full), 0.0, 1.0)
        return np.asarray(dark * 255, np.uint8)

    def _keep_step(self) -> None:
        self._steps = [*self._steps[1 - _MOST_STEPS :], (self.grey, self.ink)]
        self.ink = self.ink.copy()
