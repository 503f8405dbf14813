"""Where on a cheque somebody has signed.

The cheque is laid level (`cheque_view`), a small network says where signatures are and how large
(`sigverify.detection.locator` runs it), and what it says is brought back to pixels of the image. If
the network sees that the cheque stands on its head, it is turned over and looked at again.

A picture may also be a signature cut out already, which is to be taken whole. It is a cheque if it
shows as many separate marks as a printed form has, and the network, too, takes it for one
(docs/decisions/0007-finding-the-signature.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cheque_view import (
    CANVAS_HEIGHT,
    CANVAS_WIDTH,
    ChequeView,
    shrunk,
    view_cheque,
)
from sigverify.imaging.cleaning import paper_removed, paper_tone
from sigverify.imaging.marks import Marks
from sigverify.imaging.skew import tilt_of_print
from sigverify.terms import Box

STRIDE: Final = 8
"""Canvas pixels a cell of the network's maps."""
# Below, nothing is said to be a signature at all.
MIN_CONFIDENCE: Final = 0.3
# From here on a box needs no check by a person ...
SURE_CONFIDENCE: Final = 0.5
# ... unless another candidate is this sure, too, as a share of the best one's confidence.
RIVAL_SHARE: Final = 0.6
MAX_CANDIDATES: Final = 4
# Cells of at least this share of a peak's confidence have a say in its box.
_VOTE_SHARE: Final = 0.6
# Two boxes are one signature if they share this part of their union, or the smaller one lies
# with this part of itself in the other.
_SAME_IOU: Final = 0.3
_SAME_INNER: Final = 0.6
# A picture with fewer separate marks than this (letters, digits, strokes) is no cheque: a signature
# has a few, a form some hundreds, whatever its bank. They are counted on a picture of this size.
MIN_MARKS: Final = 45
_MARKS_SIDE: Final = 800
_MARK_DARKNESS: Final = 40.0
_MARK_PX: Final = 4
# The network's word for it, beyond the marks.
_CHEQUE_FROM: Final = 0.5
# Both ways up are tried if the network is not this sure.
_SURE_WAY_UP: Final = 0.9

Image = NDArray[np.uint8]
Maps = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a signature.

    Attributes:
        box: its place in pixels of the image as read.
        confidence: 0..1.
        degrees: by how much the cheque must be turned clockwise, as seen, to stand upright.
    """

    box: Box
    confidence: float
    degrees: float


@dataclass(frozen=True, slots=True, eq=False)
class LocatorMaps:
    """What the network says of a canvas.

    Attributes:
        confidence: (H / STRIDE, W / STRIDE) float32, 0..1, that a signature's middle is there.
        sides: (4, H / STRIDE, W / STRIDE) float32, canvas pixels from the cell's middle to the
            left, top, right and bottom of the signature.
        is_cheque: 0..1, that this is a cheque at all.
        upright: 0..1, that the cheque stands the right way up.
    """

    confidence: Maps
    sides: Maps
    is_cheque: float
    upright: float

    @property
    def way_up(self) -> float:
        """How much speaks for this way up: a signature that is seen does, too."""
        return self.upright * float(self.confidence.max())


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a picture shows.

    Attributes:
        is_cheque: whether it is a cheque at all, and not a signature cut out already.
        degrees: by how much it must be turned clockwise, as seen, to stand upright.
        candidates: what may be signatures, the best first; none where nobody has signed.
        paper: `paper_tone` of the whole picture, if it came up and is no cheque's: cleaning
            wants it next.
    """

    is_cheque: bool
    degrees: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    paper: Image | None = field(default=None, repr=False, compare=False)


Look = Callable[[NDArray[np.uint8]], LocatorMaps]
"""The network: a canvas of `ChequeView` to its maps."""


def sight(grey: Image, *, colour: Image | None = None, look: Look) -> Sighting:
    """See whether a picture shows a cheque, and find the signatures on it.

    Args:
        grey: (H, W) uint8, 0 = black, 255 = white.
        colour: (H, W, 3) uint8 BGR of the same picture, None where there is none.
        look: the network.
    """
    small = shrunk(grey, side=_MARKS_SIDE)
    paper = paper_tone(small)
    no_cheque = Sighting(is_cheque=False, paper=paper if small is grey else None)
    marks = Marks.of(paper_removed(small, paper=paper) > _MARK_DARKNESS)
    if np.count_nonzero(marks.areas() >= _MARK_PX) < MIN_MARKS:
        return no_cheque
    view = view_cheque(grey, colour=colour, tilt=tilt_of_print(marks))
    maps = look(view.canvas)
    if maps.upright < _SURE_WAY_UP:
        over = view.turned_over()
        over_maps = look(over.canvas)
        if over_maps.way_up > maps.way_up:
            view, maps = over, over_maps
    if maps.is_cheque < _CHEQUE_FROM:
        return no_cheque
    linear = view.to_canvas[:, :2]
    degrees = float(np.degrees(np.arctan2(linear[1, 0], linear[0, 0])))
    found = (
        _in_image(box, confidence, view=view, degrees=degrees, shape=grey.shape)
        for box, confidence in peaks(maps)
    )
    return Sighting(
        is_cheque=True,
        degrees=degrees,
        candidates=tuple(candidate for candidate in found if candidate is not None),
    )


