"""Cleans grey pixels to ink: removes paper under uneven light, and specks.

The ink is *coverage*: 0 for paper, 255 for ink, and values between on the edge of a stroke, with
128 at the edge itself. The grey edges of a scan at 100 dpi keep what the pixels of a bilevel scan
keep, so normalizing can make the two alike. The darkness of the ink is discarded on purpose: it
depends on pen and scanner, and in the public sets it separates genuine from forged (AUC 0.9 on
CEDAR) without any handwriting.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Floats, Image
from sigverify.imaging.marks import Marks
from sigverify.imaging.medians import median

# A paper estimate needs no detail: it uses an image of at most this many pixels a side.
PAPER_SIDE_PX: Final = 320
# Ink darker than the paper by less than this (of 255) is noise of paper and scanner.
MIN_CONTRAST: Final = 14.0
# The same in units of the paper's own roughness (a robust standard deviation).
MIN_CONTRAST_SIGMA: Final = 5.0
# A pixel is ink if it has at least this share of the darkness of the signature's ink ...
FAINT_SHARE: Final = 0.22
# ... and its mark contains ink of at least this share.
SURE_SHARE: Final = 0.45
# The edge of a stroke is where it is half as dark as in its middle.
EDGE_SHARE: Final = 0.5
# A speck is smaller than this share of a square as wide as the pen; a dot on an i is larger.
SPECK_SHARE: Final = 0.5
# A small mark farther from all other ink than this share of the signature's width is dirt.
STRAY_SHARE: Final = 0.25
STRAY_INK_SHARE: Final = 0.02


# The darkness of a pixel's stroke is searched for within this distance: in a disc, or in a square
# at most.
_MAX_DISC_PX: Final = 63
_MAX_REACH_PX: Final = 255
# Up to this many tones, counting each tone is faster than a median filter.
_FEW_TONES: Final = 10
# Paper to keep around the ink; farther out, blur and slope are zero.
_BLUR_REACH: Final = 6
# 255 divided by each possible tone of paper.
_PER_TONE: Final = np.float32(255) / np.maximum(np.arange(256, dtype=np.float32), np.float32(1))


def clean_crop(grey: Image, *, paper: Image | None = None) -> Image:
    """The ink of a cropped signature.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white; one signature on paper of any tone.
        paper: `paper_tone` of ``grey``, if already known.

    Returns:
        (H, W) uint8 ink coverage, 0 = paper, 255 = ink, 128 at a stroke's edge; all zero where
        there is no ink.
    """
    if paper is None:
        paper = paper_tone(grey)
    tone = _as_large(paper, grey)
    darkness = _darkness_on(grey, tone=tone)
    noise = _noise_floor(grey, tone=tone)
    level = _ink_level(darkness, noise=noise)
    if level is None:
        return np.zeros_like(grey)
    coverage = coverage_of(darkness, level=level, noise=noise)
    marks = connected_to_sure(coverage >= 128, darkness >= SURE_SHARE * level)
    return with_rim(without_specks(marks), coverage=coverage)


def with_rim(marks: Marks, *, coverage: Image) -> Image:
    """The kept ink plus its rim, whose grey gives the edge to less than a pixel.

    Args:
        marks: the ink that is kept.
        coverage: (H, W) uint8 of all dark pixels.
    """
    near = cv2.dilate(marks.mask(), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(coverage, near), dtype=np.uint8)


def paper_tone(grey: Image) -> Image:
    """The tone of the paper at each place, as a small image.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.

    Returns:
        (h, w) uint8 of at most `PAPER_SIDE_PX` a side.
    """
    height, width = grey.shape
    scale = min(1.0, PAPER_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    # Closing removes strokes narrower than the kernel; the median smooths the steps that it leaves.
    side = _odd(max(size) // 10)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return _median_filtered(np.asarray(closed, dtype=np.uint8), side=min(_odd(side), 31))


def _median_filtered(tones: Image, *, side: int) -> Image:
    """`cv2.medianBlur`, but much faster if there are few tones, as on most paper."""
    levels = np.flatnonzero(np.bincount(tones.reshape(-1), minlength=256)).tolist()
    if len(levels) > _FEW_TONES:
        return np.asarray(cv2.medianBlur(tones, side), dtype=np.uint8)
    found = np.full_like(tones, levels[0])
    for level in levels[1:]:
        # The median is at least a level if more than half of the pixels around are.
        reached = (tones >= level).view(np.uint8)
        around = cv2.boxFilter(
            reached, cv2.CV_16U, (side, side), normalize=False, borderType=cv2.BORDER_REPLICATE
        )
        found[around > side * side // 2] = level
    return found


def paper_removed(grey: Image, *, paper: Image | None = None) -> Floats:
    """How much darker each pixel is than the paper around it, as a share of the paper's tone.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        paper: `paper_tone` of ``grey``, if already known.

    Returns:
        (H, W) float32 in 0..255, 0 = paper, 255 = black.
    """
    return _darkness_on(grey, tone=_as_large(paper_tone(grey) if paper is None else paper, grey))


def _darkness_on(grey: Image, *, tone: Image) -> Floats:
    """`paper_removed` with the paper's tone at each pixel."""
    return _darkness(grey, per_tone=np.asarray(cv2.LUT(tone, _PER_TONE), dtype=np.float32))


