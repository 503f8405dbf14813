"""The records as the window uses them: opened for the first task, in the reading lane's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner
from sigverify.settings import Settings

if TYPE_CHECKING:
    from sigverify.verification.recording import Recorder


class RecordsAccess(QObject):
    """Runs tasks on the records that the settings name.

    Attributes:
        settings: those in force, which name the records; a task uses those of its submission.
    """

    def __init__(self, runner: TaskRunner, *, settings: Settings, parent: QObject) -> None:
        """Begin with closed records.

        Args:
            runner: runs the tasks.
            settings: name the records.
            parent: owns the access.
        """
        super().__init__(parent)
        self.settings = settings
        self._runner = runner
        # Used in the reading lane's thread alone.
        self._recorder: Recorder | None = None

    @property
    def configured(self) -> bool:
        """Whether the settings name records."""
        return bool(self.settings.records)

    def submit(
        self,
        work: Callable[[Recorder], Any],
        *,
        on_result: Callable[[Any], None],
        on_error: Callable[[Failure], None] | None = None,
    ) -> Task:
        """Run a task on the records.

        Args:
            work: called with the records in the reading lane's thread.
            on_result: called in the window's thread with what the work returns.
            on_error: called there with what the work raises; None leaves it to the runner's
                ``failed`` signal.
        """
        settings = self.settings
        return self._runner.submit(
            lambda _progress, _cancelled: work(self._recorder_for(settings)),
            on_result=on_result,
            on_error=on_error,
            lane=Lane.READING,
            what=self.tr("Recording"),
        )

    def close(self) -> None:
        """Close the records, once the threads have ended."""
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None

    def _recorder_for(self, settings: Settings) -> Recorder:
        """The recorder of some settings; called in the reading lane's thread."""
        # Imported here because importing the database takes half a second.
        from sigverify.records.opening import rules_changed
        from sigverify.verification.recording import open_recorder

        wanted = (settings.records, settings.records_key)
        # A role that was withdrawn ends at once, also in a window that is open.
        if self._recorder is not None and (
            self._recorder.place != wanted or rules_changed(self._recorder.opened)
        ):
            self._recorder.close()
            self._recorder = None
        if self._recorder is None:
            self._recorder = open_recorder(settings)
        if self._recorder is None:
            raise RuntimeError("no records are named")
        return self._recorder
