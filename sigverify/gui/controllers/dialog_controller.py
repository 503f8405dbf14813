"""Opens the dialogs and the other windows, and applies the choices made in them."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from sigverify.errors import SigVerifyError
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.dialogs.about_dialog import AboutDialog
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.help_dialog import HelpDialog
from sigverify.gui.dialogs.reopen_dialog import ReopenDialog
from sigverify.gui.dialogs.settings_dialog import SettingsDialog
from sigverify.gui.i18n.wording import statement
from sigverify.gui.models.cases.clerk_rules import clerk_name
from sigverify.gui.models.error_message import ErrorMessage, error_message
from sigverify.gui.tasks import Failure, Lane, TaskRunner
from sigverify.gui.widgets.parts import confirmed_by_user
from sigverify.paths import model_folder, settings_file, site_file
from sigverify.progress import Cancelled, Progress
from sigverify.settings import Settings, SettingsState, load_settings, save_settings

if TYPE_CHECKING:
    from sigverify.calibration.flow import CalibrationFlow
    from sigverify.gui.models.register_book import RegisterBook


class DialogController(QObject):
    """Opens dialogs over a window.

    Signals:
        settings_chosen: the `SettingsState` that the clerk has chosen.
    """

    settings_chosen = Signal(object)

    def __init__(
        self, window: QWidget, *, worklist_controller: WorkListController, runner: TaskRunner
    ) -> None:
        """Serve a window, which owns the controller.

        Args:
            window: the dialogs open over it.
            worklist_controller: acts on the choices.
            runner: loads what a dialog needs.
        """
        super().__init__(window)
        self._window, self._controller, self._runner = window, worklist_controller, runner

    def show_error(self, message: ErrorMessage) -> None:
        """Show an error with its details, without blocking."""
        self._open(ErrorDialog(message, parent=self._window))

    def ask_to_clear(self) -> None:
        """Ask, and remove all cases from the list."""
        if confirmed_by_user(
            self._window,
            self.tr("Clear list"),
            self.tr("Remove all cases from the list, including those with decisions?"),
            do=self.tr("Clear list"),
        ):
            self._controller.clear()

    def ask_to_remove(self) -> None:
        """Remove the current case, after a question if it is not decided."""
        case = self._controller.case
        if case.clerk is not None or confirmed_by_user(
            self._window,
            self.tr("Remove the case"),
            self.tr("{case} is not decided yet. Remove it from the list?").format(
                case=case.name or self.tr("This case")
            ),
            do=self.tr("Remove"),
        ):
            self._controller.remove_case()

    def ask_to_share(self) -> None:
        """Ask, and give the specimens of the current case to the cases that have none."""
        count = len(self._controller.worklist.lacking)
        if count and confirmed_by_user(
            self._window,
            self.tr("Use these specimens"),
            self.tr(
                "Use these specimens for %n other case(s)? Their cheques must be signed by the "
                "same person.",
                "",
                count,
            ),
            do=self.tr("Use these specimens"),
        ):
            self._controller.share_specimens()

    def ask_to_reopen(self) -> None:
        """Ask for the reason, and withdraw the decision on the current case."""
        made = self._controller.case.clerk
        if made is None:
            return
        dialog = ReopenDialog(made, recorded=made.row is not None, parent=self._window)
        decisions = self._controller.decision_controller
        dialog.accepted.connect(lambda: decisions.reopen(dialog.because.text().strip()))
        self._open(dialog)

    def show_settings(self, state: SettingsState) -> None:
        """Show the settings, and apply and save the changes."""
        dialog = SettingsDialog(state, parent=self._window)
        dialog.accepted.connect(lambda: self._settings_accepted(dialog.values(), state))
        self._open(dialog)

    def show_help(self) -> None:
        """Show keys and first steps beside the window."""
        dialog = HelpDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def show_about(self) -> None:
        """Show program, model and calibration."""
        examiner = self._controller.case_controller.examiner
        self._open(AboutDialog(examiner, parent=self._window))

    def show_approvals(self) -> None:
        """Show the decisions that wait for a second person."""
        # Imported here because importing the database takes half a second.
        from sigverify.gui.dialogs.approvals_window import ApprovalsWindow

        records = self._controller.records
        if not records.configured:
            self.ask_to_create_records()
            return
        shown = ApprovalsWindow(records, worklist=self._controller.worklist, parent=self._window)
        shown.case_chosen.connect(self._controller.select)
        shown.answered.connect(self._controller.decision_controller.look_up_answer)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    def show_register(self) -> None:
        """Open the records and show the register, or a message that there are none."""
        settings = self._controller.settings

        def work(_progress: Progress, _cancelled: Cancelled) -> RegisterBook | None:
            # Imported here because importing the database takes half a second.
            from sigverify.gui.dialogs import register_window  # noqa: F401 - for the window's thread
            from sigverify.gui.models.register_book import RegisterBook
            from sigverify.records.opening import open_configured

            found = open_configured(settings)
            return None if found is None else RegisterBook(found)

        self._runner.submit(
            work,
            on_result=self._register_opened,
            lane=Lane.READING,
            what=QCoreApplication.translate("Register", "Opening the register"),
        )

    def ask_to_create_records(self, *, place: str = "", complaint: str = "") -> None:
        """Ask where new records are kept, and create them, if the user's role allows it.

        Args:
            place: the place to propose; empty takes the usual one.
            complaint: why the keyring can't keep the key; empty before it was tried.
        """
        from sigverify.gui.dialogs.records_dialog import RecordsDialog
        from sigverify.records.opening import default_place

        dialog = RecordsDialog(
            place or str(default_place()), complaint=complaint, parent=self._window
        )
        dialog.accepted.connect(
            lambda: self.create_records(dialog.place.text().strip(), key_file=dialog.key_file)
        )
        self._open(dialog)

    def create_records(self, place: str, *, key_file: Path | None) -> None:
        """Create records and their key, use them, and show the register."""

        def work(_progress: Progress, _cancelled: Cancelled) -> SettingsState:
            from sigverify.records.opening import create_configured

            create_configured(place, key_file=key_file)
            return load_settings(settings_file(), site=site_file())

        def created(state: SettingsState) -> None:
            # Only the records are new: what else was chosen in this session stays.
            chosen = {"records": state.values.records, "records_key": state.values.records_key}
            values = self._controller.settings.model_copy(update=chosen)
            self.settings_chosen.emit(
                SettingsState(values=values, locked=state.locked, complaint=None)
            )
            self.show_register()

        def failed(failure: Failure) -> None:
            from sigverify.records.keys.source import KeyUnavailableError

            message = error_message(failure.error, details=failure.details)
            if key_file is None and isinstance(failure.error, KeyUnavailableError):
                self.ask_to_create_records(place=place, complaint=statement(message.message))
            else:
                self.show_error(message)

        self._runner.submit(
            work,
            on_result=created,
            on_error=failed,
            lane=Lane.READING,
            what=QCoreApplication.translate("Register", "Creating the records"),
        )

    def calibrate(self, settings: Settings) -> None:
        """Open the calibration wizard once its model is loaded."""
        try:
            folder = model_folder(settings.model or None)
        except SigVerifyError as error:
            self.show_error(error_message(error, details=traceback.format_exc()))
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> CalibrationFlow:
            # Imported here because importing the plots takes most of a second.
            from sigverify.calibration.flow import new_flow
            from sigverify.gui.wizard import wizard  # noqa: F401 - for the window's thread

            return new_flow(folder)

        self._runner.submit(
            work,
            on_result=lambda flow: self._wizard_ready(flow, author=clerk_name(settings)),
            lane=Lane.READING,
            what=QCoreApplication.translate("CalibrationWizard", "Opening the wizard"),
        )

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _settings_accepted(self, values: Settings, state: SettingsState) -> None:
        locked = state.locked
        self.settings_chosen.emit(SettingsState(values=values, locked=locked, complaint=None))
        try:
            save_settings(values, own=settings_file(), locked=locked)
        except SigVerifyError as error:
            self.show_error(error_message(error, details=traceback.format_exc()))

    def _register_opened(self, book: RegisterBook | None) -> None:
        from sigverify.gui.dialogs.register_window import RegisterWindow

        if book is None:
            self.ask_to_create_records()
            return
        case_controller = self._controller.case_controller
        shown = RegisterWindow(
            book, runner=self._runner, examiner=case_controller.examiner, parent=self._window
        )
        case_controller.model_changed.connect(shown.set_examiner)
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    def _wizard_ready(self, flow: CalibrationFlow, *, author: str) -> None:
        from sigverify.gui.wizard.wizard import CalibrationWizard

        wizard = CalibrationWizard(flow, runner=self._runner, author=author, parent=self._window)
        wizard.accepted.connect(lambda: self._calibrated(flow))
        self._open(wizard)

    def _calibrated(self, flow: CalibrationFlow) -> None:
        if flow.in_force:
            self._controller.examine_anew()
