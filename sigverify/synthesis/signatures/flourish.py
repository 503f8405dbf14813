"""The parts of a signature that are not letters: illegible waves, loops, underlines, paraphs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WAVES: tuple[tuple[tuple[float, float, float], ...], ...] = (
    ((0.0, 1.0, 1.0), (0.0, -0.3, 0.0), (0.8, -0.3, 0.0), (0.9, 1.0, 1.0)),  # garland: u u u
    ((0.0, 0.0, 1.0), (0.1, 1.3, 0.0), (0.8, 1.3, 0.0), (0.9, -0.1, 1.0)),  # arcade: n n n
    ((0.0, 1.0, 1.0), (0.4, 0.0, 1.0), (0.8, 1.0, 1.0)),  # zigzag
    ((0.1, 0.1, 0.0), (1.0, 0.8, 0.0), (0.5, 1.6, 0.0), (0.0, 0.8, 0.0), (0.3, -0.3, 0.0)),  # e e e
    ((0.0, 0.9, 0.0), (0.5, 0.2, 0.0), (1.0, 0.7, 0.0)),  # a thread
    ((0.2, 0.0, 0.0), (1.1, 2.2, 0.0), (0.5, 3.0, 0.0), (0.2, 1.5, 0.0), (0.3, -0.4, 0.0)),  # l l l
    ((0.5, 1.0, 0.0), (0.7, -1.4, 0.0), (0.0, -2.0, 0.0), (0.0, -1.0, 0.0), (0.9, 0.4, 0.0)),  # y
)

Points = NDArray[np.float64]
Extent = tuple[float, float, float, float]


def wave(rng: np.random.Generator, *, x: float, humps: int, decay: float) -> Points:
    """An illegible run of similar movements, (n, 3) in x-heights, flattening by ``decay`` 0..1."""
    kind = int(rng.choice(len(_WAVES), p=[0.24, 0.2, 0.12, 0.2, 0.1, 0.08, 0.06]))
    points = []
    step = rng.uniform(0.5, 1.3)
    for hump in range(humps):
        if rng.random() < 0.18:  # another movement, as for another letter
            kind = int(rng.integers(len(_WAVES)))
        height = (1.0 - decay * hump / humps) * rng.uniform(0.75, 1.3)
        width = step * rng.uniform(0.7, 1.4)
        for px, py, rest in _WAVES[kind]:
            points.append((x + px * width + rng.normal(0, 0.06), py * height, rest))
        x += width
    array = np.array(points)
    array[:, 1] += rng.normal(0, 0.07, len(array))
    return array


def closing(rng: np.random.Generator, *, start: Points, extent: Extent) -> Points:
    """A flourish drawn after the last letter without lifting the pen, (n, 3) in x-heights."""
    left, bottom, right, top = extent
    length, x, y = right - left, float(start[0]), float(start[1])
    kind = int(rng.integers(5))
    points: list[tuple[float, float, float]]
    if kind == 0:  # a swing to the right
        reach = rng.uniform(0.15, 0.7) * length
        end = y + rng.normal(0.3, 0.8)
        points = [(x + 0.5 * reach, y - rng.uniform(0, 0.5), 0), (x + reach, end, 1)]
    elif kind == 1:  # back under the name and forward again
        low = bottom - rng.uniform(0.3, 1.2)
        back = left + rng.uniform(-0.1, 0.5) * length
        points = [(x + 1.5, low + 0.8, 0), (x + 0.5, low, 0), (back, low + rng.normal(0, 0.4), 0)]
        points += [
            (back - 0.5, low - 0.5, 0),
            (x + rng.uniform(-2, 2), low + rng.normal(0, 0.5), 1),
        ]
    elif kind == 2:  # a loop over the name and through it
        points = [(x + 2, y + 1, 0), (x + 1, top + 0.8, 0), (x - 0.4 * length, top + 0.6, 0)]
        points += [(x - 0.6 * length, 0.2, 0), (x + rng.uniform(0, 2), rng.uniform(-0.5, 1.0), 1)]
    elif kind == 3:  # a deep tail
        points = [(x + 0.4, y - 2, 0), (x - 0.6, bottom - rng.uniform(1, 3), 0)]
        points += [(x - rng.uniform(1, 3), bottom - 1, 0), (x + rng.uniform(1, 4), y, 1)]
    else:  # a small loop and a hook
        points = [(x + 1.4, y + 1.6, 0), (x + 0.3, y + 2.2, 0), (x, y, 0), (x + 2.5, y - 0.2, 1)]
    return np.array(points, dtype=np.float64)


def underline(rng: np.random.Generator, *, extent: Extent) -> Points:
    """One or several sweeping strokes under the name, (n, 3) in x-heights."""
    left, bottom, right, _ = extent
    length = right - left
    begin = left + rng.uniform(-0.1, 0.35) * length
    end = right + rng.uniform(-0.3, 0.15) * length
    y = bottom - rng.uniform(0.1, 0.9)
    rise = rng.normal(0.03, 0.06) * length
    points: list[tuple[float, float, float]] = [
        (begin, y, 1),
        (0.5 * (begin + end), y + 0.5 * rise + rng.normal(0, 0.4), 0),
    ]
    points.append((end, y + rise, 1))
    sweeps = int(rng.choice(4, p=[0.6, 0.2, 0.12, 0.08]))
    rests = float(rng.random() < 0.4)
    for sweep in range(sweeps):
        begin += rng.uniform(0.05, 0.2) * length
        end -= rng.uniform(-0.05, 0.25) * length
        y -= rng.uniform(0.15, 0.6)
        points += [(begin, y, rests), (end, y + rise * (0.8**sweep), rests)]
    return np.array(points, dtype=np.float64)


def ring(rng: np.random.Generator, *, extent: Extent) -> Points:
    """A large oval around the name or its beginning, (n, 3) in x-heights."""
    left, bottom, right, top = extent
    part = rng.uniform(0.35, 1.1)
    cx, rx = left + 0.5 * part * (right - left), 0.62 * part * (right - left) + 0.8
    cy, ry = 0.5 * (bottom + top), rng.uniform(0.6, 0.95) * (top - bottom)
    turns = rng.uniform(0.8, 1.35)
    begin = rng.uniform(0, 2 * np.pi)
    angles = begin + np.linspace(0, turns * 2 * np.pi, int(7 * turns) + 2)
    spiral = np.linspace(1.0, rng.uniform(0.9, 1.25), len(angles))
    xs = cx + rx * spiral * np.cos(angles) + rng.normal(0, 0.15, len(angles))
    ys = cy + ry * spiral * np.sin(angles) + rng.normal(0, 0.15, len(angles))
    return np.column_stack((xs, ys, np.zeros(len(angles))))


def knot(rng: np.random.Generator, *, targets: int, size: float) -> Points:
    """A tangle of long movements that form no letter, (n, 3) in x-heights."""
    angle = rng.uniform(0, 2 * np.pi)
    turn = rng.uniform(1.6, 2.9) * rng.choice([-1.0, 1.0])
    stretch = rng.uniform(0.7, 1.8)
    drift = rng.uniform(-0.1, 0.5)
    points = []
    for index in range(targets):
        radius = size * rng.uniform(0.4, 1.0)
        x = radius * stretch * np.cos(angle) + drift * index
        points.append((x, radius * np.sin(angle), float(rng.random() < 0.15)))
        angle += turn * rng.uniform(0.6, 1.2)
        if rng.random() < 0.1:
            turn = -turn
    return np.array(points)
