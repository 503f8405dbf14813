"""The cheque with the signature's box, which can be edited."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QPoint,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QWidget,
)

from sigverify.gui.models.box_editing import Grip, box_between, grip_at, pulled
from sigverify.gui.models.cases.case import QUARTER_TURNS
from sigverify.gui.models.pictures import ChequePicture
from sigverify.gui.theme import current
from sigverify.gui.widgets.grip_cursor import grip_cursor
from sigverify.gui.widgets.page_view import PageView
from sigverify.terms import Box

_GRIP_PX: Final = 9
_NUDGE_PX: Final = 4
_SAME_IOU: Final = 0.3
# Key presses within this time are one gesture and are undone together.
_GESTURE_MS: Final = 900


class ChequeView(PageView):
    """Shows a page and the box of its signature.

    Signals:
        box_edited: the new `Box`, and the number of the gesture it belongs to.
        candidate_chosen: the box of a candidate that was double-clicked.
        drawing_changed: whether the next drag draws a new box.
    """

    box_edited = Signal(object, int)
    candidate_chosen = Signal(object)
    drawing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self.setMouseTracking(True)
        # The scene would take every drag and pass none on to the window.
        self.setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Cheque"))
        self.setAccessibleDescription(
            self.tr(
                "Arrow keys move the box; with Shift they change its size; with Ctrl they "
                "move it by single pixels. Plus and minus zoom."
            )
        )
        self._size = (0, 0)
        self._box: Box | None = None
        self._candidates: tuple[Box, ...] = ()
        self._grip = Grip.NONE
        self._grabbed: tuple[QPointF, Box] | None = None
        self._panned_from: QPoint | None = None
        self._drawn_from: QPointF | None = None
        self._drawing = False
        self._editable = True
        self._gestures = itertools.count(1)
        self._gesture = 0
        self._last_key = QElapsedTimer()

    def show_page(self, picture: ChequePicture | None) -> None:
        """Show a page; None shows none."""
        self._box, self._candidates = None, ()
        self._stop_gestures()
        self._size = (0, 0) if picture is None else (picture.width, picture.height)
        super().show_page(picture)

    def show_box(self, box: Box | None, *, candidates: Sequence[Box], turns: int) -> None:
        """Show the signature's box and the candidates.

        Args:
            box: the box in use; None is the whole page.
            candidates: boxes of other candidates.
            turns: clockwise quarter turns that bring the page upright.
        """
        if self._grabbed is None:
            self._box = box
        # A candidate that the box covers would only be a second frame around the same signature.
        self._candidates = tuple(
            other for other in candidates if box is None or other.iou(box) < _SAME_IOU
        )
        self.turn_to(turns)
        self.viewport().update()

    @property
    def box(self) -> Box | None:
        """The box that is shown."""
        return self._box

    def set_editable(self, editable: bool) -> None:
        """Make the box editable, or read-only."""
        self._editable = editable
        if not editable:
            self.set_drawing(False)

    def set_drawing(self, drawing: bool) -> None:
        """Make the next drag draw a new box."""
        if drawing != self._drawing and (self._editable or not drawing):
            self._drawing = drawing
            cursor = Qt.CursorShape.CrossCursor if drawing else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(cursor)
            self.drawing_changed.emit(drawing)

    def fit_box(self) -> None:
        """Show the box as large as possible."""
        if self.page is not None and self._box is not None:
            box = self._box
            self.look_at(QRectF(box.x, box.y, box.w, box.h), margin=0.72)

    # The mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw a box, to drag the box, or to pan."""
        at = event.position().toPoint()
        left = event.button() is Qt.MouseButton.LeftButton
        if self.page is None:
            return
        self._gesture = next(self._gestures)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        grip = self._grip_at(at)
        if left and self._editable and (self._drawing or shift):
            self._drawn_from = self.mapToScene(at)
        elif left and grip and self._box is not None:
            self._grip, self._grabbed = grip, (self.mapToScene(at), self._box)
        else:
            self._panned_from = at
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on drawing, dragging or panning."""
        at = event.position().toPoint()
        if self._drawn_from is not None:
            one, other = self._drawn_from, self.mapToScene(at)
            corners = ((one.x(), one.y()), (other.x(), other.y()))
            self._edit(box_between(*corners, size=self._size))
        elif self._grabbed is not None:
            start, box = self._grabbed
            moved = self.mapToScene(at) - start
            step = (round(moved.x()), round(moved.y()))
            self._edit(pulled(box, self._grip, step, size=self._size))
        elif self._panned_from is not None:
            way = at - self._panned_from
            self._panned_from = at
            self.pan_by(way)
        elif not self._drawing:
            self.viewport().setCursor(self._cursor_for(self._grip_at(at)))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        drew = self._drawn_from is not None
        self._stop_gestures()
        if drew:
            self.set_drawing(False)
        self.viewport().setCursor(self._cursor_for(self._grip_at(event.position().toPoint())))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose the candidate under the mouse."""
        at = self.mapToScene(event.position().toPoint())
        for box in self._candidates if self._editable else ():
            if QRectF(box.x, box.y, box.w, box.h).contains(at):
                self.candidate_chosen.emit(box)
                return

    def leaveEvent(self, event: QEvent) -> None:
        """Reset the cursor."""
        if self._grabbed is None and not self._drawing:
            self.viewport().unsetCursor()
        super().leaveEvent(event)

    def _stop_gestures(self) -> None:
        self._grabbed = self._drawn_from = self._panned_from = None
        self._grip = Grip.NONE

    def _grip_at(self, at: QPoint) -> Grip:
        """The part of the box under a point of the viewport."""
        if self._box is None or not self._editable:
            return Grip.NONE
        where = self.mapToScene(at)
        return grip_at(self._box, where.x(), where.y(), reach=_GRIP_PX / self.zoom)

    def _cursor_for(self, grip: Grip) -> Qt.CursorShape:
        shape = Qt.CursorShape
        if self._drawing:
            return shape.CrossCursor
        if not grip:
            return shape.OpenHandCursor if self.page is not None else shape.ArrowCursor
        return grip_cursor(grip, sideways=bool(self.turns % 2))

    # The keyboard.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or resize the box; zoom."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key == Qt.Key.Key_Escape and self._drawing:
            self.set_drawing(False)
        elif key in steps and self._box is not None:
            self._nudge(*steps[key], modifiers=event.modifiers())
        else:
            super().keyPressEvent(event)

    def _nudge(self, across: int, down: int, *, modifiers: Qt.KeyboardModifier) -> None:
        if self._box is None or not self._editable:
            return
        if not self._last_key.isValid() or self._last_key.elapsed() > _GESTURE_MS:
            self._gesture = next(self._gestures)
        self._last_key.restart()
        # The arrow keys follow the turned view; the box is in pixels of the file.
        for _ in range((QUARTER_TURNS - self.turns) % QUARTER_TURNS):
            across, down = -down, across
        fine = modifiers & Qt.KeyboardModifier.ControlModifier
        step = 1 if fine else max(1, round(_NUDGE_PX / self.zoom))
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            grip = Grip.RIGHT | Grip.BOTTOM
        else:
            grip = Grip.ALL
        self._edit(pulled(self._box, grip, (across * step, down * step), size=self._size))

    def _edit(self, box: Box | None) -> None:
        """Take a box that the clerk has changed."""
        if box is not None and box != self._box:
            self._box = box
            self.viewport().update()
            self.box_edited.emit(box, self._gesture)

    def drawForeground(self, painter: QPainter, _rect: QRectF | object) -> None:
        """Draw candidates and box over the page, in screen pixels."""
        if self.page is None:
            return
        theme = current()
        painter.save()
        painter.resetTransform()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for other in self._candidates:
            shown = self._on_screen(other)
            for colour, width in (("#ffffff", 3.0), ("#5b6673", 1.6)):
                painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.DashLine))
                painter.drawRect(shown)
        if self._box is not None:
            shown = self._on_screen(self._box)
            light = QColor("#0b57b0")
            painter.setPen(QPen(QColor(255, 255, 255, 210), 4.5))
            painter.drawRect(shown)
            painter.setPen(QPen(light, 2.2))
            painter.drawRect(shown)
            painter.setPen(QPen(light, 1.6))
            painter.setBrush(QColor("#ffffff"))
            for x in (shown.left(), shown.center().x(), shown.right()):
                for y in (shown.top(), shown.center().y(), shown.bottom()):
                    if QPointF(x, y) != shown.center():
                        painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1.2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))
        painter.restore()

    def _on_screen(self, box: Box) -> QRectF:
        outline = self.mapFromScene(QRectF(box.x, box.y, box.w, box.h))
        return QRectF(outline.boundingRect())
