"""Imperfect images of cheques: coarse, bilevel, tilted, turned, photographed, on a page."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import cv2
import numpy as np

from sigverify.imaging.arrays import Image, Matrix
from sigverify.synthesis.documents.cheque import ComposedCheque, box_around
from sigverify.synthesis.documents.scanning import ScanMode, ScannerSettings, finish
from sigverify.synthesis.documents.sheet import Mask
from sigverify.synthesis.documents.traces import faxed
from sigverify.synthesis.signatures.pen import MM_PER_INCH

MAX_TILT_DEGREES = 15.0
_LEAST_KEPT = 0.7
"""Share of a signature's full ink that must be black in a bilevel image."""
_PAGE_MM = (210.0, 297.0)


class Capture(StrEnum):
    """How the image of a cheque was captured."""

    COLOUR = "colour"
    GREY = "grey"
    GREY_100 = "grey-100"
    BILEVEL = "bilevel"
    PHOTO = "photo"
    PAGE = "page"
    FAX = "fax"


_ODDS = {
    Capture.COLOUR: 0.3,
    Capture.GREY: 0.12,
    Capture.GREY_100: 0.1,
    Capture.BILEVEL: 0.2,
    Capture.PHOTO: 0.18,
    Capture.PAGE: 0.1,
    Capture.FAX: 0.06,
}


def random_capture(rng: np.random.Generator) -> tuple[Capture, int]:
    """A way of capturing and a number of quarter turns; four of five images are upright."""
    odds = np.array(list(_ODDS.values()))
    kind = list(_ODDS)[int(rng.choice(len(odds), p=odds / odds.sum()))]
    return kind, int(rng.choice(4, p=[0.8, 0.06, 0.08, 0.06]))


def capture(
    cheque: ComposedCheque,
    rng: np.random.Generator,
    *,
    kind: Capture,
    quarter_turns: int = 0,
) -> ComposedCheque:
    """Capture a flat cheque.

    Args:
        cheque: what ``compose_cheque`` made.
        rng: decides tilt, light, noise, compression and threshold.
        kind: the way of capturing.
        quarter_turns: counter-clockwise quarter turns; 2 is upside down.

    Returns:
        The image with its boxes and masks. Grey and bilevel images have three equal channels;
        bilevel ones hold only 0 and 255.
    """
    dpi = 100.0 if kind is Capture.GREY_100 else cheque.dpi
    cheque = _resampled(cheque, dpi=dpi)
    height, width = cheque.image.shape[:2]
    if kind is Capture.PHOTO:
        matrix, size = _photo_view(width, height, rng=rng)
        ground = _table(size, rng=rng)
    elif kind is Capture.PAGE:
        matrix, size = _page_view(width, height, dpi=dpi, rng=rng)
        ground = _page(size, dpi=dpi, rng=rng)
    else:
        matrix, size = _scan_view(width, height, dpi=dpi, rng=rng)
        ground = np.full((size[1], size[0], 3), int(rng.choice([10, 200, 252])), np.uint8)
    moved = _moved(cheque, matrix, size, ground)
    image = _developed(moved, kind, rng=rng)
    return _turned(replace(moved, image=image), quarter_turns % 4)


def part_around(cheque: ComposedCheque, which: int, *, reach: float) -> ComposedCheque:
    """One signature with its surroundings, which is captured in a fraction of the time.

    Args:
        cheque: what ``compose_cheque`` made.
        which: index of the signature; the others have no box in the result.
        reach: how much is kept on each side, in longer sides of its box.
    """
    box = cheque.boxes[which]
    margin = round(reach * max(box.w, box.h))
    left, top = max(box.x - margin, 0), max(box.y - margin, 0)
    part = np.s_[top : box.y + box.h + margin, left : box.x + box.w + margin]
    return replace(
        cheque,
        image=np.ascontiguousarray(cheque.image[part]),
        boxes=(replace(box, x=box.x - left, y=box.y - top),),
        ink_masks=(np.ascontiguousarray(cheque.ink_masks[which][part]),),
        filled_in=np.ascontiguousarray(cheque.filled_in[part]),
    )


def _resampled(cheque: ComposedCheque, *, dpi: float) -> ComposedCheque:
    factor = dpi / cheque.dpi
    if factor == 1.0:
        return cheque
    height, width = cheque.image.shape[:2]
    size = (round(width * factor), round(height * factor))
    masks = tuple(_resized(mask, size) for mask in cheque.ink_masks)
    return replace(
        cheque,
        image=_resized(cheque.image, size),
        boxes=tuple(box_around(mask) for mask in masks),
        ink_masks=masks,
        filled_in=_resized(cheque.filled_in, size),
        dpi=dpi,
    )


