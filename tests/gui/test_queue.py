"""The queue: all cases in a table, searched, filtered, sorted and exported, by keys alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Case, ClerkDecision, Outcome, Verdict
from sigverify.gui.models.cases.queue import (
    QueueOrder,
    Status,
    account_number,
    cheque_number,
    status_of,
)
from sigverify.gui.models.cases.worklist import Show
from sigverify.gui.views.lists.queue_table import PROGRAM
from sigverify.gui.widgets.parts import short_name
from sigverify.micr.glyphs import e13b
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Decision
from tests.helpers.window_driving import settled, write_cheque


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def found(case: Case, text: str) -> bool:
    """Whether a search finds a case."""
    order = QueueOrder()
    order.text = text
    return order.ordered([case]) == [case]


def test_the_number_of_a_cheque_is_the_longest_in_its_name() -> None:
    named = Case(questioned=Path("2026-11-22_branch-0417_cheque-000123456789_front.jpg"))
    assert cheque_number(named) == "000123456789"
    assert cheque_number(Case(questioned=Path("scan.png"))) == ""
    assert cheque_number(Case(questioned=Path("CHQ000123456.jpg"))) == "000123456"
    # A hash has no number in it.
    assert cheque_number(Case(questioned=Path("01c4666a90b.jpg"))) == ""
    known = replace(named, account="12-345-678", amount=48_000.5)
    for text in ("456789", "12-345", "48,000.50", "front 12-345", "FRONT"):
        assert found(known, text)
    assert not found(known, "back")


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
    # What changes while the queue is shown leaves the cases that are asked for.
    page.filter.setCurrentIndex(page.filter.findData(Show.OPEN))
    assert len(page.shown) == 4
    parked = page.shown[1]
    worklist.put(replace(parked, parked=True))
    window.worklist_controller.worklist_changed.emit()
    assert parked.id not in {case.id for case in page.shown}
    assert len(page.shown) == 3
    worklist.put(replace(parked, parked=False))
    window.worklist_controller.worklist_changed.emit()
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


def with_line(path: Path, text: str) -> Path:
    """A cheque with a MICR line at its foot."""
    leaf = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert leaf is not None
    line = e13b(text, px_per_mm=7.0)
    leaf[465 : 465 + line.shape[0], 120 : 120 + line.shape[1]] = 255 - line
    path.write_bytes(cv2.imencode(".png", leaf)[1].tobytes())
    return path


def test_what_line_index_and_name_say_is_shown_and_a_disagreement_needs_the_clerk(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    line = "⑆021000021⑆ 1234567890⑈ 0042"
    agreeing = with_line(write_cheque(folder / "day_0042.png"), line)
    differing = with_line(write_cheque(folder / "day_0043.png", variation=4), line)
    plain = write_cheque(folder / "day_0044.png", variation=5)
    (folder / "index.csv").write_text(
        "file,account,amount\nday_0042.png,1234567890,500\nday_0044.png,77,\n", "utf-8"
    )
    window = open_window(name_pattern="day_{cheque}")
    window.worklist_controller.open_cases([agreeing, differing, plain], specimens=specimens)
    window.activateWindow()
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: all(case.checked for case in worklist), timeout=30_000)
    settled(qtbot, window)
    one, other, third = worklist
    assert (one.micr, third.micr) == (line, "")
    assert (cheque_number(one), account_number(one), one.amount) == ("0042", "1234567890", 500.0)
    assert (cheque_number(third), account_number(third)) == ("0044", "77")
    assert one.outcome is not None
    assert one.outcome.decision is Decision.ACCEPT
    # The specimens of the case stay: nothing is looked up in a register that there is not.
    assert one.account == ""
    assert other.outcome is not None
    assert other.outcome.decision is Decision.REFER
    assert ReasonCode.CHEQUE_NUMBERS_DIFFER in {reason.code for reason in other.outcome.reasons}
    press(window, Qt.Key.Key_L)
    model = window.queue_page.table.model()
    tips = [model.index(row, 1).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips == [
        "0042 from the MICR line",
        "0042 from the MICR line",
        "0044 from the image's name",
    ]
    assert "sources disagree" in model.index(1, 6).data(Qt.ItemDataRole.ToolTipRole)
    window.queue_page.search.setText("0043")
    assert [case.name for case in window.queue_page.shown] == ["day_0043.png"]
    window.queue_page.search.setText("")
    window.worklist_controller.select(other.id)
    window.queue.leave()
    settled(qtbot, window)
    panel = window.case_page.specimens
    assert panel.differs.isVisible()
    assert "0042 on the MICR line" in panel.differs.text()
    assert panel.told.text() == (
        "MICR line: cheque 0042, account 1234567890\nImage's name: cheque 0043"
    )
    window.queue.export(tmp_path / "day.csv")
    qtbot.waitUntil((tmp_path / "day.csv").is_file)
    with (tmp_path / "day.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["micr"] for row in rows] == [line, line, ""]
    assert [bool(row["disagreement"]) for row in rows] == [False, True, False]


def test_cheques_without_specimens_are_read_for_their_numbers(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    line = "⑈100830⑈ 500229009⑆ 551452⑈ 31"
    cheques = [
        with_line(write_cheque(tmp_path / f"scan{number}.png", variation=number), line)
        for number in range(2)
    ]
    window.open_files(cheques)
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: all(case.micr is not None for case in worklist), timeout=30_000)
    assert {cheque_number(case) for case in worklist} == {"100830"}
    assert {account_number(case) for case in worklist} == {""}


def test_the_queue_shows_a_small_picture_of_each_signature_and_whole_numbers(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    name = "2026-11-30_a-branch-with-a-very-long-name_cheque-000123456789_front-and-back.png"
    cheques = [write_cheque(tmp_path / name), write_cheque(tmp_path / "b.png", seed=4)]
    window.worklist_controller.open_cases(cheques, specimens=specimens)
    window.activateWindow()
    worklist = window.worklist_controller.worklist
    qtbot.waitUntil(lambda: all(case.checked for case in worklist), timeout=30_000)
    settled(qtbot, window)
    press(window, Qt.Key.Key_L)
    model = window.queue_page.table.model()

    def pictures() -> list[object]:
        return [model.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(2)]

    qtbot.waitUntil(lambda: all(isinstance(one, QImage) for one in pictures()))
    first, second = pictures()
    assert isinstance(first, QImage)
    assert isinstance(second, QImage)
    # The signature is shown, not the whole cheque, and each has its own.
    box = worklist.current.box
    assert box is not None
    assert first.width() / first.height() == pytest.approx(box.w / box.h, rel=0.1)
    assert first != second
    window.resize(900, 600)
    metrics = window.queue_page.table.fontMetrics()
    shown = short_name(name, lambda text: metrics.horizontalAdvance(text) < 150)
    assert "000123456789" in shown


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("12-345-678 · Nordlicht Trading GmbH", 14, "12-345-678…"),
        ("12-345-678 · Nordlicht Trading GmbH", 60, "12-345-678 · Nordlicht Trading GmbH"),
        ("2026-11-30-0042.png", 12, "…11-30-0042"),
        ("branch-0417_cheque-000123456789_front.png", 16, "…000123456789…"),
    ],
)
def test_a_number_is_never_cut_between_its_digits(name: str, room: int, shown: str) -> None:
    assert short_name(name, lambda text: len(text) <= room) == shown


def test_a_case_without_specimens_is_not_shown_as_being_checked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_files([write_cheque(tmp_path / f"{number}.png") for number in range(2)])
    qtbot.waitUntil(lambda: window.worklist_controller.case.micr is not None, timeout=20_000)
    index = window.case_page.worklist.list.currentIndex()
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "0.png · no specimens"
    assert window.case_page.decision.word.text() == "Incomplete"
    press(window, Qt.Key.Key_L)
    table = window.queue_page.table.model()
    assert [table.index(row, PROGRAM).data() for row in range(2)] == ["No specimens"] * 2
