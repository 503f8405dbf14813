"""The queue: all cases in a table, searched, filtered, sorted and exported, by keys alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.case import Case, ClerkDecision, Outcome, Verdict
from sigverify.gui.models.queue import Status, cheque_number, found_by, status_of
from sigverify.gui.models.worklist import Show
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from tests.helpers.window_driving import settled, write_cheque


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def test_the_number_of_a_cheque_is_the_longest_in_its_name() -> None:
    named = Case(questioned=Path("2026-11-22_branch-0417_cheque-000123456789_front.jpg"))
    assert cheque_number(named) == "000123456789"
    assert cheque_number(Case(questioned=Path("scan.png"))) == ""
    known = replace(named, account="12-345-678", amount=48_000.5)
    for text in ("456789", "12-345", "48,000.50", "front 12-345", "FRONT"):
        assert found_by(known, text)
    assert not found_by(known, "back")


def test_a_pending_approval_is_not_decided() -> None:
    made = ClerkDecision(
        verdict=Verdict.PAY, reason="", note="", clerk="A", decided_at="2026-11-30T10:00:00+01:00"
    )
    judged = Case(
        questioned=Path("1.png"),
        specimens=(Path("s.png"),),
        outcome=Outcome(decision=Decision.ACCEPT, similarity=0.9),
    )
    waits = replace(made, waits=Reason(ReasonCode.AMOUNT_UNKNOWN))
    found = {
        status_of(case)
        for case in (
            judged,
            replace(judged, outcome=None),
            replace(judged, clerk=made),
            replace(judged, clerk=waits),
            replace(judged, parked=True),
            replace(judged, outcome=None, problem=Reason(ReasonCode.NO_SUCH_FILE)),
        )
    }
    assert found == set(Status)
    assert status_of(replace(judged, clerk=waits)) is Status.PENDING


def test_cases_are_found_sorted_opened_and_exported(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    cheques = [
        write_cheque(tmp_path / f"cheque-00{number}.png", seed=1 if number % 2 else 4)
        for number in range(4)
    ]
    window.worklist_controller.open_cases(cheques, specimens=specimens)
    window.activateWindow()
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: all(case.checked for case in worklist), timeout=30_000)
    settled(qtbot, window)
    for amount, case in zip((20.0, 3.0, 100.0, 5.0), list(worklist), strict=True):
        worklist.put(replace(case, amount=amount))
    current = window.worklist_controller.case.id
    press(window, Qt.Key.Key_L)
    page = window.queue_page
    assert window.pages.currentWidget() is page
    assert [case.name for case in page.shown] == [path.name for path in cheques]
    # What acts on a case does nothing while no case is shown.
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_W)
    press(window, Qt.Key.Key_R)
    assert window.case_page.form.verdict is None
    assert window.worklist_controller.case.id == current
    page.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert [case.amount for case in page.shown] == [100.0, 20.0, 5.0, 3.0]
    page.filter.setCurrentIndex(page.filter.findData(Show.EXCEPTIONS))
    assert {case.name for case in page.shown} == {"cheque-000.png", "cheque-002.png"}
    page.filter.setCurrentIndex(page.filter.findData(Show.ALL))
    page.search.setFocus()
    QTest.keyClicks(page.search, "003")
    assert [case.name for case in page.shown] == ["cheque-003.png"]
    press(window, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.pages.currentWidget() is window.case_page
    assert window.worklist_controller.case.name == "cheque-003.png"
    assert window.case_page.comparison.view.hasFocus()
    window.queue.export(tmp_path / "day.csv")
    qtbot.waitUntil((tmp_path / "day.csv").is_file)
    with (tmp_path / "day.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["cheque"] for row in rows] == ["000", "001", "002", "003"]
    assert {row["status"] for row in rows} == {"open"}
