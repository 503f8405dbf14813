"""Signatures on composed cheques and cards with the ground truth of each pixel, for the separator.

Most of the signatures are real ones of the split `train`, so the examples are biometric data and
stay in the work folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cutout import cut_out
from sigverify.detection.separator import mask_to_canvas, to_canvas
from sigverify.files import written_atomically
from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.reading.scans import read_scan
from sigverify.synthesis.documents.capture import Capture, capture, part_around
from sigverify.synthesis.documents.card import compose_card
from sigverify.synthesis.documents.cheque import INK_LEVEL, ComposedCheque, compose_cheque
from sigverify.synthesis.documents.form import company
from sigverify.synthesis.documents.handwriting import made_up_person
from sigverify.synthesis.documents.lettering import random_face
from sigverify.synthesis.documents.micr import bars
from sigverify.synthesis.documents.security import tint
from sigverify.synthesis.documents.sheet import Sheet
from sigverify.synthesis.documents.stamps import press_stamp
from sigverify.synthesis.signatures.pen import random_pen, unevenly_inked
from sigverify.terms import Box
from sigverify.training.composing import SHARD, Shard, composed_arrays

_REAL_ODDS: Final = 0.65
_TWICE_ODDS: Final = 0.35
_CARD_ODDS: Final = 0.35
"""Probability of a card, a sheet of specimens, a form, a passport or a slip instead of a cheque."""
# Signatures taken of each document: a sheet of specimens has up to six of one person.
_MOST_EACH: Final = 2
_DPI: Final = (110.0, 150.0, 200.0, 200.0, 240.0, 300.0)
_CAPTURES: Final = {
    Capture.COLOUR: 0.32,
    Capture.GREY: 0.14,
    Capture.GREY_100: 0.11,
    Capture.BILEVEL: 0.22,
    Capture.PHOTO: 0.16,
    Capture.FAX: 0.05,
}
# Captures of each cheque, as composing costs more than capturing.
_CAPTURES_EACH: Final = 2
# Standard deviation of the locator's error at each side, relative to the side's length.
_BOX_ERROR: Final = 0.06
# Surroundings of a signature that are captured with it, in sides of its box.
_NEIGHBOURHOOD: Final = 0.9

_MAX_OVERLAP: Final = 0.02
_SIGNATURE_DPI: Final = 300.0
"""Approximate resolution of the images of signatures."""


@dataclass(frozen=True, slots=True, eq=False)
class SeparatorExamples:
    """Inputs of the network with the wanted outputs.

    Attributes:
        canvases: (n, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8, see `to_canvas`.
        inks: (n, CANVAS_HEIGHT, CANVAS_WIDTH) uint8, 255 = ink of the signature.
    """

    canvases: NDArray[np.uint8]
    inks: NDArray[np.uint8]

    def part(self, rows: slice) -> SeparatorExamples:
        """Some of the examples."""
        return SeparatorExamples(canvases=self.canvases[rows], inks=self.inks[rows])


def compose_examples(
    signatures: Mapping[str, Sequence[Path]],
    *,
    count: int,
    seed: int,
    folder: Path,
    workers: int,
    report: Callable[[float], None],
) -> SeparatorExamples:
    """Compose examples, except those that an earlier run has left in the folder.

    Args:
        signatures: images to lay on cheques, by data set.
        count: examples, rounded up to whole files.
        seed: decides all of them.
        folder: for the files.
        workers: processes.
        report: called with the share that is done.
    """
    paths = [list(images) for images in signatures.values()]
    return SeparatorExamples(
        **composed_arrays(
            paths,
            name="inks",
            count=count,
            seed=seed,
            folder=folder,
            write=_write_shard,
            workers=workers,
            report=report,
        )
    )


def _write_shard(shard: Shard) -> None:
    cv2.setNumThreads(1)
    rng = shard.rng()
    canvases: list[Image] = []
    inks: list[Image] = []
    while len(canvases) < SHARD:
        for canvas, ink in compose_cheque_examples(rng, signatures=shard.signatures):
            canvases.append(canvas)
            inks.append(ink)
    with written_atomically(shard.path) as stream:
        np.savez_compressed(
            stream, canvases=np.stack(canvases[:SHARD]), inks=np.stack(inks[:SHARD])
        )


def compose_cheque_examples(
    rng: np.random.Generator, *, signatures: Sequence[Sequence[Path]]
) -> list[tuple[Image, Image]]:
    """Examples from one made-up cheque: canvas and ink of each.

    Args:
        rng: decides everything.
        signatures: images of cropped signatures by data set; each set is chosen equally often. If
            empty, all signatures are made up.
    """
    inks = None
    if signatures and rng.random() < _REAL_ODDS:
        count = 2 if rng.random() < _TWICE_ODDS else 1
        inks = [_random_ink(rng, signatures) for _ in range(count)]
        if any(not ink.any() for ink in inks):
            return []
    try:
        compose = compose_card if rng.random() < _CARD_ODDS else compose_cheque
        cheque = compose(rng, signatures=inks, dpi=float(rng.choice(_DPI)))
    except ValueError:  # a signature is off the sheet
        return []
    if any(one.iou(other) > _MAX_OVERLAP for one, other in combinations(cheque.boxes, 2)):
        return []  # overlapping ink can't be assigned
    found = []
    for which in rng.permutation(len(cheque.ink_masks))[:_MOST_EACH].tolist():
        _print_over(cheque, cheque.boxes[which], rng=rng)
        for _ in range(_CAPTURES_EACH):
            odds = np.array(list(_CAPTURES.values()))
            kind = list(_CAPTURES)[int(rng.choice(len(odds), p=odds))]
            try:
                reach = _NEIGHBOURHOOD * rng.uniform(0.7, 1.0)
                picture = capture(part_around(cheque, which, reach=reach), rng, kind=kind)
                found.append(_example(picture, kind=kind, rng=rng))
            except ValueError:  # too thin for the resolution
                continue
    return found


def _random_ink(rng: np.random.Generator, signatures: Sequence[Sequence[Path]]) -> Image:
    paths = signatures[int(rng.integers(len(signatures)))]
    ink = clean_crop(read_scan(paths[int(rng.integers(len(paths)))]).grey)
    return unevenly_inked(ink, pen=random_pen(rng), dpi=_SIGNATURE_DPI, rng=rng)


def _print_over(cheque: ComposedCheque, box: Box, *, rng: np.random.Generator) -> None:
    """Print across a signature, the hard case, more often than on real forms.

    Ink is a dye, so the order of print and signature makes no difference.
    """
    sheet = Sheet(image=cheque.image, dpi=cheque.dpi)
    mm = sheet.px_per_mm
    x, y, w, h = (side / mm for side in (box.x, box.y, box.w, box.h))
    dark = int(rng.integers(0, 110))
    colour = (dark, dark, dark) if rng.random() < 0.7 else tint(rng, strength=0.95)
    for _ in range(int(rng.choice(3, p=[0.55, 0.35, 0.1]))):
        person = made_up_person(rng)
        text = str(rng.choice([person, person.upper(), "Please sign above", company(rng)]))
        sheet.text(
            text,
            x=x + rng.uniform(0.1, 0.9) * w,
            y=y + rng.uniform(0.2, 1.35) * h,
            cap=rng.uniform(1.1, 3.0),
            face=random_face(rng),
            colour=colour,
            anchor=0.5,
        )
    if rng.random() < 0.15:
        length, thick = rng.uniform(0.5, 2.0) * w, rng.uniform(0.1, 0.5)
        sheet.rule(
            x=x + rng.uniform(-0.4, 0.3) * w,
            y=y + rng.uniform(0.1, 1.2) * h,
            length=length,
            thick=thick,
            colour=colour,
        )
    if rng.random() < 0.12:
        code = bars(rng, length_mm=rng.uniform(8, 30), height_mm=rng.uniform(3, 8), px_per_mm=mm)
        if rng.random() < 0.7:
            code = np.ascontiguousarray(np.rot90(code))
        left = x + w * float(rng.choice([rng.uniform(0.75, 1.1), rng.uniform(-0.2, 0.1)]))
        sheet.ink(code, x=left, y=y + rng.uniform(-0.6, 0.6) * h, colour=colour)
    if rng.random() < 0.15:
        press_stamp(
            sheet, x=x + rng.uniform(-0.2, 1.2) * w, y=y + rng.uniform(-0.5, 1.5) * h, rng=rng
        )


def _example(
    picture: ComposedCheque, *, kind: Capture, rng: np.random.Generator
) -> tuple[Image, Image]:
    box, mask = picture.boxes[0], picture.ink_masks[0]
    errors = rng.normal(0.0, _BOX_ERROR, 4) * np.array([box.w, box.h, box.w, box.h])
    if rng.random() < 0.3:  # as from a locator whose box is too large
        errors += np.array([-box.w, -box.h, box.w, box.h]) * rng.uniform(0.0, 0.15, 4)
    left, top = round(box.x + errors[0]), round(box.y + errors[1])
    right, bottom = round(box.x + box.w + errors[2]), round(box.y + box.h + errors[3])
    guess = Box(x=left, y=top, w=max(right - left, 8), h=max(bottom - top, 8))
    grey = np.asarray(cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    colour = picture.image if kind in (Capture.COLOUR, Capture.PHOTO) else None
    # With an error of the tilt, as from a locator.
    degrees = picture.degrees + float(rng.normal(0.0, 1.5))
    cutout = cut_out(grey, colour=colour, box=guess, degrees=degrees)
    truth = cut_out(mask, colour=None, box=guess, degrees=degrees)
    ink = mask_to_canvas(truth.grey)
    return to_canvas(cutout), np.where(ink >= INK_LEVEL, 255, 0).astype(np.uint8)
