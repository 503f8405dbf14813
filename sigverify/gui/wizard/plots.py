"""Plots of a calibration: error rates by threshold, histograms, trade-off."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from sigverify.calibration.curves import Curves
from sigverify.gui.i18n.wording import decision_word
from sigverify.gui.theme import current
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision, PairKind

_HISTOGRAM_TOP: Final = 25.0
_LEAST_RATE: Final = 5e-4
# Long enough for the window to answer between making and drawing a plot.
_PAUSE_MS: Final = 15


class CurvePlots(QTabWidget):
    """Three plots as tabs; in two of them the threshold can be dragged.

    Signals:
        dragged: the threshold that the line was dragged to.
    """

    dragged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without curves."""
        super().__init__(parent)
        theme = current()
        self._colours = {
            PairKind.GENUINE: theme.questioned,
            PairKind.SKILLED: theme.specimen,
            PairKind.RANDOM: theme.quiet,
        }
        self._names = {
            PairKind.GENUINE: self.tr("genuine"),
            PairKind.SKILLED: self.tr("skilled forgeries"),
            PairKind.RANDOM: self.tr("other people's signatures"),
        }
        # A plot is created when its tab is first shown: each takes some 25 ms.
        self._plots: dict[int, Any] = {}
        self._pages: list[QVBoxLayout] = []
        for words in (self.tr("&Error rates"), self.tr("&Similarities"), self.tr("&Trade-off")):
            page = QWidget()
            room = QVBoxLayout(page)
            room.setContentsMargins(0, 0, 0, 0)
            self._pages.append(room)
            self.addTab(page, words)
        self._curves: Curves | None = None
        self._drawn: set[int] = set()
        self.lines: list[Any] = []
        self._flag_lines: list[Any] = []
        for _ in range(2):
            line = pg.InfiniteLine(
                0.5,
                movable=True,
                bounds=(0, 1),
                label=decision_word(Decision.ACCEPT),
                labelOpts=self._beside(theme.good, position=0.6, right=True),
            )
            # Above the other line, which may have the same value.
            line.setZValue(20)
            line.setPen(pg.mkPen(theme.good, width=2))
            line.setHoverPen(pg.mkPen(theme.accent, width=4))
            line.sigPositionChanged.connect(self._moved)
            self.lines.append(line)
            flag = pg.InfiniteLine(
                0.0,
                label=decision_word(Decision.FLAG),
                labelOpts=self._beside(theme.bad, position=0.6, right=False),
            )
            flag.setZValue(19)
            flag.setPen(pg.mkPen(theme.bad, width=2, style=Qt.PenStyle.DashLine))
            self._flag_lines.append(flag)
        self.currentChanged.connect(self._draw)

    def show_curves(self, curves: Curves) -> None:
        """Draw the curves: the current tab now, the others when they are shown."""
        self._curves = curves
        self._drawn.clear()
        self._draw(self.currentIndex())

    def _draw(self, tab: int) -> None:
        if self._curves is None or tab in self._drawn:
            return
        if tab not in self._plots:
            made = (self._new_rates, self._new_histogram, self._new_trade_off)[tab]()
            self._plots[tab] = made
            self._pages[tab].addWidget(made)
            # Made and drawn in one step, it would hold the window up.
            QTimer.singleShot(_PAUSE_MS, self, lambda: self._draw(tab))
            return
        self._drawn.add(tab)
        plot = self._plots[tab]
        plot.clear()
        draw = (self._draw_rates, self._draw_histogram, self._draw_trade_off)[tab]
        draw(plot, self._curves)

    def _new_rates(self) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        return self._plot(self.tr("threshold"), self.tr("error rate, %"))

    def _new_histogram(self) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        return self._plot(self.tr("similarity"), self.tr("share, %"))

    def _new_trade_off(self) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        words = self.tr("forgeries accepted, %"), self.tr("genuine not accepted, %")
        return self._plot(*words, legend=(-10, 10))

    def _draw_histogram(self, plot: Any, curves: Curves) -> None:  # noqa: ANN401
        for kind, shares in curves.shares.items():
            heights = np.minimum(100 * shares, _HISTOGRAM_TOP)
            self._area(plot, curves.edges, heights, kind=kind)
        plot.setYRange(0, _HISTOGRAM_TOP)
        self._add_lines(plot, 1)

    def _draw_rates(self, plot: Any, curves: Curves) -> None:  # noqa: ANN401
        for kind, curve in curves.rates.items():
            self._band(plot, curves.thresholds, curve.low, curve.high, kind=kind)
            rate = 100 * curve.rate
            plot.plot(curves.thresholds, rate, pen=self._pen(kind), name=self._names[kind])
        plot.setYRange(0, 50)
        self._add_lines(plot, 0)

    def _draw_trade_off(self, plot: Any, curves: Curves) -> None:  # noqa: ANN401
        frr = curves.rates[PairKind.GENUINE]
        for kind in (PairKind.SKILLED, PairKind.RANDOM):
            if kind not in curves.rates:
                continue
            far = curves.rates[kind]
            self._trade(plot, far.rate, frr.rate, pen=self._pen(kind), name=self._names[kind])
            if kind is PairKind.SKILLED:
                thin = pg.mkPen(self._colours[kind], width=1, style=Qt.PenStyle.DotLine)
                self._trade(plot, far.low, frr.low, pen=thin, name=self.tr("95 % band"))
                self._trade(plot, far.high, frr.high, pen=thin, name=None)
        plot.setLogMode(x=True, y=True)

    def _add_lines(self, plot: Any, which: int) -> None:  # noqa: ANN401 - pyqtgraph has no types
        plot.setXRange(0, 1, padding=0.02)
        plot.addItem(self.lines[which])
        plot.addItem(self._flag_lines[which])

    def show_thresholds(self, thresholds: Thresholds | None) -> None:
        """Move the lines to thresholds without emitting `dragged`; None hides them."""
        for line in (*self.lines, *self._flag_lines):
            line.setVisible(thresholds is not None)
        if thresholds is None:
            return
        for line in self.lines:
            line.blockSignals(True)
            line.setValue(thresholds.accept_at)
            line.blockSignals(False)
        for line in self._flag_lines:
            line.setValue(thresholds.flag_below)

    def _beside(self, colour: str, *, position: float, right: bool) -> dict[str, Any]:
        """Label options of a line: its side, and a background that covers the curves."""
        side = 0.0 if right else 1.0
        ground = QColor(current().surface)
        ground.setAlpha(220)
        anchors = [(side, 0.5), (side, 0.5)]
        return {"position": position, "color": colour, "fill": ground, "anchors": anchors}

    def _moved(self, moved: Any) -> None:  # noqa: ANN401 - pyqtgraph has no types
        for line in self.lines:
            if line is not moved:
                line.blockSignals(True)
                line.setValue(moved.value())
                line.blockSignals(False)
        self.dragged.emit(float(moved.value()))

    def _trade(
        self,
        plot: Any,  # noqa: ANN401 - pyqtgraph has no types
        far: NDArray[np.float64],
        frr: NDArray[np.float64],
        *,
        pen: Any,  # noqa: ANN401 - pyqtgraph has no types
        name: str | None,
    ) -> None:
        """Plot a curve on logarithmic axes, where no rate can be 0."""
        across, up = (100 * np.maximum(rates, _LEAST_RATE) for rates in (far, frr))
        plot.plot(across, up, pen=pen, name=name)

    def _plot(self, across: str, up: str, *, legend: tuple[int, int] = (150, 10)) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        theme = current()
        plot = pg.PlotWidget(background=theme.surface)
        for side, text in (("bottom", across), ("left", up)):
            axis = plot.getAxis(side)
            axis.setPen(theme.strong_border)
            axis.setTextPen(theme.text)
            plot.setLabel(side, text, color=theme.text)
        plot.showGrid(x=True, y=True, alpha=0.2)
        plot.addLegend(
            offset=legend,
            labelTextColor=theme.text,
            brush=pg.mkBrush(theme.surface),
            pen=pg.mkPen(theme.border),
        ).setZValue(30)
        plot.setMouseEnabled(x=False, y=False)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setAccessibleName(f"{up}, {across}")
        return plot

    def _pen(self, kind: PairKind) -> Any:  # noqa: ANN401 - pyqtgraph has no types
        dashed = Qt.PenStyle.DashLine if kind is PairKind.RANDOM else Qt.PenStyle.SolidLine
        return pg.mkPen(self._colours[kind], width=2, style=dashed)

    def _area(
        self,
        plot: Any,  # noqa: ANN401 - pyqtgraph has no types
        edges: NDArray[np.float64],
        heights: NDArray[np.float64],
        *,
        kind: PairKind,
    ) -> None:
        colour = QColor(self._colours[kind])
        colour.setAlpha(60)
        plot.plot(
            edges,
            heights,
            stepMode="center",
            fillLevel=0,
            brush=colour,
            pen=self._pen(kind),
            name=self._names[kind],
        )

    def _band(
        self,
        plot: Any,  # noqa: ANN401 - pyqtgraph has no types
        x: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        *,
        kind: PairKind,
    ) -> None:
        colour = QColor(self._colours[kind])
        colour.setAlpha(45)
        edges = [pg.PlotCurveItem(x, 100 * side) for side in (low, high)]
        plot.addItem(pg.FillBetweenItem(*edges, brush=colour))
