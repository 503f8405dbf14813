"""The cheque as a strip above the signatures: a small picture, its name, its pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.pictures import ChequePicture
from sigverify.gui.widgets.parts import Elided, tool_button
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.reporting.colours import BLUE_HEX, rgb
from sigverify.reporting.inks import Picture
from sigverify.terms import Box

_SIZE: Final = QSize(112, 44)


class ChequeStrip(QFrame):
    """Shows which cheque and which signature is compared.

    Signals:
        full_wanted: the clerk wants to see the cheque itself.
        page_wanted: the page to look at, counted from 0.
        page_chosen: the page to examine, counted from 0.
    """

    full_wanted = Signal()
    page_wanted = Signal(int)
    page_chosen = Signal(int)

    def __init__(self, tools: Sequence[QAction], *, parent: QWidget | None = None) -> None:
        """Begin without a cheque.

        Args:
            tools: actions for buttons.
            parent: the parent object.
        """
        super().__init__(parent)
        self.setObjectName("card")
        self._case = Case()
        self._picture: ChequePicture | None = None
        self.thumb = PaperPicture(hint=_SIZE, padding=2)
        self.thumb.setFixedSize(_SIZE)
        self.thumb.setAccessibleName(self.tr("Cheque"))
        self.thumb.setToolTip(self.tr("Click to see the whole cheque (key F)"))
        self.thumb.clicked.connect(self.full_wanted)
        self._name, self._found = Elided(role="heading"), Elided(role="quiet")
        self.pages = QComboBox()
        self.pages.setAccessibleName(self.tr("Page"))
        self.pages.activated.connect(lambda page: self.page_wanted.emit(page))
        self.examine = QPushButton(self.tr("Examine this page"))
        self.examine.clicked.connect(lambda: self.page_chosen.emit(self.pages.currentIndex()))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addStretch(1)
        lines.addWidget(self._name)
        lines.addWidget(self._found)
        lines.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 3, 8, 3)
        row.setSpacing(8)
        row.addWidget(self.thumb)
        row.addLayout(lines, 1)
        for part in (self.pages, self.examine):
            part.hide()
            row.addWidget(part)
        for action in tools:
            row.addWidget(tool_button(action, size=18))
        self._row = row

    def add_tools(self, tools: Sequence[QWidget]) -> None:
        """Take over further tools."""
        self._row.addSpacing(10)
        for tool in tools:
            self._row.addWidget(tool)

    def show_picture(self, picture: ChequePicture | None) -> None:
        """Show another cheque; None while it is not read."""
        self._picture = picture
        count = 0 if picture is None else picture.scan.page_count
        self.pages.clear()
        for page in range(count):
            self.pages.addItem(self.tr("Page {page} of {pages}").format(page=page + 1, pages=count))
        if picture is not None:
            self.pages.setCurrentIndex(picture.scan.page)
        self.pages.setVisible(count > 1)
        self.examine.hide()

    def show_page(self, page: int) -> None:
        """Show which page is looked at, counted from 0."""
        self.pages.setCurrentIndex(page)
        self.examine.setVisible(page != self._case.page and self._case.clerk is None)

    def show_case(self, case: Case, *, box: Box | None, found: str) -> None:
        """Show the name of a case and its box.

        Args:
            case: the case.
            box: the signature's box; None is the whole page.
            found: where the box comes from, in words.
        """
        self._case = case
        self._name.setText(case.name)
        self._found.setText(found)
        self.thumb.show_picture(
            None if self._picture is None else _marked(self._picture, box, turns=case.turns or 0)
        )


def _marked(picture: ChequePicture, box: Box | None, *, turns: int) -> Picture:
    """The cheque, small and upright, with the box."""
    small = picture.levels[-1]
    step = small.shape[1] / picture.width
    scale = 2 * _SIZE.width() / max(small.shape[:2])
    shape = (max(1, round(small.shape[1] * scale)), max(1, round(small.shape[0] * scale)))
    drawn = np.ascontiguousarray(cv2.resize(small, shape, interpolation=cv2.INTER_AREA))
    if box is not None:
        factor = step * scale
        start = (round(box.x * factor), round(box.y * factor))
        end = (round((box.x + box.w) * factor), round((box.y + box.h) * factor))
        cv2.rectangle(drawn, start, end, rgb(BLUE_HEX), 3)
    return np.ascontiguousarray(np.rot90(drawn, -turns))
