"""Registers one signature's ink on another's: rotation, scale, shift and a slight stretch.

Two scans of the same signature differ in these and in little else, while two signatures of a person
differ everywhere. After registration the remaining distance between the centre lines therefore
separates a copy from a second signature, and the two inks can be shown over each other.

The method is iterative closest points in its distance-field form (Fitzgibbon 2003, "Robust
registration of 2D and 3D point sets"): each point of one centre line is drawn towards the other
centre line along the gradient of its distance map, in both directions, by Gauss-Newton steps whose
weights drop points without a counterpart. It starts from several angles, with centre and spread of
the points matched, because it only finds the nearest local optimum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Image, Matrix
from sigverify.imaging.coarse_search import Turns, best_placements, coarse_image, turns_of
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.directions import directions_at
from sigverify.imaging.line_width import width_variation_of
from sigverify.imaging.normalizing import normalize_ink
from sigverify.imaging.skeleton import thin

# Inks are registered on a canvas with one stroke width for all pens, so only the line counts.
CANVAS: Final = PreprocessingConfig()
# Paper around the canvas, so that a rotated signature stays on the maps.
BORDER_PX: Final = 32
# Points of each ink used by the search, and by the last steps.
COARSE_POINTS: Final = 150
FINE_POINTS: Final = 600
# Distances in pixels beyond which a point's weight fades, from the first step to the last.
COARSE_REACH_PX: Final = (12.0, 9.0, 7.0, 5.0, 4.0, 4.0)
SIMILARITY_REACH_PX: Final = (4.0, 3.0, 3.0, 2.0, 2.0)
STRETCH_REACH_PX: Final = (3.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.5)
# The same for the coarse steps that already stretch: a copy stretched by a third is this far off.
COARSE_STRETCH_REACH_PX: Final = (8.0, 6.0, 4.0, 3.0)
# Limits of scale and stretch: points shrunk to a single one would fit anything.
MIN_SCALE: Final = 0.5
MAX_SCALE: Final = 2.0
# Greatest distance at which centre lines count as the same, as a share of the stroke's width.
TOLERANCE_WIDTHS: Final = 0.5


# Without slots, so that some properties can be computed on first use.
@dataclass(frozen=True, kw_only=True, eq=False)
class InkLines:
    """The data of one ink for registration; computed once, used for many pairs.

    Attributes:
        canvas: (H, W) uint8, the ink normalised, 0 = paper, 255 = ink.
        coarse: (H / 4, W / 4) float32, the canvas blurred.
        points: (2, n) float64, x and y on the canvas of the centre line's pixels, in random order.
        field: (H + 2 * border, W + 2 * border, 3) float32, for each place the distance to the
            centre line in pixels and its derivatives along x and y.
    """

    canvas: Image
    coarse: Floats
    points: Matrix
    field: Floats

    @cached_property
    def directions(self) -> tuple[Matrix, NDArray[np.bool_]]:
        """(n,) each point's direction in half turns, 0 to 1, and whether it is clear."""
        return directions_at(self.canvas, self.points)

    @cached_property
    def width_variation(self) -> float:
        """How much the width of the line varies along it, as a share of the width."""
        return width_variation_of(self.canvas, self.points)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """The transform that lays one ink on another, and how well they agree.

    Attributes:
        matrix: (2, 3) float64, from the moved ink's canvas to the fixed one's, x before y.
        moved_share: 0..1, the share of the moved ink's centre line that is within half a stroke's
            width of the other's.
        fixed_share: 0..1, the same of the fixed ink's centre line.
    """

    matrix: Matrix
    moved_share: float
    fixed_share: float

    @property
    def inverse(self) -> Matrix:
        """(2, 3) the transform from the fixed ink's canvas to the moved one's."""
        back = np.linalg.inv(self.matrix[:, :2])
        return np.column_stack([back, -back @ self.matrix[:, 2]])

    @property
    def degrees(self) -> float:
        """The rotation of the moved ink in degrees, clockwise as seen."""
        (a, b), (c, d) = self.matrix[:, :2]
        return float(np.degrees(np.arctan2(c - b, a + d)))

    @property
    def scale(self) -> float:
        """The scale of the moved ink on the canvas: the square root of the area's factor."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

    @property
    def stretch(self) -> float:
        """The ratio of the scales in the two main directions, at least 1."""
        most, least = _spread(self.matrix[:, :2])
        return most / least


def ink_lines(ink: Image) -> InkLines:
    """Prepare an ink for registration.

    Args:
        ink: (H, W) uint8 coverage, 0 = paper, 255 = ink.

    Raises:
        ValueError: there is no ink.
    """
    return lines_on_canvas(normalize_ink(ink, CANVAS))


def lines_on_canvas(canvas: Image) -> InkLines:
    """`ink_lines` of an ink that is already normalised.

    Args:
        canvas: (H, W) uint8, 0 = paper, 255 = ink, from `normalize_ink` with `CANVAS`.

    Raises:
        ValueError: there is no ink.
    """
    mask = (canvas >= 128).astype(np.uint8)
    lines = thin(mask)
    if not lines.any():
        lines = mask  # thinning removes an isolated blot
    if not lines.any():
        raise ValueError("there is no ink to register")
    return lines_of(lines, canvas=canvas)


def lines_of(line: Image, *, canvas: Image) -> InkLines:
    """`lines_on_canvas` of an ink whose centre line is known.

    Args:
        line: (H, W) uint8, 1 = a pixel of the centre line; at least one.
        canvas: (H, W) uint8, 0 = paper, 255 = ink.
    """
    rows, columns = np.nonzero(line)
    order = np.random.default_rng(0).permutation(rows.size)
    padded = cv2.copyMakeBorder(line, *(BORDER_PX,) * 4, cv2.BORDER_CONSTANT, value=0)
    away = cv2.distanceTransform(1 - padded, cv2.DIST_L2, cv2.DIST_MASK_5)
    # Smoothed slightly, so that the line itself has a gradient.
    smooth = cv2.GaussianBlur(away, (0, 0), 0.8)
    along, down = (cv2.Scharr(smooth, cv2.CV_32F, *axis, scale=1 / 32) for axis in ((1, 0), (0, 1)))
    return InkLines(
        canvas=canvas,
        coarse=coarse_image(canvas),
        points=np.stack([columns[order], rows[order]]).astype(np.float64),
        field=np.asarray(cv2.merge([away, along, down]), dtype=np.float32),
    )


def register(
    moved: InkLines,
    fixed: InkLines,
    *,
    least_share: float = 0.0,
    start: Matrix | None = None,
    turns: Turns | None = None,
) -> Registration:
    """Find the transform that lays one ink on the other.

    Args:
        moved: the ink that is moved.
        fixed: the ink that stays.
        least_share: the coarse result is refined only if at least this share of one of the lines is
            within half a stroke's width of the other.
        start: (2, 3) a transform near the right one; None searches for one.
        turns: those of the moved ink, if it is laid on several others; None computes them.
    """
    if start is None:
        matrices = _searched(moved, fixed, turns=turns or turns_of(moved.coarse))
    else:
        matrices = start[None]
    matrices = _stretched(matrices, moved, fixed)
    if least_share > 0:
        rough = _registration(matrices, moved, fixed)
        if max(rough.moved_share, rough.fixed_share) < least_share:
            return rough
    return _registration(_refined(matrices, moved, fixed), moved, fixed)


def _stretched(matrices: Matrix, moved: InkLines, fixed: InkLines) -> Matrix:
    """Coarse steps with stretch."""
    for reach in COARSE_STRETCH_REACH_PX:
        matrices = _step(matrices, moved, fixed, count=COARSE_POINTS, reach=reach, stretch=True)
    return matrices


def _refined(matrices: Matrix, moved: InkLines, fixed: InkLines) -> Matrix:
    """Fine steps, first without stretch."""
    for reach in SIMILARITY_REACH_PX:
        matrices = _step(matrices, moved, fixed, count=FINE_POINTS, reach=reach, stretch=False)
    for reach in STRETCH_REACH_PX:
        matrices = _step(matrices, moved, fixed, count=FINE_POINTS, reach=reach, stretch=True)
    return matrices


def _searched(moved: InkLines, fixed: InkLines, *, turns: Turns) -> Matrix:
    """(1, 2, 3) the best rotation, scale and shift."""
    matrices = best_placements(turns, fixed.coarse)
    for reach in COARSE_REACH_PX:
        matrices = _step(matrices, moved, fixed, count=COARSE_POINTS, reach=reach, stretch=False)
    costs = _costs(matrices, moved, fixed, count=COARSE_POINTS, reach=COARSE_REACH_PX[-1])
    return matrices[[int(np.argmin(costs))]]


def _registration(matrices: Matrix, moved: InkLines, fixed: InkLines) -> Registration:
    tolerance = TOLERANCE_WIDTHS * CANVAS.stroke_width
    ahead, back = _distances(matrices, moved, fixed)
    return Registration(
        matrix=matrices[0],
        moved_share=float((ahead <= tolerance).mean()),
        fixed_share=float((back <= tolerance).mean()),
    )


def distance_and_slope(lines: InkLines, points: Matrix) -> Matrix:
    """(3, n) distance to an ink's centre line and its slope across and down, at (2, n) points."""
    found: Matrix = _looked_up(lines, points[None])[0]
    return found


