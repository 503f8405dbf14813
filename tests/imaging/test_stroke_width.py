"""A written line varies in width, a traced one does not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sigverify.imaging.arrays import Image
from sigverify.imaging.stroke_width import width_variation


def line(*widths: int) -> Image:
    """(80, 400) ink: a rising line in pieces of the given widths."""
    ink = np.zeros((80, 400), np.uint8)
    step = 360 // len(widths)
    for number, width in enumerate(widths):
        start = 20 + number * step
        cv2.line(
            ink, (start, 60 - start // 8), (start + step, 60 - (start + step) // 8), 255, width
        )
    return ink


def test_a_pen_of_one_width_varies_little_at_any_size() -> None:
    even = line(6)
    larger = cv2.resize(even, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert width_variation(even) < 0.1
    assert width_variation(np.asarray(larger, np.uint8)) < 0.1


def test_pressure_varies_the_width() -> None:
    assert width_variation(line(4, 8, 5, 10, 4)) > 0.2


def test_ink_at_the_edge_has_a_width() -> None:
    cut = line(6)[:, 30:300]
    assert width_variation(cut) < 0.15


def test_without_ink_there_is_nothing_to_measure() -> None:
    for empty in (np.zeros((20, 30), np.uint8), np.zeros((0, 0), np.uint8)):
        with pytest.raises(ValueError, match="no line"):
            width_variation(empty)
