"""Medians against those of NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.medians import median, median_tone, percentile


@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64, np.int64])
@pytest.mark.parametrize("count", [1, 2, 3, 100, 101])
def test_medians_are_those_of_numpy(kind: type[np.number[Any]], count: int) -> None:
    rng = np.random.default_rng(count)
    values: NDArray[Any] = (255 * rng.random(count)).astype(kind)
    assert median(values) == float(np.median(values))
    # The two middle ones sum to more than a byte holds.
    high: NDArray[Any] = np.full(2, 255).astype(kind)
    assert median(high) == 255.0


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 3), (17, 31), (40, 50)])
def test_median_tones_are_those_of_numpy(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(shape)
    for most in (2, 256):
        picture = rng.integers(0, most, shape).astype(np.uint8)
        assert median_tone(picture) == float(np.median(picture))


@pytest.mark.parametrize("count", [1, 2, 3, 100, 101, 7013, 200_001])
@pytest.mark.parametrize("share", [0.0, 65.0, 99.0, 100.0])
def test_percentiles_are_those_of_numpy(count: int, share: float) -> None:
    rng = np.random.default_rng(count)
    values = (255 * rng.random(count)).astype(np.float32)
    assert percentile(values, share) == float(np.percentile(values, share))
