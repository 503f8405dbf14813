"""The program as it ships: its networks, its commands, its window, and folders of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from pytestqt.qtbot import QtBot

from sigverify.cli.app import run
from sigverify.errors import ExitCode
from sigverify.gui.app import make_application
from sigverify.gui.main_window import MainWindow
from sigverify.paths import data_folder, settings_file, site_file
from sigverify.settings import load_settings
from tests.e2e.fixed_answers.data import make_data
from tests.helpers.window_driving import settled

WAIT_MS = 60_000


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made-up signers, cheques, tables and a register's images; not to be changed."""
    folder = tmp_path_factory.mktemp("data")
    make_data(folder)
    return folder


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test the empty folders of a new user."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command that succeeds and prints JSON; gives the value that it prints."""

    def run_command(*arguments: object) -> Any:  # noqa: ANN401 - any JSON
        capsys.readouterr()
        assert run([str(word) for word in arguments]) == ExitCode.OK
        printed = capsys.readouterr().out
        return json.loads(printed) if "--json" in arguments else printed

    return run_command


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[[], MainWindow]]:
    """Open the window as `sigverify gui` does, with the user's settings and the shipped model."""
    windows: list[MainWindow] = []

    def open_one() -> MainWindow:
        make_application()
        settings = load_settings(settings_file(), site=site_file())
        window = MainWindow(settings=settings, data=data_folder())
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.start()
        qtbot.waitUntil(lambda: window.case_controller.examiner is not None, timeout=WAIT_MS)
        return window

    yield open_one
    for window in windows:
        window.close()
        assert not window.runner.busy


@pytest.fixture
def examined(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until the window has examined its case."""
    return lambda window: settled(qtbot, window, timeout_ms=WAIT_MS)
