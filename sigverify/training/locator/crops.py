"""Images of signatures that are not cheques, which the locator must leave as they are.

Crops from a manifest, cut-outs around a signature on a composed cheque, and specimen slips with a
line, a box or a few printed words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from sigverify.imaging.arrays import Image
from sigverify.imaging.reading.scans import read_scan
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.form import make_kit, place_to_sign
from sigverify.synthesis.documents.scanning import finish, random_scanner
from sigverify.synthesis.documents.sheet import blank_sheet
from sigverify.synthesis.signatures.pen import draw, random_pen
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.terms import Box

_CUT_DPI: Final = 150.0


def random_crop(rng: np.random.Generator, *, signatures: Sequence[Path]) -> Image:
    """An image of one signature, (H, W, 3) uint8 BGR.

    Args:
        rng: decides everything.
        signatures: images of cropped signatures to choose from; if empty, all are made up.

    Raises:
        ValueError: the drawn combination can't be composed.
    """
    choice = rng.random()
    if signatures and choice < 0.4:
        return _stored_crop(rng, signatures)
    return _cut_from_cheque(rng) if choice < 0.75 else _specimen_slip(rng)


def _stored_crop(rng: np.random.Generator, signatures: Sequence[Path]) -> Image:
    grey = read_scan(signatures[int(rng.integers(len(signatures)))]).grey
    if rng.random() < 0.3:  # with bare paper around it
        height, width = grey.shape
        top, bottom = (int(height * rng.uniform(0, 0.6)) for _ in range(2))
        left, right = (int(width * rng.uniform(0, 0.6)) for _ in range(2))
        paper = int(np.median(grey))
        grey = np.asarray(
            cv2.copyMakeBorder(grey, top, bottom, left, right, cv2.BORDER_CONSTANT, value=paper),
            np.uint8,
        )
    return np.repeat(grey[:, :, None], 3, axis=2)


def _cut_from_cheque(rng: np.random.Generator) -> Image:
    cheque = compose_cheque(rng, dpi=_CUT_DPI)
    kind = list(Capture)[int(rng.integers(4))]  # the flat ones
    picture = capture(cheque, rng, kind=kind)
    if not picture.boxes:
        raise ValueError("the cheque is not signed")
    height, width = picture.image.shape[:2]
    box = picture.boxes[0]
    left, top, right, bottom = rng.uniform(-0.02, 0.5, 4) * box.h
    cut = Box(
        x=int(box.x - left),
        y=int(box.y - top),
        w=max(int(box.w + left + right), 1),
        h=max(int(box.h + top + bottom), 1),
    ).clipped(width=width, height=height)
    if cut is None:
        raise ValueError("the signature lies outside")
    return picture.image[cut.y : cut.y + cut.h, cut.x : cut.x + cut.w]


def _specimen_slip(rng: np.random.Generator) -> Image:
    dpi = float(rng.uniform(100, 300))
    tone = int(rng.integers(225, 256))
    width, height = rng.uniform(45, 110), rng.uniform(18, 50)
    sheet = blank_sheet(width_mm=width, height_mm=height, dpi=dpi, colour=(tone, tone, tone))
    span = min(rng.uniform(40, 90), width - 4)
    kind = str(rng.choice(["line", "bare", "name", "box", "nothing"], p=[0.2, 0.1, 0.1, 0.2, 0.4]))
    place_to_sign(
        sheet,
        make_kit(rng),
        x=(width - span) / 2,
        y=height * rng.uniform(0.65, 0.9),
        w=span,
        rng=rng,
        kind=kind,
    )
    pen = random_pen(rng)
    trajectory = make_signer(rng).write(rng)
    left, top, right, bottom = trajectory.bounds_mm()
    factor = min(span / (right - left), 0.9 * height / max(bottom - top, 1e-6))
    factor *= rng.uniform(0.5, 1.0)
    ink = draw(trajectory.scaled(factor), dpi=dpi, pen=pen, rng=rng, margin_mm=0.2)
    spare = (width - ink.shape[1] / sheet.px_per_mm, height - ink.shape[0] / sheet.px_per_mm)
    x, y = (max(room, 0.0) * rng.uniform(0.2, 0.8) for room in spare)
    sheet.ink(ink, x=x, y=y, colour=pen.colour)
    pixels = finish(sheet.image.astype(np.float32), rng=rng, settings=random_scanner(rng))
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
