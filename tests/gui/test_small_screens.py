"""Whatever names, notes and languages are like: nothing is cut off, nothing is boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDoubleSpinBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from sigverify.files import about_file
from sigverify.gui.app import make_application, translate
from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.help_dialog import HelpDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.widgets.parts import DialogButtons
from sigverify.reasons import Reason, ReasonCode
from tests.helpers.window_driving import child, settled, write_cheque

PADDING = 12
LONG = "2026-11-22_branch-0417_counter-3_Nordlicht-Trading-GmbH_cheque-000123456789_front"


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], int]]:
    """Lets the application speak a language until the test is over."""
    spoken = []

    def say(language: str) -> int:
        spoken.extend(translate(qapp, language))  # type: ignore[arg-type]
        return len(spoken)

    yield say
    for translator in spoken:
        qapp.removeTranslator(translator)


def cut_off(label: QLabel) -> bool:
    """Whether a text of several lines has not the room that it needs."""
    return label.heightForWidth(label.width()) > label.height()


@pytest.mark.parametrize("language", ["en", "de", "hi"])
def test_the_window_fits_a_small_screen_in_each_language(
    language: str,
    speak: Callable[[str], int],
    open_window: Callable[..., MainWindow],
    specimens: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    speak(language)
    window = open_window()
    cheque = write_cheque(tmp_path / f"{LONG}.png")
    window.worklist_controller.open_cases([cheque], specimens=specimens)
    settled(qtbot, window)
    window.resize(1024, 640)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1024, 640))
    # No decision takes the longest words, and its window has been narrow before.
    blank = tmp_path / "blank.png"
    blank.write_bytes(cv2.imencode(".png", np.full((200, 500), 255, np.uint8))[1].tobytes())
    window.worklist_controller.open_cases([blank], specimens=specimens)
    settled(qtbot, window)
    assert window.minimumSizeHint().width() <= 1024
    # A case without specimens has a button that takes those of the case before.
    window.open_files([write_cheque(tmp_path / "second.png")])
    qtbot.waitUntil(lambda: window.worklist_controller.case.name == "second.png")
    window.resize(1280, 720)
    qtbot.waitUntil(window.case_page.specimens.same.isVisible)
    buttons = [one for one in window.findChildren(QPushButton) if one.isVisible()]
    assert len(buttons) >= 5
    assert [one.text() for one in buttons if one.sizeHint().width() > one.width()] == []


def test_long_names_widen_no_panel_and_stay_whole(
    window: MainWindow, specimens: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    twice = tmp_path / f"{LONG}.png"
    twice.write_bytes(specimens[0].read_bytes())
    window.editor.add_specimens([specimens[0], twice])
    window.open_files([write_cheque(tmp_path / f"{LONG}-cheque.png")])
    settled(qtbot, window)
    notes = window.case_page.decision.findChildren(QLabel)
    (told,) = [note for note in notes if LONG in note.text()]
    area = window.case_page.decision.notes_area
    inside, room = area.widget(), area.viewport()
    assert inside is not None
    assert inside.width() <= room.width()
    assert told.mapTo(inside, told.rect().bottomRight()).x() <= room.width()


def test_a_long_path_on_the_first_page_widens_no_window(window: MainWindow, tmp_path: Path) -> None:
    deep = tmp_path / LONG / LONG / f"{LONG}.png"
    deep.parent.mkdir(parents=True)
    deep.write_bytes(b"")
    before = window.minimumSizeHint().width()
    window.state.keep_recent(deep)
    window.show_recent()
    assert window.start_page.minimumSizeHint().width() <= before
    (button,) = [one for one in window.findChildren(QPushButton) if one.toolTip() == str(deep)]
    assert "…" in button.text()


def test_a_large_screen_gives_names_more_room(window: MainWindow, qtbot: QtBot) -> None:
    window.pages.setCurrentIndex(1)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.case_page.width() > 1200)
    before = window.case_page.sizes()
    window.resize(1900, 1000)
    qtbot.waitUntil(lambda: window.case_page.width() > 1800)
    assert window.case_page.sizes()[0] > before[0] + 50


def test_all_of_a_long_note_can_be_read(
    window: MainWindow, specimens: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    settled(qtbot, window)
    window.decision_controller.decide(
        Verdict.PAY, reason="", note="Called, and called once more. " * 16
    )
    settled(qtbot, window)
    assert window.case_page.form.made_word.text() == "Pay"
    assert window.case_page.form.made.text().count("Called") == 16
    qtbot.waitUntil(lambda: not cut_off(window.case_page.form.made))


def test_a_window_is_at_first_no_larger_than_the_screen(qtbot: QtBot) -> None:
    make_application()
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    assert dialog.width() <= dialog.screen().availableSize().width() < 880


def test_a_language_without_letters_on_this_machine_is_not_spoken(
    speak: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    assert speak("hi") == 0
    assert speak("de") > 0
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: ["A font"])
    before = speak("de")
    assert speak("hi") > before


def test_numbers_are_typed_as_they_are_written_elsewhere(qtbot: QtBot) -> None:
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("de"))
        make_application()
        box = QDoubleSpinBox()
        qtbot.addWidget(box)
        box.setRange(0, 10_000)
        box.setValue(1_000.5)
        assert box.text() == "1000.50"
    finally:
        QLocale.setDefault(before)


def test_an_error_is_told_in_the_clerk_s_language(
    speak: Callable[[str], int], qtbot: QtBot
) -> None:
    speak("de")
    missing = about_file("/x/y.png", Reason(ReasonCode.NO_SUCH_FILE))
    error = ErrorMessage(message=missing, remedy=Reason(ReasonCode.CHECK_PATH), details="")
    dialog = ErrorDialog(error)
    qtbot.addWidget(dialog)
    dialog.show()
    said = "\n".join(one.text() for one in dialog.findChildren(QLabel))
    assert "/x/y.png" in said
    assert "no such file" not in said
    assert "Check the path" not in said
    # Nothing to copy, so no empty box and no button for it.
    assert not child(dialog, QPlainTextEdit).isVisible()
    visible = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
    assert len(visible) == 1


def shows_pair_with(window: MainWindow, path: Path) -> bool:
    pair = window.case_controller.pair
    return pair is not None and pair.reference_path == path


def test_a_specimen_is_chosen_without_the_mouse(
    window: MainWindow, specimens: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    settled(qtbot, window)
    for path in reversed(specimens):
        (card,) = [one for one in window.case_page.specimens.cards if one.path == path]
        assert card.picture.focusPolicy() & Qt.FocusPolicy.TabFocus
        QTest.keyClick(card.picture, Qt.Key.Key_Space)
        qtbot.waitUntil(partial(shows_pair_with, window, path))


def test_the_bold_text_of_the_default_button_fits(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    buttons = DialogButtons(dialog, do="Add this very specimen to the others")
    buttons.ok.setDefault(True)
    dialog.show()
    qtbot.waitUntil(buttons.ok.isVisible)
    buttons.ok.ensurePolished()
    bold = buttons.ok.font()
    bold.setWeight(QFont.Weight.DemiBold)
    text = QFontMetrics(bold).horizontalAdvance(buttons.ok.text())
    assert text + 2 * PADDING <= buttons.ok.width()
    dialog.close()
