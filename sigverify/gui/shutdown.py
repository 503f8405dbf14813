"""Closes the window in order at log-out and at Ctrl-C in a terminal."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator
from types import FrameType

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication


@contextlib.contextmanager
def close_on_signals(app: QApplication) -> Iterator[None]:
    """Let SIGTERM and SIGINT close all windows, so that everything is saved.

    Python runs a signal handler only between two bytecodes, and none runs while Qt's event loop is
    idle. Therefore the signal is written to a socket that the event loop watches.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: ours.recv(64))

    def end(_number: int, _frame: FrameType | None) -> None:
        app.closeAllWindows()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    descriptor = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()
