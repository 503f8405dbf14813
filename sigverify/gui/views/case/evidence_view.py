"""What a clerk saw when they decided: the cheque, the questioned signature, the specimens."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from sigverify.gui.models.shown_images import CHEQUE, QUESTIONED, SPECIMEN
from sigverify.gui.widgets.parts import Card, label
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.reporting.inks import Picture

_MOST_SPECIMENS = 5


class EvidenceView(Card):
    """Shows the images that are kept with a decision."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without images."""
        super().__init__("", parent)
        self.heading.setText(self.tr("What the clerk saw"))
        self.setAccessibleName(self.tr("What the clerk saw"))
        self._message = label(role="quiet", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.cheque = PaperPicture(hint=QSize(640, 240))
        self.cheque.setAccessibleName(self.tr("Cheque"))
        self.questioned = PaperPicture(hint=QSize(320, 120))
        self.questioned.setAccessibleName(self.tr("Questioned signature"))
        self.specimens = [PaperPicture(hint=QSize(180, 90)) for _ in range(_MOST_SPECIMENS)]
        self._named = label(self.tr("Questioned signature"), role="questioned")
        self._others = label(self.tr("Specimens"), role="specimen")
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, picture in enumerate(self.specimens, start=1):
            picture.setAccessibleName(self.tr("Specimen {number}").format(number=number))
            row.addWidget(picture, 1)
        self.body.addWidget(self._message)
        self.body.addWidget(self.cheque, 3)
        self.body.addWidget(self._named)
        self.body.addWidget(self.questioned, 2)
        self.body.addWidget(self._others)
        self.body.addLayout(row, 2)
        self.show_none("")

    def show_none(self, why: str) -> None:
        """Show no images, and why."""
        self._message.setText(why)
        self._message.setVisible(bool(why))
        parts = (self.cheque, self._named, self.questioned, self._others, *self.specimens)
        for part in parts:
            part.hide()

    def show_images(self, found: Mapping[str, Picture]) -> None:
        """Show images by their names."""
        if CHEQUE not in found:
            self.show_none(
                self.tr(
                    "No images are kept with this decision. Look at the paper before you approve."
                )
            )
            return
        self._message.hide()
        self.cheque.show_picture(found[CHEQUE])
        self.cheque.show()
        questioned = found.get(QUESTIONED)
        self.questioned.show_picture(questioned)
        specimens = [found[name] for name in sorted(found) if name.startswith(SPECIMEN)]
        for number, picture in enumerate(self.specimens):
            there = number < len(specimens)
            picture.show_picture(specimens[number] if there else None)
            picture.setVisible(there)
        for part in (self._named, self.questioned):
            part.setVisible(questioned is not None)
        self._others.setVisible(bool(specimens))
