"""The window in tests: no screen, a small model, folders of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import cv2
import pytest
from pytestqt.qtbot import QtBot

from sigverify.detection.detections import Detection, Detections
from sigverify.detection.locator import Locator
from sigverify.gui.app import make_application
from sigverify.gui.main_window import MainWindow
from sigverify.imaging.reading.scans import Scan
from sigverify.settings import Settings, SettingsState
from tests.helpers.scribbles import scribble
from tests.helpers.window_driving import OTHER, SHAPE, SIGNED


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a test reaches the user's own settings."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the made-up cheques the signature is found, and another place; elsewhere nothing."""

    def locate(_locator: Locator, scan: Scan) -> Detections:
        if scan.grey.shape != SHAPE:
            return Detections(is_cheque=False, found=(), degrees=0.0)
        found = (
            Detection(box=SIGNED, confidence=0.9, degrees=0.0),
            Detection(box=OTHER, confidence=0.4, degrees=0.0),
        )
        return Detections(is_cheque=True, found=found, degrees=0.0)

    monkeypatch.setattr(Locator, "locate", locate)


@pytest.fixture
def specimens(tmp_path: Path) -> list[Path]:
    """Two specimens of the first hand."""
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for variation, path in enumerate(paths, start=2):
        picture = scribble(seed=1, variation=variation)
        path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    return paths


@pytest.fixture
def open_window(
    qtbot: QtBot, pristine_model: Path, tmp_path: Path
) -> Iterator[Callable[..., MainWindow]]:
    """Opens the real window with the small model; closes it and finds no work under way."""
    windows: list[MainWindow] = []

    def open_one(*, locked: frozenset[str] = frozenset(), **changes: object) -> MainWindow:
        make_application()
        asked = {"model": str(pristine_model), "clerk": "A. Clerk", **changes}
        state = SettingsState(values=Settings.model_validate(asked), locked=locked, complaint=None)
        window = MainWindow(settings=state, data=tmp_path / "data")
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.start()
        case_controller = window.case_controller
        qtbot.waitUntil(
            lambda: bool(case_controller.examiner or case_controller.model_error), timeout=20_000
        )
        return window

    yield open_one
    for window in windows:
        window.close()
        assert not window.runner.busy


@pytest.fixture
def window(open_window: Callable[..., MainWindow]) -> MainWindow:
    return open_window()
