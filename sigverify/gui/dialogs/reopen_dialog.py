"""Asks why a decision is withdrawn."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from sigverify.gui.i18n.wording import reason_text, verdict_word
from sigverify.gui.models.cases.case import ClerkDecision
from sigverify.gui.widgets.parts import DialogButtons, label


class ReopenDialog(QDialog):
    """Shows the decision of a case, and asks for the reason for reopening it."""

    def __init__(self, made: ClerkDecision, *, recorded: bool, parent: QWidget | None) -> None:
        """Build the dialog.

        Args:
            made: the decision.
            recorded: whether the withdrawal is recorded in an audit trail.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Reopen the case"))
        self.setMinimumWidth(440)
        parts = (verdict_word(made.verdict), reason_text(made.reason), made.note)
        self.because = QLineEdit()
        self.because.setPlaceholderText(self.tr("Reason, required"))
        self.because.setAccessibleName(self.tr("Reason for reopening"))
        self.because.setMaxLength(500)
        told = (
            self.tr("The withdrawal and your reason go into the audit trail.")
            if recorded
            else self.tr("Your reason is kept with the case.")
        )
        self.buttons = DialogButtons(self, do=self.tr("Reopen"))
        self.because.textChanged.connect(lambda text: self.buttons.allow(bool(text.strip())))
        self.buttons.allow(False)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(
            label(
                self.tr("Decided: {decision}").format(decision=" · ".join(filter(None, parts))),
                role="heading",
                wrap=True,
            )
        )
        column.addWidget(label(self.tr("Why do you reopen this case?"), wrap=True))
        column.addWidget(self.because)
        column.addWidget(label(told, role="quiet", wrap=True))
        column.addWidget(self.buttons)
        self.because.setFocus()
