"""The signatures of a cheque: a button for each, which shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sigverify.gui.i18n.wording import decision_word
from sigverify.gui.models.examination import RegisterView
from sigverify.gui.theme import current, pixmap
from sigverify.gui.widgets.parts import Elided, label
from sigverify.verification.register.results import AccountVerification, MatchedSignature
from sigverify.verification.results import similarity_text

_SIGN = 18


class SignatureRows(QWidget):
    """The signatures of a cheque, in the order of their detection.

    Signals:
        chosen: number of the signature to show, counted from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        self._drawn: tuple[AccountVerification | None, str] = (None, "")
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def show_register(self, register: RegisterView | None) -> None:
        """Show these signatures; None shows none."""
        drawn = (None if register is None else register.result, current().name)
        if register is not None and drawn == self._drawn:
            # The same rows stay, and with them the keyboard focus.
            self.buttons[register.shown].setChecked(True)
            return
        self._drawn = drawn
        for button in self.buttons:
            self._group.removeButton(button)
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.setVisible(register is not None)
        if register is None:
            return
        for number, one in enumerate(register.result.signatures):
            button = self._row(one, register)
            button.setChecked(number == register.shown)
            self._group.addButton(button, number)
            self._column.addWidget(button)
            self.buttons.append(button)

    def _row(self, one: MatchedSignature, register: RegisterView) -> QPushButton:
        who = one.signatory or self.tr("Unknown signer")
        word = decision_word(one.decision)
        number = ""
        if one.similarity is not None:
            number = similarity_text(one.similarity, thresholds=register.result.thresholds)
        button = QPushButton()
        button.setCheckable(True)
        button.setProperty("row", True)
        button.setAccessibleName(" ".join(filter(None, (who, word, number))))
        button.setToolTip(
            self.tr("{person}: {decision}. Click to show this signature.").format(
                person=who, decision=word
            )
        )
        sign = label()
        colour, _ground = current().of(one.decision)
        ratio = self.devicePixelRatioF()
        sign.setPixmap(pixmap(one.decision.value, size=_SIGN, colour=colour, ratio=ratio))
        line = QHBoxLayout(button)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(7)
        for part in (sign, Elided(who), label(f"{word}  {number}".strip())):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(part, isinstance(part, Elided))
        button.setMinimumHeight(line.sizeHint().height())
        return button
