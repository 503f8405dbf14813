"""The main window in each of its states, and the dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from sigverify.gui.dialogs.about_dialog import AboutDialog
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.help_dialog import HelpDialog
from sigverify.gui.dialogs.mandate_dialog import MandateDialog
from sigverify.gui.dialogs.records_dialog import RecordsDialog
from sigverify.gui.dialogs.reopen_dialog import ReopenDialog
from sigverify.gui.dialogs.settings_dialog import SettingsDialog
from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.views.case.comparison_panel import Mode
from sigverify.imaging.corrected_ink import CorrectedInk
from sigverify.imaging.reading.scans import read_scan
from sigverify.terms import Box
from tests.screenshots.stage import DEMO, SPECIMENS, bring_up, png, settle, wait_for

_TIGHT = Box(x=1195, y=478, w=372, h=100)
_LONG = (
    "2026-11-22_branch-0417_counter-3_Nordlicht-Trading-GmbH-und-Partner_cheque-000123456789_"
    "front-side_scanned-again-after-complaint.jpg"
)


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Each state of the window by name, and the dialogs."""
    controller = window.worklist_controller
    yield "start", window
    scans = folder / "scans of the branch"
    scans.mkdir()
    for number in range(9):
        (scans / f"cheque {number}.jpg").write_bytes(b"")
        window.state.keep_recent(scans / f"cheque {number}.jpg")
    window.show_recent()
    yield "start-again", window
    controller.editor.add_specimens(SPECIMENS)
    settle(window)
    yield "specimens-only", window
    controller.clear()
    controller.open_cases([DEMO / "cheque-genuine.jpg"], specimens=[])
    settle(window)
    yield "cheque-only", window
    controller.clear()
    controller.open_cases([DEMO / "genuine.png"], specimens=SPECIMENS)
    settle(window)
    yield "accepted", window
    for mode in (Mode.INK, Mode.OVERLAY, Mode.BLINK, Mode.AGREEMENT):
        window.case_page.comparison.set_mode(mode)
        yield f"accepted-{mode.name.lower()}", window
    window.case_page.comparison.set_mode(Mode.AGREEMENT)
    controller.clear()
    controller.open_cases([DEMO / "imitation.png"], specimens=SPECIMENS)
    settle(window)
    yield "referred", window
    window.case_page.comparison.set_mode(Mode.ORIGINAL)
    controller.clear()
    window.files.choose_demo()
    wait_for(lambda: all(case.checked for case in controller.worklist))
    settle(window)
    yield "worklist", window
    controller.step(1)
    settle(window)
    controller.editor.set_box(_TIGHT)
    settle(window)
    yield "flagged", window
    window.case_page.form.choose(Verdict.RETURN)
    window.case_page.form.choose(Verdict.PAY)
    yield "reason-wanted", window
    window.case_page.form.reason.setCurrentIndex(2)
    window.case_page.form.note.setText("Called the customer at 10:40")
    controller.settings = controller.settings.model_copy(update={"go_on": False})
    window.case_page.form.record()
    settle(window)
    yield "decided", window
    made = controller.case.clerk
    assert made is not None
    reopening = ReopenDialog(made, recorded=True, parent=window)
    bring_up(reopening, window)
    yield "dialog-reopen", reopening
    reopening.close()
    window.decision_controller.reopen("The customer called back")
    settle(window)
    yield "reopened", window
    controller.step(1)
    settle(window)
    yield "unsigned", window
    controller.clear()
    controller.open_cases([SPECIMENS[0]], specimens=SPECIMENS)
    settle(window)
    yield "copy", window
    controller.clear()
    blank = folder / "blank.png"
    blank.write_bytes(png(np.full((600, 1400), 246, np.uint8)))
    controller.open_cases([blank], specimens=SPECIMENS[:1])
    settle(window)
    yield "no-decision", window
    controller.clear()
    broken = folder / "broken scan.png"
    broken.write_bytes(b"no picture")
    controller.open_cases([broken, DEMO / "genuine.png"], specimens=[*SPECIMENS[:2], broken])
    settle(window)
    yield "error", window
    controller.clear()
    controller.open_cases([DEMO / "cheque-genuine.jpg"], specimens=SPECIMENS)
    settle(window)
    controller.editor.turn(1)
    settle(window)
    yield "turned", window
    controller.clear()
    yield from _strained(window, folder)
    controller.clear()
    settle(window)
    error = ErrorMessage(
        message="ValueError: an unforeseen thing",
        remedy="This is a bug. Please report it with the entry 3f9a1c07 of sigverify.log.",
        details="Traceback (most recent call last):\n  ...\nValueError: an unforeseen thing",
    )
    empty = ErrorMessage(message=error.message, remedy=error.remedy, details="")
    locked = replace(window.settings, locked=frozenset({"model", "calibration", "reasons"}))
    of_site = SettingsDialog(locked, parent=window)
    of_site.show_setting("reasons")
    dialogs: list[tuple[str, QDialog]] = [
        ("dialog-settings", SettingsDialog(window.settings, parent=window)),
        ("dialog-settings-site", of_site),
        ("dialog-specimen", _corrected(window)),
        ("dialog-records", RecordsDialog(str(Path("records") / "records.db"), parent=window)),
        (
            "dialog-mandate",
            MandateDialog("12-345-678", "any one up to 10,000; any two above", parent=window),
        ),
        ("dialog-about", AboutDialog(controller.case_controller.examiner, parent=window)),
        ("dialog-help", HelpDialog(window)),
        ("dialog-error", ErrorDialog(error, parent=window)),
        ("dialog-error-plain", ErrorDialog(empty, parent=window)),
    ]
    for name, dialog in dialogs:
        bring_up(dialog, window)
        yield name, dialog
        dialog.close()


