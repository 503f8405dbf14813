"""Examines the rest of the work-list, a case at a time, while nothing else is to be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from sigverify.gui.models.case import Case
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.models.pictures import read_cheque
from sigverify.gui.tasks import Cancelled, Failure, Progress, Task, TaskRunner, Urgency


class BackgroundCheck(QObject):
    """Goes through a list of cases.

    Signals:
        checked: the `Case` as it was asked for, and as it was found.
    """

    checked = Signal(object, object)

    def __init__(self, runner: TaskRunner, *, parent: QObject) -> None:
        """Begin idle.

        Args:
            runner: does the work.
            parent: owns it.
        """
        super().__init__(parent)
        self._runner = runner
        self._task: Task | None = None
        self.paused = False

    def go_on(self, examiner: Examiner | None, *, unchecked: Callable[[], Case | None]) -> None:
        """Take the next case unless one is under way or the clerk has stopped it.

        Args:
            examiner: judges; None waits for one.
            unchecked: gives the next case, None at the end.
        """
        if self.paused or self._task is not None or examiner is None:
            return
        case = unchecked()
        if case is None or case.questioned is None:
            return
        path = case.questioned

        def work(_progress: Progress, _cancelled: Cancelled) -> Case:
            return examiner.examine(case, read_cheque(path, page=case.page)).case

        def failed(failure: Failure) -> None:
            error = error_message(failure.error, details=failure.details)
            self._ended(case, replace(case, problem=error.message))

        self._task = self._runner.submit(
            work,
            on_result=lambda found: self._ended(case, found),
            on_error=failed,
            urgency=Urgency.BACKGROUND,
            what=self.tr("Checking the work-list"),
        )

    def stop(self) -> None:
        """Drop the case under way; `paused` decides whether another follows."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ended(self, asked: Case, found: Case) -> None:
        self._task = None
        self.checked.emit(asked, found)
