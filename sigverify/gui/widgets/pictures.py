"""Converts arrays to Qt images, and shows one on white paper."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sigverify.gui.theme import current
from sigverify.imaging.arrays import Image

_RADIUS = 6.0


def as_image(picture: Image) -> QImage:
    """A Qt image with a copy of the pixels.

    Args:
        picture: (H, W, 3) uint8 RGB, or (H, W, 4) uint8 RGBA.
    """
    height, width, channels = picture.shape
    rows = np.ascontiguousarray(picture)
    kinds = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}
    return QImage(rows.data, width, height, channels * width, kinds[channels]).copy()


class PaperPicture(QWidget):
    """A picture on white paper, as large as fits, or a text instead.

    Signals:
        clicked: the picture was clicked, or Space was pressed on it.
    """

    clicked = Signal()

    def __init__(self, *, hint: QSize, padding: int = 4, parent: QWidget | None = None) -> None:
        """Begin empty.

        Args:
            hint: its preferred size.
            padding: the margin around the picture in pixels.
            parent: the parent object.
        """
        super().__init__(parent)
        self._hint, self._padding = hint, padding
        self._image: QImage | None = None
        self._scaled: QImage | None = None
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: Image | None, *, word: str = "") -> None:
        """Show a picture.

        Args:
            picture: (H, W, 3) uint8 RGB; None shows the text.
            word: the text to show without a picture.
        """
        self._image = None if picture is None else as_image(picture)
        self._scaled = None
        self._word = word
        self.update()

    @property
    def image(self) -> QImage | None:
        """The picture that is shown."""
        return self._image

    @property
    def word(self) -> str:
        """The text that is shown instead of a picture."""
        return self._word

    def sizeHint(self) -> QSize:
        """The preferred size."""
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """The size of a stamp."""
        return QSize(60, 34)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Emit `clicked`."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space act as a click."""
        if event.key() == Qt.Key.Key_Space:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the keyboard focus."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw paper, picture and frame."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = QColor(theme.raised) if self._image is None else QColor("#ffffff")
        painter.setPen(QPen(QColor(theme.border)))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
        if self._image is None:
            painter.setPen(QColor(theme.quiet))
            painter.drawText(
                frame.adjusted(8, 4, -8, -4),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._word,
            )
        else:
            clip = QPainterPath()
            clip.addRoundedRect(frame, _RADIUS, _RADIUS)
            painter.setClipPath(clip)
            self._draw_image(painter, frame)
            painter.setClipping(False)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.end()

    def _draw_image(self, painter: QPainter, frame: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        room = frame.adjusted(self._padding, self._padding, -self._padding, -self._padding).size()
        wanted = QSize(round(room.width() * ratio), round(room.height() * ratio))
        if self._image is None or wanted.isEmpty():
            return
        if self._scaled is None or not self._fits(self._scaled.size(), wanted):
            # QImage averages when it scales, which keeps thin strokes; a painter does not.
            self._scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        width, height = self._scaled.width() / ratio, self._scaled.height() / ratio
        where = QRectF(
            frame.center().x() - width / 2, frame.center().y() - height / 2, width, height
        )
        painter.drawImage(where, self._scaled)

    @staticmethod
    def _fits(size: QSize, wanted: QSize) -> bool:
        within = size.width() <= wanted.width() and size.height() <= wanted.height()
        return within and (size.width() == wanted.width() or size.height() == wanted.height())
