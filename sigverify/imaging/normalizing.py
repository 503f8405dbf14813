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
# Breaks up to this many stroke widths long are closed. A thin pen or a bilevel scan breaks strokes
# where a broad pen does not, and the number of pieces then tells the pens apart (in BHSig260 it
# tells genuine from forged: AUC 0.67 before, docs/experiments.md).
BRIDGE_WIDTHS: Final = 1.5
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
    mask = _bridged((fine >= 128).astype(np.uint8), reach=round(BRIDGE_WIDTHS * width))
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    outward = (width - stroke_width(mask * 255)) / 2
    strokes = np.clip(inside - outside + outward + 0.5, 0, 1)
    if outward < 0:
        away = cv2.distanceTransform(1 - thin(mask), cv2.DIST_L2, cv2.DIST_MASK_5)
        strokes = np.maximum(strokes, np.clip(HAIRLINE_SHARE * width / 2 - away + 0.5, 0, 1))
    return np.asarray(np.round(strokes * 255), dtype=np.uint8)


def _bridged(mask: Image, *, reach: int) -> Image:
    """The mask with short breaks between its pieces closed, and no loop or corner filled.

    Morphological closing fills loops too. Of what it adds, only those patches are kept that
    touch two different pieces of the ink.

    Args:
        mask: (H, W) uint8, 1 = ink.
        reach: longest break closed, in pixels.
    """
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach | 1, reach | 1))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    patch_count, patches = cv2.connectedComponents(closed - mask, connectivity=8)
    piece_count, pieces = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_16U)
    if piece_count <= 2 or patch_count <= 1:
        return mask
    around = np.ones((3, 3), np.uint8)
    highest = cv2.dilate(pieces, around)
    # Paper must not count as the lowest piece: it is lifted above all others before the erosion.
    lowest = cv2.erode(np.where(mask > 0, pieces, np.uint16(65535)), around)
    added = patches > 0
    patch = patches[added].astype(np.intp)
    low = np.full(patch_count, 65535, np.uint16)
    high = np.zeros(patch_count, np.uint16)
    np.minimum.at(low, patch, lowest[added])
    np.maximum.at(high, patch, highest[added])
    joins = high > low
    joins[0] = False
    return np.asarray(mask | joins[patches].astype(np.uint8), dtype=np.uint8)
