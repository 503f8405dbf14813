"""Examines the rest of the work list in the background, one case at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examination import evidence_of
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.models.pictures import read_cheque
from sigverify.gui.tasks import Failure, Task, TaskRunner, Urgency
from sigverify.progress import Cancelled, Progress


class BackgroundCheck(QObject):
    """Examines cases in the background.

    Signals:
        checked: the `Case` before and after its examination, and the evidence for the records;
            None without any.
    """

    checked = Signal(object, object, object)

    def __init__(self, runner: TaskRunner, *, parent: QObject) -> None:
        """Begin idle.

        Args:
            runner: runs the tasks.
            parent: the parent object.
        """
        super().__init__(parent)
        self._runner = runner
        self._task: Task | None = None
        self.paused = False

    def check_next(
        self,
        examiner: Examiner | None,
        *,
        unchecked: Callable[[], Case | None],
        recorded: bool,
    ) -> None:
        """Examine the next case, unless one is under way or the clerk has stopped the check.

        Args:
            examiner: examines the cases; None while no model is loaded.
            unchecked: returns the next case to examine, or None.
            recorded: whether decisions are recorded, with their evidence.
        """
        if self.paused or self._task is not None or examiner is None:
            return
        case = unchecked()
        if case is None or case.questioned is None:
            return
        path = case.questioned

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[Case, dict[str, Any] | None]:
            found = examiner.examine(case, read_cheque(path, page=case.page))
            return found.case, evidence_of(found) if recorded else None

        def failed(failure: Failure) -> None:
            error = error_message(failure.error, details=failure.details)
            self._ended(case, replace(case, problem=error.reason), None)

        self._task = self._runner.submit(
            work,
            on_result=lambda found: self._ended(case, *found),
            on_error=failed,
            urgency=Urgency.BACKGROUND,
            what=self.tr("Checking the work list"),
        )

    def stop(self) -> None:
        """Cancel the case under way; `paused` decides whether another one follows."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ended(self, asked: Case, found: Case, known: dict[str, Any] | None) -> None:
        self._task = None
        self.checked.emit(asked, found, known)
