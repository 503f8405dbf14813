"""Bends one signature's ink onto another's, after registration, and measures what still differs.

A copy that was bent like rubber agrees again with its specimen along its whole length once the
bend is undone. Two signatures of a person do not: they differ at the pen's own scale, where a bend
that is as smooth as this one can't follow.

The bend is a smooth field of shifts on a grid of nodes (a linear spline with a penalty on its
second differences), fitted by the same Gauss-Newton steps as the registration, first on a coarse
grid with a long reach and then on finer ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sigverify.imaging.arrays import Matrix
from sigverify.imaging.registration import (
    CANVAS,
    FINE_POINTS,
    TOLERANCE_WIDTHS,
    InkLines,
    faded,
    looked_up,
)

# Distances between the nodes in pixels of the canvas, each with the reach of its steps.
LEVELS: Final = ((80.0, (12.0, 9.0, 7.0)), (40.0, (6.0, 5.0, 4.0)), (28.0, (3.0, 2.0, 1.5, 1.5)))
# Weight of the penalty on the field's second differences. With 0.5 waves are undone too, but then
# signatures of one even line agree with each other like copies.
STIFFNESS: Final = 20.0
_LEAST: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bending:
    """How well two inks agree once one of them was bent.

    Attributes:
        moved_distances: (n,) in pixels, of points of the moved centre line to the fixed one.
        fixed_distances: (m,) the other way round.
        shift: root mean square of the bend's shifts, as a share of the canvas's width.
    """

    moved_distances: Matrix
    fixed_distances: Matrix
    shift: float

    @property
    def moved_share(self) -> float:
        """0..1, the share of the moved line within half a stroke's width of the other."""
        return _share(self.moved_distances)

    @property
    def fixed_share(self) -> float:
        """0..1, the same of the fixed line."""
        return _share(self.fixed_distances)


def bend(moved: InkLines, fixed: InkLines, *, matrix: Matrix) -> Bending:
    """Bend a registered ink onto the other.

    Args:
        moved: the ink that is moved.
        fixed: the ink that stays.
        matrix: (2, 3) from `register`.
    """
    linear, shift = matrix[:, :2], matrix[:, 2:]
    inverse = np.linalg.inv(linear)
    ahead = linear @ moved.points[:, :FINE_POINTS] + shift
    back = fixed.points[:, :FINE_POINTS]
    both = np.concatenate([ahead, back], axis=1)
    count = ahead.shape[1]
    shifts = np.zeros_like(both)

    def distances() -> Matrix:
        """(3, n + m) distance to the other line and its slope, at the present places."""
        found = looked_up(fixed, (ahead + shifts[:, :count])[None])[0]
        # The bend is smooth, so its inverse at a fixed point is nearly the opposite shift there.
        there = inverse @ (back - shifts[:, count:] - shift)
        found_back = looked_up(moved, there[None])[0]
        found_back[1:] = -(inverse.T @ found_back[1:])
        return np.concatenate([found, found_back], axis=1)

    for spacing, reaches in LEVELS:
        nodes = _weights_of_nodes(both, spacing=spacing)
        penalty = STIFFNESS * _penalty(spacing)
        field = np.zeros(2 * nodes.shape[1])
        start = shifts.copy()
        for reach in reaches:
            away, along, down = distances()
            jacobian = np.concatenate([nodes * along[:, None], nodes * down[:, None]], axis=1)
            weighted = (jacobian * faded(away, reach=reach)[:, None]).T
            slope = weighted @ away + penalty @ field
            field = field - np.linalg.solve(weighted @ jacobian + penalty, slope)
            shifts = start + field.reshape(2, -1) @ nodes.T
    after = distances()[0]
    return Bending(
        moved_distances=after[:count],
        fixed_distances=after[count:],
        shift=float(np.sqrt((shifts**2).sum(axis=0).mean()) / CANVAS.canvas_width),
    )


def _share(distances: Matrix) -> float:
    return float((distances <= TOLERANCE_WIDTHS * CANVAS.stroke_width).mean())


def _grid(spacing: float) -> tuple[int, int]:
    """Number of nodes across and down."""
    return (
        int(np.ceil(CANVAS.canvas_width / spacing)) + 1,
        int(np.ceil(CANVAS.canvas_height / spacing)) + 1,
    )


def _weights_of_nodes(points: Matrix, *, spacing: float) -> Matrix:
    """(n, nodes) weight of each node at each point: bilinear, zero but at four of them."""
    across, down = _grid(spacing)
    x = np.clip(points[0] / spacing, 0, across - 1.001)
    y = np.clip(points[1] / spacing, 0, down - 1.001)
    column, row = x.astype(int), y.astype(int)
    right, lower = x - column, y - row
    weights = np.zeros((points.shape[1], across * down))
    every = np.arange(points.shape[1])
    for dx, dy, share in (
        (0, 0, (1 - right) * (1 - lower)),
        (1, 0, right * (1 - lower)),
        (0, 1, (1 - right) * lower),
        (1, 1, right * lower),
    ):
        weights[every, (row + dy) * across + column + dx] = share
    return weights


@cache
def _penalty(spacing: float) -> Matrix:
    """(2 nodes, 2 nodes) quadratic form of the second differences, for both shifts."""
    across, down = _grid(spacing)
    number = np.arange(across * down).reshape(down, across)
    rows = []
    for left, middle, right in (
        (number[:, :-2], number[:, 1:-1], number[:, 2:]),
        (number[:-2], number[1:-1], number[2:]),
    ):
        for a, b, c in zip(left.ravel(), middle.ravel(), right.ravel(), strict=True):
            row = np.zeros(number.size)
            row[[a, b, c]] = 1, -2, 1
            rows.append(row)
    corners = (number[:-1, :-1], number[:-1, 1:], number[1:, :-1], number[1:, 1:])
    for four in zip(*(corner.ravel() for corner in corners), strict=True):
        row = np.zeros(number.size)
        row[list(four)] = 1, -1, -1, 1
        rows.append(row)
    differences = np.array(rows)
    form = differences.T @ differences + _LEAST * np.eye(number.size)
    return np.asarray(np.kron(np.eye(2), form), dtype=np.float64)
