from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.skeleton import thin
from tests.helpers.scribbles import scribble


def thinned_pixel_by_pixel(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Zhang and Suen's two sub-passes as their paper states them."""
    image = np.pad((mask > 0).astype(np.uint8), 1)
    while True:
        removed = 0
        for first in (True, False):
            gone = []
            for y, x in zip(*np.nonzero(image), strict=True):
                ring = [
                    int(image[y + dy, x + dx])
                    for dy, dx in (
                        (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1),
                    )
                ]  # fmt: skip
                rises = sum(
                    a == 0 and b == 1 for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
                )
                north, east, south, west = ring[::2]
                open_sides = (
                    north * east * south == 0 and east * south * west == 0
                    if first
                    else north * east * west == 0 and north * south * west == 0
                )
                if 2 <= sum(ring) <= 6 and rises == 1 and open_sides:
                    gone.append((y, x))
            for place in gone:
                image[place] = 0
            removed += len(gone)
        if removed == 0:
            return image[1:-1, 1:-1]


@pytest.mark.parametrize("shape", [(1, 1), (9, 63), (20, 64), (20, 65), (40, 130)])
@pytest.mark.parametrize("share", [0.4, 0.8])
def test_it_is_the_published_method(shape: tuple[int, int], share: float) -> None:
    rng = np.random.default_rng(shape[1])
    mask = (rng.random(shape) < share).astype(np.uint8)
    np.testing.assert_array_equal(thin(mask), thinned_pixel_by_pixel(mask))
    solid = np.ones(shape, np.uint8)
    np.testing.assert_array_equal(thin(solid), thinned_pixel_by_pixel(solid))


def test_a_signature_becomes_connected_lines() -> None:
    ink = (scribble(seed=3) < 128).astype(np.uint8)
    mask = np.asarray(cv2.dilate(ink, np.ones((5, 5), np.uint8)), dtype=np.uint8)
    lines = thin(255 * mask)
    assert set(np.unique(lines)) == {0, 1}
    assert cv2.connectedComponents(lines)[0] == cv2.connectedComponents(mask)[0]
    assert 0 < lines.sum() < mask.sum() / 3
