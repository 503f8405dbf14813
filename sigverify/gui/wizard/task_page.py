"""A page of the wizard that runs tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWizardPage

from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner, Work


class TaskPage(QWizardPage):
    """Runs one task at a time; a new task cancels the one before."""

    def __init__(self, runner: TaskRunner) -> None:
        """Begin without a task.

        Args:
            runner: runs the tasks.
        """
        super().__init__()
        self._runner = runner
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a task is under way."""
        return self._task is not None

    def submit(
        self,
        work: Work,
        *,
        on_result: Callable[[Any], None],
        on_error: Callable[[Failure], None],
    ) -> None:
        """Run a task in the reading lane."""
        self.stop()

        def answered(answer: Any) -> None:  # noqa: ANN401 - what the work returns
            self._task = None
            on_result(answer)

        def failed(failure: Failure) -> None:
            self._task = None
            on_error(failure)

        self._task = self._runner.submit(
            work, on_result=answered, on_error=failed, lane=Lane.READING
        )

    def stop(self) -> None:
        """Cancel the task under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
