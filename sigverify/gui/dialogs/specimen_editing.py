"""Replaces a specimen of the register: by a file, or by its own ink, corrected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from sigverify.gui.dialogs.register_menu import Submit
from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.models.register_book import RegisterBook, SpecimenInk
from sigverify.verification.verifier import Verifier


class SpecimenEditing(QObject):
    """Asks for the new specimen, and replaces the old one as a task of its window."""

    def __init__(
        self,
        book: RegisterBook,
        *,
        submit: Submit,
        ask_for_files: Callable[..., Sequence[Path]],
        parent: QWidget,
    ) -> None:
        """Serve a window.

        Args:
            book: the register.
            submit: runs the tasks.
            ask_for_files: asks the clerk for images, ``ask_for_files(title, several=)``.
            parent: the window that the dialogs open over.
        """
        super().__init__(parent)
        self._book, self._submit, self._ask, self._window = book, submit, ask_for_files, parent
        self.verifier: Verifier | None = None
        self.dialog: SpecimenDialog | None = None

    def ask_to_replace(self, number: str, name: str, specimen_id: int) -> None:
        """Ask the clerk for an image, and replace a specimen of a signatory by it."""
        verifier = self.verifier
        if verifier is None:
            return
        title = self.tr("Replace specimen {number}").format(number=specimen_id)
        paths = self._ask(title, several=False)
        if paths:
            self._submit(
                lambda _progress, _cancelled: self._book.replace(
                    number, specimen_id, name=name, path=paths[0], verifier=verifier
                ),
                on_result=lambda _none: None,
                examines=True,
            )

    def edit(self, number: str, name: str, specimen_id: int) -> None:
        """Show a specimen's ink, and replace the specimen by what the clerk makes of it.

        Args:
            number: number of the account.
            name: name of the signatory.
            specimen_id: number of the specimen.
        """
        verifier = self.verifier
        if verifier is None:
            return

        def show(found: SpecimenInk) -> None:
            dialog = SpecimenDialog(
                found.ink, account=None, is_part=found.is_part, parent=self._window
            )
            steps = 0

            def widen() -> None:
                nonlocal steps
                steps += 1
                read(steps, lambda more: dialog.show_wider(more.ink, is_part=more.is_part))

            dialog.wider_wanted.connect(widen)
            dialog.accepted.connect(lambda: self._keep(number, name, specimen_id))
            dialog.finished.connect(self._closed)
            self.dialog = dialog
            dialog.open()

        def read(steps: int, on_result: Callable[[SpecimenInk], None]) -> None:
            self._submit(
                lambda _progress, _cancelled: self._book.ink_of(
                    specimen_id, verifier=verifier, wider=steps
                ),
                on_result=on_result,
                examines=True,
            )

        read(0, show)

    def _keep(self, number: str, name: str, specimen_id: int) -> None:
        dialog, verifier = self.dialog, self.verifier
        if dialog is None or verifier is None or not dialog.changed:
            return
        data = dialog.png()
        self._submit(
            lambda _progress, _cancelled: self._book.replace_by_image(
                number, specimen_id, name=name, data=data, verifier=verifier
            ),
            on_result=lambda _none: None,
            examines=True,
        )

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()
