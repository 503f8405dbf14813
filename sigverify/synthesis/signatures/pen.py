"""Rendering of a pen's path as ink on paper, at the resolution of a scan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image
from sigverify.synthesis.signatures.kinematics import Trajectory

MM_PER_INCH = 25.4
_SHIFT = 4
"""Fractional bits of the coordinates given to OpenCV's line drawing."""


class PenKind(StrEnum):
    """What the person wrote with."""

    BALLPOINT = "ballpoint"
    GEL = "gel"
    FELT = "felt"
    FOUNTAIN = "fountain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """A pen and its ink.

    Attributes:
        kind: the kind of pen.
        width_mm: width of the line at medium pressure.
        swell: how much the width follows pressure, 0 = constant.
        fade: how much the ink fades at low pressure, 0 = never.
        nib_ratio: width across the nib over width along it, 1 = round.
        nib_angle: direction of the nib's edge in radians.
        grain: unevenness of the ink, 0 = even.
        colour: blue, green, red of full ink on white paper, 0..255 each.
    """

    kind: PenKind = PenKind.BALLPOINT
    width_mm: float = 0.45
    swell: float = 0.4
    fade: float = 0.3
    nib_ratio: float = 1.0
    nib_angle: float = 0.7
    grain: float = 0.2
    colour: tuple[int, int, int] = (60, 40, 40)


_INKS: tuple[tuple[tuple[int, int, int], float], ...] = (
    ((38, 34, 34), 0.36),  # black
    ((140, 60, 40), 0.22),  # blue
    ((175, 85, 60), 0.12),  # light blue
    ((95, 35, 30), 0.14),  # blue-black
    ((30, 45, 80), 0.06),  # brown
    ((50, 90, 40), 0.04),  # green
    ((110, 110, 110), 0.06),  # faint
)


def random_pen(rng: np.random.Generator) -> Pen:
    """A pen of a usual kind."""
    kind = list(PenKind)[int(rng.choice(4, p=[0.5, 0.24, 0.1, 0.16]))]
    odds = np.array([odd for _, odd in _INKS])
    colour = np.array(_INKS[int(rng.choice(len(_INKS), p=odds / odds.sum()))][0])
    colour = np.clip(colour + rng.normal(0.0, 10.0, 3), 10, 200).astype(int)
    width, swell, fade, grain = {
        PenKind.BALLPOINT: (0.38, 0.45, 0.45, 0.35),
        PenKind.GEL: (0.48, 0.2, 0.1, 0.08),
        PenKind.FELT: (0.65, 0.35, 0.1, 0.1),
        PenKind.FOUNTAIN: (0.55, 0.6, 0.2, 0.12),
    }[kind]
    return Pen(
        kind=kind,
        width_mm=float(width * rng.lognormal(0.0, 0.18)),
        swell=float(swell * rng.uniform(0.5, 1.4)),
        fade=float(fade * rng.uniform(0.3, 1.5)),
        nib_ratio=float(rng.uniform(1.3, 2.6)) if kind is PenKind.FOUNTAIN else 1.0,
        nib_angle=float(rng.normal(0.7, 0.25)),
        grain=float(grain * rng.uniform(0.4, 1.5)),
        colour=(int(colour[0]), int(colour[1]), int(colour[2])),
    )


def draw(
    trajectory: Trajectory,
    *,
    dpi: float,
    pen: Pen,
    rng: np.random.Generator | None = None,
    margin_mm: float = 1.5,
) -> Image:
    """Ink coverage of a piece of writing on a canvas that fits it.

    Args:
        trajectory: the path in mm.
        dpi: pixels per inch of the result.
        pen: the pen.
        rng: decides the grain of the ink; without it the ink is even.
        margin_mm: empty border around the path, in addition to the line's own width.

    Returns:
        (H, W) uint8, 0 = paper, 255 = full ink.

    Raises:
        ValueError: the trajectory has no strokes or ``dpi`` is not positive.
    """
    if not trajectory.strokes or dpi <= 0:
        raise ValueError("drawing needs at least one stroke and a positive resolution")
    # Lines of whole-pixel width on a finer canvas, then averaged: widths vary smoothly.
    finer = int(np.clip(round(800.0 / dpi), 2, 6))
    px_per_mm = dpi / MM_PER_INCH
    left, top, right, bottom = trajectory.bounds_mm()
    margin = margin_mm + pen.width_mm
    width = int(np.ceil((right - left + 2 * margin) * px_per_mm))
    height = int(np.ceil((bottom - top + 2 * margin) * px_per_mm))
    canvas = np.zeros((height * finer, width * finer), dtype=np.uint8)
    scale = px_per_mm * finer
    origin = np.array([left - margin, top - margin])

    pieces: list[tuple[int, int, NDArray[np.int32]]] = []
    for stroke in trajectory.strokes:
        places = np.round((stroke[:, :2] - origin) * (scale * (1 << _SHIFT))).astype(np.int32)
        thick = np.maximum(np.round(_line_width_mm(stroke, pen) * scale), 1).astype(np.int64)
        full = 255.0 * (1.0 - pen.fade * (1.0 - np.sqrt(stroke[:, 2])))
        cuts = np.flatnonzero(np.diff(thick)) + 1
        bounds = [0, *cuts.tolist(), len(stroke)]
        for begin, end in pairwise(bounds):
            reach = min(end + 1, len(stroke))  # the next piece's first point closes the gap
            pieces.append(
                (int(full[begin:end].mean()), int(thick[begin]), places[begin:reach, None])
            )
    # Pale ink first: where strokes cross, the darker one shows.
    for value, thickness, line in sorted(pieces, key=lambda piece: piece[0]):
        cv2.polylines(canvas, [line], False, value, thickness, cv2.LINE_8, _SHIFT)
    shrunk = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    ink = np.asarray(shrunk, dtype=np.uint8)
    if rng is not None and pen.grain > 0.0:
        ink = _grained(ink, pen.grain, dpi=dpi, rng=rng)
    return ink


def _line_width_mm(stroke: NDArray[np.float64], pen: Pen) -> NDArray[np.float64]:
    width = pen.width_mm * (1.0 + pen.swell * 1.6 * (stroke[:, 2] - 0.6))
    if pen.nib_ratio > 1.0:
        step = np.gradient(stroke[:, :2], axis=0)
        across = np.sin(np.arctan2(step[:, 1], step[:, 0]) + pen.nib_angle)
        thin = 2.0 / (1.0 + pen.nib_ratio)  # the mean of thin and wide is the pen's width
        width = width * thin * np.hypot(pen.nib_ratio * across, np.sqrt(1.0 - across**2))
    return np.maximum(width, 0.35 * pen.width_mm)


def unevenly_inked(ink: Image, *, pen: Pen, dpi: float, rng: np.random.Generator) -> Image:
    """Ink of a known shape with the pale places and the grain of a pen.

    Cleaned ink is even, as no pen writes; a network trained on it would have it too easy.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink.
        pen: its fade and its grain are used.
        dpi: pixels per inch of the ink.
        rng: decides the places.
    """
    height, width = ink.shape
    step = dpi / MM_PER_INCH * 2.5  # pressure changes over some millimetres
    coarse = rng.uniform(0.0, 1.0, (int(height / step) + 2, int(width / step) + 2))
    lightness = cv2.resize(
        coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    paler = np.asarray(ink * (1.0 - pen.fade * lightness), dtype=np.uint8)
    return _grained(paler, pen.grain, dpi=dpi, rng=rng)


def _grained(ink: Image, grain: float, *, dpi: float, rng: np.random.Generator) -> Image:
    """Ink that skips on the paper's fibres: noise with a grain of a tenth of a millimetre."""
    cell = max(dpi / MM_PER_INCH * 0.12, 1.0)
    height, width = ink.shape
    coarse = (max(int(height / cell), 1), max(int(width / cell), 1))
    noise = rng.standard_normal(coarse, dtype=np.float32)
    field = cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    lost = np.clip(field - 0.3, 0.0, 1.5) * grain
    return np.asarray(np.clip(ink * (1.0 - lost), 0, 255), dtype=np.uint8)
