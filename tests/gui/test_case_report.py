from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from tests.helpers.window_driving import child, settled, write_cheque


def test_a_report_holds_pictures_decision_and_identities(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    settled(qtbot, window)
    box = window.worklist_controller.case.box
    assert box is not None
    window.decision_controller.decide(
        Verdict.RETURN, reason="20 Differs from the specimens", note="twice seen"
    )
    report = window.reports.current()
    assert report is not None
    path = tmp_path / "out" / "report.pdf"
    window.reports.save(report, path)
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage().get_text_range()
        drawn = page.render(scale=1.0).to_numpy()
    finally:
        document.close()
    for words in (
        "Program: Accept", "Clerk's decision: Return", "twice seen", "A. Clerk", "tiny 1.2.3",
        "cheque.png", "a.png", "Calibrated on scribbles.",
        f"x {box.x}, y {box.y}, {box.w} x {box.h}",
    ):  # fmt: skip
        # A line may be broken anywhere.
        assert "".join(words.split()) in "".join(text.split()), words
    blue = (drawn[..., 2].astype(int) - drawn[..., 0]) < -60
    red = (drawn[..., 2].astype(int) - drawn[..., 0]) > 60
    assert np.count_nonzero(blue) > 100
    assert np.count_nonzero(red) > 100


def test_a_report_that_cant_be_written_is_reported(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "cheque.png")])
    settled(qtbot, window)
    report = window.reports.current()
    assert report is not None
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"")
    window.reports.save(report, in_the_way / "report.pdf")
    # It is written beside the window.
    assert window.findChild(ErrorDialog) is None
    qtbot.waitUntil(lambda: window.findChild(ErrorDialog) is not None)
    child(window, ErrorDialog).close()
