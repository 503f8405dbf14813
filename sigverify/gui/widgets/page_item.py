"""A page in a graphics scene that keeps its fine strokes when it is zoomed out."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from sigverify.gui.models.pictures import ChequePicture
from sigverify.gui.widgets.pictures import as_image


class PageItem(QGraphicsItem):
    """The page, drawn from the level of detail that fits the zoom."""

    def __init__(self, picture: ChequePicture) -> None:
        """Convert all levels to Qt images."""
        super().__init__()
        self._images: list[QImage] = [as_image(level) for level in picture.levels]
        self._rect = QRectF(0, 0, picture.width, picture.height)

    def boundingRect(self) -> QRectF:
        """The page in pixels of the image file."""
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw the coarsest level that is at least as fine as the screen."""
        detail = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        level = 0
        while level + 1 < len(self._images) and detail <= 0.5 ** (level + 1) * 1.1:
            level += 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._rect, self._images[level])
        edge = QPen(QColor("#8a95a3"))
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.drawRect(self._rect)
