"""A page of a file, which can be zoomed, panned and turned."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QPoint, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from sigverify.gui.models.pictures import ChequePicture
from sigverify.gui.widgets.page_item import PageItem

_ZOOM_STEP: Final = 1.25
_ZOOM_MS: Final = 130
_MAX_ZOOM: Final = 12.0
_MARGIN: Final = 0.97


class PageView(QGraphicsView):
    """Shows a page. Its scene has the pixels of the file as coordinates.

    Attributes:
        page: the page; None while none is shown.
        turns: clockwise quarter turns that bring the page upright.
        zoom: logical pixels per pixel of the page.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page: PageItem | None = None
        self.turns = 0
        self.zoom = 1.0
        self._fitted = True
        self._animation = QVariantAnimation(self, duration=_ZOOM_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._set_zoom)

    def show_page(self, picture: ChequePicture | None) -> None:
        """Show a page; None shows none."""
        self._animation.stop()
        self.scene().clear()
        self.page = None
        if picture is not None:
            self.page = PageItem(picture)
            self.scene().addItem(self.page)
            edge = max(picture.width, picture.height)
            rect = self.page.boundingRect()
            # A margin around the page lets its corners be moved to the centre.
            self.setSceneRect(rect.adjusted(-edge / 2, -edge / 2, edge / 2, edge / 2))
            self.fit()
        self.viewport().update()

    def turn_to(self, turns: int) -> None:
        """Show the page turned, as a whole, by clockwise quarter turns."""
        if turns != self.turns:
            self.turns = turns
            self._fitted = True
            self.fit()

    def fit(self) -> None:
        """Show the whole page."""
        if self.page is not None:
            self.look_at(self.page.boundingRect(), margin=_MARGIN)
            self._fitted = True

    def look_at(self, rect: QRectF, *, margin: float) -> None:
        """Show a part of the page as large as possible.

        Args:
            rect: the part.
            margin: the share of the view that it may fill.
        """
        self._fitted = False
        self._animation.stop()
        self._set_zoom(min(self._fitting(rect, margin=margin), _MAX_ZOOM))
        self.centerOn(rect.center())

    def zoom_by(self, steps: float, *, at_mouse: bool = False) -> None:
        """Zoom in by a number of steps; negative steps zoom out."""
        if self.page is None:
            return
        anchor = QGraphicsView.ViewportAnchor
        self.setTransformationAnchor(
            anchor.AnchorUnderMouse if at_mouse else anchor.AnchorViewCenter
        )
        running = self._animation.state() is QVariantAnimation.State.Running
        start = self._animation.endValue() if running else self.zoom
        lowest = self._fitting(self.page.boundingRect(), margin=_MARGIN) / 2
        target = min(max(start * _ZOOM_STEP**steps, lowest), _MAX_ZOOM)
        self._fitted = False
        self._animation.stop()
        self._animation.setStartValue(self.zoom)
        self._animation.setEndValue(target)
        self._animation.start()

    def pan_by(self, way: QPoint) -> None:
        """Move the page by a way in logical pixels."""
        self._fitted = False
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - way.x())
        down.setValue(down.value() - way.y())

    def _fitting(self, rect: QRectF, *, margin: float) -> float:
        width, height = rect.width(), rect.height()
        if self.turns % 2:
            width, height = height, width
        room = self.viewport().size()
        return max(0.01, min(room.width() / width, room.height() / height) * margin)

    def _set_zoom(self, zoom: float) -> None:
        self.zoom = zoom
        self.setTransform(QTransform().scale(zoom, zoom).rotate(90.0 * self.turns))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep a fitted page fitted."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse position."""
        self.zoom_by(event.angleDelta().y() / 120, at_mouse=True)
        event.accept()
