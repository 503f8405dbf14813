"""The work list controller: the cases, and what the clerk does with them.

The window draws the cases and passes the clerk's commands on to it; the case controller has the
current case examined whenever it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from sigverify.gui.controllers.background_check import BackgroundCheck
from sigverify.gui.controllers.case_controller import CaseController
from sigverify.gui.controllers.case_editor import CaseEditor
from sigverify.gui.controllers.case_history import CaseHistory
from sigverify.gui.controllers.decision_controller import DecisionController
from sigverify.gui.controllers.particulars_controller import ParticularsController
from sigverify.gui.controllers.session_keeper import SessionKeeper
from sigverify.gui.models.cases.batch_results import is_result_file, read_results
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.worklist import Show
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examination import Examination
from sigverify.gui.records_access import RecordsAccess
from sigverify.gui.tasks import Lane, TaskRunner
from sigverify.settings import Settings


class WorkListController(QObject):
    """The work list and the current case.

    Signals:
        case_changed: another case is current, or the current case has changed.
        worklist_changed: cases were added, removed or changed.
        status_message: a message for the status line.

    Attributes:
        case_controller: reads and examines the current case.
        worklist: all cases.
        settings: the settings in force.
        session: keeps the list and the pasted images.
        records: where decisions are recorded, if the settings name any.
        decision_controller: records the clerk's decisions.
        history: the undo stacks of the cases.
        editor: changes the current case.
    """

    case_changed = Signal()
    worklist_changed = Signal()
    status_message = Signal(str)

    def __init__(
        self, *, runner: TaskRunner, settings: Settings, session: Path, parent: QObject | None
    ) -> None:
        """Load the work list of the last session; call `start` once the window is shown.

        Args:
            runner: runs the tasks.
            settings: the settings in force.
            session: the file that keeps the work list.
            parent: owns the controller.
        """
        super().__init__(parent)
        self.runner = runner
        self.settings = settings
        self.session = SessionKeeper(session, runner=runner, settings=settings, parent=self)
        self.worklist = self.session.worklist
        self.case_controller = CaseController(runner, parent=self)
        self.case_controller.examined.connect(self._case_examined)
        self.case_controller.failed.connect(self._case_failed)
        self.case_controller.model_changed.connect(self._check_rest)
        self.background = BackgroundCheck(runner, parent=self)
        self.background.checked.connect(self._rest_checked)
        self.records = RecordsAccess(runner, settings=settings, parent=self)
        self.decision_controller = DecisionController(
            self.worklist,
            case_controller=self.case_controller,
            records=self.records,
            parent=self,
        )
        self.decision_controller.decided.connect(self._decided)
        self.decision_controller.reopened.connect(self._reopened)
        self.decision_controller.answered.connect(self._put)
        self.decision_controller.status_message.connect(self.status_message)
        self.history = CaseHistory(self.worklist, parent=self)
        self.history.changed.connect(self._put)
        self.editor = CaseEditor(
            self.worklist,
            history=self.history,
            case_controller=self.case_controller,
            decision_controller=self.decision_controller,
            parent=self,
        )
        self.editor.status_message.connect(self.status_message)
        self.particulars = ParticularsController(
            runner, worklist=self.worklist, put=self._put_all, parent=self
        )
        self.particulars.status_message.connect(self.status_message)
        self._removed: list[tuple[int, Case]] = []

    @property
    def case(self) -> Case:
        """The current case."""
        return self.worklist.current

    def start(self) -> None:
        """Load the model and open the current case."""
        self.session.start()
        self.case_controller.load_model(self.settings)
        self._open_current()

    def apply_settings(self, settings: Settings) -> None:
        """Apply other settings; with another model or calibration, examine all cases again."""
        old, self.settings = self.settings, settings
        self.records.settings = self.session.pasted.settings = settings
        if old.judged_by != settings.judged_by:
            self.examine_anew()

    def examine_anew(self) -> None:
        """Load model and calibration again, and examine all cases without a decision."""
        self.background.stop()
        for case in self.worklist:
            if case.clerk is None:
                self.worklist.put(replace(case, outcome=None, problem=None))
        self.case_controller.load_model(self.settings)
        self._open_current()

    # Adding, removing and selecting cases.

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add a case for each cheque, and all cases of each result file of a batch run.

        A new case has no specimens, whatever case is open. Specimens that were added before any
        cheque belong to the first one.
        """
        results = [path for path in paths if is_result_file(path)]
        cases = [Case(questioned=path) for path in paths if not is_result_file(path)]
        if cases and self.case.questioned is None:
            cases[0] = replace(self.case, questioned=cases[0].questioned)
        if cases:
            self._add([case.as_named(self.settings.name_pattern) for case in cases])
        for path in results:
            self._open_results(path)

    def open_cases(self, paths: Sequence[Path], *, specimens: Sequence[Path]) -> None:
        """Add cases for cheques that share their specimens."""
        cases = [Case(questioned=path, specimens=tuple(specimens)) for path in paths]
        self._add([case.as_named(self.settings.name_pattern) for case in cases])

    def _open_results(self, path: Path) -> None:
        pattern = self.settings.name_pattern
        self.runner.submit(
            lambda _progress, _cancelled: [case.as_named(pattern) for case in read_results(path)],
            on_result=self._add,
            lane=Lane.READING,
            what=self.tr("Reading results"),
        )

    def _add(self, cases: Sequence[Case]) -> None:
        self.background.paused = False
        self.worklist.add(cases)
        self.particulars.look_up(cases)
        if len(cases) > 1:
            self.status_message.emit(self.tr("%n case(s) added to the work list", "", len(cases)))
        self._open_current()

    def remove_case(self) -> None:
        """Remove the current case from the list; `restore_case` puts it back."""
        case = self.case
        if case.empty:
            return
        self._removed.append((self.worklist.place(case.id), case))
        self.history.forget(case.id)
        self.worklist.remove(case.id)
        self._open_current()
        told = self.tr(
            "{case} was removed from the list. Edit > Restore removed case brings it back."
        )
        self.status_message.emit(told.format(case=case.name or self.tr("The case")))

    def restore_case(self) -> None:
        """Put the case back that was removed last."""
        if self._removed:
            place, case = self._removed.pop()
            self.worklist.insert(place, case)
            self._open_current()

    @property
    def restorable(self) -> bool:
        """Whether there is a removed case to put back."""
        return bool(self._removed)

    def clear(self) -> None:
        """Remove all cases from the list, and delete the images that were pasted."""
        self._removed.clear()
        self.history.clear()
        self.worklist.clear()
        self._open_current()
        self.session.forget_pasted(but=())

    def select(self, case_id: str) -> None:
        """Make another case the current one."""
        if case_id != self.case.id and self.worklist.select(case_id):
            self._open_current()

    def step(self, step: int) -> None:
        """Select the case this many steps further in the list; negative steps go back."""
        neighbour = self.worklist.neighbour(step)
        if neighbour is not None:
            self.select(neighbour.id)

    def set_show(self, show: Show) -> None:
        """Show only some of the cases, and select one of them."""
        self.worklist.show = show
        shown = self.worklist.shown
        if shown and not show.shows(self.case):
            wanted = [case for case in shown if show.shows(case)]
            if wanted:
                self.select(wanted[0].id)
        self.worklist_changed.emit()

    def share_specimens(self) -> None:
        """Give the specimens of the current case to all open cases that have none."""
        lacking = self.worklist.lacking
        for case in lacking:
            self.worklist.put(replace(case, specimens=self.case.specimens, outcome=None))
        self.status_message.emit(self.tr("%n case(s) now have these specimens", "", len(lacking)))
        self._changed()
        self._check_rest()

    # Decisions.

    def _decided(self, decided: Case) -> None:
        """Take a case that was decided, and go to the next open one if the settings say so."""
        go_on = self.settings.go_on and decided.id == self.case.id
        self.worklist.put(decided)
        self.session.save()
        following = self.worklist.next_open() if go_on else None
        self.worklist_changed.emit()
        self.case_changed.emit()
        if following is not None:
            self.select(following.id)

    def _reopened(self, case: Case) -> None:
        self.worklist.put(case)
        self.session.save()
        self._changed()

    def park(self) -> None:
        """Park the current case, or take it up again if it is parked."""
        if self.case.clerk is not None:
            self.status_message.emit(self.tr("A decided case can't be parked."))
            return
        parked = not self.case.parked
        following = self.worklist.neighbour(1) if parked else None
        self.worklist.put(replace(self.case, parked=parked))
        self._changed()
        if following is not None:
            self.select(following.id)

    def cancel(self) -> None:
        """Cancel all tasks; the current case is examined again when it changes."""
        self.background.paused = True
        self.background.stop()
        self.case_controller.cancel()
        self.worklist_changed.emit()

    def resume(self) -> None:
        """Resume the background check."""
        self.background.paused = False
        self._check_rest()

    def close(self) -> bool:
        """Cancel all tasks, save the list; whether all threads have ended."""
        self.session.stop()
        ended = self.runner.close()
        self.records.close()
        self.case_controller.close()
        self.session.save_at_end()
        return ended

    # Applying changes.

    def _put(self, case: Case) -> None:
        """Take a case that has changed."""
        self._put_all([case])

    def _put_all(self, cases: Sequence[Case]) -> None:
        """Take cases that have changed, and show them once."""
        update = None
        for case in cases:
            before = self.worklist.get(case.id)
            if before is None:
                continue
            changed = not case.examined_like(before)
            if changed:
                case = replace(case, outcome=None, problem=None, withdrawn=None)
            self.worklist.put(case)
            if changed and case.id == self.case.id:
                update = case
        self._changed()
        if update is not None:
            self.case_controller.update_case(update)

    def _changed(self) -> None:
        self.case_changed.emit()
        self.worklist_changed.emit()
        self.session.save_soon()

    def _open_current(self) -> None:
        """Show the case that has become current."""
        self.history.activate(self.case.id)
        self._changed()
        self.case_controller.open_case(self.case)
        self.decision_controller.look_up_answer()
        self._check_rest()

    def _case_examined(self, found: Examination | None) -> None:
        if found is None:
            return
        case = self.case.as_found(found.case)
        self.worklist.put(case)
        self.case_controller.set_case(case)
        self._changed()
        self._check_rest()

    def _case_failed(self, error: ErrorMessage) -> None:
        self.worklist.put(replace(self.case, problem=error.reason, outcome=None))
        self.case_controller.set_case(self.case)
        self._changed()
        self._check_rest()

    def _check_rest(self) -> None:
        # The case controller examines the current case.
        self.background.check_next(
            self.case_controller.examiner,
            unchecked=lambda: self.worklist.unchecked(beside=self.case.id),
            recorded=self.records.configured,
        )

    def _rest_checked(self, asked: Case, found: Case, known: dict[str, Any] | None) -> None:
        now = self.worklist.get(asked.id)
        if now is not None and now.examined_like(asked) and not now.checked:
            self.worklist.put(now.as_found(found))
            self.decision_controller.keep_evidence(now.as_found(found), known)
        self.worklist_changed.emit()
        self.session.save_soon()
        self._check_rest()
