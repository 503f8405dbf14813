"""Bends one registered ink smoothly onto another, to see how much of both lines then agrees.

Two genuine signatures differ at the pen's own scale, wherever they are bent. A copy that was bent
like rubber before it was pasted, or a line that was traced over a specimen, agrees again once the
bend is taken back.

Each point of the moved line is drawn towards the nearest place of the other line that runs in about
the same direction (oriented chamfer matching: Shotton, Blake and Cipolla 2008), since strokes lie
so close together that the nearest line is often another stroke. A point moves by what the points
around it agree on: the weighted least squares of Lucas and Kanade 1981, with a neighbourhood that
shrinks from step to step. So the bend is smooth at the scale of the last neighbourhood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Matrix
from sigverify.imaging.registration import BORDER_PX, CANVAS, InkLines

# Radii of the neighbourhoods in pixels of the canvas, and the distances beyond which a point's
# weight fades.
_STIFF: Final = ((40.0, 12.0), (40.0, 10.0), (40.0, 8.0), (25.0, 8.0), (25.0, 7.0), (25.0, 6.0))
# A trembling hand is followed too, and somewhat more of any second signature.
_SOFT: Final = ((16.0, 6.0), (16.0, 5.0), (16.0, 4.0))
# A neighbourhood moves by less where its points do not fix a direction, as along a straight line.
_DAMPING: Final = 0.02
# The neighbourhoods are summed up on cells of this many pixels.
_CELL_PX: Final = 8
# Directions of the line, and the greatest difference in degrees that still counts as the same.
_DIRECTIONS: Final = 6
_SAME_DEGREES: Final = 36.0
_FARTHEST_PX: Final = 60.0
# Greatest distance at which lines agree: a third of a stroke's width. A copy's lines lie nearer
# once they are bent, those of two signatures often not.
_NEAR_PX: Final = 1.0
_TOUCHING: Final = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)

_WIDTH: Final = CANVAS.canvas_width + 2 * BORDER_PX
_HEIGHT: Final = CANVAS.canvas_height + 2 * BORDER_PX
_CELLS: Final = (-(-_HEIGHT // _CELL_PX), -(-_WIDTH // _CELL_PX))

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DirectedLine:
    """A centre line by its directions, onto which others can be bent.

    Attributes:
        points: (2, n) x and y on the canvas, as in `InkLines`.
        directions: (n,) the direction of each point, 0 to `_DIRECTIONS` - 1.
        distances: (directions * H, W) float32, with a border: one map for each direction, below one
            another, of the distance to the nearest point that runs like this.
    """

    points: Matrix
    directions: NDArray[np.intp]
    distances: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """Which points of two lines lie on the other line.

    Attributes:
        moved: (n,) for each point of the moved line.
        fixed: (m,) for each point of the fixed line.
    """

    moved: Flags
    fixed: Flags

    @property
    def share(self) -> float:
        """The mean of both lines' shares of such points."""
        return float(self.moved.mean() + self.fixed.mean()) / 2


def directed_line(lines: InkLines) -> DirectedLine:
    """Prepare a line onto which others are bent."""
    angles, clear = lines.directions
    directions = _nearest_direction(angles)
    x, y = lines.points.astype(np.intp) + BORDER_PX
    paper = np.ones((_DIRECTIONS, _HEIGHT, _WIDTH), np.uint8)
    for direction, sheet in enumerate(paper):
        apart = np.abs((angles - direction / _DIRECTIONS + 0.5) % 1.0 - 0.5)
        # Where lines cross, any direction counts.
        like = ~clear | (apart <= _SAME_DEGREES / 180)
        sheet[y[like], x[like]] = 0
    distances = [cv2.distanceTransform(sheet, cv2.DIST_L2, cv2.DIST_MASK_5) for sheet in paper]
    return DirectedLine(
        points=lines.points,
        directions=directions,
        distances=np.minimum(np.concatenate(distances), np.float32(_FARTHEST_PX)),
    )


def bend(
    moved: Sequence[InkLines], fixed: DirectedLine, *, matrices: Sequence[Matrix]
) -> list[tuple[Agreement, Agreement]]:
    """Bend some inks onto a line, each by itself; together they take less time.

    Args:
        moved: the inks that are moved.
        fixed: the line that stays.
        matrices: (2, 3) each, from a moved ink's canvas to the fixed one's.

    Returns:
        For each ink how the lines agree after a stiff bend, and after one that follows a trembling
        hand.
    """
    parts = [_laid(one, matrix) for one, matrix in zip(moved, matrices, strict=True)]
    places = np.concatenate([part[0] for part in parts], axis=1)
    directions = np.concatenate([part[1] for part in parts])
    sizes = [part[1].size for part in parts]
    owners = np.repeat(np.arange(len(parts)), sizes)
    found = []
    for steps in (_STIFF, _SOFT):
        for radius, reach in steps:
            places = places + _step(places, directions, owners, fixed, radius=radius, reach=reach)
        near = _distance_and_slope(places, directions, fixed)[0] <= _NEAR_PX
        ends = np.cumsum(sizes)[:-1]
        found.append(
            [
                Agreement(moved=flags, fixed=_reached(at, ways, fixed))
                for flags, at, ways in zip(
                    np.split(near, ends),
                    np.split(places, ends, axis=1),
                    np.split(directions, ends),
                    strict=True,
                )
            ]
        )
    stiff, soft = found
    return list(zip(stiff, soft, strict=True))