def _resized(image: Image, size: tuple[int, int]) -> Image:
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _scan_view(
    width: int, height: int, *, dpi: float, rng: np.random.Generator
) -> tuple[Matrix, tuple[int, int]]:
    """A flatbed or a sorter: a tilt of a fraction of a degree, a margin or slight cropping."""
    tilt = float(np.clip(rng.normal(0.0, 0.7), -3.0, 3.0)) if rng.random() < 0.6 else 0.0
    edge = rng.uniform(-0.3, 5.0) * dpi / MM_PER_INCH if rng.random() < 0.5 else 0.0
    return _tilted(width, height, degrees=tilt, edge=edge)


def _page_view(
    width: int, height: int, *, dpi: float, rng: np.random.Generator
) -> tuple[Matrix, tuple[int, int]]:
    """A cheque at a random place on a scanned page."""
    page = [side * dpi / MM_PER_INCH for side in _PAGE_MM]
    if rng.random() < 0.3:
        page.reverse()
    tilt = float(rng.normal(0.0, 3.0))
    matrix, size = _tilted(width, height, degrees=tilt, edge=0.0)
    full = (max(int(page[0]), size[0] + 10), max(int(page[1]), size[1] + 10))
    shift = np.eye(3)
    shift[0, 2] = rng.uniform(0, full[0] - size[0])
    shift[1, 2] = rng.uniform(0, full[1] - size[1])
    return shift @ matrix, full


def _photo_view(
    width: int, height: int, *, rng: np.random.Generator
) -> tuple[Matrix, tuple[int, int]]:
    """A hand-held camera: tilt and perspective up to a limit."""
    tilt = float(rng.uniform(-MAX_TILT_DEGREES, MAX_TILT_DEGREES))
    matrix, size = _tilted(width, height, degrees=tilt, edge=rng.uniform(0.02, 0.12) * width)
    corners = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    pulled = corners + rng.normal(0.0, 0.025, (4, 2)).astype(np.float32) * np.float32(size[0])
    # All corners stay in the image: the cheque is shrunk to fit.
    pulled -= pulled.min(axis=0)
    pulled *= np.float32(min(size[0] / pulled[:, 0].max(), size[1] / pulled[:, 1].max()))
    view = cv2.getPerspectiveTransform(corners, pulled.astype(np.float32))
    return np.asarray(view, dtype=np.float64) @ matrix, size


def _tilted(
    width: int, height: int, *, degrees: float, edge: float
) -> tuple[Matrix, tuple[int, int]]:
    """Rotation about the centre, on a canvas with ``edge`` pixels around the cheque."""
    turn = np.vstack((cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), (0, 0, 1)))
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = (
        max(round(width * cos + height * sin + 2 * edge), 16),
        max(round(width * sin + height * cos + 2 * edge), 16),
    )
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    return turn, size


def _moved(
    cheque: ComposedCheque, matrix: Matrix, size: tuple[int, int], ground: Image
) -> ComposedCheque:
    image = cv2.warpPerspective(
        cheque.image, matrix, size, dst=ground, borderMode=cv2.BORDER_TRANSPARENT
    )
    masks = tuple(
        np.asarray(cv2.warpPerspective(mask, matrix, size), np.uint8) for mask in cheque.ink_masks
    )
    return replace(
        cheque,
        image=np.asarray(image, dtype=np.uint8),
        boxes=tuple(box_around(mask) for mask in masks),
        ink_masks=masks,
        filled_in=np.asarray(cv2.warpPerspective(cheque.filled_in, matrix, size), np.uint8),
        degrees=cheque.degrees - _clockwise_turn(matrix, cheque.image.shape),
    )


def _clockwise_turn(matrix: Matrix, shape: tuple[int, ...]) -> float:
    """Degrees by which a view turns a level line in the middle of the image."""
    height, width = shape[:2]
    level = np.array([[[0.25 * width, height / 2]], [[0.75 * width, height / 2]]])
    left, right = cv2.perspectiveTransform(level, matrix)[:, 0]
    return float(np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0])))


