"""Re-scanned copies of a signature: what a forger's photocopier and the bank's scanner do to it.

Each copy is turned by up to 5 degrees, scaled by up to 20 % and stretched by up to 3 %, and then,
by chance: blurred, scanned at a coarser resolution, printed bolder or thinner, given noise, made
bilevel at another threshold, soiled (a ruled line, specks, a lost piece), and compressed as JPEG.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.helpers.pictures import decode_grey

Image = NDArray[np.uint8]


def rescan(grey: Image, rng: np.random.Generator) -> Image:
    """A copy of a signature.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        rng: decides what happens to it.

    Returns:
        (h, w) uint8 of another size.
    """
    copy = _placed_askew(grey, rng)
    if rng.random() < 0.5:
        copy = _image(cv2.GaussianBlur(copy, (0, 0), rng.uniform(0.4, 1.5)))
    if rng.random() < 0.3:
        coarser = rng.uniform(0.5, 0.8)
        copy = _image(cv2.resize(copy, None, fx=coarser, fy=coarser, interpolation=cv2.INTER_AREA))
    copy = _other_pen(copy, rng)
    if rng.random() < 0.4:
        noise = rng.normal(0, rng.uniform(1, 8), copy.shape)
        copy = _image(np.clip(copy + noise, 0, 255))
    if rng.random() < 0.4:
        black, white = float(copy.min()), float(np.median(copy))
        threshold = black + (white - black) * rng.uniform(0.35, 0.75)
        copy = _image(np.where(copy < threshold, 0, 255))
    _soil(copy, rng)
    if rng.random() < 0.6:
        quality = int(rng.integers(40, 91))
        data = cv2.imencode(".jpg", copy, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        copy = decode_grey(data)
    return copy


def drawn_out(grey: Image, rng: np.random.Generator) -> Image:
    """A signature drawn out by a tenth to two fifths in one direction, or slanted as much.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        rng: decides how.

    Returns:
        (h, w) uint8 of another size.
    """
    height, width = grey.shape
    more = rng.uniform(0.1, 0.4)
    way = rng.integers(3)
    if way < 2:
        across, down = (1 + more, 1.0) if way == 0 else (1.0, 1 + more)
        return _image(cv2.resize(grey, None, fx=across, fy=down, interpolation=cv2.INTER_CUBIC))
    slant = more * rng.choice([-1, 1])
    matrix = np.array([[1.0, slant, -min(slant, 0.0) * height], [0.0, 1.0, 0.0]])
    size = (width + round(more * height), height)
    paper = int(np.median(grey))
    return _image(cv2.warpAffine(grey, matrix, size, flags=cv2.INTER_CUBIC, borderValue=paper))


def _placed_askew(grey: Image, rng: np.random.Generator) -> Image:
    height, width = grey.shape
    paper = int(np.median(grey))
    room = round(0.15 * max(height, width)) + 5
    wide = cv2.copyMakeBorder(grey, room, room, room, room, cv2.BORDER_CONSTANT, value=paper)
    turn = np.radians(rng.uniform(-5, 5))
    scale = rng.uniform(0.8, 1.2)
    across, down = scale * rng.uniform(0.97, 1.03, 2)
    linear = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = linear @ np.diag([across, down])
    size = np.array([wide.shape[1], wide.shape[0]])
    new = (size * [across, down] * 1.05).astype(int) + 4
    shift = new / 2 - linear @ (size / 2) + rng.uniform(-0.5, 0.5, 2)
    soft = cv2.GaussianBlur(wide, (0, 0), max(0.3, 0.6 / scale))
    moved = cv2.warpAffine(
        soft,
        np.column_stack([linear, shift]),
        (int(new[0]), int(new[1])),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    return _image(moved)


def _other_pen(copy: Image, rng: np.random.Generator) -> Image:
    """Bolder in one case of five, thinner in one of ten."""
    draw = rng.random()
    if draw < 0.2:
        shape = cv2.MORPH_RECT if draw < 0.1 else cv2.MORPH_CROSS
        side = 2 if draw < 0.1 else 3
        return _image(cv2.erode(copy, cv2.getStructuringElement(shape, (side, side))))
    if draw < 0.3:
        fine = cv2.resize(copy, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        return _image(cv2.dilate(fine, np.ones((2, 2), np.uint8)))
    return copy


def _soil(copy: Image, rng: np.random.Generator) -> None:
    """A ruled line, specks or a lost piece in two cases of five."""
    height, width = copy.shape
    draw = rng.random()
    if draw < 0.15:
        y, slope = int(height * rng.uniform(0.4, 0.75)), int(rng.integers(-3, 4))
        cv2.line(copy, (width // 5, y), (int(rng.uniform(0.4, 0.8) * width), y + slope), 60, 1)
    elif draw < 0.3:
        for x, y in rng.uniform(0.1, 0.9, (6, 2)) * [width, height]:
            cv2.circle(copy, (int(x), int(y)), int(rng.integers(1, 3)), 40, -1)
    elif draw < 0.4:
        left, top = int(rng.uniform(0.2, 0.7) * width), int(rng.uniform(0, 0.6) * height)
        copy[top : top + height // 3, left : left + width // 20] = int(np.median(copy))


def _image(pixels: NDArray[np.generic]) -> Image:
    return np.ascontiguousarray(pixels, dtype=np.uint8)
