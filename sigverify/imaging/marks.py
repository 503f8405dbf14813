"""The separate marks of a mask: strokes, dots, letters, specks.

Most of an image is paper. Marks are therefore stored by their pixels, so that the cost of a query
depends on the ink and not on the paper around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The connected marks of a mask; pixels that touch at a corner are connected.

    Attributes:
        shape: of the mask.
        count: how many marks there are.
        pixels: (n,) indices of the inked pixels in the flat mask, ascending.
        labels: (n,) the mark of each of these pixels, 0..count - 1.
    """

    shape: tuple[int, int]
    count: int
    pixels: NDArray[np.intp]
    labels: NDArray[np.intp]

    @classmethod
    def of(cls, ink: NDArray[np.bool_]) -> Marks:
        """The marks of a mask, (H, W), true = ink."""
        count, labels = cv2.connectedComponents(ink.view(np.uint8), connectivity=8)
        pixels = np.flatnonzero(ink)
        found = labels.reshape(-1)[pixels].astype(np.intp)
        return cls(shape=ink.shape, count=count - 1, pixels=pixels, labels=found - 1)

    def areas(self) -> NDArray[np.intp]:
        """(count,) pixels of each mark."""
        return np.bincount(self.labels, minlength=self.count)

    def shared(self, there: NDArray[np.bool_]) -> NDArray[np.intp]:
        """(count,) pixels of each mark that are set in another mask, (H, W)."""
        return np.bincount(self.labels[there.reshape(-1)[self.pixels]], minlength=self.count)

    def boxes(
        self,
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """(count,) left, top, right and bottom of each mark; right and bottom are exclusive."""
        y, x = np.divmod(self.pixels, self.shape[1])
        left, right = self._reach(x)
        top, bottom = self._reach(y)
        return left, top, right, bottom

    def _reach(self, where: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        low = np.full(self.count, max(self.shape), np.intp)
        high = np.zeros(self.count, np.intp)
        np.minimum.at(low, self.labels, where)
        np.maximum.at(high, self.labels, where + 1)
        return low, high

    def only(self, keep: NDArray[np.bool_]) -> Marks:
        """The marks for which ``keep``, (count,), is true."""
        if keep.all():
            return self
        kept = keep[self.labels]
        renamed = np.cumsum(keep) - 1
        return Marks(
            shape=self.shape,
            count=int(np.count_nonzero(keep)),
            pixels=self.pixels[kept],
            labels=renamed[self.labels[kept]],
        )

    def mask(self) -> Image:
        """(H, W) uint8, 255 = ink."""
        mask = np.zeros(self.shape, np.uint8)
        mask.reshape(-1)[self.pixels] = 255
        return mask
