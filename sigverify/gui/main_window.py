"""The main window: puts the views together and connects them to the controllers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QStackedWidget,
)

from sigverify.gui.actions import (
    connect_actions,
    enable_actions,
    make_actions,
    set_action_icons,
)
from sigverify.gui.controllers.action_handlers import action_handlers
from sigverify.gui.controllers.dialog_controller import DialogController
from sigverify.gui.controllers.file_controller import FileController
from sigverify.gui.controllers.queue_controller import HIDDEN_ACTIONS, QueueController
from sigverify.gui.controllers.report_controller import ReportController
from sigverify.gui.controllers.specimen_controller import SpecimenController
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.file_drops import dropped_files
from sigverify.gui.i18n.wording import judge_words, sentence
from sigverify.gui.models.cases.session_file import SESSION_NAME
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.state import WindowState
from sigverify.gui.tasks import Failure, TaskRunner
from sigverify.gui.theme import apply_theme, icon
from sigverify.gui.views.bars import ActivityBar, add_tool_bar, fill_menus, fill_recent
from sigverify.gui.views.case.case_page import CasePage
from sigverify.gui.views.lists.queue_page import QueuePage
from sigverify.gui.views.start_page import StartPage
from sigverify.gui.widgets.parts import fit_screen, label
from sigverify.gui.widgets.thumbnails import Thumbnails
from sigverify.settings import SettingsState

_SAY_MS: Final = 6000


class MainWindow(QMainWindow):
    """The clerk's window."""

    def __init__(self, *, settings: SettingsState, data: Path) -> None:
        """Build the window; `start` begins the work.

        Args:
            settings: the settings in force.
            data: the folder for the work list and the state of the window.
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
        self.decision_controller = self.worklist_controller.decision_controller
        self.editor = self.worklist_controller.editor
        self.files = FileController(
            self, state=self.state, pasted=self.worklist_controller.session.pasted
        )
        self.reports = ReportController(
            self,
            worklist_controller=self.worklist_controller,
            runner=self.runner,
            state=self.state,
        )
        self.dialogs = DialogController(
            self, worklist_controller=self.worklist_controller, runner=self.runner
        )
        self.making = SpecimenController(self, self.worklist_controller, dialogs=self.dialogs)
        self.setWindowTitle(self.tr("Signature verification"))
        self.setWindowIcon(icon("sigverify"))
        self.setAcceptDrops(True)
        self._shown: tuple[str, bool, bool] | None = None
        self.actions_by_name = make_actions(self)
        self._build()
        connect_actions(
            self.actions_by_name,
            action_handlers(
                self,
                page=self.case_page,
                worklist_controller=self.worklist_controller,
                queue=self.queue,
                files=self.files,
                reports=self.reports,
                dialogs=self.dialogs,
                making=self.making,
                settings=lambda: self.settings,
            ),
        )
        self._connect()
        self._restore()
        self.apply_settings(settings)

    # Building.

    def _build(self) -> None:
        named = self.actions_by_name
        self.recent_menu = QMenu(self.tr("Recent &files"), self)
        fill_menus(self.menuBar(), named, recent=self.recent_menu)
        add_tool_bar(self, self.tr("Tools"), named)
        self.start_page = StartPage(
            demo=named["open_demo"], cheques=named["open_cheques"], results=named["open_results"]
        )
        self.case_page = CasePage(named)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.case_page)
        self.queue_page = QueuePage(Thumbnails(self.runner, parent=self))
        self.pages.addWidget(self.queue_page)
        self.queue = QueueController(
            self.pages,
            self.queue_page,
            worklist_controller=self.worklist_controller,
            state=self.state,
        )
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
        controller.status_message.connect(self.say)
        self.decision_controller.failed.connect(self._show_task_failure)
        self.decision_controller.busy_changed.connect(self._show_case)
        self.files.files_chosen.connect(self.open_files)
        self.files.specimens_chosen.connect(self.editor.add_specimens)
        self.files.demo_chosen.connect(
            lambda cheques, specimens: controller.open_cases(cheques, specimens=specimens)
        )
        self.files.status_message.connect(self.say)
        self.making.status_message.connect(self.say)
        self.case_page.specimens.correction_wanted.connect(self.making.correct)
        self.reports.status_message.connect(self.say)
        self.queue.status_message.connect(self.say)
        self.queue.changed.connect(self._queue_changed)
        self.dialogs.settings_chosen.connect(self.apply_settings)
        case_controller.model_changed.connect(self._show_model)
        case_controller.picture_changed.connect(self.case_page.show_picture)
        case_controller.examined.connect(self.case_page.show_examination)
        case_controller.signature_changed.connect(self.case_page.show_examination)
        case_controller.pair_changed.connect(self.case_page.show_pair)
        case_controller.failed.connect(self.case_page.show_error)
        case_controller.specimens_read.connect(self.case_page.specimens.show_examination)
        self.case_page.decision.signature_chosen.connect(case_controller.show_signature)
        self.case_page.specimens.account.named.connect(self.editor.name_account)
        self.case_page.specimens.account.typed.connect(lambda _typed: self._show_case())
        self.case_page.left_field.connect(self.focus_work)
        self.runner.activity_changed.connect(self.activity.show_task)
        self.runner.failed.connect(self._show_task_failure)
        self.start_page.recent_chosen.connect(lambda path: self.open_files([path]))
        self.case_page.worklist.selected.connect(controller.select)
        self.case_page.worklist.show_changed.connect(controller.set_show)
        self.case_page.specimens.dropped.connect(self.editor.add_specimens)
        self.case_page.specimens.removed.connect(self.editor.remove_specimen)
        self.case_page.specimens.same_wanted.connect(self.editor.use_specimens_of)
        self.case_page.specimens.chosen.connect(case_controller.show_reference)
        self.case_page.cheque.view.box_edited.connect(
            lambda box, gesture: self.editor.set_box(box, gesture=gesture)
        )
        self.case_page.cheque.view.candidate_chosen.connect(self.editor.set_box)
        self.case_page.strip.page_wanted.connect(case_controller.show_page)
        self.case_page.strip.page_chosen.connect(self.editor.examine_page)
        case_controller.page_read.connect(self.case_page.show_page)
        self.case_page.cheque.details_wanted.connect(self.dialogs.show_error)
        self.case_page.cheque.open_wanted.connect(self.files.ask_for_cheques)
        self.case_page.cheque.remove_wanted.connect(self.dialogs.ask_to_remove)
        self.case_page.decision.details_wanted.connect(self.dialogs.show_error)
        self.case_page.form.recorded.connect(
            lambda verdict, reason, note: self.decision_controller.decide(
                verdict, reason=reason, note=note
            )
        )
        self.case_page.form.reopen_wanted.connect(self.dialogs.ask_to_reopen)
        self.case_page.form.incomplete.connect(self.say)
        group = controller.history.group
        group.canUndoChanged.connect(lambda _can: self._show_actions())
        group.canRedoChanged.connect(lambda _can: self._show_actions())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._change_colours)

    def _restore(self) -> None:
        if not self.restoreGeometry(self.state.bytes_of("geometry")):
            fit_screen(self, 1280, 720)
        self.case_page.restore(self.state)
        self.show_recent()

    # Starting, closing and settings.

    def start(self) -> None:
        """Load the model and open the work list of the last session."""
        self.worklist_controller.start()
        complaint = self.settings.complaint or self.worklist_controller.session.error
        if complaint is not None:
            self.say(sentence(complaint), lasting=True)
        elif len(self.worklist_controller.worklist):
            self.say(self.tr("The work list of the last session is open."))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the state and the work list, and end the threads."""
        self.activity.stop()
        self.case_page.comparison.stop()
        self.state.keep_bytes("geometry", self.saveGeometry())
        self.case_page.keep(self.state)
        self.state.close()
        self.worklist_controller.close()
        event.accept()

    def apply_settings(self, settings: SettingsState) -> None:
        """Apply other settings."""
        self.settings = settings
        self._change_colours()
        self.case_page.set_settings(settings.values)
        # Where the site sets the calibration, the clerk can make none.
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
        """Show the recent files in the menu and on the start page."""
        recent = self.state.recent()
        self.start_page.show_recent(recent)
        fill_recent(self.recent_menu, recent, choose=lambda path: self.open_files([path]))

    # Drag and drop.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open dropped files as cheques; the specimens panel takes those dropped on it."""
        event.acceptProposedAction()
        self.open_files(dropped_files(event.mimeData()))

    # Showing.

    def say(self, text: str, *, lasting: bool = False) -> None:
        """Show a message in the status line, for six seconds or until the next message."""
        self.statusBar().showMessage(text, 0 if lasting else _SAY_MS)

    def _show_task_failure(self, failure: Failure) -> None:
        self.dialogs.show_error(error_message(failure.error, details=failure.details))

    def focus_work(self) -> None:
        """Take the keyboard out of a field, back to the case."""
        if self.worklist_controller.case.empty:
            self.start_page.setFocus()
        elif not self.queue.shown:
            self.case_page.focus_work()

    def _show_case(self) -> None:
        controller, case = self.worklist_controller, self.worklist_controller.case
        if case.empty != (self.pages.currentWidget() is self.start_page):
            self.pages.setCurrentIndex(0 if case.empty else 1)
        self.case_page.worklist.setVisible(len(controller.worklist) > 1)
        self.case_page.specimens.offer(controller.worklist.specimens_before)
        # An answer is awaited unless it can't come, or the clerk has stopped the work.
        awaits = (
            case.comparable
            and (not case.checked or self.decision_controller.unproven(case))
            and self.case_controller.model_error is None
            and not controller.background.paused
        )
        self.case_page.show_case(
            case,
            found=self.case_controller.examination,
            awaits=awaits,
            busy=self.decision_controller.under_way(case.id),
        )
        self._show_actions()
        shown = (case.id, case.empty, case.clerk is not None)
        if shown != self._shown:
            self._shown = shown
            # A field must not take the keys that are meant for the next case.
            if not self.case_page.worklist.list.hasFocus():
                self.focus_work()

    def _show_actions(self) -> None:
        controller, found = self.worklist_controller, self.case_controller.examination
        enable_actions(
            self.actions_by_name,
            case=controller.case,
            several=len(controller.worklist) > 1,
            reportable=found is not None and self.settings.values.allow_export,
            more={
                "undo": self.editor.undoable,
                "redo": self.editor.redoable,
                "restore_case": controller.restorable,
                **(dict.fromkeys(HIDDEN_ACTIONS, False) if self.queue.shown else {}),
            },
        )

    def _queue_changed(self) -> None:
        self._show_actions()
        self.focus_work()

    def _show_worklist(self) -> None:
        self.case_page.worklist.show_list(self.worklist_controller.worklist)
        self.queue.refresh()
        self.activity.show_progress(*self.worklist_controller.worklist.checked)
        self.actions_by_name["resume"].setEnabled(self.worklist_controller.background.paused)

    def _show_model(self, examiner: Examiner | None) -> None:
        error = self.case_controller.model_error
        self.model_label.setText(judge_words(examiner, error))
        self.case_page.show_model(loaded=examiner is not None, error=error)
        self._show_case()

    def _change_colours(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.settings.values.appearance)
        set_action_icons(self.actions_by_name)
        self.start_page.refresh_icons()
        self.case_page.refresh_colours()
