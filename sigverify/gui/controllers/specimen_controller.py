"""Makes specimens in the window: from the signature on a cheque, and by correcting a file's ink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sigverify.gui.controllers.dialog_controller import DialogController
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.cases.case import file_and_page
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.models.pictures import read_page
from sigverify.gui.tasks import Failure, Work
from sigverify.imaging.corrected_ink import CorrectedInk
from sigverify.progress import Cancelled, Progress
from sigverify.reasons import ReasonCode

if TYPE_CHECKING:
    from sigverify.gui.models.register_book import RegisterBook


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What the dialog for a new specimen starts with."""

    book: RegisterBook | None
    names: tuple[str, ...]
    ink: CorrectedInk


class SpecimenController(QObject):
    """Opens the dialog for a specimen, and keeps its result.

    Signals:
        status_message: a message for the status line.
    """

    status_message = Signal(str)

    def __init__(
        self, window: QWidget, controller: WorkListController, *, dialogs: DialogController
    ) -> None:
        """Serve a window, which owns the controller.

        Args:
            window: the dialog opens over it.
            controller: has the case.
            dialogs: opens the other dialogs.
        """
        super().__init__(window)
        self._window, self._controller, self._dialogs = window, controller, dialogs
        self.dialog: SpecimenDialog | None = None

    def use_signature(self) -> None:
        """Ask to use the signature that is shown as a specimen of an account."""
        controller = self._controller
        found, examiner = controller.case_controller.examination, self._examiner
        if found is None or found.questioned is None or found.source is None or examiner is None:
            self.status_message.emit(self.tr("There is no signature to use yet."))
            return
        if not controller.records.configured:
            self._dialogs.ask_to_create_records()
            return
        number, settings = controller.case.account, controller.settings
        source, box = found.source, found.questioned.box

        def work(_progress: Progress, _cancelled: Cancelled) -> _Asked:
            from sigverify.gui.models.register_book import RegisterBook
            from sigverify.records.opening import open_configured

            cut = examiner.verifier.separated(source, box=box)
            opened = open_configured(settings)
            book = None if opened is None else RegisterBook(opened)
            names: tuple[str, ...] = ()
            if book is not None and number:
                names = tuple(one.name for one in book.page(number).account.signatories)
            return _Asked(book, names, CorrectedInk(cut.grey, cut.pen.ink))

        self._submit(work, self._ask_whose)

    def correct(self, path: Path) -> None:
        """Show a specimen's ink, and use it in the case as it is corrected."""
        examiner = self._examiner
        if examiner is None:
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> CorrectedInk:
            file, page = file_and_page(path)
            cut = examiner.verifier.separated(read_page(file, page=page))
            return CorrectedInk(cut.grey, cut.pen.ink)

        self._submit(work, lambda ink: self._show_file(path, ink))

    @property
    def _examiner(self) -> Examiner | None:
        return self._controller.case_controller.examiner

    def _ask_whose(self, asked: _Asked) -> None:
        book = asked.book
        if book is None or not book.may_change:
            self.status_message.emit(self.tr("Your role does not allow changing the register."))
            if book is not None:
                book.close()
            return
        dialog = SpecimenDialog(
            asked.ink,
            account=self._controller.case.account,
            names=asked.names,
            parent=self._window,
        )
        dialog.accepted.connect(lambda: self._add(book, dialog))
        dialog.rejected.connect(book.close)
        self._open(dialog)

    def _add(self, book: RegisterBook, dialog: SpecimenDialog) -> None:
        examiner, data = self._examiner, dialog.png()
        number, name = dialog.account.text().strip(), dialog.person.currentText().strip()
        if examiner is None:  # another model is being loaded
            book.close()
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> bool:
            try:
                return book.add_image(number, name=name, data=data, verifier=examiner.verifier)
            finally:
                book.close()

        def added(new: bool) -> None:
            told = (
                self.tr("The signature is now a specimen of {name}.")
                if new
                else self.tr("{name} already has this specimen.")
            )
            self.status_message.emit(told.format(name=name))
            if self._controller.case.account == number:
                self._controller.case_controller.open_case(self._controller.case)

        self._submit(work, added)

    def _show_file(self, path: Path, ink: CorrectedInk) -> None:
        dialog = SpecimenDialog(ink, account=None, parent=self._window)
        dialog.accepted.connect(lambda: self._keep(path, dialog))
        self._open(dialog)

    def _keep(self, path: Path, dialog: SpecimenDialog) -> None:
        if dialog.ink.changed:
            kept = self._controller.session.pasted.take(dialog.png())
            self._controller.editor.replace_specimen(path, kept)

    def _open(self, dialog: SpecimenDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _submit(self, work: Work, on_result: Callable[[Any], None]) -> None:
        self._controller.runner.submit(
            work,
            on_result=on_result,
            on_error=self._failed,
            what=self.tr("Preparing the specimen"),
        )

    def _failed(self, failure: Failure) -> None:
        error = error_message(failure.error, details=failure.details)
        if error.reason.code is ReasonCode.CHANGE_WAITS:
            told = (error.message, error.remedy)
            self.status_message.emit(" ".join(sentence(part) for part in told))
        else:
            self._dialogs.show_error(error)
