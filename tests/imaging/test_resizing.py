"""Reduced images."""

from __future__ import annotations

import numpy as np
import pytest

from sigverify.imaging.resizing import Halvings, shrunk


@pytest.mark.parametrize("shape", [(1101, 2401, 3), (550, 1203), (1, 900), (90, 80)])
def test_an_image_that_was_halved_before_is_reduced_to_the_same(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    halvings = Halvings(picture)
    half = halvings.halved(least=max(shape[:2]) / 3)
    assert max(half.shape[:2]) in (max(shape[:2]), max(shape[:2]) // 2)
    np.testing.assert_array_equal(halvings.shrunk(side=200), shrunk(picture, side=200))
    assert halvings.halved(least=max(shape[:2]) / 3) is half
