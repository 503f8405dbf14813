"""Creates the records of a machine that has none: where they lie, and where their key is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.widgets.parts import DialogButtons, label


class RecordsDialog(QDialog):
    """Asks for the places of new records and of their key."""

    def __init__(self, place: str, *, complaint: str = "", parent: QWidget | None) -> None:
        """Build the dialog.

        Args:
            place: the place to propose for the records.
            complaint: why the keyring can't keep the key; empty before it was tried.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Create the records"))
        self.setMinimumWidth(560)
        self.place = QLineEdit(place)
        self.place.setAccessibleName(self.tr("Place of the records"))
        self.keyring = QRadioButton(self.tr("In the keyring of this computer"))
        self.in_file = QRadioButton(self.tr("In a file:"))
        self.complaint = label(complaint, role="error", wrap=True)
        self.complaint.setVisible(bool(complaint))
        choice = QButtonGroup(self)
        choice.addButton(self.keyring)
        choice.addButton(self.in_file)
        self.key = QLineEdit()
        self.key.setAccessibleName(self.tr("Key file"))
        self.key.setEnabled(False)
        browse = QPushButton(self.tr("Choose…"))
        browse.setAutoDefault(False)
        browse.setEnabled(False)
        browse.clicked.connect(self._choose)
        self.buttons = DialogButtons(self, do=self.tr("Create"))
        self.in_file.toggled.connect(self.key.setEnabled)
        self.in_file.toggled.connect(browse.setEnabled)
        for field in (self.place, self.key):
            field.textChanged.connect(lambda _text: self._judge())
        self.in_file.toggled.connect(lambda _on: self._judge())
        row = QHBoxLayout()
        row.addWidget(self.in_file)
        row.addWidget(self.key, 1)
        row.addWidget(browse)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(
            label(
                self.tr(
                    "No records are kept on this machine. Records hold the register (accounts, "
                    "signatories, specimens, mandates) and the audit trail. From then on, "
                    "everything you do is recorded."
                ),
                wrap=True,
            )
        )
        column.addWidget(label(self.tr("File, or address of a PostgreSQL database"), role="quiet"))
        column.addWidget(self.place)
        column.addWidget(label(self.tr("Encryption key"), role="quiet"))
        column.addWidget(self.complaint)
        column.addWidget(self.keyring)
        column.addLayout(row)
        column.addWidget(
            label(
                self.tr(
                    "Keep a copy of the key in a safe place: without it nobody can read the "
                    "records. The register window saves one."
                ),
                role="quiet",
                wrap=True,
            )
        )
        column.addWidget(self.buttons)
        (self.in_file if complaint else self.keyring).setChecked(True)
        if complaint:
            self.key.setFocus()

    @property
    def key_file(self) -> Path | None:
        """The key file; None for the keyring."""
        return Path(self.key.text().strip()) if self.in_file.isChecked() else None

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(self, self.tr("Key file"), self.key.text())
        if name:
            self.key.setText(name)

    def _judge(self) -> None:
        keyed = self.keyring.isChecked() or bool(self.key.text().strip())
        self.buttons.allow(bool(self.place.text().strip()) and keyed)
