"""The code of an ink: alike for copies, and whole after packing."""

from __future__ import annotations

import zlib

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.ink_code import (
    bitmap_lines,
    coded_bitmap,
    frames_laid_together,
    ink_code,
)
from sigverify.imaging.registration import InkLines, ink_lines
from tests.helpers.rescans import drawn_out, rescan
from tests.helpers.scribbles import scribble


def lines_of(grey: NDArray[np.uint8]) -> InkLines:
    return ink_lines(clean_crop(grey))


def product(first: InkLines, second: InkLines) -> float:
    vectors = [ink_code(one).vector.astype(float) for one in (first, second)]
    first_length, second_length = (np.linalg.norm(one) for one in vectors)
    return float(vectors[0] @ vectors[1] / (first_length * second_length))


def test_a_packed_line_comes_back_point_by_point() -> None:
    lines = lines_of(scribble(seed=1))
    back = bitmap_lines(coded_bitmap(ink_code(lines).line))
    assert sorted(map(tuple, back.points.T)) == sorted(map(tuple, lines.points.T))
    assert len(ink_code(lines).line) < 1500


@pytest.mark.parametrize("line", [b"", b"none", zlib.compress(bytes(6400)), zlib.compress(b"x")])
def test_bytes_that_are_no_line_are_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed line"):
        coded_bitmap(line)


def test_a_turned_and_drawn_out_copy_has_nearly_the_same_vector() -> None:
    rng = np.random.default_rng(3)
    grey = scribble(seed=4)
    copy = lines_of(drawn_out(grey, rng))
    turned = lines_of(rescan(grey, rng))
    strange = lines_of(scribble(seed=5))
    for other in (copy, turned):
        assert product(lines_of(grey), other) > 0.98
        assert product(lines_of(grey), other) > product(lines_of(grey), strange) + 0.02


def test_frames_lay_a_turned_and_stretched_copy_on_its_original() -> None:
    grey = cv2.copyMakeBorder(scribble(seed=2), 0, 0, 60, 60, cv2.BORDER_CONSTANT, value=255)
    turned = cv2.warpAffine(
        grey, np.array([[0.85, 0, 30], [0.05, 1.1, -20.0]]), grey.shape[::-1], borderValue=255
    )
    original, copy = lines_of(np.asarray(grey, np.uint8)), lines_of(np.asarray(turned, np.uint8))
    _, share = frames_laid_together(coded_bitmap(ink_code(original).line), copy)
    _, other = frames_laid_together(coded_bitmap(ink_code(lines_of(scribble(seed=3))).line), copy)
    assert share > 0.8
    assert other < share - 0.2
