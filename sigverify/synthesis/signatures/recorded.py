"""Recorded pen trajectories drawn as ink: smooth lines, with any pen and any scanner.

A tablet stores points at fixed intervals of time on a coarse grid. Straight lines between them show
the sampling rate, and the grid wherever the pen was slow. Imitations are written at half the speed
of genuine signatures and so have twice the points: drawn as recorded, the lines alone would reveal
the label. So a stroke keeps only points that lie some way apart. A centripetal Catmull-Rom spline
(Yuksel, Schaefer and Keyser 2011) through them is resampled at even steps and lightly smoothed. The
pressure is made up: the recorded pressure and speed are not part of a scanned shape, and they
differ between slow and quick hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.signatures.kinematics import Trajectory
from sigverify.synthesis.signatures.pen import draw, random_pen

# Lengths as shares of the extent, the larger of the signature's width and twice its height. Of the
# 320 pixels of the encoder's input they are 2.5, 0.8 and 1.2.
KNOT_SHARE: Final = 1 / 125
STEP_SHARE: Final = 1 / 400
SMOOTHING_SHARE: Final = 1 / 260
# Centripetal: between two knots the parameter grows by the root of their distance.
_ALPHA: Final = 0.5
_MIDDLE_PRESSURE: Final = 0.6
_EXTENT_MM: Final = (35.0, 75.0)
_SCAN_DPI: Final = (150.0, 300.0)

Points = NDArray[np.float64]
"""(n, 2) float64, or (n, 3) with the pressure."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One signature as a tablet recorded it.

    Attributes:
        points: (n, 2) float64, x and y (downwards), in any unit.
        down: (n,) bool, True where the pen drew the line from the previous point to this one.
    """

    points: Points
    down: NDArray[np.bool_]


def smooth_strokes(recording: Recording) -> tuple[Points, ...]:
    """The strokes of a recording, smooth and evenly sampled whatever the speed of the pen was.

    Args:
        recording: what the tablet recorded.

    Returns:
        Strokes, each (m, 2) float64 with m >= 2, in the recording's unit. A tap is a short line.

    Raises:
        ValueError: the pen is never down.
    """
    strokes = _pen_down(recording)
    if not strokes:
        raise ValueError("a recording in which the pen is never down can't be drawn")
    joined = np.concatenate(strokes)
    width, height = np.ptp(joined, axis=0)
    extent = max(float(width), 2.0 * float(height), 1e-6)
    return tuple(
        _smoothed(
            _spline(_thinned(stroke, apart=extent * KNOT_SHARE), step=extent * STEP_SHARE),
            sigma=SMOOTHING_SHARE / STEP_SHARE,
        )
        for stroke in strokes
    )


def as_trajectory(
    recording: Recording, *, extent_mm: float, rng: np.random.Generator
) -> Trajectory:
    """A recording as the path of a pen, with a random pressure.

    Args:
        recording: what the tablet recorded.
        extent_mm: size of the result: the larger of its width and twice its height.
        rng: decides the pressure, which does not depend on the recorded pressure or the speed.

    Raises:
        ValueError: the pen is never down.
    """
    strokes = smooth_strokes(recording)
    joined = np.concatenate(strokes)
    low = joined.min(axis=0)
    width, height = joined.max(axis=0) - low
    scale = extent_mm / max(float(width), 2.0 * float(height), 1e-6)
    drift, taper = rng.uniform(0.0, 0.12), rng.uniform(0.0, 0.4)
    landing = rng.uniform(0.2, 1.5)  # mm over which the pen lands and leaves
    pressed: list[Points] = []
    for stroke in strokes:
        places = (stroke - low) * scale
        steps = np.hypot(*np.diff(places, axis=0).T)
        way = np.append(0.0, np.cumsum(steps))
        wave = np.sin(way / rng.uniform(2.0, 8.0) + rng.uniform(0.0, 2.0 * np.pi))
        edge = np.minimum(way, way[-1] - way) / landing
        pressure = (_MIDDLE_PRESSURE + drift * wave) * (1.0 - taper * np.clip(1.0 - edge, 0.0, 1.0))
        pressed.append(np.column_stack((places, np.clip(pressure, 0.05, 1.0))))
    return Trajectory(tuple(pressed))


def drawn(recording: Recording, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A scan of the signature, written with a random pen.

    Args:
        recording: what the tablet recorded.
        rng: decides size, resolution, pen, paper and the scanner's blur and noise.

    Returns:
        (H, W) uint8, 0 = black, 255 = white.

    Raises:
        ValueError: the pen is never down.
    """
    trajectory = as_trajectory(recording, extent_mm=float(rng.uniform(*_EXTENT_MM)), rng=rng)
    dpi = float(rng.uniform(*_SCAN_DPI))
    ink = draw(trajectory, dpi=dpi, pen=random_pen(rng), rng=rng, margin_mm=2.0)
    paper, darkness = rng.uniform(215.0, 252.0), rng.uniform(0.55, 0.95)
    blurred = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.4, 0.9))).astype(np.float32)
    grey = paper * (1.0 - darkness * blurred / 255.0)
    grey += rng.standard_normal(grey.shape, dtype=np.float32) * rng.uniform(0.5, 3.0)
    return np.asarray(np.clip(np.round(grey), 0, 255), dtype=np.uint8)


