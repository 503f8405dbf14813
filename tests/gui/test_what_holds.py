"""What a stray key, another case or a copy of the disk can't do to a clerk's work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.reopen_dialog import ReopenDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.cases.worklist import Show
from sigverify.reasons import ReasonCode
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import create_key
from sigverify.terms import Decision
from tests.helpers.scribbles import scribble
from tests.helpers.window_driving import child, is_field, settled, shown_decision, write_cheque


def press(window: MainWindow, *keys: Qt.Key) -> None:
    """Press keys where the keyboard is."""
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window, key)


@pytest.fixture
def two_cases(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> MainWindow:
    """The window with two cheques of one person."""
    paths = [write_cheque(tmp_path / f"{n}.png", variation=5 + n) for n in range(2)]
    window.worklist_controller.open_cases(paths, specimens=specimens)
    window.activateWindow()
    settled(qtbot, window)
    return window


def reopen(qtbot: QtBot, window: MainWindow, *, because: str) -> None:
    """Withdraw the decision of the case that is shown, by the dialog."""
    window.actions_by_name["reopen"].trigger()
    dialog = child(window, ReopenDialog)
    dialog.because.setText(because)
    dialog.accept()
    qtbot.waitUntil(lambda: window.worklist_controller.case.clerk is None)
    settled(qtbot, window)


def decided_first(qtbot: QtBot, window: MainWindow) -> str:
    """Decide the first case with reason and note, and go back to it."""
    first = window.worklist_controller.case.id
    window.decision_controller.decide(
        Verdict.RETURN, reason="20 Differs from the specimens", note="the last letter"
    )
    settled(qtbot, window)
    window.worklist_controller.select(first)
    settled(qtbot, window)
    return first


def test_a_new_cheque_takes_over_no_specimens(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "first.png")])
    settled(qtbot, window)
    assert window.worklist_controller.case.specimens == tuple(specimens)
    window.open_files([write_cheque(tmp_path / "stranger.png", seed=4)])
    settled(qtbot, window)
    case = window.worklist_controller.case
    assert (case.name, case.specimens, case.outcome) == ("stranger.png", (), None)
    # The clerk may say that it is the same person.
    window.case_page.specimens.same.click()
    settled(qtbot, window)
    assert window.worklist_controller.case.specimens == tuple(specimens)
    assert shown_decision(window) is not None


def test_an_account_hides_no_specimens_of_the_case(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "first.png")])
    settled(qtbot, window)
    window.editor.name_account("47", None)
    assert window.worklist_controller.case.specimens == ()
    window.actions_by_name["undo"].trigger()
    assert window.worklist_controller.case.specimens == tuple(specimens)
    assert window.worklist_controller.case.account == ""
    settled(qtbot, window)


def test_no_key_and_no_mouse_changes_a_decided_case(qtbot: QtBot, two_cases: MainWindow) -> None:
    window = two_cases
    first = decided_first(qtbot, window)
    before = window.worklist_controller.case
    said: list[str] = []
    window.editor.status_message.connect(said.append)
    for key in (Qt.Key.Key_R, Qt.Key.Key_T, Qt.Key.Key_C, Qt.Key.Key_E, Qt.Key.Key_X):
        press(window, key)
    for arrow in (Qt.Key.Key_Left, Qt.Key.Key_Down):
        press(window, arrow)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.editor.turn(1)
    window.editor.remove_specimen(before.specimens[0])
    settled(qtbot, window)
    now = window.worklist_controller.worklist.get(first)
    assert now == before
    assert any("Reopen" in text for text in said)
    assert not window.actions_by_name["turn_right"].isEnabled()


def test_reopening_asks_for_a_reason_and_redo_decides_again(
    qtbot: QtBot, two_cases: MainWindow
) -> None:
    window = two_cases
    first = decided_first(qtbot, window)
    made = window.worklist_controller.case.clerk
    assert made is not None
    window.actions_by_name["reopen"].trigger()
    dialog = child(window, ReopenDialog)
    assert not dialog.buttons.ok.isEnabled()
    dialog.reject()
    assert window.worklist_controller.case.clerk == made
    reopen(qtbot, window, because="the customer called")
    case = window.worklist_controller.case
    assert case.id == first
    assert case.withdrawn is not None
    assert case.withdrawn.because == "the customer called"
    # Nothing that the clerk wrote is lost.
    form = window.case_page.form
    assert (form.verdict, form.note.text()) == (Verdict.RETURN, "the last letter")
    assert form.reason.currentData() == "20 Differs from the specimens"
    window.actions_by_name["redo"].trigger()
    settled(qtbot, window)
    again = window.worklist_controller.worklist.get(first)
    assert again is not None
    assert again.clerk is not None
    assert (again.clerk.verdict, again.clerk.reason, again.clerk.note) == (
        made.verdict,
        made.reason,
        made.note,
    )


def test_after_recording_no_field_takes_the_next_keys(qtbot: QtBot, two_cases: MainWindow) -> None:
    window = two_cases
    form = window.case_page.form
    press(window, Qt.Key.Key_1)
    form.note.setFocus()
    QTest.keyClicks(form.note, "fine")
    form.record_button.click()
    settled(qtbot, window)
    assert window.worklist_controller.case.name == "1.png"
    assert not is_field(QApplication.focusWidget())
    press(window, Qt.Key.Key_2)
    assert form.verdict is Verdict.RETURN
    assert form.note.text() == ""
    # A return asks for its reason; Esc leaves the list of reasons.
    assert form.reason.hasFocus()
    press(window, Qt.Key.Key_Escape)
    assert not is_field(QApplication.focusWidget())


def test_a_changed_amount_is_looked_at_before_it_counts(
    qtbot: QtBot,
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
) -> None:
    where, key = tmp_path / "records.db", tmp_path / "bank.key"
    open_records(where, vault=create_key(key)).close()
    window = open_window(records=str(where), records_key=key)
    window.activateWindow()
    window.worklist_controller.open_cases([write_cheque(tmp_path / "c.png")], specimens=specimens)
    settled(qtbot, window)
    form = window.case_page.specimens.account
    form.amount.setFocus()
    QTest.keyClicks(form.amount, "500")
    # The verdict was for another amount, so it is not shown, and nothing can be recorded.
    assert window.case_page.decision.word.text() == "Incomplete"
    press(window, Qt.Key.Key_Return)
    assert form.use.text() == "Use amount 500"
    assert window.worklist_controller.case.amount is None
    press(window, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert window.worklist_controller.case.amount == 500
    assert not is_field(QApplication.focusWidget())
    press(window, Qt.Key.Key_1)
    assert form.amount.text() == "500"
    assert window.case_page.form.verdict is Verdict.PAY
    # A wrong amount leaves no old verdict standing; Esc keeps the old amount.
    form.amount.setFocus()
    QTest.keyClicks(form.amount, "x")
    press(window, Qt.Key.Key_Return)
    assert "not an amount" in form.fault.text()
    assert window.case_page.decision.word.text() == "Incomplete"
    assert not window.case_page.form.record_button.isEnabled()
    press(window, Qt.Key.Key_Escape)
    assert form.amount.text() == "500"
    assert window.case_page.decision.word.text() == "Accept"
    assert window.case_page.form.record_button.isEnabled()


def test_a_case_is_removed_after_a_question_and_comes_back(
    qtbot: QtBot, two_cases: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = two_cases
    first = window.worklist_controller.case
    answers: list[bool] = []
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        agree, cancel = box.buttons()
        (agree if answers.pop() else cancel).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    answers.append(False)
    remove = (Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, *remove)
    assert "not decided yet" in asked[0]
    assert window.worklist_controller.case.id == first.id
    answers.append(True)
    QTest.keyClick(window, *remove)
    settled(qtbot, window)
    assert [case.name for case in window.worklist_controller.worklist] == ["1.png"]
    window.actions_by_name["restore_case"].trigger()
    settled(qtbot, window)
    assert [case.name for case in window.worklist_controller.worklist] == ["0.png", "1.png"]
    assert window.worklist_controller.case.id == first.id


def test_a_return_needs_a_reason_for_returning(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((200, 500), 255, np.uint8))[1].tobytes())
    window.worklist_controller.open_cases([blank], specimens=specimens)
    settled(qtbot, window)
    assert shown_decision(window) is Decision.NO_DECISION
    form = window.case_page.form
    form.choose(Verdict.RETURN)
    assert not form.record_button.isEnabled()
    offered = [form.reason.itemText(place) for place in range(form.reason.count())]
    assert any("Signature missing" in text for text in offered)
    assert not any("Customer confirmed" in text for text in offered)
    form.choose(Verdict.PAY)
    offered = [form.reason.itemText(place) for place in range(form.reason.count())]
    assert any("Customer confirmed" in text for text in offered)
    assert not any("Signature missing" in text for text in offered)


def test_a_signature_on_its_side_is_turned_and_says_so(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    for quarters in (1, 3):
        path = tmp_path / f"sideways-{quarters}.png"
        picture = np.rot90(scribble(seed=1, variation=7), quarters)
        path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
        window.worklist_controller.open_cases([path], specimens=specimens)
        settled(qtbot, window)
        case = window.worklist_controller.case
        assert case.outcome is not None
        assert case.outcome.decision is Decision.ACCEPT
        assert case.turns == quarters
        assert ReasonCode.LAY_SIDEWAYS in {reason.code for reason in case.outcome.reasons}
        said = [part.text() for part in window.case_page.decision.findChildren(QLabel)]
        assert any("sideways" in text for text in said)
    # The clerk's own turning stands, and the window says what is wrong with it.
    window.actions_by_name["turn_right"].trigger()
    settled(qtbot, window)
    case = window.worklist_controller.case
    assert case.outcome is not None
    assert case.outcome.decision is Decision.FLAG
    assert ReasonCode.LIES_SIDEWAYS in {reason.code for reason in case.outcome.reasons}
    assert window.case_page.decision.meaning.text().startswith("It is sideways. Turn it")


def test_what_waits_for_approval_is_not_decided(qtbot: QtBot, two_cases: MainWindow) -> None:
    worklist = two_cases.worklist_controller.worklist
    counts = worklist.counts()
    assert (counts[Show.PENDING], counts[Show.DECIDED]) == (0, 0)
    decided_first(qtbot, two_cases)
    counts = worklist.counts()
    assert (counts[Show.PENDING], counts[Show.DECIDED], counts[Show.OPEN]) == (0, 1, 1)
