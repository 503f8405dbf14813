"""The progress of a task that takes minutes, with the time left and a button to stop it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sigverify.errors import CancelledError
from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner, Work
from sigverify.gui.widgets.parts import label, restyle
from sigverify.gui.wizard.words import error_words

# Below this share the time left can't be estimated.
_FAIR_SHARE = 0.03


class WorkPanel(QWidget):
    """A progress bar, the time left, and a button to stop and continue.

    Signals:
        done: the result.
        changed: the task was started, was stopped, or failed.
    """

    done = Signal(object)
    changed = Signal()

    def __init__(self, runner: TaskRunner, *, what: str, parent: QWidget | None = None) -> None:
        """Begin idle.

        Args:
            runner: runs the tasks.
            what: the text to show while the task runs.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self._runner = runner
        self._what = what
        self._task: Task | None = None
        self._work: Callable[..., Any] | None = None
        self._since = 0.0
        self.bar = QProgressBar()
        self.bar.setAccessibleName(what)
        self.bar.setTextVisible(False)
        self.message = label(wrap=True)
        self.button = QPushButton()
        self.button.clicked.connect(self._pressed)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.message)
        self.button.hide()

    @property
    def busy(self) -> bool:
        """Whether the task runs."""
        return self._task is not None

    def start(self, work: Work) -> None:
        """Run a task in another thread."""
        self.stop()
        self._work = work
        self._since = time.monotonic()
        self.bar.setRange(0, 0)
        self.message.setText(self._what)
        restyle(self.message, "role", "")
        # The result of a stopped task is dropped, so the task may end by itself.
        self._task = self._runner.submit(
            work,
            on_result=self._finished,
            on_error=self._failed,
            on_progress=self._progressed,
            lane=Lane.READING,
            what=self._what,
        )
        self._show_button()
        self.changed.emit()

    def stop(self) -> None:
        """Stop the task; finished work is kept."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self.bar.setRange(0, 1)
            self.bar.setValue(0)
            self.message.setText(self.tr("Stopped. It will continue where it stopped."))
            self._show_button()
            self.changed.emit()

    def _pressed(self) -> None:
        if self.busy:
            self.stop()
        elif self._work is not None:
            self.start(self._work)

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        text = self.tr("{what}: {done} of {total}").format(what=self._what, done=done, total=total)
        if total and done / total >= _FAIR_SHARE:
            left = (time.monotonic() - self._since) * (total - done) / done
            text = self.tr("{text}, about {left} left").format(text=text, left=self._span(left))
        self.message.setText(text)

    def _finished(self, result: object) -> None:
        self._task = None
        self._work = None
        self.bar.setRange(0, 1)
        self.bar.setValue(1)
        self.message.setText(self.tr("Done."))
        self._show_button()
        # The page is complete before the next one can be opened.
        self.changed.emit()
        self.done.emit(result)

    def _failed(self, failure: Failure) -> None:
        self._task = None
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        error = failure.error
        if isinstance(error, CancelledError):
            self.message.setText(self.tr("Stopped. It will continue where it stopped."))
        else:
            self.message.setText(error_words(error))
            restyle(self.message, "role", "error")
        self._show_button()
        self.changed.emit()

    def _show_button(self) -> None:
        self.button.setText(self.tr("&Stop") if self.busy else self.tr("&Continue"))
        self.button.setVisible(self.busy or self._work is not None)

    def _span(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{n} s").format(n=max(1, round(seconds)))
        return self.tr("{n} min").format(n=round(seconds / 60))
