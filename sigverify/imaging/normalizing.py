"""Draws clean ink as the network's input: one size, one stroke width, one canvas.

Only the shape of a signature is kept. Its size on the paper, the scanner's resolution and the pen's
width are removed, because they differ between a bank's specimens and cheques for reasons that have
nothing to do with the signer.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import stroke_width
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.marks import Marks
from sigverify.imaging.skeleton import thin

# Strokes are widened or narrowed on a canvas this many times finer than the network's input.
SUPERSAMPLING: Final = 2
# Breaks up to this many stroke widths long are closed. A thin pen or a bilevel scan breaks strokes
# where a broad pen does not, so the number of pieces would separate the pens (in BHSig260 it
# separates genuine from forged: AUC 0.67 before, docs/experiments.md).
BRIDGE_WIDTHS: Final = 1.5
# No stroke gets thinner than this share of the target width, so narrowing keeps hairlines.
HAIRLINE_SHARE: Final = 0.7


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
    """The ink, cropped tightly and scaled in proportion, in the middle of the fine canvas."""
    height = config.canvas_height * SUPERSAMPLING
    width = config.canvas_width * SUPERSAMPLING
    margin = config.margin * SUPERSAMPLING
    canvas = np.zeros((height, width), np.uint8)
    x, y, w, h = cv2.boundingRect((ink >= 128).view(np.uint8))
    if not w:
        return canvas
    crop = ink[y : y + h, x : x + w]
    scale = min((height - 2 * margin) / h, (width - 2 * margin) / w)
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    scaled = cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    canvas[top : top + size[1], left : left + size[0]] = scaled
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), 0.7), dtype=np.uint8)


def _with_stroke_width(fine: Image, *, width: float) -> Image:
    """Widen or narrow all strokes by the same amount, to a mean width in pixels.

    Strokes on which the pen pressed harder stay wider; only the mean is set.
    """
    bridge = round(BRIDGE_WIDTHS * width)
    # Paper farther from the ink than any stroke reaches stays paper.
    near = _window(fine, margin=bridge + round(width))
    part = fine[near]
    ink = _bridged(part >= 128, reach=bridge)
    mask = ink.view(np.uint8)
    whole = np.zeros_like(fine)
    whole[near] = mask * 255
    inside = _distance(mask)
    outward = (width - stroke_width(whole)) / 2
    # If the edges move by half a pixel at most, paper one pixel away from the ink stays paper, so
    # its distances are not needed.
    if outward > 0.5:
        strokes = _coverage(inside - _distance(1 - mask), outward)
    else:
        strokes = np.zeros_like(part)
        strokes[ink] = _coverage(inside[ink], outward)
    if outward < 0:
        _draw_hairlines(strokes, thin(mask), reach=HAIRLINE_SHARE * width / 2)
    whole[near] = strokes
    return whole


def _window(fine: Image, *, margin: int) -> tuple[slice, slice]:
    """The part of a canvas that holds ink, with some paper around it."""
    x, y, w, h = cv2.boundingRect(fine)
    return (
        slice(max(y - margin, 0), y + h + margin),
        slice(max(x - margin, 0), x + w + margin),
    )


def _distance(mask: Image) -> NDArray[np.float32]:
    """The distance of each set pixel from the nearest unset one."""
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(distance, dtype=np.float32)


def _coverage(distance: NDArray[np.float32], outward: float) -> Image:
    """Coverage of pixels at a distance inside an edge that moves outward."""
    return np.asarray(np.round(np.clip(distance + outward + 0.5, 0, 1) * 255), dtype=np.uint8)


def _draw_hairlines(strokes: Image, lines: Image, *, reach: float) -> None:
    """Add lines of a given width to the strokes; coverage only increases.

    Args:
        strokes: (H, W) uint8 coverage; changed in place.
        lines: (H, W) uint8, 1 = a line.
        reach: half the lines' width in pixels.
    """
    side = int(reach) + 2
    stamp = np.ones((2 * side + 1, 2 * side + 1), np.uint8)
    stamp[side, side] = 0
    levels = _coverage(-_distance(stamp), reach)
    for level in (np.flatnonzero(np.bincount(levels.reshape(-1), minlength=256)[1:]) + 1).tolist():
        drawn = cv2.dilate(lines * np.uint8(level), (levels >= level).view(np.uint8))
        cv2.max(strokes, drawn, strokes)


def _bridged(ink: NDArray[np.bool_], *, reach: int) -> NDArray[np.bool_]:
    """The ink with short breaks between its pieces closed, and no loop or corner filled.

    Morphological closing fills loops too. Of what it adds, only those patches are kept that
    touch two different pieces of the ink.

    Args:
        ink: (H, W), true = ink.
        reach: longest break closed, in pixels.
    """
    mask = ink.view(np.uint8)
    count, pieces = cv2.connectedComponents(mask, connectivity=8, ltype=cv2.CV_16U)
    if count <= 2:
        return ink
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach | 1, reach | 1))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel)
    patches = Marks.of((closed - mask).view(np.bool_))
    # The highest and the lowest number of a piece next to each pixel of a patch. For the lowest,
    # the pieces are numbered from the other end, so that paper is the lowest there too.
    around = np.ones((3, 3), np.uint8)
    highest = cv2.dilate(pieces, around).reshape(-1)[patches.pixels]
    turned = (np.uint16(count) - pieces) * mask
    lowest = count - cv2.dilate(turned, around).reshape(-1)[patches.pixels].astype(np.intp)
    low = np.full(patches.count, count, np.intp)
    high = np.zeros(patches.count, np.intp)
    np.minimum.at(low, patches.labels, lowest)
    np.maximum.at(high, patches.labels, highest)
    bridged = ink.copy()
    bridged.reshape(-1)[patches.pixels[(high > low)[patches.labels]]] = True
    return bridged