def share_near(lines: InkLines, points: Matrix, *, reach: float) -> float:
    """The share of some points that lie near an ink's centre line, without any search.

    Args:
        lines: the ink.
        points: (2, n) x and y on its canvas.
        reach: how near, in pixels.
    """
    return float((distance_and_slope(lines, points)[0] <= reach).mean())


def moved_canvas(canvas: Image, matrix: Matrix) -> Image:
    """The ink of a canvas, moved to its place on the fixed canvas.

    Args:
        canvas: (H, W) uint8, 0 = paper, 255 = ink.
        matrix: (2, 3), from `register`.

    Returns:
        (H, W) uint8, 0 = paper, 255 = ink; ink outside the canvas is cut off.
    """
    height, width = canvas.shape
    return np.asarray(cv2.warpAffine(canvas, matrix, (width, height)), dtype=np.uint8)


def on_finer_canvas(matrix: Matrix, *, times: int) -> Matrix:
    """The same transform for canvases with ``times`` the resolution."""
    return np.column_stack([matrix[:, :2], matrix[:, 2] * times])


def _step(
    matrices: Matrix,
    moved: InkLines,
    fixed: InkLines,
    *,
    count: int,
    reach: float,
    stretch: bool,
) -> Matrix:
    """One Gauss-Newton step: each matrix followed by a small motion on the fixed canvas.

    Args:
        matrices: (k, 2, 3) of several independent searches.
        moved: the ink that is moved.
        fixed: the ink that stays.
        count: the number of points to use.
        reach: the distance in pixels beyond which a point's weight fades.
        stretch: allow stretch and shear.

    Returns:
        (k, 2, 3); unchanged where the step would exceed the limits of scale and stretch.
    """
    linear, shift = matrices[..., :2], matrices[..., 2:]
    inverse = np.linalg.inv(linear)
    ahead = linear @ moved.points[:, :count] + shift
    fixed_points = fixed.points[:, :count]
    # The moved points at their present places, then the fixed points.
    first, size = ahead.shape[2], ahead.shape[2] + fixed_points.shape[1]
    where = np.empty((len(matrices), 2, size))
    where[..., :first], where[..., first:] = ahead, fixed_points
    # Distances of the moved points to the fixed line, and of the fixed points, mapped back to the
    # moved canvas, to the moved line.
    found = np.empty((len(matrices), 3, size))
    found[..., :first] = _looked_up(fixed, ahead)
    back = found[..., first:]
    back[:] = _looked_up(moved, inverse @ (fixed_points - shift))
    back[:, 1:] = -(inverse.swapaxes(1, 2) @ back[:, 1:])
    residuals, along, down = found[:, 0], found[:, 1], found[:, 2]
    height, width = fixed.canvas.shape
    x, y = (where[:, 0] - width / 2) / (width / 2), (where[:, 1] - height / 2) / (width / 2)
    jacobian = np.empty((len(matrices), 6 if stretch else 4, size))
    if stretch:
        np.multiply(along, x, out=jacobian[:, 0])
        np.multiply(along, y, out=jacobian[:, 1])
        np.multiply(down, x, out=jacobian[:, 2])
        np.multiply(down, y, out=jacobian[:, 3])
    else:
        np.add(along * x, down * y, out=jacobian[:, 0])
        np.subtract(down * x, along * y, out=jacobian[:, 1])
    jacobian[:, -2:] = found[:, 1:]
    weighted = jacobian * _weights(residuals, reach=reach)[:, None]
    normal = weighted @ jacobian.swapaxes(1, 2)
    unknowns = jacobian.shape[1]
    normal.reshape(len(normal), -1)[:, :: unknowns + 1] += 1e-3 * size / unknowns
    motion = np.linalg.solve(normal, -(weighted @ residuals[..., None]))[..., 0]
    if not stretch:
        a, c, right, lower = motion.T
        motion = np.stack([a, -c, c, a, right, lower], axis=1)
    small = motion[:, :4].reshape(-1, 2, 2) / (width / 2) + _UNIT
    middle = np.array([width / 2, height / 2])
    changed = small @ matrices
    changed[..., 2] += middle - small @ middle + motion[:, 4:]
    spread = [_spread(matrix[:, :2]) for matrix in changed]
    kept = [most <= MAX_SCALE and least >= MIN_SCALE for most, least in spread]
    return changed if all(kept) else np.where(np.array(kept)[:, None, None], changed, matrices)


