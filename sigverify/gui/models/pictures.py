"""Pictures for the screen, drawn in a thread from scans and comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from sigverify.gui.models.originals import OriginalPair, Photograph, original_pair
from sigverify.gui.models.pasted import is_pasted, read_pasted
from sigverify.imaging.reading.scans import Scan, decode_scan, read_scan
from sigverify.imaging.registration import moved_canvas, on_finer_canvas
from sigverify.reporting.explanation_maps import ExplanationPictures, draw_explanation
from sigverify.reporting.inks import (
    FINENESS,
    QUESTIONED_INK,
    REFERENCE_INK,
    Picture,
    display_ink,
    tinted,
)
from sigverify.terms import Box
from sigverify.verification.explanation import Explanation, explain
from sigverify.verification.results import PreparedSignature

# Halving stops here: smaller images shrink on the screen without losing strokes.
_SMALLEST_SIDE: Final = 400
_THUMB_SIZE: Final = (560, 240)
_ROW_SIZE: Final = (192, 68)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChequePicture:
    """A page of a file, and its pictures for the screen.

    Attributes:
        path: the file.
        scan: the page.
        levels: the page as RGB at full size and repeatedly halved, so that a zoomed-out cheque
            keeps its fine strokes.
    """

    path: Path
    scan: Scan
    levels: tuple[Picture, ...]

    @property
    def width(self) -> int:
        """Width of the image file in pixels."""
        return int(self.scan.grey.shape[1])

    @property
    def height(self) -> int:
        """Height of the image file in pixels."""
        return int(self.scan.grey.shape[0])

    def crop(self, box: Box | None) -> Picture:
        """A part of the page as RGB; None takes the whole."""
        whole = self.levels[0]
        clipped = None if box is None else box.clipped(width=self.width, height=self.height)
        if clipped is None:
            return whole
        return whole[clipped.y : clipped.y + clipped.h, clipped.x : clipped.x + clipped.w]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairPictures:
    """The pictures of a questioned signature and one specimen.

    Attributes:
        questioned: its ink as the network sees it, tinted; None where there is none.
        reference: the same of the specimen.
        laid: the questioned ink registered to the specimen, for blinking; None where the two
            could not be compared.
        explanation: how their parts compare; None where the two could not be compared.
        explained: the overlay and the maps of it.
        originals: both as photographed, on one grid with their layers; None where an image is no
            longer there.
        reference_path: the specimen's file.
        reference_name: what reasons call it: its file's name, or its number in the register.
    """

    questioned: Picture | None
    reference: Picture | None
    laid: Picture | None
    explanation: Explanation | None
    explained: ExplanationPictures | None
    originals: OriginalPair | None
    reference_path: Path
    reference_name: str | int


def read_cheque(path: Path, *, page: int) -> ChequePicture:
    """Read a page and make its pictures for the screen.

    Raises:
        MissingFileError: nothing is there, or a folder is.
        UnreadableFileError: the file is not an image that can be used.
    """
    scan = read_page(path, page=page)
    levels = [as_rgb(scan)]
    while min(levels[-1].shape[:2]) > 2 * _SMALLEST_SIDE:
        height, width = levels[-1].shape[:2]
        half = cv2.resize(levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(half, dtype=np.uint8))
    return ChequePicture(path=path, scan=scan, levels=tuple(levels))


def read_page(path: Path, *, page: int) -> Scan:
    """A page of a file, or a pasted image.

    Raises:
        MissingFileError: nothing is there, or a folder is.
        UnreadableFileError: the file is not an image that can be used.
        RecordsError: a pasted image can't be opened.
    """
    if is_pasted(path):
        return decode_scan(read_pasted(path), name=path.name, page=page)
    return read_scan(path, page=page)


def as_rgb(scan: Scan) -> Picture:
    """A scan as RGB."""
    if scan.colour is None:
        return np.repeat(scan.grey[..., None], 3, axis=2)
    return np.ascontiguousarray(scan.colour[..., ::-1])


def thumbnail(scan: Scan, *, box: Box | None) -> Picture:
    """A thumbnail of a specimen.

    Args:
        scan: the page.
        box: the signature's box; None takes the whole page.
    """
    return _shrunk(_part(as_rgb(scan), box), _THUMB_SIZE)


def small_picture(path: Path, *, page: int, box: Box | None, turns: int) -> Picture:
    """A picture of a signature, or of a whole page, for a row of a table.

    Args:
        path: the file.
        page: its page, counted from 0.
        box: the signature's box; None takes the whole page.
        turns: clockwise quarter turns that bring it upright.

    Raises:
        SigVerifyError: the file can't be read.
    """
    part = _part(as_rgb(read_page(path, page=page)), box)
    return _shrunk(np.ascontiguousarray(np.rot90(part, -turns)), _ROW_SIZE)


def _part(picture: Picture, box: Box | None) -> Picture:
    height, width = picture.shape[:2]
    box = None if box is None else box.clipped(width=width, height=height)
    return picture if box is None else picture[box.y : box.y + box.h, box.x : box.x + box.w]


def _shrunk(picture: Picture, room: tuple[int, int]) -> Picture:
    height, width = picture.shape[:2]
    scale = min(1.0, room[0] / width, room[1] / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def pair_pictures(
    questioned: PreparedSignature,
    reference: PreparedSignature,
    *,
    middle: float,
    photographs: tuple[Photograph, Photograph] | None,
) -> PairPictures:
    """Draw a pair.

    Args:
        questioned: the signature under examination.
        reference: the specimen to show it beside.
        middle: the distance at which the evidence for and against one writer is equal.
        photographs: both as photographed; None if one of them has no ink or no image.
    """
    one, two = display_ink(questioned), display_ink(reference)
    explanation = explained = laid = None
    if questioned.usable and reference.usable and one is not None:
        explanation = explain(questioned, reference, middle=middle)
        explained = draw_explanation(explanation, questioned=questioned, reference=reference)
        matrix = on_finer_canvas(explanation.registration.matrix, times=FINENESS)
        laid = tinted([(moved_canvas(one, matrix), QUESTIONED_INK)])
    return PairPictures(
        questioned=None if one is None else tinted([(one, QUESTIONED_INK)]),
        reference=None if two is None else tinted([(two, REFERENCE_INK)]),
        laid=laid,
        explanation=explanation,
        explained=explained,
        originals=None
        if photographs is None
        else original_pair(*photographs, explanation=explanation),
        reference_path=reference.path,
        reference_name=reference.name,
    )
