"""Bends one registered ink smoothly onto another, to see how much of the line then agrees.

Two genuine signatures differ at the pen's own scale, wherever they are bent. A copy that was bent
like rubber before it was pasted agrees again once the bend is taken back. The bend is a grid of
shifts with straight lines between (free-form deformation: Rueckert et al. 1999), found by
Gauss-Newton steps along the other line's distance map, as in `registration`, and kept smooth.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Matrix
from sigverify.imaging.registration import (
    BORDER_PX,
    CANVAS,
    TOLERANCE_WIDTHS,
    InkLines,
    distance_and_slope,
)

# Distance of the grid's knots in pixels, and the distances beyond which a point's weight fades.
_STEPS: Final = ((80.0, (6.0, 5.0, 4.0)), (40.0, (4.0, 3.0, 2.0, 1.5)))
# Weights of the bend's smoothness and of its size beside a point's distance.
_SMOOTHNESS: Final = 0.6
_SIZE: Final = 1e-2
_POINTS: Final = 500


def near_after_bending(moved: InkLines, fixed: InkLines, *, matrix: Matrix) -> NDArray[np.bool_]:
    """Which points of the fixed centre line the moved one lies on once it is bent.

    Args:
        moved: the ink that is moved.
        fixed: the ink that stays.
        matrix: (2, 3) the result of `register`.

    Returns:
        (n,) for each of ``fixed.points``, whether the moved line is within half a stroke's width.
    """
    places = matrix[:, :2] @ moved.points + matrix[:, 2:]
    for step, reaches in _STEPS:
        shares = _shares(places[:, :_POINTS], step=step)
        shifts = _bend(places[:, :_POINTS], fixed, shares=shares, step=step, reaches=reaches)
        places = places + (_shares(places, step=step) @ shifts).T
    x, y = np.round(fixed.points).astype(np.intp) + BORDER_PX
    near: NDArray[np.bool_] = _distances_from(places)[y, x] <= (
        TOLERANCE_WIDTHS * CANVAS.stroke_width
    )
    return near


def _bend(
    places: Matrix, fixed: InkLines, *, shares: Matrix, step: float, reaches: tuple[float, ...]
) -> Matrix:
    """(k, 2) the shifts of the grid's knots."""
    knots = shares.shape[1]
    rough = _roughness(step) * (_SMOOTHNESS * places.shape[1] / knots)
    rough = np.kron(np.eye(2), rough)
    penalty = rough + np.eye(2 * knots) * (_SIZE * places.shape[1] / knots)
    shifts = np.zeros(2 * knots)
    for reach in reaches:
        moved = places + (shares @ shifts.reshape(2, knots).T).T
        distance, along, down = distance_and_slope(fixed, moved)
        weights = 1 / (1 + (distance / reach) ** 2) ** 2
        slopes = np.concatenate([shares * along[:, None], shares * down[:, None]], axis=1)
        weighted = slopes * weights[:, None]
        step_back = weighted.T @ distance + rough @ shifts
        shifts = shifts - np.linalg.solve(weighted.T @ slopes + penalty, step_back)
    return shifts.reshape(2, knots).T


def _shares(places: Matrix, *, step: float) -> Matrix:
    """(n, k) how much each of the grid's knots counts at each of (2, n) places."""
    across, down = _knots(step)
    x = np.clip(places[0] / step, 0, across - 1.001)
    y = np.clip(places[1] / step, 0, down - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    shares = np.zeros((places.shape[1], across * down))
    points = np.arange(places.shape[1])
    for row in (0, 1):
        for column in (0, 1):
            of_column = x - left if column else 1 - (x - left)
            of_row = y - top if row else 1 - (y - top)
            shares[points, (top + row) * across + left + column] = of_column * of_row
    return shares


def _knots(step: float) -> tuple[int, int]:
    """The number of the grid's knots across and down."""
    sides = (CANVAS.canvas_width, CANVAS.canvas_height)
    across, down = (int(np.ceil(side / step)) + 1 for side in sides)
    return across, down


@cache
def _roughness(step: float) -> Matrix:
    """(k, k) the sum of the squares of a grid's second differences, as a quadratic form."""
    across, down = _knots(step)
    unit = np.eye(across * down).reshape(down, across, -1)
    rows = [
        unit[:, :-2] - 2 * unit[:, 1:-1] + unit[:, 2:],
        unit[:-2] - 2 * unit[1:-1] + unit[2:],
        np.sqrt(2) * (unit[:-1, :-1] - unit[:-1, 1:] - unit[1:, :-1] + unit[1:, 1:]),
    ]
    every = np.concatenate([row.reshape(-1, across * down) for row in rows])
    form: Matrix = every.T @ every
    return form


def _distances_from(places: Matrix) -> Floats:
    """(H, W) with the border of `InkLines.field`, the distance to the nearest of some points."""
    height, width = (side + 2 * BORDER_PX for side in (CANVAS.canvas_height, CANVAS.canvas_width))
    paper = np.ones((height, width), np.uint8)
    x, y = np.round(places).astype(np.intp) + BORDER_PX
    paper[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] = 0
    return np.asarray(cv2.distanceTransform(paper, cv2.DIST_L2, cv2.DIST_MASK_5), np.float32)
