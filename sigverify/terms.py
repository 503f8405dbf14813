"""The terms of the field as enums and small frozen records.

Every layer may import this module; it imports nothing from the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """The program's answer on a questioned signature. The clerk's decision is a separate field."""

    ACCEPT = "accept"
    REFER = "refer"
    FLAG = "flag"
    NO_DECISION = "no-decision"


class Label(StrEnum):
    """The label of an image in a labelled set; ``forged`` means a skilled forgery."""

    GENUINE = "genuine"
    FORGED = "forged"


class PairKind(StrEnum):
    """The three kinds of comparison. Skilled and random forgeries are never pooled."""

    GENUINE = "genuine"
    SKILLED = "skilled"
    RANDOM = "random"


class Split(StrEnum):
    """The part of a labelled set: fitted on, chosen on, or only measured on."""

    TRAIN = "train"
    VAL = "val"
    VAL_CROSS = "val_cross"


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels of the image as it was read (after EXIF rotation).

    ``x`` and ``y`` are the left and top edges; the right and bottom edges ``x + w`` and ``y + h``
    are exclusive.
    """

    x: int
    y: int
    w: int
    h: int

    def __post_init__(self) -> None:
        """Refuse a box without area.

        Raises:
            ValueError: width or height is not positive.
        """
        if self.w <= 0 or self.h <= 0:
            raise ValueError(f"a box needs a positive width and height, not {self.w} x {self.h}")

    def clipped(self, *, width: int, height: int) -> Box | None:
        """The part of the box inside an image of ``width`` x ``height`` pixels; None if outside."""
        left, top = max(self.x, 0), max(self.y, 0)
        right, bottom = min(self.x + self.w, width), min(self.y + self.h, height)
        if right <= left or bottom <= top:
            return None
        return Box(x=left, y=top, w=right - left, h=bottom - top)

    def iou(self, other: Box) -> float:
        """Intersection over union with another box, 0..1."""
        overlap_w = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        overlap_h = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        overlap = max(overlap_w, 0) * max(overlap_h, 0)
        return overlap / (self.w * self.h + other.w * other.h - overlap)
