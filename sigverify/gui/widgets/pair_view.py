"""Two signatures with one zoom and one pan, stacked or side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QSizePolicy, QWidget

from sigverify.gui.theme import current
from sigverify.gui.widgets.pane import Pane, draw_name

_GAP: Final = 4.0
_ZOOM_STEP: Final = 1.25
_LEAST_ZOOM: Final = 0.2
_MOST_ZOOM: Final = 16.0
_PAN_SHARE: Final = 0.12


class Arrangement(StrEnum):
    """How the two panes lie."""

    AUTO = "auto"
    STACKED = "stacked"
    BESIDE = "beside"


class PairView(QWidget):
    """Shows one or two panes; wheel and pinch zoom both, a drag moves both.

    The place under the mouse is marked in both panes. While measuring, a drag lays a line into
    both and says its length and its slope.

    Signals:
        zoomed: the zoom has changed.
        stepped: an arrow key asks for the next (1) or the previous (-1) specimen.
        measured: the length of the line in pixels of the image, and its slope in degrees.
    """

    zoomed = Signal()
    stepped = Signal(int)
    measured = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._panes: tuple[Pane, ...] = ()
        self._zoom = 1.0
        self._frame = QRectF()
        self._centre = QPointF()
        self._arrangement = Arrangement.AUTO
        self._mouse: QPointF | None = None
        self._dragged: QPointF | None = None
        self._measuring = False
        self._line: tuple[QPointF, QPointF] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Both signatures"))
        self.setAccessibleDescription(
            self.tr(
                "Plus and minus zoom both signatures, arrow keys move them. While both are shown "
                "whole, up and down go to another specimen."
            )
        )

    def sizeHint(self) -> QSize:
        """Room for two signatures."""
        return QSize(760, 510)

    def minimumSizeHint(self) -> QSize:
        """Room for two small ones."""
        return QSize(260, 220)

    # The content.

    def show_panes(self, panes: Sequence[Pane], *, frame: QRectF, keep: bool) -> None:
        """Show other panes.

        Args:
            panes: one or two.
            frame: the part of the images that is shown before anybody zooms, in their pixels.
            keep: whether zoom and place stay, because the same pair is shown in another way.
        """
        self._panes = tuple(panes)
        self._frame = frame
        self.setAccessibleName(" · ".join(pane.name for pane in panes))
        if not keep:
            self._line = None
            self.fit()
        self.update()

    @property
    def panes(self) -> tuple[Pane, ...]:
        """The content."""
        return self._panes

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Lay the panes out in another way."""
        self._arrangement = arrangement
        self.update()

    def set_measuring(self, measuring: bool) -> None:
        """Make a drag measure instead of move."""
        self._measuring, self._line = measuring, None
        self.setCursor(Qt.CursorShape.CrossCursor if measuring else Qt.CursorShape.OpenHandCursor)
        self.update()

    # Zoom and place, shared by both panes.

    @property
    def zoom(self) -> float:
        """How many times larger than whole."""
        return self._zoom

    @property
    def scale(self) -> float:
        """Logical pixels of the screen per pixel of the image; 0 without an image."""
        places = self.places()
        return self._scale(places[0]) if places and self._picture() is not None else 0.0

    def fit(self) -> None:
        """Show both whole."""
        self._zoom, self._centre = 1.0, self._frame.center()
        self._moved()

    def set_scale(self, scale: float) -> None:
        """Zoom to so many pixels of the screen per pixel of the image."""
        if self.scale > 0:
            self._set_zoom(self._zoom * scale / self.scale)

    def zoom_by(self, steps: float, *, at: QPointF | None = None) -> None:
        """Zoom in by a number of steps; negative steps zoom out.

        Args:
            steps: the steps.
            at: the place of the widget that stays where it is; None takes the middle.
        """
        self._set_zoom(self._zoom * _ZOOM_STEP**steps, at=at)

    def places(self) -> list[QRectF]:
        """The rectangles of the panes."""
        room = QRectF(self.rect())
        if len(self._panes) < 2:
            return [room] * len(self._panes)
        if self._stacked(room):
            height = (room.height() - _GAP) / 2
            return [
                QRectF(0, 0, room.width(), height),
                QRectF(0, height + _GAP, room.width(), height),
            ]
        width = (room.width() - _GAP) / 2
        return [
            QRectF(0, 0, width, room.height()),
            QRectF(width + _GAP, 0, width, room.height()),
        ]

    def _stacked(self, room: QRectF) -> bool:
        if self._arrangement is not Arrangement.AUTO:
            return self._arrangement is Arrangement.STACKED
        if self._frame.isEmpty():
            return True
        width, height = self._frame.width(), self._frame.height()
        stacked = min(room.width() / width, (room.height() - _GAP) / 2 / height)
        beside = min((room.width() - _GAP) / 2 / width, room.height() / height)
        return stacked >= beside

    def _picture(self) -> QImage | None:
        return next((pane.layers[0] for pane in self._panes if pane.layers), None)

    def _scale(self, place: QRectF) -> float:
        if self._frame.isEmpty():
            return 1.0
        frame = self._frame
        return min(place.width() / frame.width(), place.height() / frame.height()) * self._zoom

    def _origin(self, place: QRectF) -> QPointF:
        """Where the left top of the image lies, in a pane."""
        return place.center() - self._centre * self._scale(place)

    def _set_zoom(self, zoom: float, *, at: QPointF | None = None) -> None:
        zoom = min(max(zoom, _LEAST_ZOOM), _MOST_ZOOM)
        place = self._place_at(at)
        if place is not None and at is not None:
            # The place under the mouse stays under it.
            before = self._scale(place)
            after = before * zoom / self._zoom
            self._centre += (at - place.center()) * (1 / before - 1 / after)
        self._zoom = zoom
        self._moved()

    def _pan(self, way: QPointF) -> None:
        places = self.places()
        if places:
            self._centre -= way / self._scale(places[0])
            self._moved()

    def _moved(self) -> None:
        """Keep the image in its pane, and draw."""
        # Whole signatures stay in the middle; the more they are zoomed, the farther one can go.
        share, frame = max(1 - 1 / self._zoom, 0.0), self._frame
        across, down = share * frame.width() / 2, share * frame.height() / 2
        middle = frame.center()
        self._centre = QPointF(
            min(max(self._centre.x(), middle.x() - across), middle.x() + across),
            min(max(self._centre.y(), middle.y() - down), middle.y() + down),
        )
        self.zoomed.emit()
        self.update()

    def _place_at(self, at: QPointF | None) -> QRectF | None:
        if at is None:
            return None
        return next((place for place in self.places() if place.contains(at)), None)

    def _on_image(self, at: QPointF) -> QPointF | None:
        """A place of the widget in pixels of the image."""
        place = self._place_at(at)
        if place is None:
            return None
        return (at - self._origin(place)) / self._scale(place)

    # Input.

    def event(self, event: QEvent) -> bool:
        """Take pinches of touch screens and touch pads."""
        if event.type() == QEvent.Type.Gesture and isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self._set_zoom(self._zoom * pinch.scaleFactor(), at=at)
                return True
        zoom = Qt.NativeGestureType.ZoomNativeGesture
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == zoom:
            self._set_zoom(self._zoom * (1 + event.value()), at=event.position())
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse; with Shift, move."""
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pan(QPointF(turn.x() or turn.y(), 0.0))
        else:
            self.zoom_by(turn.y() / 120, at=event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move, or to measure."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = event.position()
        start = self._on_image(at)
        if self._measuring and start is not None:
            self._line = (start, start)
        else:
            self._dragged = at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move, measure, or mark the place in both panes."""
        at = self._mouse = event.position()
        pressed = event.buttons() & Qt.MouseButton.LeftButton
        if pressed and self._measuring and self._line is not None:
            end = self._on_image(at)
            if end is not None:
                self._line = (self._line[0], end)
                way = end - self._line[0]
                length = math.hypot(way.x(), way.y())
                self.measured.emit(length, -math.degrees(math.atan2(way.y(), way.x())))
        elif pressed and self._dragged is not None:
            self._pan(at - self._dragged)
            self._dragged = at
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """End the drag."""
        self._dragged = None
        if not self._measuring:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in at a place, or show both whole again."""
        if self._zoom != 1:
            self.fit()
        else:
            self._set_zoom(3.0, at=event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no place."""
        self._mouse = None
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and move; while both are whole, go to another specimen."""
        key = Qt.Key(event.key())
        ways = {
            Qt.Key.Key_Left: QPointF(1, 0),
            Qt.Key.Key_Right: QPointF(-1, 0),
            Qt.Key.Key_Up: QPointF(0, 1),
            Qt.Key.Key_Down: QPointF(0, -1),
        }
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key in ways and self._zoom > 1:
            self._pan(ways[key] * (_PAN_SHARE * self.width()))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key not in ways:
            super().keyPressEvent(event)

    # Drawing.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the panes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        marked = None if self._mouse is None else self._on_image(self._mouse)
        for pane, place in zip(self._panes, self.places(), strict=True):
            self._draw_pane(painter, pane, place, marked)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current().accent), 1.4))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.7, 0.7, -0.7, -0.7), 5, 5)
        painter.end()

    def _draw_pane(
        self, painter: QPainter, pane: Pane, place: QRectF, marked: QPointF | None
    ) -> None:
        theme = current()
        painter.save()
        painter.setClipRect(place)
        painter.fillRect(place, QColor(theme.raised))
        scale, origin = self._scale(place), self._origin(place)
        for layer in pane.layers:
            size = QPointF(layer.width() * scale, layer.height() * scale)
            painter.drawImage(QRectF(origin, origin + size), layer)
        if not pane.layers:
            painter.setPen(QColor(theme.quiet))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, pane.word)
        else:
            self._draw_marks(painter, place, origin, scale, marked)
        draw_name(painter, pane, place)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()

    def _draw_marks(
        self,
        painter: QPainter,
        place: QRectF,
        origin: QPointF,
        scale: float,
        marked: QPointF | None,
    ) -> None:
        """The place under the mouse, and the line that was measured, in this pane."""
        if marked is not None:
            at = origin + marked * scale
            painter.setPen(QPen(QColor(11, 87, 176, 120), 1))
            painter.drawLine(QPointF(place.left(), at.y()), QPointF(place.right(), at.y()))
            painter.drawLine(QPointF(at.x(), place.top()), QPointF(at.x(), place.bottom()))
        if self._line is not None:
            start, end = (origin + point * scale for point in self._line)
            for colour, width in (("#ffffff", 4.0), ("#c0249a", 2.0)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(start, end)
