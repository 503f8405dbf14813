"""The form for account and amount, with which the register is asked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from sigverify.errors import DataError
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.case import Case
from sigverify.gui.widgets.parts import label
from sigverify.records.mandates.text import read_amount
from sigverify.wording import amount_text


class AccountForm(QWidget):
    """Asks for account and amount of the current case.

    Signals:
        named: the account number, which may be empty, and the amount or None.
    """

    named = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._case = Case()
        self.number, self.amount = QLineEdit(), QLineEdit()
        self.number.setMaxLength(64)
        self.amount.setMaxLength(24)
        self.number.setToolTip(
            self.tr("Compares with the account's specimens in the register and judges its mandate")
        )
        self.amount.setToolTip(self.tr("The mandate may ask for other signatures above an amount"))
        self.fault = label(role="warning", wrap=True)
        self.fault.hide()
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
            field.returnPressed.connect(self._take)
            field.editingFinished.connect(self._take)
            grid.addWidget(name, place, 0)
            grid.addWidget(field, place, 1)
        grid.addWidget(self.fault, 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def show_case(self, case: Case) -> None:
        """Show a case's account and amount; text being typed stays while the case is the same."""
        before, self._case = self._case, case
        if case.id != before.id or case.account != before.account:
            self.number.setText(case.account)
        if case.id != before.id or case.amount != before.amount:
            self.amount.setText("" if case.paid is None else amount_text(case.paid))
            self.fault.hide()

    def _take(self) -> None:
        """Emit what was typed, or show what is wrong with it."""
        typed = self.amount.text().strip()
        try:
            amount = float(read_amount(typed)) if typed else None
        except DataError as error:
            self.fault.setText(f"{sentence(error.what)} {sentence(error.how)}")
            self.fault.show()
            return
        self.fault.hide()
        number = self.number.text().strip()
        if (number, amount) != (self._case.account, self._case.amount):
            self.named.emit(number, amount)
