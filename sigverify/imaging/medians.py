"""Medians and percentiles, as `numpy.median` and `numpy.percentile` give them.

Those functions import numpy's masked arrays to look for NaN, which takes longer than all medians of
a comparison, and `numpy.median` sorts bytes that need only be counted.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Image


def median(values: NDArray[Any]) -> float:
    """The median of numbers; of float32 a float32.

    Args:
        values: (n,) at least one; no NaN.
    """
    half = values.size // 2
    if values.size % 2:
        return float(np.partition(values, half)[half])
    low, high = np.partition(values, (half - 1, half))[half - 1 : half + 1].tolist()
    middle = (low + high) / 2
    return float(np.float32(middle)) if values.dtype == np.float32 else float(middle)


def median_tone(picture: Image) -> float:
    """The median of an image's pixels.

    Args:
        picture: (H, W) uint8, at least one pixel.
    """
    counts = cv2.calcHist([picture], [0], None, [256], [0, 256]).reshape(-1)
    below = np.cumsum(counts, dtype=np.float64)
    places = ((picture.size - 1) // 2, picture.size // 2)
    low, high = np.searchsorted(below, places, side="right")
    return (int(low) + int(high)) / 2


def percentile(values: Floats, share: float) -> float:
    """The number below which a share of some numbers lies.

    Args:
        values: (n,) float32, at least one; no NaN.
        share: 0..100.
    """
    place = (values.size - 1) * (share / 100.0)
    below = int(place)
    above = min(below + 1, values.size - 1)
    found = np.partition(values, (below, above))
    part, between = place - below, float(found[above] - found[below])
    # Interpolated from the nearer one, and rounded to the numbers' type.
    if part >= 0.5:
        return float(np.float32(float(found[above]) - between * (1 - part)))
    return float(np.float32(float(found[below]) + between * part))
