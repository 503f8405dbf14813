"""Saves and prints the report of the current case; each export is recorded first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.models.cases.clerk_rules import clerk_name
from sigverify.gui.state import WindowState
from sigverify.gui.tasks import Lane, TaskRunner
from sigverify.gui.views.case.case_report import CaseReport, paint_report, save_report
from sigverify.records.audit.event import Kind


class ReportController(QObject):
    """Makes reports of the current case.

    Signals:
        status_message: a message for the status line.
    """

    status_message = Signal(str)

    def __init__(
        self,
        window: QWidget,
        *,
        worklist_controller: WorkListController,
        runner: TaskRunner,
        state: WindowState,
    ) -> None:
        """Serve a window, which owns the controller.

        Args:
            window: the dialogs open over it.
            worklist_controller: knows the current case and what was found of it.
            runner: writes the files.
            state: remembers the last folder.
        """
        super().__init__(window)
        self._window, self._controller = window, worklist_controller
        self._runner, self._state = runner, state

    def current(self) -> CaseReport | None:
        """The report of the current case; None if there is none, or the site allows none."""
        controller, shown = self._controller, self._controller.case_controller
        found, picture = shown.examination, shown.picture
        if found is None or picture is None or not controller.settings.allow_export:
            return None
        return CaseReport(
            case=controller.case,
            found=found,
            picture=picture,
            pair=shown.pair,
            clerk=clerk_name(controller.settings),
        )

    def ask_and_save(self) -> None:
        """Ask for a file name, and save the report there as a PDF file."""
        report = self.current()
        if report is None:
            return
        folder = self._controller.settings.report_folder or self._state.folder("reports")
        name = f"{Path(report.case.name).stem or 'case'}-report.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Save report"), str(folder / name), "PDF (*.pdf)"
        )
        if chosen:
            self.save(report, Path(chosen).with_suffix(".pdf"))

    def save(self, report: CaseReport, path: Path) -> None:
        """Record that a report is saved, then save it."""
        self._export(report, action="report saved", on_result=lambda _row: self._save(report, path))

    def ask_and_print(self) -> None:
        """Ask for a printer, and print the report."""
        report = self.current()
        if report is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._export(
                report,
                action="report printed",
                on_result=lambda _row: paint_report(report, printer),
            )

    def _export(self, report: CaseReport, *, action: str, on_result: Callable[[Any], None]) -> None:
        """Record an export; the report leaves the program only after that."""
        case_id, records = report.case.id, self._controller.records
        if not records.configured:
            on_result(None)
            return
        records.submit(
            lambda recorder: recorder.add(Kind.EXPORT, action=action, case_id=case_id),
            on_result=on_result,
        )

    def _save(self, report: CaseReport, path: Path) -> None:
        def saved(_none: object) -> None:
            self._state.keep_folder("reports", path)
            self.status_message.emit(self.tr("Report saved: {path}").format(path=path))

        self._runner.submit(
            lambda _progress, _cancelled: save_report(report, path),
            on_result=saved,
            lane=Lane.READING,
            what=self.tr("Saving the report"),
        )
