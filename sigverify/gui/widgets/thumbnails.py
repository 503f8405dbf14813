"""Reads small pictures of the cheques in the queue, the ones on the screen first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.pictures import small_picture
from sigverify.gui.tasks import Failure, Lane, TaskRunner, Urgency
from sigverify.gui.widgets.pictures import as_image
from sigverify.imaging.arrays import Image
from sigverify.progress import Cancelled, Progress
from sigverify.terms import Box

_MOST: Final = 2000

Key = tuple[Path, int, Box | None, int]


class Thumbnails(QObject):
    """Small pictures by case; requested pictures are read one after another.

    Signals:
        ready: the ``id`` of a case whose picture can be shown now.
    """

    ready = Signal(str)

    def __init__(self, runner: TaskRunner, *, parent: QObject) -> None:
        """Read nothing yet."""
        super().__init__(parent)
        self._runner = runner
        self._pictures: dict[Key, QImage | None] = {}
        self._wanted: dict[Key, str] = {}
        self._busy = False

    def of(self, case: Case) -> QImage | None:
        """The picture of a case's signature, else of its cheque; None until it has been read."""
        if case.questioned is None:
            return None
        key = (case.questioned, case.page, case.box, case.turns or 0)
        if key in self._pictures:
            return self._pictures[key]
        self._wanted.pop(key, None)
        self._wanted[key] = case.id
        self._read_next()
        return None

    def _read_next(self) -> None:
        if self._busy or not self._wanted:
            return
        # The picture requested last is on the screen now.
        key, case_id = self._wanted.popitem()
        path, page, box, turns = key
        self._busy = True

        def read(_progress: Progress, _cancelled: Cancelled) -> Image:
            return small_picture(path, page=page, box=box, turns=turns)

        def failed(_failure: Failure) -> None:
            self._take(key, case_id, None)

        self._runner.submit(
            read,
            on_result=lambda picture: self._take(key, case_id, picture),
            on_error=failed,
            lane=Lane.READING,
            urgency=Urgency.BACKGROUND,
        )

    def _take(self, key: Key, case_id: str, picture: Image | None) -> None:
        self._busy = False
        if len(self._pictures) >= _MOST:
            self._pictures.clear()
        self._pictures[key] = None if picture is None else as_image(picture)
        self.ready.emit(case_id)
        self._read_next()
