"""The charts of a calibration report, drawn as vectors, so that they stay sharp on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth

from sigverify.calibration.curves import Curves, RateCurve
from sigverify.reporting.colours import FRAME_HEX, PAIR_COLOURS, QUIET_HEX, TEXT_HEX
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.names import PAIR_NAMES, PAIR_RATE_NAMES
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.performance.metrics import normal_quantile
from sigverify.terms import Decision, PairKind

# Lines differ in their dashes as well as in their colours.
_COLOURS: Final = {kind: HexColor(colour) for kind, colour in PAIR_COLOURS.items()}
_DASHES: Final = {PairKind.GENUINE: None, PairKind.SKILLED: None, PairKind.RANDOM: [3, 2]}
INK: Final = HexColor(TEXT_HEX)
QUIET: Final = HexColor(QUIET_HEX)
GRID: Final = HexColor(FRAME_HEX)
_ACCEPT: Final = HexColor(DECISION_STYLES[Decision.ACCEPT].on_paper)
_FLAG: Final = HexColor(DECISION_STYLES[Decision.FLAG].on_paper)

_LEFT, _RIGHT, _BOTTOM, _TOP = 44.0, 12.0, 34.0, 40.0
_FONT: Final = "Helvetica"
_HISTOGRAM_TOP: Final = 0.25
_RATE_TOP: Final = 0.5
_DET_TICKS: Final = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
_DET_LOWEST: Final = 5e-4
_DET_HIGHEST: Final = 0.5

Numbers = NDArray[np.float64]
Scale = Callable[[Numbers], Numbers]


class _Chart:
    """A frame with axes; x and y are fractions 0..1 of the frame."""

    def __init__(self, *, width: float, height: float, title: str, across: str, up: str) -> None:
        self.drawing = Drawing(width, height)
        self._wide = width - _LEFT - _RIGHT
        self._high = height - _BOTTOM - _TOP
        self._legend = _LEFT
        self.text(_LEFT, height - 12, title, size=10, bold=True)
        self.text(_LEFT + self._wide / 2, 6, across, anchor="middle")
        self.text(_LEFT - 36, height - 32, up, size=7, colour=QUIET)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8,
        anchor: str = "start",
        bold: bool = False,
        colour: Color = INK,
    ) -> None:
        font = f"{_FONT}-Bold" if bold else _FONT
        self.drawing.add(
            String(x, y, text, fontName=font, fontSize=size, textAnchor=anchor, fillColor=colour)
        )

    def ticks_across(self, places: Sequence[float], labels: Sequence[str]) -> None:
        for place, label in zip(places, labels, strict=True):
            (x,), _ = self._at([place], [0])
            self._line(x, _BOTTOM, x, _BOTTOM + self._high, colour=GRID, width=0.4)
            self.text(x, _BOTTOM - 11, label, size=7, anchor="middle", colour=QUIET)

    def ticks_up(self, places: Sequence[float], labels: Sequence[str]) -> None:
        for place, label in zip(places, labels, strict=True):
            _, (y,) = self._at([0], [place])
            self._line(_LEFT, y, _LEFT + self._wide, y, colour=GRID, width=0.4)
            self.text(_LEFT - 4, y - 2.5, label, size=7, anchor="end", colour=QUIET)

    def band(self, x: Numbers, low: Numbers, high: Numbers, *, colour: Color) -> None:
        self.area(np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]]), colour=colour)

    def area(self, x: Numbers, y: Numbers, *, colour: Color, opacity: float = 0.16) -> None:
        fill = Color(colour.red, colour.green, colour.blue, alpha=opacity)
        self.drawing.add(
            Polygon(self._points(x, y), fillColor=fill, strokeColor=None, strokeWidth=0)
        )

    def line(
        self, x: Numbers, y: Numbers, *, colour: Color, dashes: list[int] | None = None
    ) -> None:
        self.drawing.add(
            PolyLine(
                self._points(x, y), strokeColor=colour, strokeWidth=1.2, strokeDashArray=dashes
            )
        )

    def upright(self, place: float, *, colour: Color, dashes: list[int] | None = None) -> None:
        (x,), _ = self._at([place], [0])
        self._line(x, _BOTTOM, x, _BOTTOM + self._high, colour=colour, width=1.1, dashes=dashes)

    def legend(self, text: str, *, colour: Color, dashes: list[int] | None = None) -> None:
        y = self.drawing.height - 25
        self._line(
            self._legend, y + 2.5, self._legend + 14, y + 2.5, colour=colour, width=2, dashes=dashes
        )
        self.text(self._legend + 17, y, text, size=7)
        self._legend += 27 + stringWidth(text, _FONT, 7)

    def finished(self) -> Drawing:
        self.drawing.add(
            Rect(
                _LEFT,
                _BOTTOM,
                self._wide,
                self._high,
                fillColor=None,
                strokeColor=QUIET,
                strokeWidth=0.6,
            )
        )
        return self.drawing

    def _at(
        self, x: Sequence[float] | Numbers, y: Sequence[float] | Numbers
    ) -> tuple[list[float], list[float]]:
        across = _LEFT + self._wide * np.clip(np.asarray(x, dtype=np.float64), 0, 1)
        up = _BOTTOM + self._high * np.clip(np.asarray(y, dtype=np.float64), 0, 1)
        return across.tolist(), up.tolist()

    def _points(self, x: Numbers, y: Numbers) -> list[float]:
        across, up = self._at(x, y)
        return [value for point in zip(across, up, strict=True) for value in point]

    def _line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        colour: Color,
        width: float,
        dashes: list[int] | None = None,
    ) -> None:
        self.drawing.add(
            Line(x1, y1, x2, y2, strokeColor=colour, strokeWidth=width, strokeDashArray=dashes)
        )


def histogram(curves: Curves, *, thresholds: Thresholds, width: float, height: float) -> Drawing:
    """Draw the distribution of similarities by kind, with the thresholds."""
    chart = _Chart(
        width=width,
        height=height,
        title=f"Similarities of signers held out (cut at {100 * _HISTOGRAM_TOP:.0f} %)",
        across="similarity",
        up="share, %",
    )
    steps = np.linspace(0, 1, 6)
    chart.ticks_across(steps.tolist(), [f"{step:.1f}" for step in steps])
    # Nearly all dissimilar pairs fall into the first bin; cut it so that the rest is visible.
    top = _HISTOGRAM_TOP
    chart.ticks_up(steps.tolist(), [f"{100 * step * top:.0f}" for step in steps])
    x = np.repeat(curves.edges, 2)
    for kind, shares in curves.shares.items():
        y = np.concatenate([[0], np.repeat(shares / top, 2), [0]])
        chart.area(x, y, colour=_COLOURS[kind], opacity=0.22)
        chart.line(x, y, colour=_COLOURS[kind], dashes=_DASHES[kind])
        label = f"{PAIR_NAMES[kind]} ({curves.sizes[kind]})"
        chart.legend(label, colour=_COLOURS[kind], dashes=_DASHES[kind])
    _mark(chart, thresholds)
    return chart.finished()


def rates_along(curves: Curves, *, thresholds: Thresholds, width: float, height: float) -> Drawing:
    """Draw both error rates over the threshold, with their 95 % bands."""
    chart = _Chart(
        width=width,
        height=height,
        title="Error rates along the accept threshold (signers held out, 95 % bands)",
        across="threshold on the similarity",
        up="rate, %",
    )
    steps = np.linspace(0, 1, 6)
    chart.ticks_across(steps.tolist(), [f"{step:.1f}" for step in steps])
    top = _RATE_TOP
    chart.ticks_up(steps.tolist(), [f"{100 * step * top:.0f}" for step in steps])
    for kind, curve in curves.rates.items():
        colour, x = _COLOURS[kind], curves.thresholds
        chart.band(x, curve.low / top, curve.high / top, colour=colour)
        chart.line(x, curve.rate / top, colour=colour, dashes=_DASHES[kind])
        chart.legend(PAIR_RATE_NAMES[kind], colour=colour, dashes=_DASHES[kind])
    _mark(chart, thresholds)
    return chart.finished()


def det(curves: Curves, *, width: float, height: float) -> Drawing:
    """Draw the detection error trade-off (Martin et al. 1997): both rates, normal deviate axes."""
    chart = _Chart(
        width=width,
        height=height,
        title="Trade-off (DET) with 95 % bands, signers held out",
        across="forgeries accepted (FAR), %",
        up="FRR, %",
    )
    ticks = _deviate(np.array(_DET_TICKS)).tolist()
    labels = [f"{100 * tick:g}" for tick in _DET_TICKS]
    chart.ticks_across(ticks, labels)
    chart.ticks_up(ticks, labels)
    frr = curves.rates[PairKind.GENUINE]
    kinds = [kind for kind in (PairKind.SKILLED, PairKind.RANDOM) if kind in curves.rates]
    for kind in kinds:
        far = curves.rates[kind]
        # Draw one band only: the other would cover it.
        if kind is kinds[0]:
            chart.area(*_det_band(far, frr), colour=_COLOURS[kind])
        chart.line(
            _deviate(far.rate), _deviate(frr.rate), colour=_COLOURS[kind], dashes=_DASHES[kind]
        )
        chart.legend(PAIR_NAMES[kind], colour=_COLOURS[kind], dashes=_DASHES[kind])
    return chart.finished()


def _det_band(far: RateCurve, frr: RateCurve) -> tuple[Numbers, Numbers]:
    """Return the band's corners; at each threshold both rates lie within their intervals."""
    high = _rising(far.high[::-1])[::-1], _rising(frr.high)
    low = np.minimum.accumulate(far.low), np.minimum.accumulate(frr.low[::-1])[::-1]
    return (
        _deviate(np.concatenate([high[0], low[0][::-1]])),
        _deviate(np.concatenate([high[1], low[1][::-1]])),
    )


def _rising(values: Numbers) -> Numbers:
    risen: Numbers = np.maximum.accumulate(values)
    return risen


def _deviate(rates: Numbers) -> Numbers:
    """Return positions 0..1 on a normal deviate axis."""
    low, high = normal_quantile(np.array([_DET_LOWEST, _DET_HIGHEST]))
    clipped = np.clip(rates, _DET_LOWEST, _DET_HIGHEST)
    places: Numbers = (normal_quantile(clipped) - low) / (high - low)
    return places


def _mark(chart: _Chart, thresholds: Thresholds) -> None:
    chart.upright(thresholds.accept_at, colour=_ACCEPT)
    if thresholds.flag_below < thresholds.accept_at:
        chart.upright(thresholds.flag_below, colour=_FLAG, dashes=[4, 2])
        chart.legend("flag below", colour=_FLAG, dashes=[4, 2])
    chart.legend("accept from", colour=_ACCEPT)
