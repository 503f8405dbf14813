"""Turns the locator's maps into boxes: peaks, votes of their cells, one box per signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.detection.cheque_view import CANVAS_HEIGHT, CANVAS_WIDTH, ChequeView
from sigverify.detection.detections import Detection
from sigverify.terms import Box

STRIDE: Final = 8
"""Canvas pixels per cell of the network's maps."""
# Cells below this confidence are ignored.
MIN_CONFIDENCE: Final = 0.3
MAX_DETECTIONS: Final = 4
# Cells with at least this share of a peak's confidence vote for its box.
_VOTE_SHARE: Final = 0.6
# Two boxes are one signature if they share this part of their union, or if this part of the smaller
# one is inside the other.
_SAME_IOU: Final = 0.3
_SAME_INNER: Final = 0.6

Maps = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LocatorMaps:
    """The network's output for a canvas.

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
        """The evidence for this orientation; a detected signature counts, too."""
        return self.upright * float(self.confidence.max())


def boxes_on_canvas(maps: LocatorMaps) -> list[tuple[NDArray[np.float64], float]]:
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
    while free.any() and len(found) < MAX_DETECTIONS:
        best = int(np.flatnonzero(free)[0])
        same = _same_signature(boxes[best], boxes) & free
        same[best] = True
        votes = same & (confidence >= _VOTE_SHARE * confidence[best])
        weights = confidence[votes][:, None]
        found.append(((boxes[votes] * weights).sum(axis=0) / weights.sum(), confidence[best]))
        free &= ~same
    return found


def detections_of(
    maps: LocatorMaps, *, view: ChequeView, shape: tuple[int, ...]
) -> tuple[Detection, ...]:
    """The boxes of the maps in pixels of the image, the best first.

    Args:
        maps: the network's output for the view's canvas.
        view: the cheque on the canvas.
        shape: (height, width) of the image.
    """
    placed = (
        _in_image(box, confidence, view=view, shape=shape)
        for box, confidence in boxes_on_canvas(maps)
    )
    return tuple(detection for detection in placed if detection is not None)


def distinct(found: Sequence[Detection]) -> list[Detection]:
    """The detections without those whose refined box matches that of a better one."""
    kept: list[Detection] = []
    for detection in found:
        box = detection.box
        others = np.array([_corners(other.box) for other in kept]).reshape(-1, 4)
        if not _same_signature(_corners(box), others).any():
            kept.append(detection)
    return kept


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
    box: NDArray[np.float64], confidence: float, *, view: ChequeView, shape: tuple[int, ...]
) -> Detection | None:
    """A box of the canvas in pixels of the image, where it is upright too and so may be larger."""
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
    return Detection(box=placed, confidence=float(confidence), degrees=view.degrees)


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array([box.x, box.y, box.x + box.w, box.y + box.h], dtype=np.float64)
