"""Made-up cheques, and the hands and eyes of a clerk at the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sigverify.gui.dialogs.specimen_dialog import SpecimenDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.widgets.ink_brush import Tool
from sigverify.terms import Box, Decision
from tests.helpers.scribbles import scribble

SIGNED = Box(x=920, y=270, w=430, h=160)
"""Where the first person has signed on the made-up cheques."""
OTHER = Box(x=60, y=270, w=430, h=160)
"""Where there is somebody else's ink."""
SHAPE = (500, 1400)
Found = TypeVar("Found", bound=QObject)


def write_cheque(path: Path, *, variation: int = 1, seed: int = 1, turns: int = 0) -> Path:
    """A leaf signed by a hand, with a second person's ink at another place."""
    leaf = np.full(SHAPE, 255, np.uint8)
    for box, ink in ((SIGNED, scribble(seed=seed, variation=variation)), (OTHER, scribble(seed=9))):
        leaf[box.y + 5 : box.y + 155, box.x + 5 : box.x + 425] = ink
    path.write_bytes(cv2.imencode(".png", np.rot90(leaf, -turns))[1].tobytes())
    return path


def near(box: Box | None, place: Box) -> bool:
    """Whether a box lies about some ink; the verifier fits its boxes to the ink."""
    return box is not None and box.iou(place) > 0.5


def settled(qtbot: QtBot, window: MainWindow, *, timeout_ms: int = 20_000) -> None:
    """Wait until nothing is under way."""
    case_controller = window.case_controller

    def done() -> bool:
        case = window.worklist_controller.case
        ready = case.problem is not None or case_controller.examination is not None
        return ready and not case_controller.waiting and not window.runner.busy

    qtbot.waitUntil(done, timeout=timeout_ms)


def name_account(window: MainWindow, number: str, amount: str) -> None:
    """Type account and amount, look at a changed amount, and use both, by keys alone."""
    form = window.case_page.specimens.account
    for field, text in ((form.number, number), (form.amount, amount)):
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
    QTest.keyClick(form.amount, Qt.Key.Key_Return)
    if form.use.isVisibleTo(form):
        QTest.keyClick(form.use, Qt.Key.Key_Return)


def brush_stroke(dialog: SpecimenDialog, start: QPoint, end: QPoint) -> None:
    """Drag the brush over the ink of a specimen."""
    brush, none = dialog.brush, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(brush, Qt.MouseButton.LeftButton, none, start)
    QTest.mouseMove(brush, (start + end) / 2)
    QTest.mouseMove(brush, end)
    QTest.mouseRelease(brush, Qt.MouseButton.LeftButton, none, end)


def crop_to_left_half(dialog: SpecimenDialog) -> None:
    """Keep the left half of a specimen's ink."""
    dialog.choose(Tool.CROP)
    brush = dialog.brush
    brush_stroke(dialog, QPoint(2, 2), QPoint(brush.rect().center().x(), brush.height() - 2))


def shown_decision(window: MainWindow) -> Decision | None:
    """What the program says of the case that is open; None before it has said anything."""
    outcome = window.worklist_controller.case.outcome
    return None if outcome is None else outcome.decision


def child(parent: QObject, kind: type[Found]) -> Found:
    """The object of a class below another one."""
    found = parent.findChild(kind)
    assert found is not None
    return found


def drop(target: QWidget, paths: Sequence[Path]) -> None:
    """Drop files on a widget, or on the first behind it that takes any, as Qt does."""
    while not target.acceptDrops():
        behind = target.parentWidget()
        assert behind is not None
        target = behind
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, action = QPointF(5, 5), Qt.DropAction.CopyAction
    held = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(where.toPoint(), action, data, *held)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(where, action, data, *held))


def drag(window: MainWindow, start: QPointF, end: QPointF) -> None:
    """Drag with the left button on the cheque, between points in pixels of the file's picture."""
    view = window.case_page.cheque.view
    one, two = view.mapFromScene(start), view.mapFromScene(end)
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, one)
    QTest.mouseMove(port, (one + two) / 2)
    QTest.mouseMove(port, two)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, two)


def is_field(widget: QWidget | None) -> bool:
    """Whether a widget takes keys as text or as a choice."""
    return isinstance(widget, QLineEdit | QComboBox)
