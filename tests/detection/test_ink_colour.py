"""The colour of the pen keeps its tails and drops letters of another colour."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.detection.ink_colour import corrected_by_colour

SHAPE = (160, 384)
BLUE = (40, 150, 190)
"""Darkness of blue, green and red."""
BLACK = (190, 190, 190)
Colour = tuple[int, int, int]


def line(
    canvas: NDArray[np.uint8], start: tuple[int, int], end: tuple[int, int], colour: Colour
) -> np.ndarray:
    """Draw a line on the planes of a canvas; return where it is."""
    mask = np.zeros(SHAPE, np.uint8)
    cv2.line(mask, start, end, 255, 4)
    for plane, dark in zip(canvas, colour, strict=True):
        plane[mask > 0] = dark
    return mask > 0


def signed(pen: Colour, tail: Colour) -> tuple[NDArray[np.uint8], NDArray[np.float32], np.ndarray]:
    """A stroke that the network is sure of, with a level tail that it takes for a rule."""
    canvas = np.zeros((3, *SHAPE), np.uint8)
    stroke = line(canvas, (60, 40), (160, 90), pen) | line(canvas, (60, 40), (160, 30), pen)
    end = line(canvas, (160, 90), (330, 90), tail) & ~stroke
    likely = np.zeros(SHAPE, np.float32)
    likely[stroke], likely[end] = 0.98, 0.03
    return canvas, likely, end


def test_a_tail_in_the_colour_of_the_pen_is_kept() -> None:
    canvas, likely, tail = signed(BLUE, BLUE)
    likely[85:95, 163:172] = np.minimum(likely[85:95, 163:172] + 0.2, 0.98)  # undecided there
    assert corrected_by_colour(likely, canvas)[tail].min() >= 0.3


@pytest.mark.parametrize(("pen", "tail"), [(BLUE, BLACK), (BLACK, BLACK), (BLACK, BLUE)])
def test_a_rule_in_another_colour_or_beside_a_black_pen_is_not(pen: Colour, tail: Colour) -> None:
    canvas, likely, end = signed(pen, tail)
    assert corrected_by_colour(likely, canvas)[end].max() <= 0.1


def test_a_guilloche_in_the_colour_of_the_pen_stays_print() -> None:
    canvas, likely, tail = signed(BLUE, BLUE)
    for y in range(5, 160, 20):
        line(canvas, (0, y), (383, y + 8), BLUE)
    likely[(canvas.max(axis=0) > 0) & (likely < 0.9)] = 0.03
    assert corrected_by_colour(likely, canvas)[tail].max() < 0.1


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_guilloche_that_touches_the_signature_stays_print_too(share: float) -> None:
    canvas, likely, tail = signed(BLUE, BLUE)
    print_colour = (round(share * BLUE[0]), round(share * BLUE[1]), round(share * BLUE[2]))
    for x in range(20, 380, 12) if share == 1.0 else (100,):
        mask = line(canvas, (x, 0), (x + 30, 159), print_colour) & (likely < 0.9)
        likely[mask] = 0.03
    likely[tail] = 0.03
    if share < 1.0:
        likely[tail], canvas[:, tail] = 0.0, 0
    print_only = (canvas.max(axis=0) > 0) & (likely < 0.9)
    assert np.median(corrected_by_colour(likely, canvas)[print_only]) < 0.1


def test_a_black_letter_that_the_network_leaves_is_dropped() -> None:
    canvas, likely, _ = signed(BLUE, BLUE)
    letter = line(canvas, (100, 20), (100, 50), BLACK)
    likely[letter] = 0.5
    assert corrected_by_colour(likely, canvas)[25:45, 100].max() <= 0.1


def test_without_colour_nothing_changes() -> None:
    canvas, likely, _ = signed(BLACK, BLACK)
    assert corrected_by_colour(likely, canvas) is likely
