"""The form for account and amount, which are looked up in the register."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from sigverify.errors import DataError
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.cases.case import Case
from sigverify.gui.widgets.parts import label
from sigverify.records.mandates.text import read_amount
from sigverify.wording import amount_text

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AccountForm(QWidget):
    """Asks for account and amount of the current case.

    A typed value counts once Return is pressed. A changed amount is shown first and needs
    Return a second time. Esc keeps the values of the case.

    Signals:
        named: the account number, which may be empty, and the amount or None.
        typed: whether the fields differ from the case.
        left: the clerk has left the fields.
    """

    named = Signal(str, object)
    typed = Signal(bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._case = Case()
        self.pending = False
        self.number, self.amount = QLineEdit(), QLineEdit()
        self.number.setMaxLength(64)
        self.amount.setMaxLength(24)
        self.number.setToolTip(
            self.tr("Compares with the account's specimens in the register and checks its mandate")
        )
        self.amount.setToolTip(self.tr("The mandate may ask for other signatures above an amount"))
        self.fault = label(role="warning", wrap=True)
        self.use = QPushButton()
        self.use.setProperty("primary", True)
        self.use.setAccessibleName(self.tr("Use amount"))
        self.use.clicked.connect(lambda: self._take())
        self.keep = QPushButton(self.tr("Cancel"))
        self.keep.clicked.connect(lambda: self._revert())
        self._look = QWidget()
        look = QHBoxLayout(self._look)
        look.setContentsMargins(0, 0, 0, 0)
        look.addWidget(self.use, 1)
        look.addWidget(self.keep)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 2)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        asked = ((self.tr("Account"), self.number), (self.tr("Amount"), self.amount))
        for place, (text, field) in enumerate(asked):
            name = label(text, role="quiet")
            name.setBuddy(field)
            field.setAccessibleName(text)
            # A file dropped here is a specimen; the panel takes it.
            field.setAcceptDrops(False)
            field.textEdited.connect(lambda _text: self._edited())
            grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1)
        for part in (self.number, self.amount, self.use, self.keep):
            part.installEventFilter(self)
        grid.addWidget(self.fault, 2, 0, 1, 2)
        grid.addWidget(self._look, 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self._show_case()

    def show_case(self, case: Case) -> None:
        """Show a case's account and amount; text being typed stays while the case is the same."""
        before, self._case = self._case, case
        same = (case.id, case.account, case.amount) == (before.id, before.account, before.amount)
        if not same:
            self._show_case()
        for field in (self.number, self.amount):
            # A decided case is read-only.
            field.setReadOnly(case.clerk is not None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Use the typed values with Return; keep those of the case with Esc."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape or (event.key() in _RETURN and watched is self.keep):
            self._revert()
            return True
        if event.key() in _RETURN:
            if watched is self.use:
                self._take()
            else:
                self.ask()
            return True
        return False

    def ask(self) -> None:
        """Use the typed values; a changed amount is shown for confirmation first."""
        asked = self._read()
        if asked is None:
            return
        number, amount = asked
        if (number, amount) == (self._case.account, self._case.amount):
            self._revert()
            return
        if amount is None or amount == self._case.amount:
            self._take()
            return
        self.use.setText(self.tr("Use amount {amount}").format(amount=_shown(amount)))
        self._look.show()
        self.use.setFocus()

    def _edited(self) -> None:
        self.fault.hide()
        self._look.hide()
        shown = (self._case.account, self._written())
        self._set_pending((self.number.text().strip(), self.amount.text().strip()) != shown)

    def _take(self) -> None:
        asked = self._read()
        if asked is None:
            return
        self._look.hide()
        self._set_pending(False)
        self.left.emit()
        self.named.emit(*asked)

    def _revert(self) -> None:
        self._show_case()
        self.left.emit()

    def _read(self) -> tuple[str, float | None] | None:
        """The typed values; None, with the fault beside the field, if the amount is not valid."""
        typed = self.amount.text().strip()
        try:
            amount = float(read_amount(typed)) if typed else None
        except DataError as error:
            self.fault.setText(f"{sentence(error.what)} {sentence(error.how)}")
            self.fault.show()
            self.amount.setFocus()
            return None
        return self.number.text().strip(), amount

    def _written(self) -> str:
        return _shown(self._case.amount)

    def _show_case(self) -> None:
        self.number.setText(self._case.account)
        self.amount.setText(self._written())
        self.fault.hide()
        self._look.hide()
        self._set_pending(False)

    def _set_pending(self, pending: bool) -> None:
        if pending != self.pending:
            self.pending = pending
            self.typed.emit(pending)


def _shown(amount: float | None) -> str:
    paid = Case(amount=amount).paid
    return "" if paid is None else amount_text(paid)