def _spread(linear: Matrix) -> tuple[float, float]:
    """The singular values of a 2 x 2 matrix, the larger one first."""
    (a, b), (c, d) = linear.tolist()
    total, difference = math.hypot(a + d, b - c), math.hypot(a - d, b + c)
    return (total + difference) / 2, abs(total - difference) / 2


def _looked_up(lines: InkLines, where: Matrix) -> Matrix:
    """(k, 3, n) distance to the centre line and its slope at (k, 2, n) points of the canvas."""
    x, y = (where + BORDER_PX).astype(np.float32).swapaxes(0, 1)
    found = cv2.remap(lines.field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float64).reshape(*x.shape, 3).swapaxes(1, 2)


def _weights(residuals: Matrix, *, reach: float) -> Matrix:
    """Geman and McClure's weights: a point beyond the reach has little weight."""
    return np.asarray(1 / (1 + (residuals / reach) ** 2) ** 2, dtype=np.float64)


def _distances(
    matrices: Matrix, moved: InkLines, fixed: InkLines, *, count: int | None = None
) -> tuple[Matrix, Matrix]:
    """(k, n) distances of the moved points to the fixed line, and (k, m) the other way round."""
    linear, shift = matrices[..., :2], matrices[..., 2:]
    ahead = linear @ moved.points[:, :count] + shift
    back = np.linalg.inv(linear) @ (fixed.points[:, :count] - shift)
    return _looked_up(fixed, ahead)[:, 0], _looked_up(moved, back)[:, 0]


def _costs(
    matrices: Matrix, moved: InkLines, fixed: InkLines, *, count: int, reach: float
) -> Matrix:
    """(k,) the disagreement of the lines, 0..1."""
    distances = _distances(matrices, moved, fixed, count=count)
    squares = np.concatenate(distances, axis=1) ** 2
    return np.asarray((squares / (squares + reach**2)).mean(axis=1), dtype=np.float64)


_UNIT: Final = np.eye(2)
