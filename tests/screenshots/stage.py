"""What the pictures' scenes share: the window, waiting for it, and the made-up demo."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sigverify.gui.main_window import MainWindow
from sigverify.paths import shipped_folder
from sigverify.settings import Settings, SettingsState
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import Signer

DEMO = shipped_folder("assets") / "demo"
SPECIMENS = sorted(DEMO.glob("specimen-*.png"))
PEN = Pen(width_mm=0.42, colour=(60, 40, 30))
_LIMIT_S = 120.0


def wait_for(condition: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        QTest.qWait(20)


def settle(window: MainWindow) -> None:
    """Wait until nothing is under way."""
    case_controller = window.case_controller
    QTest.qWait(80)
    wait_for(
        lambda: (
            not window.runner.busy
            and not case_controller.waiting
            and (
                case_controller.examination
                or window.worklist_controller.case.problem
                or window.worklist_controller.case.empty
            )
        )
    )
    QTest.qWait(60)


def open_window(folder: Path, **changes: object) -> MainWindow:
    """The window with the shipped model, which is being loaded.

    Args:
        folder: where the window keeps its data.
        changes: settings.
    """
    values = Settings.model_validate({"clerk": "A. Clerk", **changes})
    locked = frozenset({"calibration", "allow_export"})
    state = SettingsState(values=values, locked=locked, complaint=None)
    window = MainWindow(settings=state, data=folder / "data")
    window.show()
    window.start()
    return window


def bring_up(shown: QWidget, window: MainWindow) -> None:
    """Show a window of its own, no larger than the screen that the main window fills."""
    if not shown.testAttribute(Qt.WidgetAttribute.WA_Resized):
        shown.adjustSize()
    shown.resize(shown.size().boundedTo(window.size()))
    shown.show()
    QTest.qWait(60)


def written(signer: Signer, *, seed: int, number: int, dpi: float) -> np.ndarray:
    """A made-up signature on white paper."""
    motion = signer.write(np.random.default_rng([seed, number]))
    return 255 - draw(motion, dpi=dpi, pen=PEN, rng=np.random.default_rng(number))


def png(picture: np.ndarray) -> bytes:
    """A picture as a file."""
    return bytes(cv2.imencode(".png", picture)[1].tobytes())
