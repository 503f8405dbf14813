"""Finds about where one ink lies on another, from small blurred images of both.

Every rotation and scale of a coarse grid is tried with the shift that fits best, by correlation.
The images of one ink in all rotations and scales serve for its place on any number of others.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Floats, Image, Matrix
from sigverify.imaging.config import PreprocessingConfig

# Start values of the search: rotations in degrees and scales, each with the shift that fits best. A
# sheet in a scanner is less tilted than this; a line or a speck beside the ink changes its scale by
# this much.
START_ANGLES: Final = (-10.0, -5.0, 0.0, 5.0, 10.0)
START_SCALES: Final = (0.70, 0.79, 0.89, 1.0, 1.12, 1.26, 1.41)
# The starts are tried on images this many times coarser, blurred to cover the steps between them.
COARSENESS: Final = 4
COARSE_SIGMA_PX: Final = 5.0
# The number of starts that are refined.
FOLLOWED: Final = 3
# Padding: ink shifted over one edge must not reappear at the other, and rotated and enlarged ink
# needs room.
_SIZE: Final = PreprocessingConfig()
_ROOM: Final = (9 * _SIZE.canvas_width // COARSENESS // 5, 2 * _SIZE.canvas_height // COARSENESS)

Turns = tuple[tuple[Matrix, float, Floats], ...]
"""An ink in every rotation and scale: its transform, its norm and its spectrum."""


def coarse_image(canvas: Image) -> Floats:
    """(H / 4, W / 4) the canvas blurred.

    Args:
        canvas: (H, W) uint8, 0 = paper, 255 = ink, of the size of `PreprocessingConfig`.
    """
    height, width = canvas.shape
    blurred = cv2.GaussianBlur(canvas.astype(np.float32), (0, 0), COARSE_SIGMA_PX)
    size = (width // COARSENESS, height // COARSENESS)
    return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def turns_of(moved: Floats) -> Turns:
    """Prepare an ink for searches of its place on others.

    Args:
        moved: from `coarse_image`.
    """
    height, width = moved.shape
    middle, room_middle = np.array([width, height]) / 2, np.array(_ROOM) / 2
    picture = np.empty(_ROOM[::-1], np.float32)
    turns = []
    for turn in _TURNS:
        # Centred in the padded image, so that rotation cuts nothing off.
        placed = np.empty((2, 3))
        placed[:, :2] = turn
        placed[:, 2] = room_middle - turn @ middle
        cv2.warpAffine(moved, placed, _ROOM, picture)
        spectrum = np.asarray(cv2.dft(picture), dtype=np.float32)
        turns.append((placed, max(cv2.norm(picture), 1e-6), spectrum))
    return tuple(turns)


def best_placements(turns: Turns, fixed: Floats) -> Matrix:
    """(k, 2, 3) rotations and scales whose blurred images overlap best, with their best shifts.

    Args:
        turns: of the moved ink.
        fixed: the other ink, from `coarse_image`.

    Returns:
        From the moved ink's canvas to the fixed one's, the best first.
    """
    height, width = fixed.shape
    picture = np.zeros(_ROOM[::-1], np.float32)
    picture[:height, :width] = fixed
    target = cv2.dft(picture)
    overlap = np.empty_like(target)
    found = []
    for placed, norm, spectrum in turns:
        cv2.mulSpectrums(target, spectrum, 0, overlap, True)
        cv2.idft(overlap, picture)
        _, peak, _, (right, down) = cv2.minMaxLoc(picture)
        found.append((peak / norm, placed, right, down))
    found.sort(key=lambda start: -start[0])
    matrices = []
    for _, placed, right, down in found[:FOLLOWED]:
        matrix = placed.copy()
        matrix[:, 2] += (
            right - (_ROOM[0] if right > _ROOM[0] / 2 else 0),
            down - (_ROOM[1] if down > _ROOM[1] / 2 else 0),
        )
        matrix[:, 2] *= COARSENESS
        matrices.append(matrix)
    return np.stack(matrices)


# The linear parts of the starts.
_TURNS: Final[tuple[Matrix, ...]] = tuple(
    np.asarray(cv2.getRotationMatrix2D((0.0, 0.0), angle, scale), dtype=np.float64)[:, :2]
    for angle in START_ANGLES
    for scale in START_SCALES
)