def _pen_down(recording: Recording) -> list[Points]:
    """Runs of points that the pen joined, each with the point before it."""
    points, down = recording.points, recording.down.copy()
    down[:1] = False  # the first point has none before it
    edges = np.diff(np.concatenate(([False], down, [False])).astype(np.int8))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [points[begin - 1 : end] for begin, end in zip(begins, ends, strict=True)]


def _thinned(stroke: Points, *, apart: float) -> Points:
    """The first and the last point of a stroke, and others at least ``apart`` from each other."""
    kept = [0]
    x, y = stroke[:, 0].tolist(), stroke[:, 1].tolist()
    at_x, at_y, limit = x[0], y[0], apart * apart
    for index in range(1, len(x) - 1):
        if (x[index] - at_x) ** 2 + (y[index] - at_y) ** 2 >= limit:
            kept.append(index)
            at_x, at_y = x[index], y[index]
    last = len(x) - 1
    if len(kept) > 1 and (x[last] - at_x) ** 2 + (y[last] - at_y) ** 2 < limit / 4:
        kept.pop()
    return stroke[[*kept, last]]


def _spline(knots: Points, *, step: float) -> Points:
    """Points at even steps on a centripetal Catmull-Rom spline through (k >= 2, 2) knots."""
    chords = np.hypot(*np.diff(knots, axis=0).T)
    knots = knots[np.append(True, chords > 0.0)]
    if len(knots) < 2:
        return np.stack((knots[0], knots[0] + (step, 0.0)))
    # One more knot beyond either end, on the straight continuation.
    padded = np.concatenate(([2 * knots[0] - knots[1]], knots, [2 * knots[-1] - knots[-2]]))
    spans = np.hypot(*np.diff(padded, axis=0).T)
    time = np.append(0.0, np.cumsum(spans**_ALPHA))
    per_span = np.maximum(np.ceil(2.0 * spans[1:-1] / step), 2).astype(np.int64)
    span = np.repeat(np.arange(len(per_span)), per_span)
    part = np.arange(len(span)) - np.repeat(np.cumsum(per_span) - per_span, per_span)
    t0, t1, t2, t3 = (time[span + shift] for shift in range(4))
    p0, p1, p2, p3 = (padded[span + shift] for shift in range(4))
    t = t1 + (t2 - t1) * part / per_span[span]

    def between(a: Points, b: Points, ta: Points, tb: Points) -> Points:
        return np.asarray(a + (b - a) * ((t - ta) / (tb - ta))[:, None])

    # Barry and Goldman's pyramid.
    a1, a2, a3 = between(p0, p1, t0, t1), between(p1, p2, t1, t2), between(p2, p3, t2, t3)
    b1, b2 = between(a1, a2, t0, t2), between(a2, a3, t1, t3)
    curve = np.concatenate((between(b1, b2, t1, t2), knots[-1:]))
    way = np.append(0.0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T)))
    even = np.linspace(0.0, way[-1], max(int(np.ceil(way[-1] / step)) + 1, 2))
    return np.column_stack([np.interp(even, way, curve[:, axis]) for axis in range(2)])


def _smoothed(line: Points, *, sigma: float) -> Points:
    """The line smoothed with a Gaussian of ``sigma`` points; its ends stay where they are."""
    reach = int(np.ceil(3.0 * sigma))
    if len(line) <= 2:
        return line
    offsets = np.arange(-reach, reach + 1)
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    # The line is mirrored at its ends, point by point, so that a straight end does not move.
    rows = np.arange(-reach, len(line) + reach)
    period = 2 * (len(line) - 1)
    folded = rows % period
    inside = np.where(folded < len(line), folded, period - folded)
    extended = line[inside]
    before, after = rows < 0, rows >= len(line)
    extended[before] = 2 * line[0] - extended[before]
    extended[after] = 2 * line[-1] - extended[after]
    return np.column_stack(
        [np.convolve(extended[:, axis], weights / weights.sum(), mode="valid") for axis in range(2)]
    )
