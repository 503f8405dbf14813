"""Keeps the work list and the pasted images through the end of the program, even a sudden one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer

from sigverify.errors import MissingExtraError, RecordsError, SigVerifyError
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.session_file import SessionFile
from sigverify.gui.models.pasted import PastedImages
from sigverify.gui.tasks import Lane, TaskRunner
from sigverify.logs.log import Log
from sigverify.settings import Settings

_LOG: Final = Log(__name__)
_SAVE_MS: Final = 250
_PASTED_NAME: Final = "pasted"


class SessionKeeper(QObject):
    """Loads the work list of the last session, and saves it.

    Attributes:
        pasted: the pasted images.
        worklist: the cases of the last session.
        error: why the last work list could not be restored; None if it could.
    """

    def __init__(
        self, file: Path, *, runner: TaskRunner, settings: Settings, parent: QObject
    ) -> None:
        """Load the work list.

        Args:
            file: keeps the work list.
            runner: runs the tasks.
            settings: the settings in force.
            parent: owns the keeper.
        """
        super().__init__(parent)
        self._runner = runner
        self._file = SessionFile(file)
        self.pasted = PastedImages(file.parent / _PASTED_NAME, settings=settings)
        self.worklist, self.error = self._file.load()
        self._later = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._later.timeout.connect(self.save)

    def start(self) -> None:
        """Take over and clean up what earlier sessions have left."""
        with contextlib.suppress(SigVerifyError):
            self._take_plain()
        if self.error is None:
            # A list that can't be read may still be repaired, and then needs its images.
            self.forget_pasted(but=())

    def save_soon(self) -> None:
        """Save the list once the changes pause."""
        self._later.start()

    def save(self) -> None:
        """Save the list in the reading lane, since a flush to disk may take long."""
        self._later.stop()
        cases, current = tuple(self.worklist), self.worklist.current.id

        def save() -> None:
            # Without the key they stay in memory; the list says why records can't be opened.
            with contextlib.suppress(RecordsError, MissingExtraError):
                self.pasted.seal()
            self._file.save(cases, current=current)

        self._runner.submit(
            lambda _progress, _cancelled: save(),
            on_result=lambda _none: None,
            lane=Lane.READING,
        )

    def stop(self) -> None:
        """Save nothing more by itself; call it before the threads end."""
        self._later.stop()

    def save_at_end(self) -> None:
        """Save the list, once the threads have ended."""
        try:
            self._file.save(self.worklist, current=self.worklist.current.id)
        except SigVerifyError as error:
            _LOG.error("window.worklist_not_saved", cause=error)

    def forget_pasted(self, *, but: Iterable[Case]) -> None:
        """Delete the pasted images that no case uses.

        Args:
            but: cases outside the list that may come back.
        """
        cases = [*self.worklist, *but]
        kept = [path for case in cases for path in (case.questioned, *case.specimens) if path]
        self._runner.submit(
            lambda _progress, _cancelled: self.pasted.forget(but=kept),
            on_result=lambda _none: None,
            lane=Lane.READING,
        )

    def _take_plain(self) -> None:
        """Take over the images that an earlier version of the program has pasted as they were."""
        for case in self.worklist:
            questioned = case.questioned and self.pasted.take_plain(case.questioned)
            specimens = tuple(map(self.pasted.take_plain, case.specimens))
            if (questioned, specimens) != (case.questioned, case.specimens):
                self.worklist.put(replace(case, questioned=questioned, specimens=specimens))
