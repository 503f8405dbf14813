"""A page of the wizard that has work done beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWizardPage

from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner, Work


class AskingPage(QWizardPage):
    """Asks one thing at a time; a newer question drops the answer to an older one."""

    def __init__(self, runner: TaskRunner) -> None:
        """Begin without a question.

        Args:
            runner: does the work.
        """
        super().__init__()
        self._runner = runner
        self._task: Task | None = None

    @property
    def asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None

    def ask(
        self,
        work: Work,
        *,
        on_result: Callable[[Any], None],
        on_error: Callable[[Failure], None],
    ) -> None:
        """Have something done in another thread."""
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
        """Drop the answer that is under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
