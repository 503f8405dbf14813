"""The comparison of two signatures: side by side, overlay, blink, agreement."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.wording import specimen_name
from sigverify.gui.models.pictures import PairPictures
from sigverify.gui.widgets.parts import Card, Elided, label, segment_button
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.reporting.explanation_maps import SCALE

_HINT: Final = QSize(340, 160)


class Mode(IntEnum):
    """How the pair is shown."""

    SIDE_BY_SIDE = 0
    OVERLAY = 1
    BLINK = 2
    AGREEMENT = 3


class _Legend(QWidget):
    """The colour scale of the agreement map."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(110, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the scale."""
        band = QLinearGradient(0, 0, self.width(), 0)
        for place, colour in enumerate(SCALE):
            band.setColorAt(place / (len(SCALE) - 1), QColor(*colour))
        painter = QPainter(self)
        painter.fillRect(self.rect(), band)
        painter.end()


class ComparisonPanel(Card):
    """Shows a pair of signatures in one of the modes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a pair."""
        super().__init__("", parent)
        self.heading.setText(self.tr("Comparison"))
        self.setAccessibleName(self.tr("Comparison"))
        self._pair: PairPictures | None = None
        self._showing_cheque = True
        self._blinker = QTimer(self, interval=600)
        self._blinker.timeout.connect(self._blink)
        self._buttons = QButtonGroup(self)
        texts = {
            Mode.SIDE_BY_SIDE: (
                self.tr("Side by side"),
                self.tr("Both signatures at the same size"),
            ),
            Mode.OVERLAY: (self.tr("Overlay"), self.tr("One signature over the other")),
            Mode.BLINK: (self.tr("Blink"), self.tr("Both alternately at the same place")),
            Mode.AGREEMENT: (
                self.tr("Agreement"),
                self.tr("Which parts of one signature the network finds on the other"),
            ),
        }
        for mode, (text, tip) in texts.items():
            button = segment_button(text, checked=mode is Mode.SIDE_BY_SIDE)
            button.setToolTip(tip)
            self._buttons.addButton(button, int(mode))
            self.bar.addWidget(button)
        self._buttons.idClicked.connect(lambda number: self.set_mode(Mode(number)))
        self._pages = QStackedWidget()
        self.cheque, self.specimen = self._picture(), self._picture()
        self._specimen_name = Elided(role="specimen")
        self._pages.addWidget(
            _beside(
                (label(self.tr("Cheque"), role="questioned"), self.cheque),
                (self._specimen_name, self.specimen),
            )
        )
        self.overlay = self._picture()
        self._pages.addWidget(_alone(self.overlay))
        self.blinking = self._picture()
        self._pages.addWidget(_alone(self.blinking))
        self.cheque_map, self.specimen_map = self._picture(), self._picture()
        self._pages.addWidget(
            _beside(
                (label(self.tr("Cheque, part by part"), role="questioned"), self.cheque_map),
                (label(self.tr("Specimen, part by part"), role="specimen"), self.specimen_map),
            )
        )
        self.body.addWidget(self._pages, 1)
        self._caption = label(role="quiet", wrap=True)
        self._legend = _Legend()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._caption, 1)
        foot.addWidget(self._legend)
        self.body.addLayout(foot)
        self._word = self.tr("Nothing to compare yet")
        self.show_pair(None)

    @property
    def mode(self) -> Mode:
        """How the pair is shown."""
        return Mode(self._buttons.checkedId())

    def set_mode(self, mode: Mode) -> None:
        """Show the pair in another mode."""
        button = self._buttons.button(int(mode))
        button.setChecked(True)
        self._pages.setCurrentIndex(int(mode))
        self._draw()

    def next_mode(self) -> None:
        """Show the pair in the next mode."""
        self.set_mode(Mode((self.mode + 1) % len(Mode)))

    @property
    def blinks(self) -> bool:
        """Whether both signatures are shown in turn now."""
        return self._blinker.isActive()

    @property
    def blink_ms(self) -> int:
        """How long each signature is shown while the panel blinks."""
        return self._blinker.interval()

    def set_blink_ms(self, interval: int) -> None:
        """Set how long each signature is shown while the panel blinks."""
        self._blinker.setInterval(interval)

    def show_pair(self, pair: PairPictures | None, *, word: str | None = None) -> None:
        """Show another pair.

        Args:
            pair: the pair; None shows a text instead.
            word: the text without a pair; None says that there is nothing to compare.
        """
        self._pair = pair
        self._word = word or self.tr("Nothing to compare yet")
        self._draw()

    def stop(self) -> None:
        """Stop blinking."""
        self._blinker.stop()

    def _draw(self) -> None:
        pair, word = self._pair, self._word
        explained = None if pair is None else pair.explained
        missing = word if pair is None else self.tr("These two can't be compared")
        no_ink = word if pair is None else self.tr("No ink")
        self._specimen_name.setText(
            self.tr("Specimen") if pair is None else specimen_name(pair.reference_name)
        )
        self.cheque.show_picture(None if pair is None else pair.questioned, word=no_ink)
        self.specimen.show_picture(None if pair is None else pair.reference, word=no_ink)
        self.overlay.show_picture(None if explained is None else explained.overlay, word=missing)
        self.cheque_map.show_picture(
            None if explained is None else explained.questioned, word=missing
        )
        self.specimen_map.show_picture(
            None if explained is None else explained.reference, word=missing
        )
        if self.mode is Mode.BLINK and explained is not None:
            self._blinker.start()
        else:
            self._blinker.stop()
        self._showing_cheque = True
        self._draw_blink(missing)
        self._legend.setVisible(self.mode is Mode.AGREEMENT and explained is not None)
        self._caption.setText(self._words())
        self._caption.setVisible(bool(self._caption.text()))

    def _blink(self) -> None:
        self._showing_cheque = not self._showing_cheque
        self._draw_blink("")
        self._caption.setText(self._words())

    def _draw_blink(self, missing: str) -> None:
        pair = self._pair
        shown = None
        if pair is not None and pair.laid is not None:
            shown = pair.laid if self._showing_cheque else pair.reference
        self.blinking.show_picture(shown, word=missing)

    def _words(self) -> str:
        explanation = None if self._pair is None else self._pair.explanation
        if explanation is None:
            return ""
        found = explanation.registration
        if self.mode is Mode.OVERLAY:
            return self.tr(
                "Blue: cheque, orange: specimen, dark: both. {cheque} % of the cheque's lines and "
                "{specimen} % of the specimen's lie on the other; turned by {degrees}°, "
                "size {scale} %."
            ).format(
                cheque=f"{100 * found.moved_share:.0f}",
                specimen=f"{100 * found.fixed_share:.0f}",
                degrees=f"{abs(found.degrees):.1f}",
                scale=f"{100 * found.scale:.0f}",
            )
        if self.mode is Mode.BLINK:
            shown = self.tr("Cheque") if self._showing_cheque else self.tr("Specimen")
            return self.tr("Now shown: {which}").format(which=shown)
        if self.mode is Mode.AGREEMENT:
            return self.tr(
                "Blue parts were found on the other signature, orange ones were not: "
                "{cheque} % of the cheque's parts and {specimen} % of the specimen's are "
                "more unlike than alike."
            ).format(
                cheque=f"{100 * explanation.questioned.unlike:.0f}",
                specimen=f"{100 * explanation.reference.unlike:.0f}",
            )
        return ""

    @staticmethod
    def _picture() -> PaperPicture:
        return PaperPicture(hint=_HINT)


def _beside(*columns: tuple[QWidget, QWidget]) -> QWidget:
    """Pictures side by side, each under its heading."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    for place, (head, picture) in enumerate(columns):
        grid.addWidget(head, 0, place)
        grid.addWidget(picture, 1, place)
        grid.setColumnStretch(place, 1)
    grid.setRowStretch(1, 1)
    return page


def _alone(picture: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(picture)
    return page
