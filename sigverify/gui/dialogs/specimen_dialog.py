"""Corrects a signature's ink before it is used as a specimen, and asks whose it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import cv2
import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.widgets.ink_brush import InkBrush, Tool
from sigverify.gui.widgets.parts import DialogButtons, fit_screen, label, segment_button
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.imaging.corrected_ink import CorrectedInk


class SpecimenDialog(QDialog):
    """Shows a signature with the ink that counts, to be erased, restored, cropped and turned.

    Signals:
        wider_wanted: the clerk wants to see more of the image around the signature.
    """

    wider_wanted = Signal()

    def __init__(
        self,
        ink: CorrectedInk,
        *,
        account: str | None,
        names: Sequence[str] = (),
        is_part: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build the dialog.

        Args:
            ink: the ink as it was found.
            account: the account to propose; None if nobody is asked whose signature it is.
            names: the account's signatories.
            is_part: whether more of the image can be shown.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Specimen") if account is None else self.tr("New specimen"))
        fit_screen(self, 760, 560)
        self.ink = ink
        self.widened = False
        self.brush = InkBrush(ink)
        self.brush.changed.connect(self._judge)
        self.result_picture = PaperPicture(hint=QSize(560, 110))
        self.result_picture.setAccessibleName(self.tr("The ink that is compared"))
        self.account, self.person = QLineEdit(account or ""), QComboBox()
        self.person.setEditable(True)
        self.person.addItems(list(names))
        self.account.textChanged.connect(lambda _text: self._judge())
        self.person.currentTextChanged.connect(lambda _text: self._judge())
        self._asks = account is not None
        self.buttons = DialogButtons(
            self, do=self.tr("Add the specimen") if self._asks else self.tr("Use this ink")
        )
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self.wider = self._button(self.tr("Show more around it"), self.wider_wanted.emit)
        self.wider.setVisible(is_part)
        column.addLayout(self._tools())
        column.addWidget(self.brush, 1)
        note = label(
            self.tr(
                "Blue is the ink that is compared. Erase print that is not the pen's, restore "
                "strokes that are missing, and crop what does not belong to the signature."
            ),
            role="quiet",
            wrap=True,
        )
        below = QHBoxLayout()
        below.addWidget(note, 1)
        below.addWidget(self.wider)
        column.addLayout(below)
        column.addWidget(self.result_picture)
        if self._asks:
            form = QFormLayout()
            form.addRow(self.tr("Account"), self.account)
            form.addRow(self.tr("Name of the signatory"), self.person)
            column.addLayout(form)
        self.fault = label(role="warning", wrap=True)
        column.addWidget(self.fault)
        column.addWidget(self.buttons)
        self._judge()

    def png(self) -> bytes:
        """The corrected ink as a PNG file."""
        return bytes(cv2.imencode(".png", self.ink.image())[1].tobytes())

    @property
    def changed(self) -> bool:
        """Whether the ink differs from the ink found at first."""
        return self.widened or self.ink.changed

    def show_wider(self, ink: CorrectedInk, *, is_part: bool) -> None:
        """Show the ink of a larger part of the image; the corrections so far are gone.

        Args:
            ink: the ink as it was found there.
            is_part: whether still more of the image can be shown.
        """
        self.ink = self.brush.ink = ink
        self.widened = True
        self.wider.setEnabled(is_part)
        self._renew()

    def choose(self, tool: Tool) -> None:
        """Choose what a drag does."""
        self.brush.tool = tool
        self._buttons[tool].setChecked(True)

    def turn(self, degrees: float) -> None:
        """Turn the signature clockwise."""
        self.ink.turn(degrees)
        self._renew()

    def undo(self) -> None:
        """Take the last step back."""
        self.ink.undo()
        self._renew()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        group = QButtonGroup(self)
        words = {
            Tool.ERASE: self.tr("Erase"),
            Tool.RESTORE: self.tr("Restore"),
            Tool.CROP: self.tr("Crop"),
        }
        self._buttons: dict[Tool, QToolButton] = {}
        for tool, word in words.items():
            button = segment_button(word, checked=tool is Tool.ERASE)
            button.clicked.connect(partial(self.choose, tool))
            group.addButton(button)
            self._buttons[tool] = button
            row.addWidget(button)
        size = QSlider(Qt.Orientation.Horizontal)
        size.setRange(2, 40)
        size.setValue(round(self.brush.radius_px))
        size.setMinimumWidth(80)
        size.setMaximumWidth(110)
        size.setAccessibleName(self.tr("Size of the brush"))
        size.setToolTip(size.accessibleName())
        size.valueChanged.connect(self._resize)
        row.addWidget(size)
        row.addStretch(1)
        row.addWidget(self._button("↺", lambda: self.turn(-90), tip=self.tr("Turn left")))
        row.addWidget(self._button("↻", lambda: self.turn(90), tip=self.tr("Turn right")))
        angle = QDoubleSpinBox()
        angle.setRange(-20.0, 20.0)
        angle.setDecimals(1)
        angle.setSuffix("°")
        angle.setAccessibleName(self.tr("Degrees to turn by"))
        angle.setToolTip(angle.accessibleName())
        row.addWidget(angle)
        row.addWidget(self._button(self.tr("Turn"), lambda: self.turn(angle.value())))
        row.addStretch(1)
        self._undo = self._button(self.tr("Undo"), self.undo)
        self._reset = self._button(self.tr("As found"), self._start_again)
        row.addWidget(self._undo)
        row.addWidget(self._reset)
        return row

    def _button(self, text: str, do: Callable[[], None], *, tip: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        if tip:
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        button.clicked.connect(lambda _checked=False: do())
        return button

    def _resize(self, radius: int) -> None:
        self.brush.radius_px = float(radius)

    def _start_again(self) -> None:
        self.ink.reset()
        self._renew()

    def _renew(self) -> None:
        self.brush.renew()
        self._judge()

    def _judge(self) -> None:
        """Show the ink that is compared, and say what is missing."""
        missing = ""
        if not self.ink.ink.any():
            missing = self.tr("No ink is left.")
        elif self._asks and not self.account.text().strip():
            missing = self.tr("Whose account is it?")
        elif self._asks and not self.person.currentText().strip():
            missing = self.tr("Who has signed?")
        shown = np.repeat((255 - self.ink.ink)[..., None], 3, axis=2)
        self.result_picture.show_picture(shown)
        self.fault.setText(missing)
        self.buttons.allow(not missing)
        self._undo.setEnabled(self.ink.undoable)
        self._reset.setEnabled(self.ink.changed)
