"""What time and copying do to ink: writing shows through, carbon paper smears, a fax is coarse."""

from __future__ import annotations

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.synthesis.documents.handwriting import made_up_person, made_up_writer, write_line
from sigverify.synthesis.documents.lettering import printed, random_face
from sigverify.synthesis.documents.sheet import Bgr, Mask, Sheet
from sigverify.synthesis.signatures.pen import draw

_CARBONS: tuple[Bgr, ...] = ((150, 90, 80), (140, 80, 100), (110, 100, 95))
_FAX_ROWS_DPI = 98.0
_FAX_COLUMNS_DPI = 203.0


def show_through(sheet: Sheet, *, rng: np.random.Generator) -> None:
    """Writing or print on the back, faint, blurred and mirrored."""
    for _ in range(int(rng.integers(1, 4))):
        if rng.random() < 0.5:
            writer = made_up_writer(rng)
            line = write_line(
                made_up_person(rng),
                writer=writer,
                x_height_mm=rng.uniform(2.5, 5.0),
                max_width_mm=70.0,
                rng=rng,
            )
            mask = draw(line, dpi=sheet.dpi, pen=writer.pen, rng=rng, margin_mm=0.5)
        else:
            mask = printed(
                made_up_person(rng), cap_px=rng.uniform(2, 4) * sheet.px_per_mm,
                face=random_face(rng),
            )  # fmt: skip
        back = np.ascontiguousarray(mask[:, ::-1]).astype(np.float32) * rng.uniform(0.12, 0.4)
        blurred = cv2.GaussianBlur(back, (0, 0), max(0.12 * sheet.px_per_mm, 0.6))
        sheet.ink(
            np.asarray(blurred, np.uint8),
            x=rng.uniform(0.0, 0.8) * sheet.width_mm,
            y=rng.uniform(0.0, 0.9) * sheet.height_mm,
            colour=(90, 80, 80),
        )


def carbon_copy(ink: Mask, *, rng: np.random.Generator) -> tuple[Mask, Bgr]:
    """The ink as carbon paper leaves it: soft, patchy, grey-blue; its colour comes with it.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink.
        rng: decides patches and colour.
    """
    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), rng.uniform(0.6, 1.4))
    coarse = rng.uniform(0.5, 1.2, (6, 14)).astype(np.float32)
    patch = cv2.resize(coarse, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_CUBIC)
    grain = rng.uniform(0.75, 1.0, ink.shape).astype(np.float32)
    copied = np.clip(1.25 * soft * np.clip(patch, 0.4, 1.1) * grain, 0, 255)
    return copied.astype(np.uint8), _CARBONS[int(rng.integers(len(_CARBONS)))]


def faxed(image: Image, *, dpi: float, rng: np.random.Generator) -> Image:
    """A page as it comes out of a fax: black and white, coarse, with specks and faulty rows.

    Args:
        image: (H, W, 3) uint8 BGR.
        dpi: its pixels per inch.
        rng: decides threshold and faults.

    Returns:
        (H, W, 3) uint8, 0 and 255, at the image's own size.
    """
    height, width = image.shape[:2]
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    size = (
        max(round(width * min(_FAX_COLUMNS_DPI / dpi, 1.0)), 1),
        max(round(height * min(_FAX_ROWS_DPI / dpi, 1.0)), 1),
    )
    coarse = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    limit = float(np.median(coarse)) * rng.uniform(0.6, 0.82)
    black = coarse < limit
    black |= rng.random(coarse.shape) < rng.uniform(0.0, 0.0015)
    for row in rng.integers(0, size[1], int(rng.integers(0, 4))).tolist():
        black[row] = black[max(row - 1, 0)]
    pixels = np.where(black, 0, 255).astype(np.uint8)
    large = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.repeat(np.asarray(large, np.uint8)[:, :, None], 3, axis=2)
