"""Composed cheques for the locator, stored as the canvases of its network.

Half of the signatures on them are real ones of the split `train`, so the canvases are biometric
data and stay in the work folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, ChequeView, view_cheque
from sigverify.files import written_atomically
from sigverify.imaging.arrays import Image
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.reading.scans import read_scan
from sigverify.synthesis.documents.capture import Capture, capture, random_capture
from sigverify.synthesis.documents.card import CardKind, compose_card
from sigverify.synthesis.documents.cheque import ComposedCheque, compose_cheque
from sigverify.training.composing import SHARD, Shard, composed_arrays
from sigverify.training.locator.crops import random_crop

MAX_BOXES: Final = 6
_CROP_SHARE: Final = 0.15
"""Share of images that are not cheques."""
_REAL_ODDS: Final = 0.55
_UNSIGNED_ODDS: Final = 0.22
"""More than on real forms, so that print where people sign is not taken for a signature."""
_CARD_ODDS: Final = 0.25
"""Probability of a card, a sheet of specimens, a form or a passport instead of a cheque."""
# A slip is used whole.
_CARDS: Final = tuple(kind for kind in CardKind if kind is not CardKind.SLIP)
_TWICE_ODDS: Final = 0.08
_DPI: Final = (100.0, 130.0, 150.0, 200.0)
# A signature counts as on the canvas if this share of its box is.
_MIN_VISIBLE: Final = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class LocatorExamples:
    """Upright cheques, and images that are not cheques.

    Attributes:
        canvases: (n, CHANNELS, CANVAS_HEIGHT, CANVAS_WIDTH) uint8, see `ChequeView`.
        boxes: (n, MAX_BOXES, 4) float32 left, top, right, bottom in pixels of the canvas; NaN
            for missing signatures.
        is_cheque: (n,) bool.
    """

    canvases: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    is_cheque: NDArray[np.bool_]

    def with_more(self, other: LocatorExamples) -> LocatorExamples:
        """These examples followed by others."""
        return LocatorExamples(
            canvases=np.concatenate((self.canvases, other.canvases)),
            boxes=np.concatenate((self.boxes, other.boxes)),
            is_cheque=np.concatenate((self.is_cheque, other.is_cheque)),
        )

    def part(self, rows: slice) -> LocatorExamples:
        """Some of the examples."""
        return LocatorExamples(
            canvases=self.canvases[rows], boxes=self.boxes[rows], is_cheque=self.is_cheque[rows]
        )


def compose_examples(
    signatures: Mapping[str, Sequence[Path]],
    *,
    count: int,
    seed: int,
    folder: Path,
    workers: int,
    report: Callable[[float], None],
) -> LocatorExamples:
    """Compose cheques, except those that an earlier run has left in the folder.

    Args:
        signatures: images to lay on cheques, by data set.
        count: cheques, rounded up to whole files.
        seed: decides all of them.
        folder: for the files.
        workers: processes.
        report: called with the share that is done.
    """
    paths = [path for images in signatures.values() for path in images]
    return LocatorExamples(
        **composed_arrays(
            paths,
            name="cheques",
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
    boxes: list[NDArray[np.float32]] = []
    is_cheque: list[bool] = []
    while len(canvases) < SHARD:
        wanted = rng.random() >= _CROP_SHARE
        example = (
            compose_example(rng, signatures=shard.signatures)
            if wanted
            else crop_example(rng, signatures=shard.signatures)
        )
        if example is not None:
            canvases.append(example[0].canvas)
            boxes.append(example[1])
            is_cheque.append(wanted)
    with written_atomically(shard.path) as stream:
        np.savez_compressed(
            stream,
            canvases=np.stack(canvases),
            boxes=np.stack(boxes),
            is_cheque=np.array(is_cheque),
        )


def crop_example(
    rng: np.random.Generator, *, signatures: Sequence[Path]
) -> tuple[ChequeView, NDArray[np.float32]] | None:
    """The network's input for an image that is not a cheque; None if composing failed."""
    try:
        image = random_crop(rng, signatures=signatures)
    except ValueError:
        return None
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    colour = image if np.ptp(image, axis=2).any() else None
    boxes = np.full((MAX_BOXES, 4), np.nan, np.float32)
    return view_cheque(grey, colour=colour), boxes


def compose_example(
    rng: np.random.Generator, *, signatures: Sequence[Path]
) -> tuple[ChequeView, NDArray[np.float32]] | None:
    """The network's input for one upright composed cheque, with its boxes.

    Args:
        rng: decides everything.
        signatures: images of cropped signatures to choose from; if empty, all are made up.

    Returns:
        The view and (MAX_BOXES, 4) boxes; None if composing failed.
    """
    inks = None
    if signatures and rng.random() < _REAL_ODDS:
        count = int(
            rng.choice(3, p=[_UNSIGNED_ODDS, 1 - _UNSIGNED_ODDS - _TWICE_ODDS, _TWICE_ODDS])
        )
        inks = [_random_ink(rng, signatures) for _ in range(count)]
        if any(not ink.any() for ink in inks):
            return None
    dpi = float(rng.choice(_DPI))
    try:
        if rng.random() < _CARD_ODDS:
            card = _CARDS[int(rng.integers(len(_CARDS)))]
            cheque = compose_card(rng, kind=card, signatures=inks, dpi=dpi)
        else:
            cheque = compose_cheque(rng, signatures=inks, dpi=dpi)
        kind, turns = random_capture(rng)
        picture = capture(cheque, rng, kind=kind, quarter_turns=turns)
    except ValueError:  # a signature is off the sheet or too thin for the resolution
        return None
    return view_composed(picture, kind=kind, quarter_turns=turns)


def view_composed(
    picture: ComposedCheque, *, kind: Capture, quarter_turns: int
) -> tuple[ChequeView, NDArray[np.float32]] | None:
    """The network's input for a captured cheque, upright, with its boxes."""
    grey = np.asarray(cv2.cvtColor(picture.image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    in_colour = kind in (Capture.COLOUR, Capture.PHOTO, Capture.PAGE)
    view = view_cheque(grey, colour=picture.image if in_colour else None)
    upwards = np.array([(0, -1), (-1, 0), (0, 1), (1, 0)][quarter_turns % 4], dtype=np.float64)
    pointing = view.to_canvas[:, :2] @ upwards / view.scale
    if abs(pointing[1]) < 0.8:
        return None
    if pointing[1] > 0:
        view = view.turned_over()
    boxes = np.full((MAX_BOXES, 4), np.nan, np.float32)
    for place, mask in enumerate(picture.ink_masks[:MAX_BOXES]):
        y, x = np.nonzero(mask >= 64)
        moved = view.to_canvas @ np.stack((x, y, np.ones_like(x)))
        box = np.array([*moved.min(axis=1), *moved.max(axis=1)], np.float32)
        if visible_share(box) < _MIN_VISIBLE:
            return None
        boxes[place] = box
    return view, boxes


def visible_share(box: NDArray[np.float32]) -> float:
    """The share of a box (left, top, right, bottom) on the canvas."""
    width = min(box[2], CANVAS_WIDTH) - max(box[0], 0)
    height = min(box[3], CANVAS_HEIGHT) - max(box[1], 0)
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1e-6)
    return float(max(width, 0) * max(height, 0) / area)


def _random_ink(rng: np.random.Generator, paths: Sequence[Path]) -> Image:
    return clean_crop(read_scan(paths[int(rng.integers(len(paths)))]).grey)
