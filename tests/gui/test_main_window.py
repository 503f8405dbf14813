"""A clerk's work through the real window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import BoxOrigin, Verdict
from sigverify.gui.models.cases.worklist import Show
from sigverify.reasons import ReasonCode
from sigverify.terms import Decision
from tests.helpers.window_driving import (
    OTHER,
    SHAPE,
    SIGNED,
    drag,
    drop,
    near,
    settled,
    shown_decision,
    write_cheque,
)


def test_a_case_from_specimens_to_a_recorded_decision(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    assert window.pages.currentWidget() is window.start_page
    drop(window.case_page.specimens, specimens)
    cheques = [write_cheque(tmp_path / f"cheque-{n}.png", variation=5 + n) for n in range(2)]
    drop(window, cheques)
    # The specimens belong to the first cheque; the second gets them because the clerk says so.
    window.worklist_controller.share_specimens()
    settled(qtbot, window)
    assert window.pages.currentWidget() is window.case_page
    assert shown_decision(window) is Decision.ACCEPT
    assert window.case_page.decision.word.text() == "Accept"
    assert float(window.case_page.decision.number.text()) >= 0.7
    assert [card.number.text() != "" for card in window.case_page.specimens.cards] == [True, True]
    assert "Among themselves" in window.case_page.specimens.spread.text()
    assert all(pane.layers for pane in window.case_page.comparison.view.panes)

    # The box is drawn around somebody else's ink: the decision follows by itself.
    window.actions_by_name["draw_box"].trigger()
    start, end = QPointF(OTHER.x, OTHER.y), QPointF(OTHER.x + OTHER.w, OTHER.y + OTHER.h)
    drag(window, start, end)
    settled(qtbot, window)
    assert shown_decision(window) is Decision.FLAG
    assert window.case_page.decision.word.text() == "Flag"
    assert window.worklist_controller.case.box_origin is BoxOrigin.CLERK
    window.actions_by_name["undo"].trigger()
    settled(qtbot, window)
    assert near(window.worklist_controller.case.box, SIGNED)
    assert shown_decision(window) is Decision.ACCEPT
    window.actions_by_name["redo"].trigger()
    settled(qtbot, window)
    assert shown_decision(window) is Decision.FLAG

    # A decision against the program needs a reason; then the next case comes.
    QTest.keyClick(window, Qt.Key.Key_1)
    assert window.case_page.form.verdict is Verdict.PAY
    assert not window.case_page.form.record_button.isEnabled()
    window.case_page.form.reason.setCurrentIndex(2)
    window.case_page.form.note.setText("called")
    first = window.worklist_controller.case.id
    window.case_page.form.record_button.click()
    settled(qtbot, window)
    assert window.worklist_controller.case.name == "cheque-1.png"
    made = window.worklist_controller.worklist.get(first)
    assert made is not None
    assert made.clerk is not None
    assert (made.clerk.verdict, made.clerk.clerk, made.clerk.note) == (
        Verdict.PAY,
        "A. Clerk",
        "called",
    )
    form = window.case_page.form
    assert [form.verdict, form.note.text()] == [None, ""]


def test_the_box_follows_mouse_and_keys_and_a_gesture_is_one_step_back(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    view, found = window.case_page.cheque.view, window.worklist_controller.case.box
    assert found is not None
    corner = QPointF(found.x + found.w, found.y + found.h)
    drag(window, corner, corner - QPointF(100, 60))
    box = window.worklist_controller.case.box
    assert box is not None
    assert (box.x, box.y) == (found.x, found.y)
    assert abs(box.w - found.w + 100) <= 2 / view.zoom
    assert abs(box.h - found.h + 60) <= 2 / view.zoom
    view.setFocus()
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert window.worklist_controller.case.box is not None
    assert window.worklist_controller.case.box.x == box.x - 3
    QTest.keyClick(
        view,
        Qt.Key.Key_Down,
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier,
    )
    assert window.worklist_controller.case.box.h == box.h + 1
    window.actions_by_name["undo"].trigger()
    assert window.worklist_controller.case.box == box
    window.actions_by_name["undo"].trigger()
    assert window.worklist_controller.case.box == found
    settled(qtbot, window)


def test_candidates_are_stepped_through_and_the_whole_picture_can_be_taken(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_E)
    settled(qtbot, window)
    assert near(window.worklist_controller.case.box, OTHER)
    assert shown_decision(window) is Decision.FLAG
    QTest.keyClick(window, Qt.Key.Key_E)
    settled(qtbot, window)
    assert near(window.worklist_controller.case.box, SIGNED)
    found = window.worklist_controller.case.box
    QTest.keyClick(window, Qt.Key.Key_C)
    settled(qtbot, window)
    assert (window.worklist_controller.case.box, window.worklist_controller.case.box_origin) == (
        found,
        BoxOrigin.CLERK,
    )
    window.actions_by_name["whole"].trigger()
    settled(qtbot, window)
    assert window.worklist_controller.case.box is None


def test_a_cheque_on_its_side_is_turned_by_the_clerk(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png", turns=1)])
    settled(qtbot, window)
    # The program may have turned it already; the clerk turns it to where it belongs.
    while window.worklist_controller.case.turns != 3:
        QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, window)
    assert window.worklist_controller.case.turns == 3
    # On the turned page the signature lies where it lay on the upright one.
    height = SHAPE[0]
    view = window.case_page.cheque.view
    drawn = [
        QPointF(height - y, x)
        for x, y in ((SIGNED.x, SIGNED.y), (SIGNED.x + SIGNED.w, SIGNED.y + SIGNED.h))
    ]
    assert view.mapFromScene(drawn[0]).x() < view.mapFromScene(drawn[1]).x()
    window.actions_by_name["draw_box"].trigger()
    drag(window, *drawn)
    settled(qtbot, window)
    assert shown_decision(window) is Decision.ACCEPT


def test_other_specimens_and_another_calibration_are_applied(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path, pristine_model: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    assert shown_decision(window) is Decision.ACCEPT
    strict = json.loads((pristine_model / "calibration.json").read_text())
    strict |= {"accept_at": 0.9999999, "flag_below": 0.4, "name": "strict"}
    profile = tmp_path / "strict.json"
    profile.write_text(json.dumps(strict))
    settings = window.settings
    values = settings.values.model_copy(update={"calibration": profile})
    window.apply_settings(type(settings)(values=values, locked=frozenset(), complaint=None))
    qtbot.waitUntil(lambda: window.case_controller.examiner is not None)
    settled(qtbot, window)
    assert shown_decision(window) is Decision.REFER
    assert "strict" in window.model_label.text()
    for path in specimens:
        window.editor.remove_specimen(path)
    settled(qtbot, window)
    assert shown_decision(window) is None
    assert "specimens" in window.case_page.decision.meaning.text()


def test_ten_cheques_at_once_are_checked_and_stepped_through(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    paths = [
        write_cheque(tmp_path / f"{n}.png", seed=1 if n % 5 else 4, variation=n + 4)
        for n in range(10)
    ]
    window.worklist_controller.open_cases(paths, specimens=specimens)
    qtbot.waitUntil(
        lambda: all(case.checked for case in window.worklist_controller.worklist), timeout=30_000
    )
    settled(qtbot, window)
    assert len(window.worklist_controller.worklist) == 10
    window.case_page.worklist.show_changed.emit(Show.EXCEPTIONS)
    settled(qtbot, window)
    wanted = [case.name for case in window.worklist_controller.worklist if case.needs_a_look]
    assert {"0.png", "5.png"} <= set(wanted)
    assert window.worklist_controller.case.name == wanted[0]
    QTest.keyClick(window, Qt.Key.Key_X)
    settled(qtbot, window)
    assert window.worklist_controller.case.name == wanted[1]
    assert window.worklist_controller.worklist.counts()[Show.PARKED] == 1
    QTest.keyClick(window, Qt.Key.Key_A)
    settled(qtbot, window)


def test_cheques_are_dropped_anywhere_on_the_window(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    drop(window.start_page, [write_cheque(tmp_path / "0.png")])
    drop(window.case_page.specimens.account.number, specimens)
    settled(qtbot, window)
    assert len(window.worklist_controller.case.specimens) == 2
    places = (
        window.case_page.cheque.view.viewport(),
        window.case_page.comparison.view,
        window.case_page.form.note,
    )
    for number, place in enumerate(places, start=1):
        drop(place, [write_cheque(tmp_path / f"{number}.png")])
        assert len(window.worklist_controller.worklist) == number + 1
    settled(qtbot, window)
    assert window.case_page.form.note.text() == ""


def test_what_was_begun_is_there_after_a_kill(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
) -> None:
    first = open_window()
    paths = [write_cheque(tmp_path / f"{n}.png") for n in range(2)]
    first.worklist_controller.open_cases(paths, specimens=specimens)
    settled(qtbot, first)
    first.decision_controller.decide(Verdict.PAY, reason="", note="fine")
    settled(qtbot, first)
    # Not closed: what lies on the disk now is what a kill would leave.
    kept = tmp_path / "data" / "worklist.json"
    qtbot.waitUntil(lambda: kept.is_file() and '"fine"' in kept.read_text())
    second = open_window()
    assert len(second.worklist_controller.worklist) == 2
    notes = [
        case.clerk.note for case in second.worklist_controller.worklist if case.clerk is not None
    ]
    assert notes == ["fine"]
    settled(qtbot, second)


def test_closing_during_work_ends_all_threads(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    paths = [write_cheque(tmp_path / f"{n}.png") for n in range(6)]
    window.worklist_controller.open_cases(paths, specimens=specimens)
    qtbot.waitUntil(lambda: window.runner.busy)
    window.close()
    assert not window.runner.busy
    assert all(pool.activeThreadCount() == 0 for pool in window.runner.pools)


def test_a_pasted_picture_becomes_a_case_or_a_specimen(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    image = QImage(str(write_cheque(tmp_path / "c.png")))
    QGuiApplication.clipboard().setImage(image)
    window.actions_by_name["paste"].trigger()
    settled(qtbot, window)
    assert window.worklist_controller.case.questioned is not None
    assert window.case_controller.picture is not None
    window.actions_by_name["paste_specimen"].trigger()
    settled(qtbot, window)
    assert len(window.worklist_controller.case.specimens) == 1
    assert shown_decision(window) is Decision.FLAG  # the same picture twice
    reasons = window.worklist_controller.case.outcome.reasons  # type: ignore[union-attr]
    assert ReasonCode.SAME_IMAGE in {reason.code for reason in reasons}


def test_results_of_a_batch_run_become_the_worklist(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    write_cheque(tmp_path / "one.png")
    write_cheque(tmp_path / "two.png", seed=4)
    table = tmp_path / "results.csv"
    table.write_text(
        "id,questioned,reference,similarity,threshold,decision,reasons,box\n"
        'C-1,one.png,a.png;b.png,0.91,0.7,accept,,"920,270,430,160"\n'
        "C-2,two.png,a.png;b.png,0.02,0.7,flag,less alike,\n"
    )
    drop(window, [table])
    qtbot.waitUntil(lambda: len(window.worklist_controller.worklist) == 2)
    settled(qtbot, window)
    assert [case.name for case in window.worklist_controller.worklist] == ["C-1", "C-2"]
    assert window.worklist_controller.case.box == SIGNED
    window.case_page.worklist.show_changed.emit(Show.EXCEPTIONS)
    settled(qtbot, window)
    assert window.worklist_controller.case.name == "C-2"
