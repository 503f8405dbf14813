"""An error with its details, which can be copied for support."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.theme import icon
from sigverify.gui.widgets.parts import DialogButtons, fit_screen, label


class ErrorDialog(QDialog):
    """Shows an `ErrorMessage`."""

    def __init__(self, error: ErrorMessage, *, parent: QWidget | None = None) -> None:
        """Build the dialog.

        Args:
            error: the error to show.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self._details = error.details
        # Two lines say what is said above; they are only there to be copied.
        more = error.details.count("\n") > 1
        text = QPlainTextEdit(error.details)
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Details"))
        buttons = DialogButtons(self)
        copy = buttons.addButton(self.tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setIcon(icon("copy"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self.copy)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(sentence(error.message), role="error", wrap=True))
        column.addWidget(label(sentence(error.remedy), wrap=True))
        column.addWidget(text, 1)
        column.addWidget(
            label(
                self.tr("Nothing is lost: the work list is saved, and you can go on working."),
                role="quiet",
                wrap=True,
            )
        )
        column.addWidget(buttons)
        copy.setVisible(bool(error.details))
        text.setVisible(more)
        if more:
            fit_screen(self, 620, 340)
        else:
            self.setMinimumWidth(480)

    def copy(self) -> None:
        """Copy the details to the clipboard."""
        QGuiApplication.clipboard().setText(self._details)
