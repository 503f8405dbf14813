"""How dragging changes a box: by an edge, by a corner, or as a whole."""

from __future__ import annotations

from enum import Flag, auto
from typing import Final

from sigverify.terms import Box

SMALLEST_BOX: Final = 8
"""A shorter side, in pixels, counts as an accidental click."""


class Grip(Flag):
    """The part of a box that is dragged."""

    NONE = 0
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()
    ALL = LEFT | TOP | RIGHT | BOTTOM


def grip_at(box: Box, x: float, y: float, *, reach: float) -> Grip:
    """The part of a box at a point.

    Args:
        box: the box.
        x: the point across.
        y: the point down.
        reach: the largest distance from an edge that still counts as on it.
    """
    inside_x = box.x - reach <= x <= box.x + box.w + reach
    inside_y = box.y - reach <= y <= box.y + box.h + reach
    if not (inside_x and inside_y):
        return Grip.NONE
    grip = Grip.NONE
    if abs(x - box.x) <= reach:
        grip |= Grip.LEFT
    elif abs(x - box.x - box.w) <= reach:
        grip |= Grip.RIGHT
    if abs(y - box.y) <= reach:
        grip |= Grip.TOP
    elif abs(y - box.y - box.h) <= reach:
        grip |= Grip.BOTTOM
    return grip or Grip.ALL


def pulled(box: Box, grip: Grip, step: tuple[int, int], *, size: tuple[int, int]) -> Box | None:
    """The box after the dragged part of it has moved.

    Args:
        box: the box before.
        grip: the part that is dragged.
        step: the distance, across and down.
        size: width and height of the image, which the box does not leave.

    Returns:
        The box; None if it would become too small.
    """
    across, down = step
    width, height = size
    if grip == Grip.ALL:
        x = min(max(box.x + across, 0), width - box.w)
        y = min(max(box.y + down, 0), height - box.h)
        return Box(x=x, y=y, w=box.w, h=box.h)
    left = box.x + (across if Grip.LEFT in grip else 0)
    top = box.y + (down if Grip.TOP in grip else 0)
    right = box.x + box.w + (across if Grip.RIGHT in grip else 0)
    bottom = box.y + box.h + (down if Grip.BOTTOM in grip else 0)
    return (
        box_between((left, top), (right, bottom), size=size)
        if (right > left and bottom > top)
        else None
    )


def box_between(
    one: tuple[float, float], other: tuple[float, float], *, size: tuple[int, int]
) -> Box | None:
    """The box between two opposite corners within an image; None if it is too small."""
    left, right = sorted((round(one[0]), round(other[0])))
    top, bottom = sorted((round(one[1]), round(other[1])))
    if right <= left or bottom <= top:
        return None
    box = Box(x=left, y=top, w=right - left, h=bottom - top)
    clipped = box.clipped(width=size[0], height=size[1])
    if clipped is None or min(clipped.w, clipped.h) < SMALLEST_BOX:
        return None
    return clipped