def _laid(lines: InkLines, matrix: Matrix) -> tuple[Matrix, NDArray[np.intp]]:
    """(2, n) the points where a matrix moves them, and (n,) the directions that they then have."""
    angles, _ = lines.directions
    turned = matrix[:, :2] @ np.stack([np.cos(np.pi * angles), np.sin(np.pi * angles)])
    directions = _nearest_direction(np.arctan2(turned[1], turned[0]) / np.pi)
    return matrix[:, :2] @ lines.points + matrix[:, 2:], directions


def _step(
    places: Matrix,
    directions: NDArray[np.intp],
    owners: NDArray[np.intp],
    fixed: DirectedLine,
    *,
    radius: float,
    reach: float,
) -> Matrix:
    """(2, n) how each point moves, as its neighbourhood on the same ink does."""
    distance, along, down = _distance_and_slope(places, directions, fixed)
    weights = 1 / (1 + (distance / reach) ** 2) ** 2
    across, below = weights * along, weights * down
    sums = (
        across * along,
        across * down,
        below * down,
        across * distance,
        below * distance,
        np.ones_like(weights),
    )
    # The cells of one ink lie below those of the ink before.
    count, (rows, columns) = int(owners[-1]) + 1, _CELLS
    x, y = (places + BORDER_PX) / _CELL_PX
    x, y = np.clip(x, 0, columns - 1), np.clip(y, 0, rows - 1)
    cell = np.round(y).astype(np.intp) + owners * rows
    cell = cell * columns + np.round(x).astype(np.intp)
    cells = np.empty((count, rows, columns, len(sums)), np.float32)
    for number, values in enumerate(sums):
        total = np.bincount(cell, weights=values, minlength=count * rows * columns)
        cells[..., number] = total.reshape(cells.shape[:3])
    around = np.stack([cv2.GaussianBlur(one, (0, 0), radius / _CELL_PX) for one in cells])
    xx, xy, yy, right, lower, points = np.moveaxis(around, 3, 0)
    damping = _DAMPING * points + np.float32(1e-9)
    xx, yy = xx + damping, yy + damping
    determinant = xx * yy - xy * xy
    motion = np.stack(
        [(xy * lower - yy * right) / determinant, (xy * right - xx * lower) / determinant], axis=3
    ).reshape(count * rows, columns, 2)
    moved = cv2.remap(
        motion,
        x[None].astype(np.float32),
        # Just short of the next ink's cells.
        (np.minimum(y, rows - 1.01) + owners * rows)[None].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(moved[0].T, dtype=np.float64)


def _distance_and_slope(
    places: Matrix, directions: NDArray[np.intp], fixed: DirectedLine
) -> Matrix:
    """(3, n) distance to the line of the same direction, and its slope across and down."""
    x, y = (places + BORDER_PX).astype(np.float32)
    # One pixel from the border, so that no neighbour lies on another direction's map.
    y = np.clip(y, 1, _HEIGHT - 3) + np.float32(_HEIGHT) * directions.astype(np.float32)
    found = cv2.remap(
        fixed.distances,
        np.stack([x, x + 1, x - 1, x, x]),
        np.stack([y, y, y, y + 1, y - 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    here, right, left, lower, upper = found.astype(np.float64)
    return np.stack([here, (right - left) / 2, (lower - upper) / 2])


def _reached(places: Matrix, directions: NDArray[np.intp], fixed: DirectedLine) -> Flags:
    """(m,) which points of a line some places of about the same direction lie on."""
    x, y = np.round(places).astype(np.intp) + BORDER_PX
    x, y = np.clip(x, 0, _WIDTH - 1), np.clip(y, 0, _HEIGHT - 1)
    drawn = np.zeros((_DIRECTIONS * _HEIGHT, _WIDTH), np.uint8)
    for neighbour in (-1, 0, 1):
        drawn[(directions + neighbour) % _DIRECTIONS * _HEIGHT + y, x] = 1
    columns, rows = fixed.points.astype(np.intp) + BORDER_PX
    near: Flags = cv2.dilate(drawn, _TOUCHING)[fixed.directions * _HEIGHT + rows, columns] > 0
    return near


def _nearest_direction(half_turns: Matrix) -> NDArray[np.intp]:
    return np.round(half_turns * _DIRECTIONS).astype(np.intp) % _DIRECTIONS
