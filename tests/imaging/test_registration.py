from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.registration import (
    InkLines,
    ink_lines,
    moved_canvas,
    on_finer_canvas,
    register,
)
from tests.helpers.rescans import rescan
from tests.helpers.scribbles import scribble


def lines_of(grey: NDArray[np.uint8]) -> InkLines:
    return ink_lines(clean_crop(grey))


def warped(
    grey: NDArray[np.uint8], *, degrees: float, scale: float, stretch: float = 1.0
) -> NDArray[np.uint8]:
    turn = cv2.getRotationMatrix2D((210, 75), degrees, scale)
    turn[:, :2] = turn[:, :2] @ np.diag([stretch, 1.0])
    turn[:, 2] += [120, 140]
    return np.asarray(cv2.warpAffine(grey, turn, (700, 480), borderValue=255), dtype=np.uint8)


@pytest.mark.parametrize(
    ("degrees", "scale", "stretch"),
    [(0, 1.0, 1.0), (4.5, 1.2, 1.0), (-5, 0.8, 1.0), (11, 1.0, 1.0), (3, 1.1, 1.04)],
)
def test_a_moved_signature_is_laid_back_on_itself(
    degrees: float, scale: float, stretch: float
) -> None:
    for seed in (1, 2, 3):
        grey = scribble(seed=seed)
        moved = lines_of(warped(grey, degrees=degrees, scale=scale, stretch=stretch))
        found = register(moved, lines_of(grey))
        assert min(found.moved_share, found.fixed_share) > 0.95
        # OpenCV counts turns against the clock.
        assert found.degrees == pytest.approx(degrees, abs=0.6)
        assert found.stretch == pytest.approx(stretch, abs=0.02)


def test_a_signature_lies_on_itself_without_a_move() -> None:
    lines = lines_of(scribble(seed=4))
    found = register(lines, lines)
    assert found.moved_share == found.fixed_share == 1.0
    np.testing.assert_allclose(found.matrix, [[1, 0, 0], [0, 1, 0]], atol=0.02)
    assert found.scale == pytest.approx(1.0, abs=0.01)


def test_the_hand_that_signs_anew_and_the_stranger_leave_lines_over() -> None:
    first = lines_of(scribble(seed=1, variation=1))
    anew = register(lines_of(scribble(seed=1, variation=2)), first)
    stranger = register(lines_of(scribble(seed=2)), first)
    assert max(anew.moved_share, anew.fixed_share) < 0.85
    assert max(stranger.moved_share, stranger.fixed_share) < 0.6


def test_a_ruled_line_and_a_lost_piece_change_only_the_shares() -> None:
    grey = scribble(seed=5)
    soiled = cv2.copyMakeBorder(grey, 0, 60, 0, 0, cv2.BORDER_CONSTANT, value=255)
    cv2.line(soiled, (30, 190), (250, 190), 40, 2)
    soiled[:, 300:330] = 255
    found = register(lines_of(np.asarray(soiled, dtype=np.uint8)), lines_of(grey))
    assert 0.6 < found.moved_share < 0.95  # the line has nothing to lie on
    assert 0.8 < found.fixed_share < 0.99  # the lost piece is missed


def test_the_moved_canvas_lies_where_the_lines_do() -> None:
    grey = scribble(seed=6)
    fixed, moved = lines_of(grey), lines_of(warped(grey, degrees=5, scale=1.1))
    found = register(moved, fixed)
    laid = moved_canvas(moved.canvas, found.matrix) >= 128
    there = fixed.canvas >= 128
    before = ((moved.canvas >= 128) & there).sum() / there.sum()
    assert before < 0.6
    assert (laid & there).sum() / there.sum() > 0.75
    fine = cv2.resize(moved.canvas, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST)
    finer = moved_canvas(np.asarray(fine, dtype=np.uint8), on_finer_canvas(found.matrix, times=3))
    small = cv2.resize(finer, laid.shape[::-1], interpolation=cv2.INTER_AREA) >= 128
    assert (small & there).sum() / there.sum() > 0.7


def test_the_same_pair_gives_the_same_numbers() -> None:
    pair = [
        (lines_of(rescan(scribble(seed=7), np.random.default_rng(1))), lines_of(scribble(seed=7)))
        for _ in range(2)
    ]
    first, second = (register(*both) for both in pair)
    np.testing.assert_array_equal(first.matrix, second.matrix)


def test_a_dot_is_registered_and_no_ink_is_refused() -> None:
    dot = np.full((60, 60), 255, np.uint8)
    dot[28:33, 28:33] = 0
    found = register(lines_of(dot), lines_of(scribble(seed=1)))
    assert np.isfinite(found.matrix).all()
    with pytest.raises(ValueError, match="no ink"):
        lines_of(np.full((50, 50), 255, np.uint8))
