"""Both originals in the middle, the layers over them, the pages of a file, the verdict."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sigverify.gui.i18n.verdict import verdict_sentence
from sigverify.gui.main_window import MainWindow
from sigverify.gui.views.case.comparison_panel import Mode
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from tests.helpers.scribbles import with_strangers_end
from tests.helpers.window_driving import child, settled, shown_decision, write_cheque


def test_each_layer_lies_over_both_originals_and_blinks_only_when_seen(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    panel = window.case_page.comparison
    assert [len(pane.layers) for pane in panel.view.panes] == [1, 1]
    for mode, layers in (
        (Mode.INK, [2, 2]),
        (Mode.OVERLAY, [2, 2]),
        (Mode.BLINK, [1]),
        (Mode.AGREEMENT, [2, 2]),
    ):
        QTest.keyClick(window, Qt.Key.Key_V)
        assert panel.mode is mode
        assert [len(pane.layers) for pane in panel.view.panes] == layers
        assert child(panel, QTimer).isActive() == (mode is Mode.BLINK)
    panel.set_mode(Mode.BLINK)
    before = panel.view.panes[0].name
    qtbot.waitUntil(lambda: panel.view.panes[0].name != before)
    window.case_page.specimens.cards[1].picture.clicked.emit()
    settled(qtbot, window)
    assert window.case_controller.pair is not None
    assert window.case_controller.pair.reference_path == specimens[1]


def test_both_originals_share_zoom_and_place_and_stand_large(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    window.resize(1280, 720)
    settled(qtbot, window)
    view = window.case_page.comparison.view
    # Whatever lies over them, and where the frame of the window takes some of the screen.
    window.resize(1280, 690)
    for mode in Mode:
        window.case_page.comparison.set_mode(mode)
        qtbot.wait(10)
        assert all(place.height() >= 250 for place in view.places())
    window.case_page.comparison.set_mode(Mode.ORIGINAL)
    assert view.places()[0].size() == view.places()[1].size()
    first, second = (pane.layers[0] for pane in view.panes)
    assert first.size() == second.size()
    # Both are drawn at one size: their ink reaches equally far.
    pair = window.case_controller.pair
    assert pair is not None
    assert pair.originals is not None
    spans = []
    for layer in pair.originals.inks:
        columns = np.flatnonzero((layer[..., 3] > 100).any(axis=0))
        spans.append((columns[0], columns[-1]))
    assert abs(spans[0][0] - spans[1][0]) < 20
    assert abs(spans[0][1] - spans[1][1]) < 20
    # The ink lies on the dark pixels of the photograph.
    dark = pair.originals.questioned.min(axis=2) < 128
    inked = pair.originals.inks[0][..., 3] > 128
    assert (dark & inked).sum() > 0.8 * inked.sum()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > 1
    QTest.keyClick(view, Qt.Key.Key_Right)
    window.actions_by_name["fit"].trigger()
    assert view.zoom == 1
    window.actions_by_name["full_scale"].trigger()
    assert view.scale * pair.originals.per_pixel[0] == pytest.approx(1.0, abs=0.01)
    window.actions_by_name["fit"].trigger()
    # While both are whole, the arrow keys go to another specimen; none moves the box.
    shown, box = pair.reference_path, window.worklist_controller.case.box
    QTest.keyClick(view, Qt.Key.Key_Down)
    settled(qtbot, window)
    assert window.case_controller.pair is not None
    assert window.case_controller.pair.reference_path != shown
    assert window.worklist_controller.case.box == box
    # The cheque opens on a key and closes on Esc.
    QTest.keyClick(window, Qt.Key.Key_F)
    assert window.case_page.cheque.view.isVisible()
    QTest.keyClick(window.case_page.cheque.view, Qt.Key.Key_Escape)
    assert view.isVisible()


def test_another_page_of_the_file_is_looked_at_and_examined_on_demand(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    front = cv2.imread(str(write_cheque(tmp_path / "c.png")), cv2.IMREAD_GRAYSCALE)
    assert front is not None
    back = np.full_like(front, 255)
    path = tmp_path / "two-pages.tif"
    assert cv2.imwritemulti(str(path), [front, back])
    window.worklist_controller.open_cases([path], specimens=specimens)
    settled(qtbot, window)
    decision, strip = shown_decision(window), window.case_page.strip
    assert strip.pages.count() == 2
    strip.page_wanted.emit(1)
    qtbot.waitUntil(strip.examine.isVisible)
    settled(qtbot, window)
    # Looking at the back judges nothing.
    assert window.case_page.cheque.view.box is None
    assert (window.worklist_controller.case.page, shown_decision(window)) == (0, decision)
    strip.examine.click()
    settled(qtbot, window)
    assert window.worklist_controller.case.page == 1
    window.actions_by_name["undo"].trigger()
    settled(qtbot, window)
    assert (window.worklist_controller.case.page, shown_decision(window)) == (0, decision)


def test_the_verdict_says_what_agrees_and_what_to_do(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    window.editor.add_specimens(specimens)
    window.open_files([write_cheque(tmp_path / "c.png")])
    settled(qtbot, window)
    panel = window.case_page.decision
    assert panel.meaning.text() == "It agrees with all 2 specimens. Check payee, amount and date."
    assert not panel.number.isVisible()
    QTest.keyClick(window, Qt.Key.Key_S)
    assert panel.number.isVisible()
    assert "Accepted from" in panel.details.text()
    assert "evidence for a genuine signature" in panel.details.text()
    QTest.keyClick(window, Qt.Key.Key_E)
    settled(qtbot, window)
    assert "none of the 2 specimens" in panel.meaning.text()
    assert "before the customer has confirmed" in panel.meaning.text()


@pytest.mark.parametrize(
    ("alone", "said"),
    [
        ((0.6, 0.55), "neither clearly like the specimens nor clearly unlike them"),
        ((0.1, 0.2), "agrees with none of the 2 specimens"),
        ((0.9, 0.2), "agrees with 1 of 2 specimens"),
    ],
)
def test_what_is_referred_agrees_only_with_specimens_that_would_accept_it(
    qtbot: QtBot,
    window: MainWindow,
    specimens: list[Path],
    tmp_path: Path,
    alone: tuple[float, float],
    said: str,
) -> None:
    window.worklist_controller.open_cases([write_cheque(tmp_path / "c.png")], specimens=specimens)
    settled(qtbot, window)
    assert window.case_controller.examination is not None
    judged = window.case_controller.examination.verification
    assert judged is not None
    scores = zip(judged.references, alone, strict=True)
    referred = replace(
        judged,
        decision=Decision.REFER,
        similarity=0.5,
        thresholds=Thresholds(accept_at=0.7, flag_below=0.136),
        references=tuple(replace(score, similarity=value) for score, value in scores),
        reasons=(Reason(ReasonCode.NEITHER_ALIKE_NOR_DIFFERENT),),
    )
    assert said in verdict_sentence(referred)


def test_the_verdict_names_the_parts_that_differ(
    qtbot: QtBot, window: MainWindow, specimens: list[Path], tmp_path: Path
) -> None:
    path = tmp_path / "q.png"
    path.write_bytes(cv2.imencode(".png", with_strangers_end(1, stranger=6))[1].tobytes())
    window.editor.add_specimens(specimens)
    window.open_files([path])
    settled(qtbot, window)
    panel = window.case_page.decision
    parts = "The left part agrees; the middle and right parts differ."
    assert parts in panel.meaning.text()
    QTest.keyClick(window, Qt.Key.Key_S)
    assert f"No evidence either way. {parts} Accepted from" in panel.details.text()


def test_a_right_click_offers_what_can_be_done_there(window: MainWindow) -> None:
    page = window.case_page
    for widget, name in (
        (page.comparison.view, "contrast"),
        (page.cheque.view, "draw_box"),
        (page.worklist.list, "remove_case"),
    ):
        assert widget.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
        assert window.actions_by_name[name] in widget.actions()
