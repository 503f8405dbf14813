"""The main window: puts the views together and connects them to the controllers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
)

from sigverify.gui.actions import enable_actions, make_actions, set_action_icons
from sigverify.gui.bars import ActivityBar, fill_menus, fill_recent, fill_tool_bar
from sigverify.gui.controllers.window_controller import WindowController
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.error_message import ErrorMessage
from sigverify.gui.file_drops import dropped_files
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.case import Verdict
from sigverify.gui.models.examiner import Examination
from sigverify.gui.models.session_file import SESSION_NAME
from sigverify.gui.state import WindowState
from sigverify.gui.tasks import TaskRunner
from sigverify.gui.theme import apply_theme, icon
from sigverify.gui.views.cheque_panel import ChequePanel
from sigverify.gui.views.clerk_form import ClerkForm
from sigverify.gui.views.comparison_panel import ComparisonPanel, Mode
from sigverify.gui.views.decision_panel import DecisionPanel
from sigverify.gui.views.specimens_panel import SpecimensPanel
from sigverify.gui.views.start_page import StartPage
from sigverify.gui.views.worklist_panel import WorkListPanel
from sigverify.gui.widgets.parts import column, fit_screen, label
from sigverify.settings import SettingsState

_WIDTHS: Final = (210, 730, 310)
_HEIGHTS: Final = (350, 260)
_LEAST_LEFT: Final = 186
_SAY_MS: Final = 6000


class MainWindow(QMainWindow):
    """The clerk's window."""

    def __init__(self, *, settings: SettingsState, data: Path) -> None:
        """Build the window; `start` begins the work.

        Args:
            settings: the settings in force.
            data: the folder for what is kept from one day to the next.
        """
        super().__init__()
        self.settings = settings
        self.data = data
        self.state = WindowState(data / "window.ini")
        self.runner = TaskRunner(self)
        self.worklist_controller = WorkListController(
            runner=self.runner, settings=settings.values, session=data / SESSION_NAME, parent=self
        )
        self.case_controller = self.worklist_controller.case_controller
        self.window_controller = WindowController(self)
        self.setWindowTitle(self.tr("Signature verification"))
        self.setWindowIcon(icon("sigverify"))
        self.setAcceptDrops(True)
        self.actions_by_name = self._make_actions()
        self._build()
        self._connect()
        self._restore()
        self.apply_settings(settings)

    # Building.

    def _make_actions(self) -> dict[str, QAction]:
        controller, commands = self.worklist_controller, self.window_controller
        made = make_actions(
            self,
            handlers={
                "open_cheques": commands.ask_for_cheques,
                "add_specimens": commands.ask_for_specimens,
                "open_results": commands.ask_for_results,
                "open_demo": commands.open_demo,
                "save_report": commands.save_report,
                "print_report": commands.print_report,
                "register": commands.show_register,
                "approvals": commands.show_approvals,
                "calibrate": commands.calibrate,
                "settings": commands.show_settings,
                "quit": self.close,
                "paste": commands.paste,
                "paste_specimen": lambda: commands.paste(specimen=True),
                "share_specimens": controller.share_specimens,
                "remove_case": controller.remove_case,
                "clear": commands.clear_list,
                "fit": lambda: self.cheque.view.fit(),
                "fit_box": lambda: self.cheque.view.fit_box(),
                "zoom_in": lambda: self.cheque.view.zoom_by(1),
                "zoom_out": lambda: self.cheque.view.zoom_by(-1),
                "next_mode": lambda: self.comparison.next_mode(),
                "blink": self._toggle_blink,
                "previous_candidate": lambda: controller.use_candidate(-1),
                "next_candidate": lambda: controller.use_candidate(1),
                "confirm_box": controller.confirm_box,
                "draw_box": lambda: self.cheque.view.set_drawing(True),
                "whole": lambda: controller.set_box(None),
                "turn_left": lambda: controller.turn(-1),
                "turn_right": lambda: controller.turn(1),
                "previous_case": lambda: controller.step(-1),
                "next_case": lambda: controller.step(1),
                "pay": lambda: self.form.choose(Verdict.PAY),
                "return": lambda: self.form.choose(Verdict.RETURN),
                "refer": lambda: self.form.choose(Verdict.REFER),
                "record": lambda: self.form.record(),
                "park": controller.park,
                "resume": controller.resume,
                "help": commands.show_help,
                "about": commands.show_about,
            },
        )
        undo = controller.undo_group.createUndoAction(self, self.tr("&Undo"))
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo = controller.undo_group.createRedoAction(self, self.tr("&Redo"))
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        made["undo"], made["redo"] = undo, redo
        return made

    def _build(self) -> None:
        named = self.actions_by_name
        self.recent_menu = QMenu(self.tr("Opened &before"), self)
        fill_menus(self.menuBar(), named, recent=self.recent_menu)
        fill_tool_bar(self.addToolBar(self.tr("Tools")), named)
        self.start_page = StartPage(
            demo=named["open_demo"], cheques=named["open_cheques"], results=named["open_results"]
        )
        self.worklist = WorkListPanel()
        self.specimens = SpecimensPanel(named["add_specimens"])
        tools = ("next_candidate", "confirm_box", "draw_box", "turn_left", "turn_right")
        self.cheque = ChequePanel(
            [named[name] for name in (*tools, "fit", "fit_box", "zoom_out", "zoom_in")]
        )
        self.comparison = ComparisonPanel()
        self.decision = DecisionPanel()
        self.form = ClerkForm()
        left = column(self.worklist, self.specimens, sizes=(210, 400))
        left.setMinimumWidth(_LEAST_LEFT)
        self.middle = column(self.cheque, self.comparison, sizes=_HEIGHTS)
        right = column(self.decision, self.form, sizes=(380, 200))
        right.setStretchFactor(0, 1)
        right.setStretchFactor(1, 0)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(8)
        for part in (left, self.middle, right):
            self.columns.addWidget(part)
        self.columns.setSizes(list(_WIDTHS))
        for place, stretch in enumerate((1, 5, 1)):
            self.columns.setStretchFactor(place, stretch)
        self.columns.setContentsMargins(8, 2, 8, 2)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.columns)
        self.setCentralWidget(self.pages)
        self._build_status()

    def _build_status(self) -> None:
        self.activity = ActivityBar()
        self.activity.stop_wanted.connect(self.worklist_controller.cancel)
        self.model_label = label(role="quiet")
        self.statusBar().addPermanentWidget(self.activity)
        self.statusBar().addPermanentWidget(self.model_label)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(6, 0, 10, 0)

    def _connect(self) -> None:
        controller, case_controller = self.worklist_controller, self.case_controller
        controller.case_changed.connect(self._show_case)
        controller.worklist_changed.connect(self._show_worklist)
        controller.error_occurred.connect(self.show_details)
        controller.said.connect(self.say)
        case_controller.model_changed.connect(self._show_model)
        case_controller.picture_changed.connect(self._show_picture)
        case_controller.examined.connect(self._show_examination)
        case_controller.pair_changed.connect(self._show_pair)
        case_controller.failed.connect(self._show_failure)
        case_controller.specimens_read.connect(self.specimens.show_examination)
        case_controller.signature_changed.connect(self._show_examination)
        self.decision.signature_chosen.connect(case_controller.show_signature)
        self.specimens.account.named.connect(controller.name_account)
        self.runner.activity_changed.connect(self.activity.note)
        self.runner.failed.connect(controller.tell)
        self.start_page.recent_chosen.connect(lambda path: self.open_files([path]))
        self.worklist.selected.connect(controller.select)
        self.worklist.show_changed.connect(controller.set_show)
        self.specimens.dropped.connect(controller.add_specimens)
        self.specimens.removed.connect(controller.remove_specimen)
        self.specimens.chosen.connect(case_controller.show_reference)
        self.cheque.view.box_edited.connect(
            lambda box, gesture: controller.set_box(box, gesture=gesture)
        )
        self.cheque.view.candidate_chosen.connect(controller.set_box)
        self.cheque.details_wanted.connect(self.show_details)
        self.cheque.open_wanted.connect(self.window_controller.ask_for_cheques)
        self.cheque.remove_wanted.connect(controller.remove_case)
        self.decision.details_wanted.connect(self.show_details)
        self.form.recorded.connect(
            lambda verdict, reason, note: controller.decide(verdict, reason=reason, note=note)
        )
        self.form.reopened.connect(controller.reopen)
        self.form.complained.connect(self.say)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._change_colours)

    def _restore(self) -> None:
        if not self.restoreGeometry(self.state.bytes_of("geometry")):
            fit_screen(self, 1280, 720)
        self.columns.restoreState(self.state.bytes_of("columns"))
        self.middle.restoreState(self.state.bytes_of("middle"))
        self.show_recent()

    # Life.

    def start(self) -> None:
        """Load the model and take up the work-list that was left."""
        self.worklist_controller.start()
        complaint = self.settings.complaint or self.worklist_controller.session_complaint
        if complaint is not None:
            self.say(sentence(complaint), lasting=True)
        elif len(self.worklist_controller.worklist):
            self.say(self.tr("The work-list was taken up where it was left."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep everything, end the threads."""
        self.activity.stop()
        self.comparison.stop()
        self.state.keep_bytes("geometry", self.saveGeometry())
        self.state.keep_bytes("columns", self.columns.saveState())
        self.state.keep_bytes("middle", self.middle.saveState())
        self.state.close()
        self.worklist_controller.close()
        event.accept()

    def apply_settings(self, settings: SettingsState) -> None:
        """Heed other settings."""
        self.settings = settings
        self._change_colours()
        self.comparison.set_blink_ms(settings.values.blink_ms)
        self.form.set_settings(settings.values)
        # Without records there is no register; the menu's entry says how they are made.
        self.specimens.account.setVisible(bool(settings.values.records))
        # Where the site lays the calibration down, the clerk makes none.
        self.actions_by_name["calibrate"].setEnabled("calibration" not in settings.locked)
        self.worklist_controller.apply_settings(settings.values)
        self._show_case()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open cheques and result files."""
        for path in list(paths)[:3][::-1]:
            self.state.keep_recent(path)
        self.show_recent()
        self.worklist_controller.open_files(paths)

    def show_recent(self) -> None:
        """Show what was open before, in the menu and on the first page."""
        recent = self.state.recent()
        self.start_page.show_recent(recent)
        fill_recent(self.recent_menu, recent, choose=lambda path: self.open_files([path]))

    # What the clerk does.

    def _toggle_blink(self) -> None:
        blinking = self.comparison.mode is Mode.BLINK
        self.comparison.set_mode(Mode.SIDE_BY_SIDE if blinking else Mode.BLINK)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files as cheques; the specimens' panel takes its own."""
        event.acceptProposedAction()
        self.open_files(dropped_files(event.mimeData()))

    # What is shown.

    def say(self, text: str, *, lasting: bool = False) -> None:
        """Show a sentence in the status line, for a while or until the next one."""
        self.statusBar().showMessage(text, 0 if lasting else _SAY_MS)

    def show_details(self, error: ErrorMessage) -> None:
        """Show an error with its details, without blocking."""
        dialog = ErrorDialog(error, parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_case(self) -> None:
        case, case_controller = self.worklist_controller.case, self.case_controller
        several = len(self.worklist_controller.worklist) > 1
        if case.empty != (self.pages.currentIndex() == 0):
            self.pages.setCurrentIndex(0 if case.empty else 1)
            (self.start_page if case.empty else self.cheque.view).setFocus()
        self.worklist.setVisible(several)
        self.specimens.show_case(case, found=case_controller.examination)
        self.cheque.show_case(case, found=case_controller.examination)
        self.form.show_case(case)
        enable_actions(
            self.actions_by_name,
            case=case,
            several=several,
            reportable=case_controller.examination is not None
            and self.settings.values.allow_export,
        )
        loaded = case_controller.examiner is not None or case_controller.model_error is not None
        if case.outcome is None and case.problem is None and loaded:
            self._show_missing()

    def _show_missing(self) -> None:
        """What to do before there can be a decision, or that it is under way."""
        case, error = self.worklist_controller.case, self.case_controller.model_error
        if error is not None:
            self.decision.show_error(error)
            self.specimens.show_unexamined()
        elif case.questioned is None:
            self.decision.show_idle(self.tr("Open a cheque to compare with the specimens."))
        elif not case.comparable:
            self.decision.show_idle(self.tr("Add specimens of the person who should have signed."))
        else:
            self.decision.show_waiting()

    def _show_worklist(self) -> None:
        self.worklist.show_list(self.worklist_controller.worklist)
        listed = [case for case in self.worklist_controller.worklist if case.comparable]
        self.activity.count(sum(case.checked for case in listed), len(listed))
        self.actions_by_name["resume"].setEnabled(self.worklist_controller.background.paused)

    def _show_model(self) -> None:
        case_controller = self.case_controller
        if case_controller.model_error is not None:
            self.model_label.setText(self.tr("No model or no calibration"))
            self._show_missing()
        elif case_controller.examiner is None:
            self.model_label.setText(self.tr("Loading the model…"))
        else:
            model = case_controller.examiner.verifier.model
            calibration = sentence(case_controller.examiner.verifier.calibration.name)
            self.model_label.setText(f"{model.name} {model.version} · {calibration}")
            self._show_missing()

    def _show_picture(self) -> None:
        picture = self.case_controller.picture
        self.cheque.view.show_page(picture)
        self.cheque.show_error(None)
        self.cheque.show_case(self.worklist_controller.case, found=self.case_controller.examination)

    def _show_examination(self, found: Examination | None) -> None:
        self.specimens.show_case(self.worklist_controller.case, found=found)
        self.cheque.show_case(self.worklist_controller.case, found=found)
        self.specimens.show_examination(found)
        self.specimens.mark_shown(None)
        if found is None:
            self._show_missing()
        else:
            self.decision.show_examination(found)

    def _show_pair(self) -> None:
        pair = self.case_controller.pair
        self.comparison.show_pair(pair)
        self.specimens.mark_shown(None if pair is None else pair.reference_path)

    def _show_failure(self) -> None:
        error = self.case_controller.error
        if error is not None:
            if self.case_controller.picture is None:
                self.cheque.show_error(error)
            self.decision.show_error(error)

    def _change_colours(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.settings.values.appearance)
        set_action_icons(self.actions_by_name)
        for name in ("undo", "redo"):
            self.actions_by_name[name].setIcon(icon(name))
        self.start_page.refresh_icons()
        self.cheque.refresh_icons()
        self.form.refresh_icons()
        found = self.case_controller.examination
        if found is not None:
            self.decision.show_examination(found)
        else:
            self._show_missing()
