"""The window without a mouse or a screen: the order of the keyboard focus, and names for all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from tests.helpers.window_driving import settled, write_cheque


def test_the_keyboard_reaches_everything_in_the_order_of_reading(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    paths = [write_cheque(tmp_path / f"{n}.png") for n in range(2)]
    window.worklist_controller.open_cases(paths, specimens=specimens)
    settled(qtbot, window)
    window.activateWindow()
    # The reasons belong to a decision, so one is chosen first.
    window.case_page.form.choose(Verdict.PAY)
    window.case_page.worklist.filter.setFocus()
    met: list[QWidget] = []
    while (at := QApplication.focusWidget()) is not None and at not in met:
        met.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    pictures = [card.picture for card in window.case_page.specimens.cards]
    form = window.case_page.form
    wanted = [
        window.case_page.worklist.filter,
        window.case_page.worklist.list,
        *pictures,
        window.case_page.comparison.view,
        form.reason,
        form.note,
    ]
    assert [one for one in met if one in wanted] == wanted
    # One of the three; from there the arrow keys lead to the others.
    assert any(one.property("verdict") for one in met)


def test_a_screen_reader_has_a_name_for_all_that_can_be_used(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    paths = [write_cheque(tmp_path / f"{n}.png") for n in range(2)]
    window.worklist_controller.open_cases(paths, specimens=specimens)
    settled(qtbot, window)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractItemView, QGraphicsView)
    nameless = []
    for kind in kinds:
        for widget in window.findChildren(kind):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            own = widget.window() is window and not widget.objectName().startswith("qt_")
            if own and not (widget.accessibleName() or text):
                nameless.append(widget)
    assert nameless == []
    index = window.case_page.worklist.list.currentIndex()
    assert "0.png" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Accept" in index.data(Qt.ItemDataRole.AccessibleTextRole)
