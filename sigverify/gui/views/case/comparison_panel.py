"""The questioned signature and a specimen as photographed, with layers over them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from sigverify.gui.i18n.wording import specimen_name
from sigverify.gui.models.originals import OriginalPair, adjusted
from sigverify.gui.models.pictures import PairPictures
from sigverify.gui.theme import current, icon
from sigverify.gui.widgets.pair_view import Arrangement, PairView
from sigverify.gui.widgets.pane import Pane
from sigverify.gui.widgets.parts import Card, label, segment_button
from sigverify.gui.widgets.pictures import as_image
from sigverify.reporting.explanation_maps import SCALE

_TOOL: Final = QSize(18, 18)


class Mode(IntEnum):
    """What lies over the originals."""

    ORIGINAL = 0
    INK = 1
    OVERLAY = 2
    BLINK = 3
    AGREEMENT = 4


class _Scale(QWidget):
    """The colours of the agreement."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(56, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale."""
        band = QLinearGradient(0, 0, self.width(), 0)
        for place, colour in enumerate(SCALE):
            band.setColorAt(place / (len(SCALE) - 1), QColor(*colour))
        painter = QPainter(self)
        painter.fillRect(self.rect(), band)
        painter.end()


class _Legend(QWidget):
    """The colours of the agreement between the words for their ends."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(label(self.tr("found"), role="quiet"))
        row.addWidget(_Scale())
        row.addWidget(label(self.tr("not found:"), role="quiet"))


class ComparisonPanel(Card):
    """Shows a pair of signatures with one zoom, and a layer over both.

    Attributes:
        view: both signatures.
        tools: the buttons for zoom, contrast and the like, for the panel's owner to place.

    Signals:
        stepped: the clerk wants to see the next (1) or the previous (-1) specimen.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a pair."""
        super().__init__("", parent)
        self.heading.setText(self.tr("Comparison"))
        self.heading.hide()
        self.setAccessibleName(self.tr("Comparison"))
        self._pair: PairPictures | None = None
        self._images: dict[str, QImage] = {}
        self._showing_cheque = True
        self._word = self.tr("Nothing to compare yet")
        self._blinker = QTimer(self, interval=600)
        self._blinker.timeout.connect(self._blink)
        self._buttons = QButtonGroup(self)
        texts = {
            Mode.ORIGINAL: (self.tr("Original"), self.tr("Both as photographed")),
            Mode.INK: (self.tr("Ink"), self.tr("The ink that the program compares, over both")),
            Mode.OVERLAY: (self.tr("Overlay"), self.tr("Each ink laid over the other signature")),
            Mode.BLINK: (self.tr("Blink"), self.tr("Both alternately at the same place")),
            Mode.AGREEMENT: (
                self.tr("Agreement"),
                self.tr("Which parts of one signature the network finds on the other"),
            ),
        }
        # Before the stretch of the bar, so that the tools stay at its end.
        for place, (mode, (text, tip)) in enumerate(texts.items()):
            button = segment_button(text, checked=mode is Mode.ORIGINAL)
            button.setToolTip(tip)
            self._buttons.addButton(button, int(mode))
            self.bar.insertWidget(place, button)
        self._buttons.idClicked.connect(lambda number: self.set_mode(Mode(number)))
        self.view = PairView()
        self.view.zoomed.connect(self._show_zoom)
        self.view.stepped.connect(self.stepped)
        self.view.measured.connect(self._show_measure)
        self._percent = QToolButton()
        self._percent.setAccessibleName(self.tr("Zoom"))
        self._percent.setToolTip(self.tr("Whole signatures, or one to one"))
        self._percent.clicked.connect(lambda: self.toggle_full_scale())
        self.arrange = self._tool("stacked", self.tr("Stacked or side by side"), check=False)
        self.arrange.clicked.connect(lambda: self.next_arrangement())
        self.contrast = self._tool("contrast", self.tr("More contrast (key N)"))
        self.invert = self._tool("invert", self.tr("Negative (key I)"))
        self.measure = self._tool("measure", self.tr("Measure: drag a line (key M)"))
        self.contrast.toggled.connect(lambda _on: self._draw(keep=True))
        self.invert.toggled.connect(lambda _on: self._draw(keep=True))
        self.measure.toggled.connect(self._set_measuring)
        self._arrangement = Arrangement.AUTO
        # They are in the strip above, so that the panel fits a narrow window.
        self.tools = (self.contrast, self.invert, self.measure, self.arrange, self._percent)
        self.body.setContentsMargins(8, 4, 8, 6)
        self.body.setSpacing(4)
        self.body.addWidget(self.view, 1)
        self._caption: QLabel = label(role="quiet", wrap=True)
        self._legend = _Legend()
        # Beside the layers' buttons: a line below would take the room of the signatures.
        self.bar.insertSpacing(len(texts), 8)
        self.bar.insertWidget(len(texts) + 1, self._legend)
        self.bar.insertWidget(len(texts) + 2, self._caption, 100)
        self._draw(keep=False)

    @property
    def mode(self) -> Mode:
        """What lies over the originals."""
        return Mode(self._buttons.checkedId())

    def set_mode(self, mode: Mode) -> None:
        """Lay something else over the originals."""
        self._buttons.button(int(mode)).setChecked(True)
        self._draw(keep=True)

    def next_mode(self) -> None:
        """Lay the next layer over the originals."""
        self.set_mode(Mode((self.mode + 1) % len(Mode)))

    def next_arrangement(self) -> None:
        """Lay the panes out in the next way."""
        ways = list(Arrangement)
        self._arrangement = ways[(ways.index(self._arrangement) + 1) % len(ways)]
        self.view.set_arrangement(self._arrangement)
        words = {
            Arrangement.AUTO: self.tr("Automatic"),
            Arrangement.STACKED: self.tr("Stacked"),
            Arrangement.BESIDE: self.tr("Side by side"),
        }
        self.arrange.setToolTip(words[self._arrangement])

    def toggle_full_scale(self) -> None:
        """Show the photograph pixel by pixel, or both signatures whole."""
        originals = None if self._pair is None else self._pair.originals
        if originals is None or self.view.zoom != 1:
            self.view.fit()
        else:
            self.view.set_scale(1 / originals.per_pixel[0])

    def set_blink_ms(self, interval: int) -> None:
        """Set how long each signature is shown while the panel blinks."""
        self._blinker.setInterval(interval)

    def show_pair(self, pair: PairPictures | None, *, word: str | None = None) -> None:
        """Show another pair.

        Args:
            pair: the pair; None shows a text instead.
            word: the text without a pair; None says that there is nothing to compare.
        """
        # The place stays while only the specimen changes.
        keep = pair is not None and self._pair is not None and self.view.zoom != 1
        self._pair, self._images = pair, {}
        self._word = word or self.tr("Nothing to compare yet")
        self._draw(keep=keep)

    def stop(self) -> None:
        """Stop blinking."""
        self._blinker.stop()

    def refresh_icons(self) -> None:
        """Redraw icons and names in the colours of the theme."""
        tools = (
            (self.arrange, "stacked"),
            (self.contrast, "contrast"),
            (self.invert, "invert"),
            (self.measure, "measure"),
        )
        for tool, name in tools:
            tool.setIcon(icon(name))
        self._draw(keep=True)

    def _draw(self, *, keep: bool) -> None:
        originals = None if self._pair is None else self._pair.originals
        compared = originals is not None and originals.overlays is not None
        if self.mode is Mode.BLINK and compared:
            self._blinker.start()
        else:
            self._blinker.stop()
        self._showing_cheque = True
        self._legend.setVisible(self.mode is Mode.AGREEMENT and compared)
        self._show_panes(keep=keep)
        self._say(self._words())

    def _show_panes(self, *, keep: bool) -> None:
        theme, pair = current(), self._pair
        originals = None if pair is None else pair.originals
        named = (
            self.tr("Specimen") if pair is None else specimen_name(pair.reference_name),
            theme.specimen,
        )
        questioned = (self.tr("Cheque"), theme.questioned)
        word = self._word if pair is None else self.tr("No ink")
        if self.mode is Mode.BLINK and originals is not None and originals.laid is not None:
            name, colour = questioned if self._showing_cheque else named
            which = "laid" if self._showing_cheque else "reference"
            panes = [Pane(name=name, colour=colour, layers=(self._photo(which, originals),))]
        else:
            panes = [
                Pane(
                    name=name,
                    colour=colour,
                    layers=() if originals is None else self._layers(place, originals),
                    word=word,
                )
                for place, (name, colour) in enumerate((questioned, named))
            ]
        frame = QRectF() if originals is None else QRectF(*originals.frame)
        self.view.show_panes(panes, frame=frame, keep=keep)

    def _layers(self, place: int, originals: OriginalPair) -> tuple[QImage, ...]:
        """The photograph of a pane, and what lies over it."""
        photo = self._photo(("questioned", "reference")[place], originals)
        over = {
            Mode.INK: originals.inks,
            Mode.OVERLAY: originals.overlays,
            Mode.AGREEMENT: originals.agreements,
        }.get(self.mode)
        if over is None:
            return (photo,)
        key = f"{self.mode.name}-{place}"
        if key not in self._images:
            self._images[key] = as_image(over[place])
        return photo, self._images[key]

    def _photo(self, which: str, originals: OriginalPair) -> QImage:
        contrast, inverted = self.contrast.isChecked(), self.invert.isChecked()
        key = f"{which}-{contrast}-{inverted}"
        if key not in self._images:
            picture = getattr(originals, which)
            self._images[key] = as_image(adjusted(picture, contrast=contrast, inverted=inverted))
        return self._images[key]

    def _blink(self) -> None:
        self._showing_cheque = not self._showing_cheque
        self._show_panes(keep=True)

    def _set_measuring(self, on: bool) -> None:
        self.view.set_measuring(on)
        self._say(self.tr("Drag a line over a stroke.") if on else self._words())

    def _show_measure(self, length: float, degrees: float) -> None:
        originals = None if self._pair is None else self._pair.originals
        if originals is None:
            return
        self._say(
            self.tr("Length {share} % of the signature's width, slope {degrees}°").format(
                share=f"{100 * length / originals.frame[2]:.1f}", degrees=f"{degrees:.0f}"
            )
        )

    def _show_zoom(self) -> None:
        originals = None if self._pair is None else self._pair.originals
        share = 0.0 if originals is None else self.view.scale * originals.per_pixel[0]
        self._percent.setText(f"{100 * share:.0f} %" if share else "–")
        self._percent.setEnabled(bool(share))

    def _say(self, text: str) -> None:
        self._caption.setText(text)
        self._caption.setVisible(bool(text))

    def _words(self) -> str:
        explanation = None if self._pair is None else self._pair.explanation
        if explanation is None:
            return ""
        found = explanation.registration
        if self.mode is Mode.OVERLAY:
            return self.tr(
                "Lines on the other: cheque {cheque} %, specimen {specimen} %. Turned by "
                "{degrees}°, size {scale} %."
            ).format(
                cheque=f"{100 * found.moved_share:.0f}",
                specimen=f"{100 * found.fixed_share:.0f}",
                degrees=f"{abs(found.degrees):.1f}",
                scale=f"{100 * found.scale:.0f}",
            )
        if self.mode is Mode.AGREEMENT:
            # What is not found: the legend stands before it.
            return self.tr("cheque {cheque} %, specimen {specimen} %").format(
                cheque=f"{100 * explanation.questioned.unlike:.0f}",
                specimen=f"{100 * explanation.reference.unlike:.0f}",
            )
        return ""

    def _tool(self, name: str, tip: str, *, check: bool = True) -> QToolButton:
        made = QToolButton()
        made.setCheckable(check)
        made.setIcon(icon(name))
        made.setIconSize(_TOOL)
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        return made


def toggle(action: QToolButton) -> None:
    """Switch a tool on or off, as its key does."""
    action.setChecked(not action.isChecked())
