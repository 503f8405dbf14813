"""Asks for a new signatory of an account."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from sigverify.gui.widgets.parts import DialogButtons, label


class SignatoryDialog(QDialog):
    """Asks for account, holder and name of a new signatory."""

    def __init__(self, number: str, *, parent: QWidget) -> None:
        """Build the dialog.

        Args:
            number: the account to propose; may be empty.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("New signatory"))
        self.account, self.holder, self.name = QLineEdit(number), QLineEdit(), QLineEdit()
        form = QFormLayout()
        form.addRow(self.tr("Account"), self.account)
        form.addRow(self.tr("Holder, if the account is new"), self.holder)
        form.addRow(self.tr("Name of the signatory"), self.name)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(
            label(
                self.tr("Mandates refer to signatories by name: write it as in the mandate."),
                role="quiet",
                wrap=True,
            )
        )
        buttons = DialogButtons(self, do=self.tr("Add"))
        column.addWidget(buttons)
        for line in (self.account, self.name):
            line.textChanged.connect(lambda _text: self._judge(buttons))
        self._judge(buttons)
        self.setMinimumWidth(420)
        (self.name if number else self.account).setFocus()

    def _judge(self, buttons: DialogButtons) -> None:
        """Enable OK once there is an account and a name."""
        buttons.allow(bool(self.account.text().strip() and self.name.text().strip()))
