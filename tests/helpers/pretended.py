"""Networks that answer as a test tells them to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.locator import Locator
from sigverify.detection.postprocessing import LocatorMaps
from sigverify.detection.separator import Separator

Canvas = NDArray[np.uint8]


class PretendedLocator(Locator):
    """A locator whose network gives the maps that a function gives."""

    def __init__(self, answer: Callable[[Canvas], LocatorMaps]) -> None:
        self._answer = answer

    def maps(self, canvas: Canvas) -> LocatorMaps:
        return self._answer(canvas)


class PretendedSeparator(Separator):
    """A separator whose network gives the likelihoods that a function gives."""

    def __init__(self, answer: Callable[[Canvas], NDArray[np.float32]]) -> None:
        self._answer = answer

    def likelihood(self, canvas: Canvas) -> NDArray[np.float32]:
        return self._answer(canvas)
