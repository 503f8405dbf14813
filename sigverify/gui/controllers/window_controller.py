"""What the window asks the clerk for: files, settings; and what it shows beside itself."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog

from sigverify.errors import SigVerifyError
from sigverify.gui.case_report import CaseReport, paint_report, save_report
from sigverify.gui.controllers.register_opening import none_kept, open_register
from sigverify.gui.controllers.wizard_opening import open_wizard
from sigverify.gui.dialogs.about_dialog import AboutDialog
from sigverify.gui.dialogs.help_dialog import HelpDialog
from sigverify.gui.dialogs.settings_dialog import SettingsDialog
from sigverify.gui.error_message import error_message
from sigverify.gui.file_drops import pasted_files
from sigverify.gui.models.clerk_rules import clerk_name
from sigverify.gui.tasks import Lane
from sigverify.gui.widgets.parts import agreed
from sigverify.paths import model_folder, settings_file, shipped_folder
from sigverify.settings import SettingsState, save_settings

if TYPE_CHECKING:
    from sigverify.calibration.flow import CalibrationFlow
    from sigverify.gui.main_window import MainWindow

_PICTURES: Final = "*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.pdf"
_DEMO_CHEQUES: Final = ("cheque-genuine.jpg", "cheque-imitation.jpg", "cheque-unsigned.jpg")


class WindowController(QObject):
    """Dialogs of the main window."""

    def __init__(self, window: MainWindow) -> None:
        """Serve a window, which owns it."""
        super().__init__(window)
        self._window = window

    def ask_for_cheques(self) -> None:
        """Ask for cheques and open them."""
        kinds = self.tr("Pictures and PDF ({endings})").format(endings=_PICTURES)
        paths = self._ask("cheques", self.tr("Open cheques"), kinds)
        if paths:
            self._window.open_files(paths)

    def ask_for_results(self) -> None:
        """Ask for the result file of a batch run and open it."""
        kinds = self.tr("Batch results ({endings})").format(endings="*.csv *.jsonl *.ndjson *.html")
        paths = self._ask("results", self.tr("Open batch results"), kinds)
        if paths:
            self._window.open_files(paths)

    def ask_for_specimens(self) -> None:
        """Ask for specimens and add them."""
        kinds = self.tr("Pictures and PDF ({endings})").format(endings=_PICTURES)
        paths = self._ask("specimens", self.tr("Add specimens"), kinds)
        if paths:
            self._window.worklist_controller.add_specimens(paths)

    def open_demo(self) -> None:
        """Open the made-up cheques with their specimens."""
        folder = shipped_folder("assets") / "demo"
        self._window.worklist_controller.open_cases(
            [folder / name for name in _DEMO_CHEQUES],
            specimens=sorted(folder.glob("specimen-*.png")),
        )

    def paste(self, *, specimen: bool = False) -> None:
        """Take what is on the clipboard.

        Args:
            specimen: take it for specimens; otherwise for cheques.
        """
        window = self._window
        data = QGuiApplication.clipboard().mimeData()
        try:
            paths = pasted_files(data, folder=window.data / "pasted")
        except SigVerifyError as error:
            window.show_details(error_message(error, details=traceback.format_exc()))
            return
        if not paths:
            window.say(self.tr("There is no picture on the clipboard."))
        elif specimen:
            window.worklist_controller.add_specimens(paths)
        else:
            window.open_files(paths)

    def clear_list(self) -> None:
        """Ask, and take all cases off the list."""
        if agreed(
            self._window,
            self.tr("Empty the list"),
            self.tr("Take all cases off the list, those with decisions too?"),
            do=self.tr("Empty the list"),
        ):
            self._window.worklist_controller.clear()

    def save_report(self) -> None:
        """Ask where to, and write a PDF of the case."""
        report = self._report()
        if report is None:
            return
        settings = self._window.settings.values
        folder = settings.report_folder or self._window.state.folder("reports")
        name = f"{Path(report.case.name).stem or 'case'}-report.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Save report"), str(folder / name), "PDF (*.pdf)"
        )
        if chosen:
            self.write_report(report, Path(chosen).with_suffix(".pdf"))

    def write_report(self, report: CaseReport, path: Path) -> None:
        """Write a PDF of a case and say so; that it leaves the program is recorded before."""
        self._window.worklist_controller.decision_controller.export(
            report.case, action="report saved", then=lambda: self._save(report, path)
        )

    def _save(self, report: CaseReport, path: Path) -> None:
        def saved(_none: object) -> None:
            self._window.state.keep_folder("reports", path)
            self._window.say(self.tr("Report saved: {path}").format(path=path))

        self._window.runner.submit(
            lambda _progress, _cancelled: save_report(report, path),
            on_result=saved,
            lane=Lane.READING,
            what=self.tr("Saving the report"),
        )

    def print_report(self) -> None:
        """Ask which printer, and print the case."""
        report = self._report()
        if report is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._window.worklist_controller.decision_controller.export(
                report.case, action="report printed", then=lambda: paint_report(report, printer)
            )

    def calibrate(self) -> None:
        """Walk a risk officer to thresholds from the bank's own signatures."""
        window = self._window
        try:
            folder = model_folder(window.settings.values.model or None)
        except SigVerifyError as error:
            window.show_details(error_message(error, details=traceback.format_exc()))
            return
        open_wizard(
            folder,
            runner=window.runner,
            parent=window,
            author=clerk_name(window.settings.values),
            on_signed=self._take_calibration,
        )

    def show_register(self) -> None:
        """Show accounts, signatories and their specimens."""
        open_register(self._window)

    def show_approvals(self) -> None:
        """Show what waits for a second person."""
        from sigverify.gui.dialogs.approvals_window import ApprovalsWindow

        window = self._window
        if not window.settings.values.records:
            window.show_details(none_kept())
            return
        shown = ApprovalsWindow(window.worklist_controller, parent=window)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    def show_settings(self) -> None:
        """Show the settings and heed what was changed."""
        window = self._window
        dialog = SettingsDialog(window.settings, parent=window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take_settings(dialog))
        dialog.open()

    def show_help(self) -> None:
        """Show keys and first steps beside the window."""
        dialog = HelpDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def show_about(self) -> None:
        """Show program, model and calibration."""
        dialog = AboutDialog(self._window.case_controller.examiner, parent=self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _take_calibration(self, flow: CalibrationFlow) -> None:
        if flow.in_force:
            self._window.worklist_controller.examine_anew()

    def _take_settings(self, dialog: SettingsDialog) -> None:
        window = self._window
        values, locked = dialog.values(), window.settings.locked
        window.apply_settings(SettingsState(values=values, locked=locked, complaint=None))
        try:
            save_settings(values, own=settings_file(), locked=locked)
        except SigVerifyError as error:
            window.show_details(error_message(error, details=traceback.format_exc()))

    def _report(self) -> CaseReport | None:
        controller = self._window.worklist_controller
        found, picture = controller.case_controller.examination, controller.case_controller.picture
        if found is None or picture is None or not self._window.settings.values.allow_export:
            return None
        return CaseReport(
            case=controller.case,
            found=found,
            picture=picture,
            pair=controller.case_controller.pair,
            clerk=clerk_name(controller.settings),
        )

    def _ask(self, purpose: str, title: str, kinds: str) -> list[Path]:
        state = self._window.state
        everything = self.tr("All files")
        names, _kind = QFileDialog.getOpenFileNames(
            self._window, title, str(state.folder(purpose)), f"{kinds};;{everything} (*)"
        )
        paths = [Path(name) for name in names]
        if paths:
            state.keep_folder(purpose, paths[0])
        return paths
