"""Ends the window in order when the system asks for it: at log-out, and at Ctrl-C in a terminal."""

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
    """While this lasts, SIGTERM and SIGINT close all windows, so that everything is kept.

    Python runs a signal's handler only between two steps of its own, and Qt's loop takes none
    while nothing happens. So the signal is told to a socket that Qt's loop listens to.
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