def _corrected(window: MainWindow) -> SpecimenDialog:
    """A specimen whose ink is being corrected."""
    examiner = window.case_controller.examiner
    assert examiner is not None
    cheque = read_scan(DEMO / "cheque-genuine.jpg")
    cut = examiner.verifier.separated(cheque)
    ink = CorrectedInk(cut.grey, cut.pen.ink)
    middle = cut.grey.shape[1] / 2
    ink.erase([(middle, 0.0), (middle, float(cut.grey.shape[0]))], radius=6.0)
    return SpecimenDialog(ink, account="12-345-678", names=["A. C. Rose"], parent=window)


def _strained(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Long names, many specimens, a long note; an answer under way; nothing to judge with."""
    controller = window.worklist_controller
    cheque = folder / _LONG
    cheque.write_bytes((DEMO / "cheque-imitation.jpg").read_bytes())
    many = []
    for number in range(20):
        path = folder / f"specimen {number + 1} of Anneliese Dunn-Hallenstein {_LONG[:60]}.png"
        path.write_bytes(SPECIMENS[number % 3].read_bytes())
        many.append(path)
    controller.open_cases([cheque], specimens=many)
    QTest.qWait(500)
    yield "loading", window
    settle(window)
    yield "strained", window
    window.case_page.form.choose(Verdict.RETURN)
    window.case_page.form.reason.setCurrentIndex(2)
    window.case_page.form.note.setText("Called the customer, who was not there; called again. " * 9)
    window.case_page.form.record()
    settle(window)
    yield "strained-decided", window
    controller.clear()
    given = window.settings
    values = given.values.model_copy(update={"calibration": folder / "none.json"})
    window.apply_settings(type(given)(values=values, locked=given.locked, complaint=None))
    controller.open_cases([DEMO / "cheque-genuine.jpg"], specimens=SPECIMENS)
    wait_for(lambda: controller.case_controller.model_error)
    wait_for(lambda: not window.runner.busy)
    yield "no-calibration", window
    controller.clear()
    window.apply_settings(given)
    wait_for(lambda: controller.case_controller.examiner)
