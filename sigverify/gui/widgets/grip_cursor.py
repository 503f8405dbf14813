"""The cursor over each part of a box."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sigverify.gui.models.box_editing import Grip


def grip_cursor(grip: Grip, *, sideways: bool) -> Qt.CursorShape:
    """The cursor for dragging a part of a box.

    Args:
        grip: the part; not `Grip.NONE`.
        sideways: whether the page is shown turned by a quarter.
    """
    shape = Qt.CursorShape
    if grip == Grip.ALL:
        return shape.SizeAllCursor
    if grip in (Grip.LEFT, Grip.RIGHT):
        return shape.SizeVerCursor if sideways else shape.SizeHorCursor
    if grip in (Grip.TOP, Grip.BOTTOM):
        return shape.SizeHorCursor if sideways else shape.SizeVerCursor
    falling = grip in (Grip.LEFT | Grip.TOP, Grip.RIGHT | Grip.BOTTOM)
    return shape.SizeFDiagCursor if falling != sideways else shape.SizeBDiagCursor
