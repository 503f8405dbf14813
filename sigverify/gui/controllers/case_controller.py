"""The case controller: has the current case read, examined and drawn.

Each request belongs to a state of the case; a result that arrives after the state has changed is
dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.error_message import ErrorMessage, error_message
from sigverify.gui.models.examination import Examination
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.models.pictures import ChequePicture, PairPictures, read_cheque
from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner
from sigverify.settings import Settings
from sigverify.verification.results import PreparedSignature, most_similar

_KEPT_PICTURES: Final = 4
# While a box is dragged, the examination waits this long for the next change.
_SETTLE_MS: Final = 60


class CaseController(QObject):
    """Reads and examines the current case.

    Signals:
        model_changed: the `Examiner`, or None; then `model_error` says why, unless it is loading.
        picture_changed: the `ChequePicture` as read, or None while there is none.
        examined: an `Examination`, or None while there is none.
        pair_changed: `PairPictures`, or None while there are none.
        failed: the `ErrorMessage` that says why the case can't be read or examined.
        signature_changed: the `Examination`, when it shows another signature of the cheque.
        page_read: the `ChequePicture` of another page, which is looked at and not examined.
        specimens_read: an `Examination` of the specimens alone, when the cheque can't be read.

    Attributes:
        examiner: examines the cases; None until the model is loaded.
        model_error: why the model can't be loaded; None if it can.
        picture: the image of the cheque; None until it is read.
        examination: the result; None until the case is examined.
        pair: the pictures of the pair that is shown; None until they are drawn.
        error: why the case can't be examined; None if it can.
    """

    model_changed = Signal(object)
    picture_changed = Signal(object)
    examined = Signal(object)
    pair_changed = Signal(object)
    failed = Signal(object)
    signature_changed = Signal(object)
    page_read = Signal(object)
    specimens_read = Signal(object)

    def __init__(self, runner: TaskRunner, *, parent: QObject) -> None:
        """Begin without a model and without a case.

        Args:
            runner: runs the tasks.
            parent: owns the controller.
        """
        super().__init__(parent)
        self._runner = runner
        self._case = Case()
        self.examiner: Examiner | None = None
        self.model_error: ErrorMessage | None = None
        self.picture: ChequePicture | None = None
        self.examination: Examination | None = None
        self.pair: PairPictures | None = None
        self.error: ErrorMessage | None = None
        self._reference: Path | None = None
        self._pictures: OrderedDict[tuple[Path, int], ChequePicture] = OrderedDict()
        self._loading: Task | None = None
        self._reading: Task | None = None
        self._leafing: Task | None = None
        self._examining: Task | None = None
        self._pairing: Task | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._examine)

    def load_model(self, settings: Settings) -> None:
        """Load the model and the calibration that the settings name."""
        if self._loading is not None:
            self._loading.cancel()
        self._close_examiner()
        self.model_error = None
        self.model_changed.emit(self.examiner)
        self._loading = self._runner.submit(
            lambda _progress, _cancelled: Examiner(settings),
            on_result=self._loaded,
            on_error=self._not_loaded,
            what=self.tr("Loading the model"),
        )

    def open_case(self, case: Case) -> None:
        """Read and examine another case."""
        self.cancel()
        self._case = case
        self._reference = None
        self.picture = self.examination = self.pair = self.error = None
        self.picture_changed.emit(self.picture)
        self.examined.emit(None)
        self.pair_changed.emit(self.pair)
        if case.questioned is not None:
            self._read(case.questioned, page=case.page)
        else:
            self._examine()

    def update_case(self, case: Case) -> None:
        """Examine the case again because it has changed; rapid changes are examined as one."""
        self._case = case
        self._cancel_tasks(self._examining, self._pairing)
        if case.questioned is not None and self.picture is None:
            self.open_case(case)
        else:
            self._settle.start()

    def set_case(self, case: Case) -> None:
        """Take a change of the case that requires no examination."""
        self._case = case

    def show_reference(self, path: Path | None) -> None:
        """Show this specimen beside the cheque; None shows the most similar one."""
        self._reference = path
        self._draw_pair()

    def show_page(self, page: int) -> None:
        """Read another page of the cheque's file to look at it; the examined one stays."""
        path = self._case.questioned
        if path is None:
            return
        self._cancel_tasks(self._leafing)
        self._leafing = self._runner.submit(
            lambda _progress, _cancelled: read_cheque(path, page=page),
            on_result=self.page_read.emit,
            lane=Lane.READING,
            what=self.tr("Reading the cheque"),
        )

    def show_signature(self, number: int) -> None:
        """Show another signature of the cheque of an account, counted from 0."""
        if self.examination is None or self.examination.register is None:
            return
        self.examination = self.examination.showing(number)
        self._reference = None
        self.signature_changed.emit(self.examination)
        self._draw_pair()

    def step_signature(self, step: int) -> bool:
        """Show the next signature of the cheque of an account; False if there is only one."""
        register = None if self.examination is None else self.examination.register
        if register is None or len(register.result.signatures) < 2:
            return False
        self.show_signature((register.shown + step) % len(register.result.signatures))
        return True

    def shown_reference(self) -> PreparedSignature | None:
        """The specimen to show beside the cheque: the chosen or the most similar one."""
        if self.examination is None or self.examination.verification is None:
            return None
        scores = self.examination.verification.references
        for score in scores:
            if score.signature.path == self._reference:
                return score.signature
        best = most_similar(scores)
        return None if best is None else best.signature

    @property
    def waiting(self) -> bool:
        """Whether a change waits to be examined."""
        return self._settle.isActive()

    def cancel(self) -> None:
        """Cancel the tasks for the case."""
        self._settle.stop()
        self._cancel_tasks(self._reading, self._leafing, self._examining, self._pairing)

    def close(self) -> None:
        """Close the examiner, once the threads have ended."""
        if self.examiner is not None:
            self.examiner.close()

    def _close_examiner(self) -> None:
        """Close the examiner after the examinations that it still has to do."""
        examiner, self.examiner = self.examiner, None
        if examiner is not None:
            self._runner.submit(
                lambda _progress, _cancelled: examiner.close(), on_result=lambda _none: None
            )

    @staticmethod
    def _cancel_tasks(*tasks: Task | None) -> None:
        for task in tasks:
            if task is not None:
                task.cancel()

    def _loaded(self, examiner: Examiner) -> None:
        self.examiner = examiner
        self.model_changed.emit(self.examiner)
        self._examine()

    def _not_loaded(self, failure: Failure) -> None:
        self.model_error = error_message(failure.error, details=failure.details)
        self.model_changed.emit(self.examiner)

    def _read(self, path: Path, *, page: int) -> None:
        kept = self._pictures.get((path, page))
        if kept is not None:
            self._was_read(kept)
            return
        self._reading = self._runner.submit(
            lambda _progress, _cancelled: read_cheque(path, page=page),
            on_result=self._was_read,
            on_error=self._not_read,
            lane=Lane.READING,
            what=self.tr("Reading the cheque"),
        )

    def _was_read(self, picture: ChequePicture) -> None:
        key = (picture.path, picture.scan.page)
        self._pictures[key] = picture
        self._pictures.move_to_end(key)
        while len(self._pictures) > _KEPT_PICTURES:
            self._pictures.popitem(last=False)
        self.picture = picture
        self.picture_changed.emit(self.picture)
        self._examine()

    def _examine(self) -> None:
        """Submit an examination of the case as it is now."""
        self._settle.stop()
        case, examiner, picture = self._case, self.examiner, self.picture
        if examiner is None or case.empty or (case.questioned is not None and picture is None):
            return
        self._cancel_tasks(self._examining, self._pairing)
        self._examining = self._runner.submit(
            lambda _progress, _cancelled: examiner.examine(case, picture),
            on_result=lambda found: self._was_examined(case, found),
            on_error=self._failed,
            what=self.tr("Comparing"),
        )

    def _was_examined(self, asked: Case, found: Examination) -> None:
        if asked.id != self._case.id or not asked.examined_like(self._case):
            return
        self.error = None
        self.examination = found
        self.examined.emit(found)
        self._draw_pair()

    def _not_read(self, failure: Failure) -> None:
        """Show the error, and examine the specimens alone."""
        self._failed(failure)
        case, examiner = replace(self._case, questioned=None), self.examiner
        if examiner is not None and case.specimens and not case.account:
            self._examining = self._runner.submit(
                lambda _progress, _cancelled: examiner.examine(case, None),
                on_result=self.specimens_read.emit,
            )

    def _failed(self, failure: Failure) -> None:
        self.error = error_message(failure.error, details=failure.details)
        if self.examination is not None:
            # The result of an earlier state of the case must not be shown beside the present one.
            self.examination = None
            self.examined.emit(None)
            self._was_drawn(None)
        self.failed.emit(self.error)

    def _draw_pair(self) -> None:
        """Submit the drawing of the pair to show."""
        self._cancel_tasks(self._pairing)
        found, examiner, reference = self.examination, self.examiner, self.shown_reference()
        if found is None or examiner is None or found.questioned is None or reference is None:
            self._was_drawn(None)
            return
        questioned, source = found.questioned, found.source
        self._pairing = self._runner.submit(
            lambda _progress, _cancelled: examiner.pair(questioned, reference, source=source),
            on_result=self._was_drawn,
            what=self.tr("Drawing the comparison"),
        )

    def _was_drawn(self, pair: PairPictures | None) -> None:
        self.pair = pair
        self.pair_changed.emit(self.pair)
