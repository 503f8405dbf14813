"""Asks for the mandate of an account, in the form of docs/mandates.md."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from sigverify.errors import DataError
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.widgets.parts import DialogButtons, fit_screen, label
from sigverify.records.mandates.text import read_mandate


class MandateDialog(QDialog):
    """Edits a mandate as text and shows its faults."""

    def __init__(self, number: str, text: str, *, parent: QWidget | None) -> None:
        """Build the dialog.

        Args:
            number: the account.
            text: the mandate in force; empty if there is none.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Mandate of account {number}").format(number=number))
        fit_screen(self, 560, 360)
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(self.tr("Mandate"))
        self.text.setTabChangesFocus(True)
        self.fault = label(role="error", wrap=True)
        self.buttons = DialogButtons(self, do=self.tr("Set the mandate"))
        self.text.textChanged.connect(self._judge)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(
            label(
                self.tr(
                    "One rule per line, for example: any one up to 10,000; any two up to 50,000; "
                    "A. Rose with C. Varga above. In force from today."
                ),
                role="quiet",
                wrap=True,
            )
        )
        column.addWidget(self.text, 1)
        column.addWidget(self.fault)
        column.addWidget(self.buttons)
        self._judge()

    def _judge(self) -> None:
        """Accept the text if it is a valid mandate."""
        fault = ""
        if self.text.toPlainText().strip():
            try:
                read_mandate(self.text.toPlainText())
            except DataError as error:
                fault = f"{sentence(error.what)} {sentence(error.how)}"
        self.fault.setText(fault)
        self.buttons.allow(bool(self.text.toPlainText().strip()) and not fault)