def _turned(cheque: ComposedCheque, quarter_turns: int) -> ComposedCheque:
    if quarter_turns == 0:
        return cheque
    masks = tuple(np.ascontiguousarray(np.rot90(m, quarter_turns)) for m in cheque.ink_masks)
    return replace(
        cheque,
        image=np.ascontiguousarray(np.rot90(cheque.image, quarter_turns)),
        boxes=tuple(box_around(mask) for mask in masks),
        ink_masks=masks,
        filled_in=np.ascontiguousarray(np.rot90(cheque.filled_in, quarter_turns)),
        degrees=cheque.degrees + 90.0 * quarter_turns,
    )


def _table(size: tuple[int, int], *, rng: np.random.Generator) -> Image:
    """The background of a photograph: a tone with grain in one direction."""
    width, height = size
    tone = rng.uniform(40, 220) + rng.normal(0.0, 25.0, 3)
    shape = (max(height // 6, 2), max(width // 90, 2))
    grain = cv2.resize(
        rng.standard_normal(shape, dtype=np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    field = tone + grain[:, :, None] * rng.uniform(0, 16)
    return np.asarray(np.clip(field, 0, 255), dtype=np.uint8)


def _page(size: tuple[int, int], *, dpi: float, rng: np.random.Generator) -> Image:
    """The page under a cheque: nearly white, sometimes with grey lines as of a letter."""
    width, height = size
    page = np.full((height, width, 3), int(rng.integers(225, 256)), np.uint8)
    if rng.random() < 0.6:
        step = 6.0 * dpi / MM_PER_INCH
        left = int(0.12 * width)
        for line in range(int(rng.integers(2, 30))):
            y = int(0.1 * height + line * step)
            right = int(width * rng.uniform(0.4, 0.9))
            thick = max(round(0.3 * dpi / MM_PER_INCH), 1)
            page[y : y + thick, left:right] = int(rng.integers(120, 210))
    return page


def _developed(cheque: ComposedCheque, kind: Capture, *, rng: np.random.Generator) -> Image:
    """Apply light, optics, sensor and file format; the result always has three channels."""
    photo = kind is Capture.PHOTO
    colour = kind in (Capture.COLOUR, Capture.PHOTO) or (
        kind is Capture.PAGE and rng.random() < 0.6
    )
    settings = ScannerSettings(
        mode=ScanMode.COLOUR if colour else ScanMode.GREY,
        uneven=float(rng.uniform(0.05, 0.22) if photo else rng.uniform(0.0, 0.03)),
        noise=float(rng.uniform(1.0, 6.0) if photo else rng.uniform(0.3, 3.0)),
        blur_px=float(rng.uniform(0.5, 1.4) if photo else rng.uniform(0.2, 0.8)),
        jpeg=int(rng.integers(35, 96)) if rng.random() < 0.8 else None,
    )
    pixels = finish(cheque.image.astype(np.float32), rng=rng, settings=settings)
    if kind is Capture.FAX:
        return faxed(
            pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2),
            dpi=cheque.dpi,
            rng=rng,
        )
    if kind is Capture.BILEVEL:
        pixels = _thresholded(pixels, cheque.ink_masks, rng=rng)
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def _thresholded(grey: Image, inks: tuple[Mask, ...], *, rng: np.random.Generator) -> Image:
    """Black and white, by a threshold as sorters use: fixed, from the histogram, or local.

    If a signature would vanish, although its box would still be there, the threshold is set
    between its ink and the paper.
    """
    pixels = _sorted_out(grey, rng=rng)
    for ink in inks:
        signed = ink >= 160
        if signed.any() and (pixels[signed] == 0).mean() < _LEAST_KEPT:
            around = (cv2.dilate(ink, np.ones((9, 9), np.uint8)) > 0) & (ink == 0)
            limit = 0.45 * np.median(grey[signed]) + 0.55 * np.median(grey[around])
            pixels = np.where(grey < limit, 0, 255).astype(np.uint8)
    return pixels


def _sorted_out(grey: Image, *, rng: np.random.Generator) -> Image:
    way = rng.random()
    if way < 0.25:
        limit = float(np.median(grey)) * rng.uniform(0.5, 0.78)
        return np.where(grey < limit, 0, 255).astype(np.uint8)
    if way < 0.45:
        _, pixels = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        return np.asarray(pixels, dtype=np.uint8)
    block = int(rng.integers(10, 40)) * 2 + 1
    method = cv2.ADAPTIVE_THRESH_GAUSSIAN_C if way < 0.7 else cv2.ADAPTIVE_THRESH_MEAN_C
    offset = float(rng.uniform(10, 32))
    pixels = cv2.adaptiveThreshold(grey, 255, method, cv2.THRESH_BINARY, block, offset)
    return np.asarray(pixels, dtype=np.uint8)
