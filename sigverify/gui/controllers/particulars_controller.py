"""Finds out what index files say of new cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.particulars import Said, Source, merged, read_index
from sigverify.gui.models.cases.worklist import WorkList
from sigverify.gui.models.error_message import error_message
from sigverify.gui.tasks import Failure, Lane, TaskRunner
from sigverify.progress import Cancelled, Progress

Index = Mapping[str, tuple[Said, ...]]


class ParticularsController(QObject):
    """Adds what index files say to the cases of a list.

    Signals:
        status_message: a message for the status line.
    """

    status_message = Signal(str)

    def __init__(
        self,
        runner: TaskRunner,
        *,
        worklist: WorkList,
        put: Callable[[Sequence[Case]], None],
        parent: QObject,
    ) -> None:
        """Add nothing yet.

        Args:
            runner: runs the tasks.
            worklist: has the cases.
            put: takes cases that have changed.
            parent: the parent object.
        """
        super().__init__(parent)
        self._runner, self._worklist, self._put = runner, worklist, put

    def look_up(self, cases: Sequence[Case]) -> None:
        """Read the index files beside the images of cases that were added to the list."""
        folders = dict.fromkeys(case.questioned.parent for case in cases if case.questioned)
        ids = [case.id for case in cases]
        for folder in folders:
            self._read(folder, ids)

    def _read(self, folder: Path, ids: Sequence[str]) -> None:
        def read(_progress: Progress, _cancelled: Cancelled) -> Index:
            return read_index(folder)

        self._runner.submit(
            read,
            on_result=lambda index: self._take(index, ids=ids, folder=folder),
            on_error=self._failed,
            lane=Lane.READING,
        )

    def _take(self, index: Index, *, ids: Sequence[str], folder: Path) -> None:
        if not index:
            return
        changed = []
        for case_id in ids:
            case = self._worklist.get(case_id)
            if case is None or case.questioned is None or case.clerk is not None:
                continue
            if case.questioned.parent != folder:
                continue
            new = index.get(case.questioned.name.casefold(), ())
            if new:
                said = merged(case.said, new, source=Source.INDEX)
                changed.append(replace(case, said=said))
        self._put(changed)

    def _failed(self, failure: Failure) -> None:
        error = error_message(failure.error, details=failure.details)
        self.status_message.emit(sentence(error.reason))
