"""What one pane of a pair shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from sigverify.gui.theme import current

_TAG_H: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pane:
    """What one pane shows.

    Attributes:
        name: whose signature it is.
        colour: ``#rrggbb`` of the name.
        layers: images of one size, the lowest first; empty shows the word.
        word: the text shown without an image.
    """

    name: str
    colour: str
    layers: tuple[QImage, ...] = ()
    word: str = ""


def draw_name(painter: QPainter, pane: Pane, place: QRectF) -> None:
    """Draw the name of a pane into its corner."""
    theme = current()
    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(pane.name, Qt.TextElideMode.ElideRight, round(place.width() * 0.7))
    tag = QRectF(place.left() + 6, place.top() + 6, metrics.horizontalAdvance(shown) + 14, _TAG_H)
    ground = QColor(theme.surface)
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(tag, 5, 5)
    painter.setPen(QColor(pane.colour))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, shown)
