"""The clerk's decisions: at once, or, where records are kept, once they stand there.

A decision that could not be written down is none: the case stays open and the window says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.case import Case, ClerkDecision, Verdict
from sigverify.gui.models.clerk_rules import clerk_name
from sigverify.gui.tasks import Failure, Lane, Task
from sigverify.records.audit.event import Kind
from sigverify.settings import Settings

if TYPE_CHECKING:
    from sigverify.gui.controllers.worklist_controller import WorkListController
    from sigverify.records.approvals import Decided
    from sigverify.verification.recording import Recorder


class DecisionController(QObject):
    """Records what the clerk decides about the cases of the work-list."""

    def __init__(self, controller: WorkListController) -> None:
        """Begin; the records are opened when the first decision is to be written down."""
        super().__init__(controller)
        self._controller = controller
        # Used in the reading lane's thread alone.
        self._recorder: Recorder | None = None
        self._under_way: set[str] = set()

    def decide(self, verdict: Verdict, *, reason: str, note: str) -> None:
        """Decide the case at hand."""
        controller = self._controller
        case, settings = controller.case, controller.settings
        if case.id in self._under_way:
            return
        decision = ClerkDecision(
            verdict=verdict,
            reason=reason,
            note=note.strip(),
            clerk=clerk_name(settings),
            decided_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        if not settings.records:
            controller.take_decision(replace(case, clerk=decision, parked=False))
            return
        self._under_way.add(case.id)
        self._write(
            _recorded(case, decision, known=self._known(case)),
            on_result=lambda found: self._stands(case, decision, found),
            case_id=case.id,
        )

    def withdraw(self, case: Case, *, then: Callable[[Case], None] = lambda _case: None) -> None:
        """Take a case's decision back; in the records too, if it stands there."""
        if case.clerk is None or case.clerk.row is None:
            then(case)
            return
        self._write(
            lambda recorder: recorder.withdrawal(case.id),
            on_result=lambda _none: then(case),
            case_id=case.id,
        )

    def look_up(self, case: Case) -> None:
        """See whether a second person has answered a decision that waits."""
        settings = self._controller.settings
        if case.clerk is None or case.clerk.waits is None or not settings.records:
            return
        self._write(
            lambda recorder: recorder.standing(case.id),
            on_result=lambda found: self._answered(case, found),
            case_id=case.id,
        )

    def export(self, case: Case, *, action: str, then: Callable[[], None]) -> None:
        """Write down that a report of a case leaves the program, then let it."""
        settings = self._controller.settings
        if not settings.records:
            then()
            return
        self._write(
            lambda recorder: recorder.add(Kind.EXPORT, action=action, case_id=case.id),
            on_result=lambda _row: then(),
            case_id=case.id,
        )

    def close(self) -> None:
        """Close the records, once the threads have ended."""
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None

    def _stands(self, asked: Case, decision: ClerkDecision, found: Decided) -> None:
        """Take up a decision that has been committed."""
        self._under_way.discard(asked.id)
        controller = self._controller
        now = controller.worklist.get(asked.id)
        if now is None:
            return
        decided = replace(
            now, clerk=replace(decision, row=found.seq, waits=found.why), parked=False
        )
        if not now.examined_like(asked):
            # The clerk has changed the case meanwhile: what was decided is another thing.
            self.withdraw(decided)
            return
        controller.take_decision(decided)
        if found.why is not None:
            told = self.tr("Recorded. A second person has to confirm it: {why}.")
            controller.said.emit(told.format(why=sentence(found.why)))

    def _answered(self, asked: Case, found: Decided | None) -> None:
        controller = self._controller
        now = controller.worklist.get(asked.id)
        if now is None or now.clerk is None or now.clerk != asked.clerk or found is None:
            return
        answer = found.answer
        if answer is None or found.seq != now.clerk.row:
            return
        if answer.confirmed:
            confirmed = replace(now.clerk, waits=None, confirmed_by=answer.user)
            controller.put(replace(now, clerk=confirmed))
        else:
            controller.put(replace(now, clerk=None))
            told = self.tr("{person} has declined the decision: {note}")
            controller.said.emit(told.format(person=answer.user, note=answer.note))

    def ask(
        self,
        work: Callable[[Recorder], Any],
        *,
        on_result: Callable[[Any], None],
        on_error: Callable[[Failure], None],
    ) -> Task:
        """Do something with the records, beside the window.

        Args:
            work: called with the records in the reading lane's thread.
            on_result: called in the window's thread with what it returns.
            on_error: the same with what it raises.
        """
        settings = self._controller.settings
        return self._controller.runner.submit(
            lambda _progress, _cancelled: work(self._recorder_of(settings)),
            on_result=on_result,
            on_error=on_error,
            lane=Lane.READING,
            what=self.tr("Recording"),
        )

    def _write(
        self,
        work: Callable[[Recorder], Any],
        *,
        on_result: Callable[[Any], None],
        case_id: str,
    ) -> None:
        def failed(failure: Failure) -> None:
            self._under_way.discard(case_id)
            self._controller.tell(failure)

        self.ask(work, on_result=on_result, on_error=failed)

    def _recorder_of(self, settings: Settings) -> Recorder:
        """The recorder of some settings; called in the reading lane's thread."""
        from sigverify.verification.recording import open_recorder

        wanted = (settings.records, settings.records_key)
        if self._recorder is not None and self._recorder.place != wanted:
            self._recorder.close()
            self._recorder = None
        if self._recorder is None:
            self._recorder = open_recorder(settings)
        if self._recorder is None:
            raise RuntimeError("no records are named")
        return self._recorder

    def _known(self, case: Case) -> dict[str, Any]:
        """What the clerk was shown of a case."""
        from sigverify.verification.account_results import account_evidence
        from sigverify.verification.recording import evidence

        found = self._controller.case_controller.examination
        if case.outcome is None:
            return {}
        if found is not None and found.case.examined_like(case):
            if found.register is not None:
                return account_evidence(found.register.result)
            if found.verification is not None:
                return dict(evidence(found.verification))
        return {
            "decision": case.outcome.decision.value,
            "similarity": case.outcome.similarity,
            "details": {"reasons": list(case.outcome.reasons)},
        }


def _recorded(
    case: Case, decision: ClerkDecision, *, known: dict[str, Any]
) -> Callable[[Recorder], Decided]:
    def write(recorder: Recorder) -> Decided:
        return recorder.decision(
            case_id=case.id,
            verdict=decision.verdict.value,
            reason=decision.reason,
            note=decision.note,
            questioned=case.questioned,
            known=known,
            amount=case.amount,
            account=known.get("account") or case.account or None,
            name=decision.clerk,
        )

    return write