def peaks(maps: LocatorMaps) -> list[tuple[NDArray[np.float64], float]]:
    """Boxes (left, top, right, bottom) in canvas pixels with their confidence, the best first."""
    rows, columns = np.nonzero(maps.confidence >= MIN_CONFIDENCE)
    if rows.size == 0:
        return []
    confidence = maps.confidence[rows, columns].astype(np.float64)
    x, y = (columns + 0.5) * STRIDE, (rows + 0.5) * STRIDE
    left, top, right, bottom = maps.sides[:, rows, columns].astype(np.float64)
    boxes = np.stack((x - left, y - top, x + right, y + bottom), axis=1)
    limits = (CANVAS_WIDTH, CANVAS_HEIGHT) * 2
    boxes = np.clip(boxes, 0.0, limits)
    order = np.argsort(-confidence, kind="stable")
    boxes, confidence = boxes[order], confidence[order]
    found: list[tuple[NDArray[np.float64], float]] = []
    free = np.ones(len(boxes), dtype=np.bool_)
    while free.any() and len(found) < MAX_CANDIDATES:
        best = int(np.flatnonzero(free)[0])
        same = _same_signature(boxes[best], boxes) & free
        same[best] = True
        votes = same & (confidence >= _VOTE_SHARE * confidence[best])
        weights = confidence[votes][:, None]
        found.append(((boxes[votes] * weights).sum(axis=0) / weights.sum(), confidence[best]))
        free &= ~same
    return found


def _same_signature(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    inner = np.clip(
        np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2]), 0.0, None
    ).prod(axis=1)
    area = float((box[2:] - box[:2]).prod())
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    union = np.maximum(area + areas - inner, 1e-9)
    smaller = np.maximum(np.minimum(area, areas), 1e-9)
    return np.asarray((inner / union >= _SAME_IOU) | (inner / smaller >= _SAME_INNER))


def _in_image(
    box: NDArray[np.float64],
    confidence: float,
    *,
    view: ChequeView,
    degrees: float,
    shape: tuple[int, ...],
) -> Candidate | None:
    """A box of the canvas in pixels of the image; upright there too, so it may grow."""
    left, top, right, bottom = box
    corners = np.array([[left, right, right, left], [top, top, bottom, bottom]])
    moved = np.linalg.solve(view.to_canvas[:, :2], corners - view.to_canvas[:, 2:])
    low, high = np.floor(moved.min(axis=1)), np.ceil(moved.max(axis=1))
    size = high - low
    placed = Box(
        x=int(low[0]), y=int(low[1]), w=max(int(size[0]), 1), h=max(int(size[1]), 1)
    ).clipped(width=shape[1], height=shape[0])
    if placed is None:
        return None
    return Candidate(box=placed, confidence=float(confidence), degrees=degrees)


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those whose boxes have turned out to be that of a better one."""
    kept: list[Candidate] = []
    for candidate in candidates:
        box = candidate.box
        others = np.array([_corners(other.box) for other in kept]).reshape(-1, 4)
        if not _same_signature(_corners(box), others).any():
            kept.append(candidate)
    return kept


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array([box.x, box.y, box.x + box.w, box.y + box.h], dtype=np.float64)


def doubt_about(candidates: Sequence[Candidate], *, width: int, height: int) -> str | None:
    """Why a person should check the best box, in a few words; None where nothing is wrong.

    Args:
        candidates: what was found on a cheque with one signature, at least one.
        width: of the image in pixels.
        height: of the image in pixels.
    """
    best = candidates[0]
    if best.confidence < SURE_CONFIDENCE:
        return "it is not sure that this is the signature"
    if any(other.confidence >= RIVAL_SHARE * best.confidence for other in candidates[1:]):
        return "several places look like signatures"
    box = best.box
    if box.x <= 0 or box.y <= 0 or box.x + box.w >= width or box.y + box.h >= height:
        return "the signature may be cut off at the edge of the picture"
    return None
