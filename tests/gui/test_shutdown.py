"""The window ends in order when the system asks for it."""

from __future__ import annotations

import signal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sigverify.gui.shutdown import close_on_signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_closes_the_window(qtbot: QtBot, number: signal.Signals) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    before = signal.getsignal(number)
    with close_on_signals(app):
        QTimer.singleShot(0, lambda: signal.raise_signal(number))
        qtbot.waitUntil(lambda: not window.isVisible())
    assert signal.getsignal(number) is before