def _as_large(paper: Image, grey: Image) -> Image:
    size = (grey.shape[1], grey.shape[0])
    return np.asarray(cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _darkness(grey: Image, *, per_tone: Floats) -> Floats:
    """255 minus the grey as a share of the paper's tone; overwrites ``per_tone``."""
    np.multiply(grey, per_tone, out=per_tone)
    np.subtract(np.float32(255), per_tone, out=per_tone)
    return np.maximum(per_tone, np.float32(0), out=per_tone)


def _ink_level(darkness: Floats, *, noise: float) -> float | None:
    """The darkness of the signature's ink.

    Bare paper is excluded first: in a large crop it outnumbers the ink so much that Otsu's method
    would split the paper instead.

    Args:
        darkness: (H, W) float32 in 0..255, 0 = paper.
        noise: the darkness below which a pixel is paper.

    Returns:
        The median darkness of the pixels above Otsu's threshold, None if nothing stands out.
    """
    values = darkness[darkness >= noise]
    if values.size == 0:
        return None
    column = values.astype(np.uint8).reshape(-1, 1)
    threshold, _ = cv2.threshold(column, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return median(values[values >= threshold])


def without_specks(marks: Marks) -> Marks:
    """Drop marks that are too small or too far away to belong to the signature."""
    if marks.count <= 1:
        return marks
    areas = marks.areas()
    pen = stroke_width(marks.mask())
    keep = areas >= max(2.0, SPECK_SHARE * pen * pen)
    if not keep.any():
        return marks
    total = int(areas[keep].sum())
    main = keep & (areas >= STRAY_INK_SHARE * total)
    # If every kept mark is large, none can be too far away.
    if main.any() and not np.array_equal(main, keep):
        left, top, right, bottom = marks.boxes()
        x0, x1 = left[main].min(), right[main].max()
        y0, y1 = top[main].min(), bottom[main].max()
        far = STRAY_SHARE * max(x1 - x0, y1 - y0)
        gap_x = np.maximum(np.maximum(x0 - right, left - x1), 0)
        gap_y = np.maximum(np.maximum(y0 - bottom, top - y1), 0)
        keep &= main | (np.hypot(gap_x, gap_y) <= far)
    return marks.only(keep)


def stroke_width(ink: Image) -> float:
    """Mean width of the strokes in pixels: twice the area over the length of the outline.

    Both come from the coverage itself (the outline's length is its total variation), so the figure
    is accurate to less than a pixel and needs no skeleton.

    Args:
        ink: (H, W) uint8 coverage or mask, 255 = ink.

    Returns:
        The width in pixels, 0.0 where there is no ink.
    """
    x, y, width, height = cv2.boundingRect(ink)
    if not width:
        return 0.0
    left, top = max(x - _BLUR_REACH, 0), max(y - _BLUR_REACH, 0)
    part = ink[top : y + height + _BLUR_REACH, left : x + width + _BLUR_REACH]
    padded = cv2.copyMakeBorder(part, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    # A light blur makes the total variation of a hard mask follow slanted edges, not stairs.
    soft = cv2.GaussianBlur(padded, (0, 0), 0.8)
    dx = cv2.Scharr(soft, cv2.CV_32F, 1, 0, scale=1 / 32)
    dy = cv2.Scharr(soft, cv2.CV_32F, 0, 1, scale=1 / 32)
    # The sum equals that over the whole image to the last bit; numpy's sums depend on the shape.
    whole = np.zeros((ink.shape[0] + 4, ink.shape[1] + 4), np.float32)
    inner = whole[top : top + soft.shape[0], left : left + soft.shape[1]]
    cv2.magnitude(dx, dy, inner)
    return 2.0 * cv2.sumElems(soft)[0] / max(float(whole.sum()), 1e-6)


def noise_floor(grey: Image, *, paper: Image) -> float:
    """The darkness below which a pixel is paper.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        paper: `paper_tone` of it.
    """
    return _noise_floor(grey, tone=_as_large(paper, grey))


def _noise_floor(grey: Image, *, tone: Image) -> float:
    """`noise_floor` with the paper's tone at each pixel."""
    # A pixel's darkness depends only on its grey and its paper's tone, so the code counts such
    # pairs instead of sorting all pixels.
    table = cv2.calcHist(
        [np.ascontiguousarray(grey), tone], [1, 0], None, [256, 256], [0, 256, 0, 256]
    ).reshape(-1)
    codes = np.flatnonzero(table)
    counts = table[codes].astype(np.intp)
    darkness = _darkness((codes & 255).astype(np.uint8), per_tone=_PER_TONE[codes >> 8])
    # Most pixels of a crop are paper. If half of them are exactly paper, the sigma is zero.
    middle = _median(darkness, counts=counts)
    sigma = 1.4826 * float(_median(np.abs(darkness - middle), counts=counts))
    return max(MIN_CONTRAST, float(middle) + MIN_CONTRAST_SIGMA * sigma)


def _median(values: Floats, *, counts: NDArray[np.intp]) -> np.float32:
    """The median of values with their counts."""
    order = np.argsort(values)
    below = np.cumsum(counts[order])
    total = int(below[-1])
    low, high = np.searchsorted(below, [(total - 1) // 2, total // 2], side="right")
    return np.float32((values[order[low]] + values[order[high]]) / np.float32(2))


def coverage_of(darkness: Floats, *, level: float, noise: float) -> Image:
    """Share of each pixel that is ink, relative to the darkness of its stroke.

    One threshold for a whole signature breaks its light strokes or swells its dark ones. Here the
    edge of each stroke is at half of the stroke's own darkness, as in the width at half maximum.

    Args:
        darkness: (H, W) float32 in 0..255, 0 = paper.
        level: the darkness of the signature's ink.
        noise: the darkness below which a pixel is paper.

    Returns:
        (H, W) uint8, 255 = ink, 128 at a stroke's edge.
    """
    sure = (darkness >= EDGE_SHARE * level).astype(np.uint8) * 255
    reach = min(_odd(round(2 * stroke_width(sure))), _MAX_REACH_PX)
    # No pen is broader at a scanner's resolution, and the time for a disc grows with its side
    # squared.
    shape = cv2.MORPH_ELLIPSE if reach <= _MAX_DISC_PX else cv2.MORPH_RECT
    peak = cv2.dilate(darkness, cv2.getStructuringElement(shape, (reach, reach)))
    peak = cv2.blur(peak, (reach, reach))
    floor = max(FAINT_SHARE * level, noise)
    # A peak no darker than the floor is paper: relative to twice the floor it never reaches half.
    reference = np.asarray(peak, dtype=np.float32)
    np.maximum(reference, np.float32(2.0 * floor), out=reference)
    np.minimum(reference, np.float32(level), out=reference)
    share = np.divide(darkness * np.float32(255), reference, out=reference)
    # Darkness is never negative.
    return np.asarray(np.minimum(share, np.float32(255), out=share), dtype=np.uint8)


def connected_to_sure(ink: NDArray[np.bool_], sure: NDArray[np.bool_]) -> Marks:
    """Hysteresis: the marks with at least one pixel of sure ink."""
    marks = Marks.of(ink)
    return marks.only(marks.shared(sure) > 0)


def _odd(number: int) -> int:
    """The number, or the next larger one that is odd and at least 3, for a kernel size."""
    return max(3, number | 1)
