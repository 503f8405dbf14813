"""Made-up signatures for tests of everything that only needs some handwriting-like ink."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray


def scribble(*, seed: int, variation: int = 0, swelling: bool = False) -> NDArray[np.uint8]:
    """A wavy pen line on white paper.

    Args:
        seed: whose hand it is.
        variation: which of this hand's signatures; 0 is the hand at its steadiest.
        swelling: the pen presses more on the way down than on the way up.

    Returns:
        (150, 420) uint8, 0 = black, 255 = white.
    """
    hand = np.random.default_rng(seed)
    moment = np.random.default_rng([seed, variation])
    wobble = 0.0 if variation == 0 else 0.15
    time = np.linspace(0, 1, 400)
    x, y = 360 * time, np.zeros_like(time)
    for frequency in range(2, 11):
        shake = 1 + wobble * moment.standard_normal(2)
        angle = 2 * np.pi * frequency * time
        x += hand.normal(0, 60 / frequency) * shake[0] * np.sin(angle + hand.uniform(0, 6))
        y += hand.normal(0, 90 / frequency) * shake[1] * np.sin(angle + hand.uniform(0, 6))
    line = np.stack([20 + 380 * _unit(x), 20 + 110 * _unit(y)], axis=1)
    paper = np.full((150, 420), 255, np.uint8)
    points = np.round(line * 16).astype(np.int32)
    if not swelling:
        cv2.polylines(paper, [points], False, 30, thickness=3, lineType=cv2.LINE_AA, shift=4)
        return paper
    for start, end in pairwise(points):
        way = end - start
        thick = 4 + round(3 * float(way[1] / max(np.hypot(*way), 1e-9)))
        cv2.line(paper, tuple(start.tolist()), tuple(end.tolist()), 30, thick, cv2.LINE_AA, 4)
    return paper


def with_strangers_end(seed: int, *, stranger: int) -> NDArray[np.uint8]:
    """A hand's signature whose right third is another hand's, as `scribble`."""
    picture, other = scribble(seed=seed, variation=1), scribble(seed=stranger)
    picture[:, 280:] = other[:, 280:]
    return picture


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return (values - values.min()) / (values.max() - values.min())
