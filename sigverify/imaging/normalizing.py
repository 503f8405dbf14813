"""Clean ink in, the network's input out: one size, one stroke width, one canvas.

What is left of a signature is its shape. Size on the paper, resolution of the scanner and width
of the pen are taken away, because a bank's specimens and cheques differ in them for reasons that
have nothing to do with who signed.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.cleaning import stroke_width
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.skeleton import thin

# Strokes are widened or narrowed on a canvas this many times finer than the network's input.
SUPERSAMPLING: Final = 2
# No stroke gets thinner than this share of the wanted width, so hairlines survive a narrowing.
HAIRLINE_SHARE: Final = 0.7

Image = NDArray[np.uint8]


def normalize_ink(ink: Image, config: PreprocessingConfig) -> Image:
    """The network's input for some ink.

    Args:
        ink: (H, W) uint8 coverage, 0 = paper, 255 = ink.
        config: the canvas and the stroke width.

    Returns:
        (canvas_height, canvas_width) uint8, 0 = paper, 255 = ink; all zero where there is no ink.
    """
    fine = _placed(ink, config)
    if not fine.any():
        return np.zeros((config.canvas_height, config.canvas_width), np.uint8)
    strokes = _with_stroke_width(fine, width=config.stroke_width * SUPERSAMPLING)
    size = (config.canvas_width, config.canvas_height)
    return np.asarray(cv2.resize(strokes, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _placed(ink: Image, config: PreprocessingConfig) -> Image:
    """The ink cropped tight, scaled with its aspect kept, in the middle of the fine canvas."""
    height = config.canvas_height * SUPERSAMPLING
    width = config.canvas_width * SUPERSAMPLING
    margin = config.margin * SUPERSAMPLING
    rows = np.flatnonzero((ink >= 128).any(axis=1))
    columns = np.flatnonzero((ink >= 128).any(axis=0))
    if rows.size == 0:
        return np.zeros((height, width), np.uint8)
    crop = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min((height - 2 * margin) / crop.shape[0], (width - 2 * margin) / crop.shape[1])
    size = (max(1, round(crop.shape[1] * scale)), max(1, round(crop.shape[0] * scale)))
    scaled = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    canvas = np.zeros((height, width), np.uint8)
    canvas[top : top + size[1], left : left + size[0]] = scaled
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), 0.7), dtype=np.uint8)


def _with_stroke_width(fine: Image, *, width: float) -> Image:
    """Strokes moved outward or inward by the same amount everywhere, to a mean width in pixels.

    The ink's shading, where a pen pressed harder, stays; only the mean is set.
    """
    mask = (fine >= 128).astype(np.uint8)
    if not mask.any():
        return np.zeros_like(fine)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    outward = (width - stroke_width(mask * 255)) / 2
    strokes = np.clip(inside - outside + outward + 0.5, 0, 1)
    if outward < 0:
        away = cv2.distanceTransform(1 - thin(mask), cv2.DIST_L2, cv2.DIST_MASK_5)
        strokes = np.maximum(strokes, np.clip(HAIRLINE_SHARE * width / 2 - away + 0.5, 0, 1))
    return np.asarray(np.round(strokes * 255), dtype=np.uint8)
