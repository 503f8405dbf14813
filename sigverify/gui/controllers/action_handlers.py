"""What each action of the window does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from sigverify.gui.controllers.dialog_controller import DialogController
from sigverify.gui.controllers.file_controller import FileController
from sigverify.gui.controllers.queue_controller import QueueController
from sigverify.gui.controllers.report_controller import ReportController
from sigverify.gui.controllers.specimen_controller import SpecimenController
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.views.case.case_page import CasePage
from sigverify.gui.views.case.comparison_panel import toggle
from sigverify.settings import SettingsState


def action_handlers(
    window: QMainWindow,
    *,
    page: CasePage,
    worklist_controller: WorkListController,
    queue: QueueController,
    files: FileController,
    reports: ReportController,
    dialogs: DialogController,
    making: SpecimenController,
    settings: Callable[[], SettingsState],
) -> dict[str, Callable[[], object]]:
    """The function of each action, by its name in the table.

    Args:
        window: the window.
        page: the page of the case.
        worklist_controller: holds the cases.
        queue: shows the queue.
        files: asks for files.
        reports: saves and prints reports.
        dialogs: opens dialogs.
        making: makes specimens.
        settings: returns the settings in force.
    """
    controller, editor = worklist_controller, worklist_controller.editor
    comparison, view, form = page.comparison, page.cheque.view, page.form
    screen = Qt.WindowState.WindowFullScreen
    return {
        "open_cheques": files.ask_for_cheques,
        "add_specimens": files.ask_for_specimens,
        "open_results": files.ask_for_results,
        "open_demo": files.choose_demo,
        "save_report": reports.ask_and_save,
        "print_report": reports.ask_and_print,
        "register": dialogs.show_register,
        "approvals": dialogs.show_approvals,
        "calibrate": lambda: dialogs.calibrate(settings().values),
        "settings": lambda: dialogs.show_settings(settings()),
        "quit": window.close,
        "paste": files.paste,
        "paste_specimen": lambda: files.paste(specimen=True),
        "undo": editor.undo,
        "redo": editor.redo,
        "share_specimens": dialogs.ask_to_share,
        "use_as_specimen": making.use_signature,
        "remove_case": dialogs.ask_to_remove,
        "restore_case": controller.restore_case,
        "clear": dialogs.ask_to_clear,
        "queue": queue.toggle,
        "full_cheque": lambda: page.show_full(not page.shows_cheque),
        "fit": page.fit,
        "fit_box": view.fit_box,
        "full_scale": comparison.toggle_full_scale,
        "zoom_in": lambda: page.zoom_by(1),
        "zoom_out": lambda: page.zoom_by(-1),
        "next_mode": comparison.next_mode,
        "blink": page.toggle_blink,
        "contrast": lambda: toggle(comparison.contrast),
        "invert": lambda: toggle(comparison.invert),
        "measure": lambda: toggle(comparison.measure),
        "arrange": comparison.next_arrangement,
        "scores": page.decision.toggle_scores,
        "full_screen": lambda: window.setWindowState(window.windowState() ^ screen),
        "reset_layout": page.reset,
        "previous_candidate": lambda: editor.use_candidate(-1),
        "next_candidate": lambda: editor.use_candidate(1),
        "confirm_box": editor.confirm_box,
        "draw_box": page.draw_box,
        "whole": lambda: editor.set_box(None),
        "turn_left": lambda: editor.turn(-1),
        "turn_right": lambda: editor.turn(1),
        "previous_case": lambda: controller.step(-1),
        "next_case": lambda: controller.step(1),
        "pay": lambda: form.choose(Verdict.PAY),
        "return": lambda: form.choose(Verdict.RETURN),
        "refer": lambda: form.choose(Verdict.REFER),
        "record": form.record,
        "reopen": dialogs.ask_to_reopen,
        "park": controller.park,
        "resume": controller.resume,
        "help": dialogs.show_help,
        "about": dialogs.show_about,
    }
