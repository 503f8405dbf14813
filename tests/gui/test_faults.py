"""Files that can't be verified, and a model that is missing: the window names the fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QPushButton,
)
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.main_window import MainWindow
from sigverify.terms import Decision
from tests.helpers.window_driving import (
    drop,
    settled,
    shown_decision,
    write_cheque,
)


def test_bad_files_are_shown_as_such_and_the_rest_goes_on(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture at all")
    gone = tmp_path / "gone.png"
    drop(window, [bad, gone, write_cheque(tmp_path / "good.png")])
    settled(qtbot, window)
    assert window.case_page.cheque.shows_error
    assert window.case_page.decision.word.text() == "Not examined"
    good = next(case for case in window.worklist_controller.worklist if case.name == "good.png")
    window.worklist_controller.select(good.id)
    settled(qtbot, window)
    # A case carries its own specimens; those of the case before stay there.
    drop(window.case_page.specimens, [*specimens, bad])
    settled(qtbot, window)
    for name in ("gone.png", "bad.png"):
        one = next(case for case in window.worklist_controller.worklist if case.name == name)
        window.worklist_controller.select(one.id)
        settled(qtbot, window)
    names = {case.name: case for case in window.worklist_controller.worklist}
    assert names["gone.png"].problem is not None
    assert names["good.png"].outcome is not None
    assert names["good.png"].outcome.decision is Decision.ACCEPT

    details = window.case_page.decision.findChild(QPushButton)
    assert isinstance(details, QPushButton)
    details.click()
    dialog = window.findChild(ErrorDialog)
    assert dialog is not None
    dialog.copy()
    assert "bad.png" in QGuiApplication.clipboard().text()
    dialog.close()

    window.worklist_controller.select(names["good.png"].id)
    settled(qtbot, window)
    assert shown_decision(window) is Decision.ACCEPT
    assert "can't be used" in window.case_page.specimens.cards[2].picture.word


def test_a_missing_model_is_reported_and_nothing_breaks(
    qtbot: QtBot, open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = open_window(model=str(tmp_path / "none"))
    assert window.case_controller.model_error is not None
    window.open_files([write_cheque(tmp_path / "c.png")])
    qtbot.waitUntil(lambda: window.case_controller.picture is not None)
    assert window.case_page.decision.word.text() == "Not examined"
    assert window.model_label.text() == "No model or no calibration"
    window.editor.add_specimens([tmp_path / "c.png"])
    (card,) = window.case_page.specimens.cards
    assert card.picture.word == "Not examined"


def test_records_that_can_not_be_opened_are_named_as_what_is_missing(
    open_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    kept = tmp_path / "records.sqlite"
    kept.write_bytes(b"no database")
    window = open_window(records=str(kept), records_key=tmp_path / "none")
    assert window.case_controller.model_error is not None
    assert window.model_label.text() == "The records can't be opened: nothing is examined"


@pytest.mark.parametrize("picture", ["blank", "tiny"])
def test_an_unusable_picture_gives_no_decision_and_the_reason(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path, picture: str
) -> None:
    pixels = np.full((200, 500) if picture == "blank" else (3, 3), 255, np.uint8)
    path = tmp_path / f"{picture}.png"
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    window.editor.add_specimens(specimens)
    window.open_files([path])
    settled(qtbot, window)
    assert shown_decision(window) is Decision.NO_DECISION
    assert window.case_page.decision.word.text() == "No decision"
    assert window.case_page.decision.number.text() == ""
