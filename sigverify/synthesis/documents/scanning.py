"""A scanner: from ink on paper to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.imaging.arrays import Image


class ScanMode(StrEnum):
    """Colour mode of a scan."""

    COLOUR = "colour"
    GREY = "grey"
    BILEVEL = "bilevel"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """A scanner and a sheet of paper.

    Attributes:
        mode: colour, grey or bilevel.
        paper: blue, green, red of the paper, 0..255 each.
        uneven: loss of light over the sheet, as a fraction.
        noise: standard deviation of the sensor's noise in grey levels.
        blur_px: standard deviation of the optics' blur.
        jpeg: quality 1..100 of an intermediate JPEG, None for none.
        threshold: bilevel only: grey level that counts as ink, 0 = darkest ink, 1 = paper.
    """

    mode: ScanMode = ScanMode.COLOUR
    paper: tuple[int, int, int] = (240, 244, 246)
    uneven: float = 0.04
    noise: float = 2.0
    blur_px: float = 0.5
    jpeg: int | None = None
    threshold: float = 0.55


def random_scanner(rng: np.random.Generator) -> ScannerSettings:
    """A usual office scanner and sheet."""
    mode = list(ScanMode)[int(rng.choice(3, p=[0.4, 0.4, 0.2]))]
    tone = rng.uniform(205, 254)
    paper = np.clip(tone + rng.normal(0.0, 5.0, 3), 180, 255).astype(int)
    return ScannerSettings(
        mode=mode,
        paper=(int(paper[0]), int(paper[1]), int(paper[2])),
        uneven=float(abs(rng.normal(0.0, 0.06))),
        noise=float(rng.uniform(0.3, 5.0)),
        blur_px=float(rng.uniform(0.2, 1.0)),
        jpeg=int(rng.integers(40, 96)) if rng.random() < 0.5 else None,
        threshold=float(rng.uniform(0.4, 0.75)),
    )


def scan(
    ink: Image,
    *,
    colour: tuple[int, int, int],
    rng: np.random.Generator,
    settings: ScannerSettings,
) -> Image:
    """Scan a sheet with writing on it.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = full ink.
        colour: blue, green, red of full ink on white paper.
        rng: decides noise and light.
        settings: the scanner.

    Returns:
        (H, W, 3) uint8 BGR for colour, else (H, W) uint8; bilevel is 0 for ink and 255 for paper.
    """
    ground = np.empty((*ink.shape, 3), dtype=np.float32)
    ground[:] = settings.paper
    return finish(inked(ground, ink, colour=colour), rng=rng, settings=settings)


def inked(
    ground: NDArray[np.float32], ink: Image, *, colour: tuple[int, int, int]
) -> NDArray[np.float32]:
    """Apply ink to a coloured ground as a dye: the colours multiply.

    Args:
        ground: (H, W, 3) float32 BGR, 0..255.
        ink: (H, W) uint8, 0 = none, 255 = full.
        colour: blue, green, red of full ink on white.
    """
    cover = (ink.astype(np.float32) / 255.0)[:, :, None]
    dye = np.asarray(colour, dtype=np.float32) / 255.0
    return np.asarray(ground * (1.0 - cover * (1.0 - dye)), dtype=np.float32)


def finish(
    sheet: NDArray[np.float32], *, rng: np.random.Generator, settings: ScannerSettings
) -> Image:
    """Apply light, optics, sensor and file format to a sheet (H, W, 3) float32 BGR, 0..255."""
    height, width = sheet.shape[:2]
    lit = sheet * _light(height, width, settings.uneven, rng=rng)[:, :, None]
    if settings.blur_px > 0.15:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), settings.blur_px), dtype=np.float32)
    colour = settings.mode is ScanMode.COLOUR
    image: NDArray[np.float32] = np.asarray(
        lit if colour else cv2.cvtColor(lit, cv2.COLOR_BGR2GRAY), dtype=np.float32
    )
    if settings.noise > 0.0:
        image = image + rng.standard_normal(image.shape, dtype=np.float32) * settings.noise
    pixels = np.clip(np.round(image), 0, 255).astype(np.uint8)
    if settings.mode is ScanMode.BILEVEL:
        return _bilevel(pixels, settings.threshold)
    if settings.jpeg is not None:
        _, packed = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, settings.jpeg))
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED), dtype=np.uint8)
    return pixels


def _light(
    height: int, width: int, uneven: float, *, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Brightness over the sheet: a slope and a curve with a mean of about 1."""
    corners = 1.0 + rng.normal(0.0, uneven, (3, 3)).astype(np.float32)
    field = cv2.resize(corners, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(field, 0.3, 1.15), dtype=np.float32)


def _bilevel(grey: Image, threshold: float) -> Image:
    """Black where a pixel is darker than ``threshold`` of the way from the darkest ink to paper."""
    paper = float(np.median(grey))
    darkest = float(np.percentile(grey, 0.5))
    limit = darkest + threshold * (paper - darkest)
    return np.where(grey < limit, 0, 255).astype(np.uint8)
