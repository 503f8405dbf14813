"""The similarity on a scale with the zones of the three decisions.

The scale is logarithmic in the odds: equal steps are equal factors. Thus it resolves similarities
near 0 and 1, where thresholds lie and a linear scale would show no difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from sigverify.gui.i18n.wording import decision_word
from sigverify.gui.theme import current
from sigverify.scoring.decision import Thresholds

LOWEST: Final = 0.001
HIGHEST: Final = 0.999
_TICKS: Final = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
_SIDE: Final = 14.0
_BAR_TOP: Final = 24.0
_BAR_H: Final = 18.0
_DOT: Final = 4.0


def place(similarity: float) -> float:
    """The position of a similarity on the scale, 0..1; values beyond the ends are clipped."""

    def evidence(value: float) -> float:
        return math.log(value / (1 - value))

    held = min(max(similarity, LOWEST), HIGHEST)
    return (evidence(held) - evidence(LOWEST)) / (evidence(HIGHEST) - evidence(LOWEST))


class SimilarityScale(QWidget):
    """Zones, thresholds, a pointer for the case and a circle for each specimen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a case."""
        super().__init__(parent)
        self._thresholds: Thresholds | None = None
        self._similarity: float | None = None
        self._singles: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Similarity scale"))

    def show_scale(
        self,
        thresholds: Thresholds | None,
        *,
        similarity: float | None = None,
        singles: Sequence[float] = (),
    ) -> None:
        """Show a case.

        Args:
            thresholds: where the zones end; None shows none.
            similarity: the pointer; None leaves it out.
            singles: the similarities to the single specimens.
        """
        self._thresholds, self._similarity = thresholds, similarity
        self._singles = tuple(singles) if len(singles) > 1 else ()
        self.setVisible(thresholds is not None)
        if thresholds is None or similarity is None:
            self.setAccessibleDescription("")
        else:
            self.setAccessibleDescription(
                self.tr("{similarity}; accepted from {accept}, flagged below {flag}").format(
                    similarity=f"{similarity:.3f}",
                    accept=f"{thresholds.accept_at:.3f}",
                    flag=f"{thresholds.flag_below:.3f}",
                )
            )
        self.update()

    def sizeHint(self) -> QSize:
        """Room for pointer, scale and numbers."""
        return QSize(280, 72)

    def minimumSizeHint(self) -> QSize:
        """The same height, less width."""
        return QSize(200, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = self.font()
        small.setPointSizeF(small.pointSizeF() * 0.86)
        painter.setFont(small)
        bar = QRectF(_SIDE, _BAR_TOP, self.width() - 2 * _SIDE, _BAR_H)
        self._draw_zones(painter, bar)
        self._draw_ticks(painter, bar)
        self._draw_singles(painter, bar)
        self._draw_pointer(painter, bar)
        painter.end()

    def _draw_zones(self, painter: QPainter, bar: QRectF) -> None:
        theme, thresholds = current(), self._thresholds
        painter.setPen(Qt.PenStyle.NoPen)
        if thresholds is None:
            return
        for lower, upper, decision in thresholds.zones:
            start, end = place(lower), place(upper)
            if end <= start:
                continue
            word = decision_word(decision)
            colour, ground = theme.of(decision)
            zone = QRectF(
                bar.left() + bar.width() * start, bar.top(), bar.width() * (end - start), _BAR_H
            )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRect(zone)
            width = painter.fontMetrics().horizontalAdvance(word) + 8
            if width < zone.width():
                painter.setPen(QColor(colour))
                inner = zone.adjusted(5, 0, -5, 0)
                painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | self._side(zone), word)
        painter.setPen(QPen(QColor(theme.text), 2))
        for value in (thresholds.flag_below, thresholds.accept_at):
            x = bar.left() + bar.width() * place(value)
            painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))

    def _side(self, zone: QRectF) -> Qt.AlignmentFlag:
        """The alignment of a zone's text, so that the pointer does not cross it."""
        if self._similarity is None:
            return Qt.AlignmentFlag.AlignHCenter
        across = _SIDE + (self.width() - 2 * _SIDE) * place(self._similarity)
        if not zone.left() <= across <= zone.right():
            return Qt.AlignmentFlag.AlignHCenter
        left_half = across < zone.center().x()
        return Qt.AlignmentFlag.AlignRight if left_half else Qt.AlignmentFlag.AlignLeft

    def _draw_ticks(self, painter: QPainter, bar: QRectF) -> None:
        theme = current()
        painter.setPen(QColor(theme.quiet))
        for value in _TICKS:
            x = bar.left() + bar.width() * place(value)
            painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3))
            word = f"{value:g}"
            width = painter.fontMetrics().horizontalAdvance(word)
            left = min(max(0.0, x - width / 2), self.width() - width)
            painter.drawText(QPointF(left, bar.bottom() + 24), word)

    def _draw_singles(self, painter: QPainter, bar: QRectF) -> None:
        theme = current()
        painter.setPen(QPen(QColor(theme.specimen), 2))
        painter.setBrush(QColor(theme.surface))
        for value in self._singles:
            x = bar.left() + bar.width() * place(value)
            painter.drawEllipse(QPointF(x, bar.bottom() + _DOT + 2), _DOT, _DOT)

    def _draw_pointer(self, painter: QPainter, bar: QRectF) -> None:
        if self._similarity is None:
            return
        theme = current()
        x, top = bar.left() + bar.width() * place(self._similarity), bar.top()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        tip = QPolygonF([QPointF(x - 7, top - 14), QPointF(x + 7, top - 14), QPointF(x, top - 1)])
        painter.drawPolygon(tip)
        painter.drawRect(QRectF(x - 1, top - 2, 2, bar.height() + 2))
