"""Shows a signature with its ink, and takes brush strokes on it."""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from sigverify.gui.theme import current
from sigverify.gui.widgets.pictures import as_image
from sigverify.imaging.corrected_ink import CorrectedInk

_TINT: Final = (32, 84, 200)
_FADED: Final = 0.45


class Tool(Enum):
    """What a drag does."""

    ERASE = "erase"
    RESTORE = "restore"
    CROP = "crop"


class InkBrush(QWidget):
    """The photograph, with the ink that counts in blue; drags change it.

    Signals:
        changed: the ink has changed.
    """

    changed = Signal()

    def __init__(self, ink: CorrectedInk, *, parent: QWidget | None = None) -> None:
        """Show the ink as it was found."""
        super().__init__(parent)
        self.ink = ink
        self.tool, self.radius_px = Tool.ERASE, 8.0
        self._line: list[tuple[float, float]] = []
        self._at: QPointF | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Signature with its ink"))
        self.renew()

    def renew(self) -> None:
        """Show the ink as it is now."""
        grey = self.ink.grey.astype(np.float32)[..., None]
        faded = 255 - _FADED * (255 - np.repeat(grey, 3, axis=2))
        share = self.ink.ink.astype(np.float32)[..., None] / 255
        picture = faded * (1 - share) + np.array(_TINT, np.float32) * share
        self._image = as_image(np.asarray(picture, np.uint8))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a signature."""
        return QSize(560, 260)

    def minimumSizeHint(self) -> QSize:
        """The least room in which strokes can be told apart."""
        return QSize(320, 160)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._line = [self._point(event.position())]
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        self._at = event.position()
        if self._line:
            self._line.append(self._point(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Apply it."""
        if event.button() is not Qt.MouseButton.LeftButton or not self._line:
            return
        line = [*self._line, self._point(event.position())]
        self._line = []
        if self.tool is Tool.CROP:
            self.ink.crop(line[0], line[-1])
        elif self.tool is Tool.RESTORE:
            self.ink.restore(line, radius=self.radius_px)
        else:
            self.ink.erase(line, radius=self.radius_px)
        self.renew()
        self.changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the signature and the brush."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        painter.fillRect(self.rect(), QColor("#ffffff"))
        painter.drawImage(self._place(), self._image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.border)))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(QPen(QColor(theme.accent), 2))
        if self._line and self.tool is Tool.CROP and self._at is not None:
            painter.drawRect(QRectF(self._spot(self._line[0]), self._at))
        elif self._line:
            painter.drawPolyline([self._spot(point) for point in self._line])
        if self._at is not None and self.tool is not Tool.CROP:
            reach = self.radius_px * self._scale()
            painter.drawEllipse(self._at, reach, reach)
        painter.end()

    def _scale(self) -> float:
        size = self._image.size()
        return min(self.width() / size.width(), self.height() / size.height())

    def _place(self) -> QRectF:
        scale, size = self._scale(), self._image.size()
        wide, high = size.width() * scale, size.height() * scale
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    def _point(self, spot: QPointF) -> tuple[float, float]:
        place, scale = self._place(), self._scale()
        return (spot.x() - place.left()) / scale, (spot.y() - place.top()) / scale

    def _spot(self, point: tuple[float, float]) -> QPointF:
        place, scale = self._place(), self._scale()
        return QPointF(place.left() + point[0] * scale, place.top() + point[1] * scale)
