"""A day at the keyboard: one key every 150 ms, no mouse; two hundred cases with --run-slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.records.audit.event import Kind
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.terms import Decision
from tests.helpers.window_driving import is_field, settled, write_cheque

KEY_MS = 150
# Leaves of different hands; each is the cheque of many cases, as copies of one file.
HANDS = 8


@pytest.fixture(params=[12, pytest.param(200, marks=pytest.mark.slow)])
def day(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
) -> MainWindow:
    """The window with a day's cheques, on records."""
    where, key = tmp_path / "records.db", tmp_path / "bank.key"
    open_records(where, vault=create_key(key)).close()
    window = open_window(records=str(where), records_key=key)
    leaves = [
        write_cheque(tmp_path / f"hand-{n}.png", seed=1 if n % 4 else 4, variation=n + 4)
        for n in range(HANDS)
    ]
    cheques = []
    for number in range(request.param):
        cheque = tmp_path / f"cheque-{number:06d}.png"
        cheque.write_bytes(leaves[number % HANDS].read_bytes())
        cheques.append(cheque)
    window.worklist_controller.open_cases(cheques, specimens=specimens)
    window.activateWindow()
    settled(qtbot, window, timeout_ms=600_000)
    return window


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """Press a key where the keyboard is, and let the program work until the next one."""
    QTest.keyClick(QApplication.focusWidget() or window, key)
    # Not QTest.qWait: it keeps the interpreter's lock, and the thread that records would starve.
    qtbot.wait(KEY_MS)


def test_a_day_by_keyboard_alone_loses_no_decision_and_fills_no_field(
    qtbot: QtBot, day: MainWindow, tmp_path: Path
) -> None:
    controller, form = day.worklist_controller, day.case_page.form
    account = day.case_page.specimens.account
    before = {case.id: case for case in controller.worklist}
    wanted: dict[str, Verdict] = {}
    for _ in range(20 * len(before)):
        case = controller.case
        if case.clerk is not None:
            break
        if case.outcome is None:
            # Keys that come before the verdict decide nothing.
            press(qtbot, day, Qt.Key.Key_1)
            press(qtbot, day, Qt.Key.Key_W)
            continue
        pays = case.outcome.decision is Decision.ACCEPT
        wanted[case.id] = Verdict.PAY if pays else Verdict.RETURN
        press(qtbot, day, Qt.Key.Key_1 if pays else Qt.Key.Key_2)
        if not pays and form.reason.hasFocus():
            press(qtbot, day, Qt.Key.Key_Down)
        press(qtbot, day, Qt.Key.Key_W)
        assert (form.note.text(), account.number.text(), account.amount.text()) == ("", "", "")
        assert not is_field(QApplication.focusWidget()) or form.reason.hasFocus()
    cases = list(controller.worklist)
    assert [case.id for case in cases] == list(before)
    for case in cases:
        assert case.clerk is not None
        assert case.clerk.note == ""
        assert case.clerk.verdict is wanted[case.id]
        # A return has its reason; no key has moved a box or touched what the case is compared with.
        assert bool(case.clerk.reason) == (case.clerk.verdict is Verdict.RETURN)
        assert case.specimens == before[case.id].specimens
        assert (case.account, case.amount, case.turns or 0) == ("", None, 0)
    where, key = tmp_path / "records.db", tmp_path / "bank.key"
    records = open_records(where, vault=open_vault(key, key_id=key_file_id(key)))
    with records.reading() as connection:
        rows = [row for row in records.audit.rows(connection) if row.kind == Kind.DECISION]
    records.close()
    assert Counter(row.body["case"] for row in rows) == Counter(case.id for case in cases)
