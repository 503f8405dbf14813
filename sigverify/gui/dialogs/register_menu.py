"""What else can be done with the register: import, the mandate of an account, a copy of the key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from sigverify.enrolment.importing import ImportReport
from sigverify.gui.dialogs.mandate_dialog import MandateDialog
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.register_book import RegisterBook
from sigverify.verification.verifier import Verifier

_MOST_REFUSED = 12

Submit = Callable[..., None]
"""Runs a task: ``submit(work, on_result=, examines=)``."""


class RegisterMenu(QPushButton):
    """A button with the rarer actions; each asks, then runs as a task of its window.

    Signals:
        told: the result of an action, in words.
    """

    told = Signal(str)

    def __init__(self, book: RegisterBook, *, submit: Submit, parent: QWidget) -> None:
        """Build the menu.

        Args:
            book: the register.
            submit: runs the tasks.
            parent: the window that the dialogs open over.
        """
        super().__init__(parent)
        self.setText(self.tr("More"))
        self.setAutoDefault(False)
        self._book, self._submit, self._window = book, submit, parent
        self._number, self._mandate = "", ""
        self.verifier: Verifier | None = None
        menu = QMenu(self)
        self.bring_in = menu.addAction(self.tr("Import a folder…"))
        self.bring_in.triggered.connect(lambda: self.ask_for_folder())
        self.mandate = menu.addAction(self.tr("Mandate of this account…"))
        self.mandate.triggered.connect(lambda: self.ask_for_mandate())
        self.key = menu.addAction(self.tr("Save a copy of the key…"))
        self.key.triggered.connect(lambda: self.ask_for_key())
        self.setMenu(menu)
        self.bring_in.setEnabled(book.may_change)
        self.mandate.setEnabled(False)
        self.key.setEnabled(book.may_copy_key)

    def show_account(self, number: str, *, mandate: str) -> None:
        """Take the account that the window shows, with its mandate as text."""
        self._number, self._mandate = number, mandate
        self.mandate.setEnabled(self._book.may_change)

    def ask_for_folder(self) -> None:
        """Ask for a folder ACCOUNT/SIGNATORY/IMAGE, and import it."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Folder with a folder for each account")
        )
        if folder:
            self.import_folder(Path(folder))

    def import_folder(self, folder: Path) -> None:
        """Import specimens and mandates from a folder."""
        verifier = self.verifier
        if verifier is None:
            self._tell(self.tr("Loading the model… Try again in a moment."))
            return
        self._submit(
            lambda progress, cancelled: self._book.import_folder(
                folder, verifier=verifier, progress=progress, cancelled=cancelled
            ),
            on_result=self._imported,
            examines=True,
        )

    def ask_for_mandate(self) -> None:
        """Ask for the mandate of the account, and put it in force."""
        dialog = MandateDialog(self._number, self._mandate, parent=self._window)
        number = self._number
        dialog.accepted.connect(lambda: self.set_mandate(number, dialog.text.toPlainText()))
        dialog.open()

    def set_mandate(self, number: str, text: str) -> None:
        """Put a mandate in force from today on."""
        self._submit(
            lambda _progress, _cancelled: self._book.set_mandate(number, text),
            on_result=lambda _none: None,
        )

    def ask_for_key(self) -> None:
        """Ask for a file, and write a copy of the key to it."""
        name, _kind = QFileDialog.getSaveFileName(self._window, self.tr("Copy of the key"))
        if name:
            self.copy_key(Path(name))

    def copy_key(self, path: Path) -> None:
        """Write a copy of the key to a new file."""
        self._submit(
            lambda _progress, _cancelled: self._book.copy_key(path),
            on_result=lambda _none: self._tell(
                self.tr("Anyone who can read this file has the key: {path}").format(path=path)
            ),
        )

    def _imported(self, report: ImportReport) -> None:
        told = [
            self.tr("%n specimen(s) added.", "", report.added),
            self.tr("%n mandate(s) set.", "", report.mandates),
        ]
        if report.known:
            told.append(self.tr("%n image(s) were already specimens.", "", report.known))
        told += [f"{bad.where}: {sentence(bad.reason)}" for bad in report.refused[:_MOST_REFUSED]]
        self._tell("\n".join(told))

    def _tell(self, text: str) -> None:
        self.told.emit(text)
        box = QMessageBox(
            QMessageBox.Icon.Information,
            self.tr("Register"),
            text,
            QMessageBox.StandardButton.Ok,
            self._window,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
