"""From targets to the path of a pen: overlapping strokes with lognormal-like speed.

Each movement towards a target is a stroke whose speed rises quickly and falls slowly; movements
overlap in time, so the pen rounds a target instead of stopping at it. This is the idea of the
sigma-lognormal model (R. Plamondon, "A kinematic theory of rapid human movements", Biological
Cybernetics 72, 1995). The lognormal distribution function is replaced by the log-logistic one,
which is nearly the same curve and needs no error function: positions are closed-form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sigverify.synthesis.signatures.programme import Programme

_MEDIAN_TIME = 0.42
"""Time at which half of a stroke is done, in stroke durations."""
_AFTER_REST = 0.72
"""Part of a stroke that is done before the next begins, at a target where the hand rests."""
_PEN_UP_S = 0.15
"""Time in the air between two runs."""
_CORNER_CUT = 0.27
"""How much of each side of a corner is cut off, as a fraction of the side."""
_TREMOR_TONES = 4
_TREMOR_BAND_HZ = (5.0, 11.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """How a hand moves between targets.

    Attributes:
        fluency: 0..1, how much movements overlap: 0 draws corners, 1 runs loops together.
        stroke_s: seconds that a movement of one x-height takes.
        pressure: mean pressure, 0..1.
        contrast: how far pressure follows speed and direction, 0 = even pressure.
        taper_in_mm: distance over which the pen lands at the start of a run (0 = blunt).
        taper_out_mm: distance over which the pen lifts at the end of a run.
        tremor_mm: amplitude of the hand's trembling.
    """

    fluency: float
    stroke_s: float
    pressure: float
    contrast: float
    taper_in_mm: float
    taper_out_mm: float
    tremor_mm: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The path of a pen on paper.

    Attributes:
        strokes: pen-down runs, each (n, 3) float64: x and y in mm (y downwards), pressure 0..1.
    """

    strokes: tuple[NDArray[np.float64], ...]

    def bounds_mm(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the path in mm."""
        points = np.concatenate(self.strokes)
        left, top = points[:, :2].min(axis=0)
        right, bottom = points[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def scaled(self, factor: float) -> Trajectory:
        """The same writing, larger or smaller."""
        scale = np.array([factor, factor, 1.0])
        return Trajectory(tuple(stroke * scale for stroke in self.strokes))


def trace(programme: Programme, *, motion: Motion, rng: np.random.Generator) -> Trajectory:
    """The path of a pen that carries out a programme.

    ``rng`` decides the timing of each stroke, the phase of the tremor and the drift of the
    pressure; the positions of the targets are taken as they are.

    Raises:
        ValueError: no run has the two targets that a movement needs.
    """
    rounded = _rounded(programme)
    runs = [where for where in rounded.run_slices() if where.stop - where.start >= 2]
    if not runs:
        raise ValueError("a programme without movements can't be carried out")
    clock, paths, times = 0.0, [], []
    for where in runs:
        path, when = _run_path(rounded, where, motion, rng=rng)
        paths.append(path)
        times.append(when + clock)
        clock += float(when[-1]) + _PEN_UP_S
    # The rest is done for all runs at once: hanging scripts have many short ones.
    lengths = [len(path) for path in paths]
    path, time = np.concatenate(paths), np.concatenate(times)
    pressure = _pressure(path, time, lengths, motion, rng=rng)
    path += _tremor(time, motion.tremor_mm, rng=rng)
    points = np.column_stack((path[:, 0], -path[:, 1], pressure))
    return Trajectory(tuple(np.split(points, np.cumsum(lengths)[:-1])))


def _rounded(programme: Programme) -> Programme:
    """Cut the polygon's corners where the hand does not rest, as even a slow hand draws curves.

    One step of Chaikin's corner cutting; overlapping movements do the rest of the rounding.
    """
    targets = programme.xy
    edge = np.append(True, np.diff(programme.run) != 0)
    edge |= np.append(edge[1:], True)
    turned = ~(programme.rest | edge)
    before = targets - _CORNER_CUT * (targets - np.roll(targets, 1, axis=0))
    after = targets - _CORNER_CUT * (targets - np.roll(targets, -1, axis=0))
    twice = np.repeat(np.arange(len(targets)), np.where(turned, 2, 1))
    second = np.append(False, twice[1:] == twice[:-1])
    first = np.append(second[1:], False)
    xy = targets[twice]
    xy[first] = before[twice[first]]
    xy[second] = after[twice[second]]
    # The short movement across a cut corner has no bow of its own.
    bow = np.where(second, 0.0, programme.bow[twice])
    return replace(programme.kept(twice), xy=xy, bow=bow)


def _run_path(
    programme: Programme, where: slice, motion: Motion, *, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions (m, 2) in mm, y upwards, and times (m,) in seconds of one pen-down run."""
    targets = programme.xy[where]
    chords = targets[1:] - targets[:-1]
    lengths = np.hypot(chords[:, 0], chords[:, 1]) + 1e-6
    count = len(chords)

    # Isochrony: a hand makes long movements nearly as quickly as short ones.
    durations = motion.stroke_s * (lengths / programme.x_height) ** 0.35
    durations *= np.exp(rng.normal(0.0, 0.06, count))
    spacing = 0.46 - 0.28 * motion.fluency + rng.normal(0.0, 0.02, count)
    spacing[1:][programme.rest[where][1:-1]] = _AFTER_REST
    edges = np.zeros(count + 1)
    # The gap before a stroke is measured in the duration of the stroke that it overlaps.
    edges[1:-1] = np.cumsum(durations[:-1] * spacing[1:])
    edges[-1] = edges[-2] + 1.6 * durations[-1]

    per_stroke = np.clip(lengths / 0.45, 6, 36).astype(np.int64)
    ends = np.cumsum(per_stroke)
    stroke = np.repeat(np.arange(count), per_stroke)
    part = (np.arange(ends[-1]) - (ends - per_stroke)[stroke]) / per_stroke[stroke]
    times = np.append(edges[stroke] + part * (edges[stroke + 1] - edges[stroke]), edges[-1])

    ratio = np.maximum((times[:, None] - edges[:-1]) / (_MEDIAN_TIME * durations), 1e-3)
    ratio *= (ratio * ratio) ** 2  # to the fifth: the slope of the log-logistic function
    done = ratio / (1.0 + ratio)
    # A long straight movement does not bulge in proportion: a headline stays nearly straight.
    bulge = programme.bow[where][1:] * np.minimum(1.0, 1.5 * programme.x_height / lengths)
    normals = np.column_stack((-chords[:, 1], chords[:, 0])) * bulge[:, None]
    path: NDArray[np.float64] = targets[0] + done @ chords + (4.0 * done * (1.0 - done)) @ normals
    return path, times


def _tremor(
    times: NDArray[np.float64], amplitude_mm: float, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Tremor (m, 2) in mm: a few frequencies of the band of physiological tremor."""
    tones = rng.uniform(*_TREMOR_BAND_HZ, (_TREMOR_TONES, 2))
    phases = rng.uniform(0.0, 2.0 * np.pi, (_TREMOR_TONES, 2))
    waves = np.sin(2.0 * np.pi * times[:, None, None] * tones + phases)
    return np.asarray(waves.sum(axis=1) * (amplitude_mm / np.sqrt(_TREMOR_TONES)))


def _pressure(
    path: NDArray[np.float64],
    times: NDArray[np.float64],
    lengths: list[int],
    motion: Motion,
    *,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Pressure: high where the pen is slow or moves down, low where it lands and lifts."""
    ends = np.cumsum(lengths)
    begins = ends - lengths
    step = np.diff(path, axis=0, prepend=path[:1])
    distance = np.hypot(step[:, 0], step[:, 1])
    distance[begins] = 0.0
    speed = distance / np.diff(times, prepend=times[0] - 1.0)
    down = -step[:, 1] / (distance + 1e-6)
    speed[begins], down[begins] = speed[begins + 1], down[begins + 1]
    usual = float(np.median(speed)) + 1e-6
    wave = np.sin(rng.uniform(0, 2 * np.pi) + times * rng.uniform(2.0, 6.0))
    down *= speed / (speed + 0.3 * usual)
    pressure = motion.pressure + motion.contrast * (
        0.30 * down - 0.35 * np.tanh(speed / usual - 1.0) + 0.15 * wave
    )
    way = np.cumsum(distance)
    from_start = way - np.repeat(way[begins], lengths)
    to_end = np.repeat(way[ends - 1], lengths) - way
    for taper, distance in ((motion.taper_in_mm, from_start), (motion.taper_out_mm, to_end)):
        if taper > 0.0:
            pressure *= 0.25 + 0.75 * np.clip(distance / taper, 0.0, 1.0)
    return np.asarray(np.clip(pressure, 0.05, 1.0))
