"""The clerk's decisions: where records are kept, a decision counts once it is recorded.

A decision that could not be recorded does not count: the case stays open and the window says why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sigverify.gui.controllers.case_controller import CaseController
from sigverify.gui.i18n.wording import phrase, sentence
from sigverify.gui.models.cases.case import Case, ClerkDecision, Outcome, Verdict, Withdrawn
from sigverify.gui.models.cases.clerk_rules import clerk_name
from sigverify.gui.models.cases.worklist import WorkList
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examination import evidence_of
from sigverify.gui.models.shown_images import shown_images
from sigverify.gui.records_access import RecordsAccess
from sigverify.gui.tasks import Failure
from sigverify.reasons import codes_in
from sigverify.terms import Decision
from sigverify.wording import codes_of, texts_of

if TYPE_CHECKING:
    from sigverify.gui.models.pictures import ChequePicture
    from sigverify.records.approvals import Decided
    from sigverify.verification.presentments.entries import SeenInk
    from sigverify.verification.recording import Recorder


class DecisionController(QObject):
    """Records what the clerk decides about the cases of a work list.

    Signals:
        decided: a `Case` whose decision counts from now on.
        reopened: a `Case` whose decision the clerk has withdrawn, open again.
        answered: a `Case` whose decision a second person has confirmed or declined.
        status_message: a message for the status line.
        failed: the `Failure` of a task on the records.
        busy_changed: a decision is being recorded or withdrawn, or no longer.
    """

    decided = Signal(object)
    reopened = Signal(object)
    answered = Signal(object)
    status_message = Signal(str)
    failed = Signal(object)
    busy_changed = Signal()

    def __init__(
        self,
        worklist: WorkList,
        *,
        case_controller: CaseController,
        records: RecordsAccess,
        parent: QObject,
    ) -> None:
        """Begin without a decision under way.

        Args:
            worklist: holds the cases.
            case_controller: knows what the clerk was shown of the current case.
            records: where decisions are recorded, if the settings name any.
            parent: owns the controller.
        """
        super().__init__(parent)
        self._worklist = worklist
        self._case_controller = case_controller
        self._records = records
        self._under_way: set[str] = set()
        self._evidence: dict[str, tuple[Case, Mapping[str, Any] | None]] = {}
        # Which image it is shows once it is read.
        case_controller.picture_changed.connect(self._picture_changed)

    def keep_evidence(self, case: Case, known: Mapping[str, Any] | None) -> None:
        """Keep what this window has found of a case beside the one that is shown.

        Args:
            case: the case as it was examined.
            known: the evidence for the records; None without any.
        """
        self._evidence[case.id] = (case, known)

    def unproven(self, case: Case) -> bool:
        """Whether the verdict on a case comes from a file alone, although records are kept.

        What a result file or the list of an earlier session says is no evidence: the case is
        examined before it can be decided.
        """
        if not self._records.configured or case.outcome is None or case.clerk is not None:
            return False
        found = self._case_controller.examination
        here = found is not None and found.case.examined_like(case)
        return not here and self._kept(case) is None

    def decide(self, verdict: Verdict, *, reason: str, note: str) -> None:
        """Decide the current case; a decided one stays as it is."""
        case = self._worklist.current
        if case.id in self._under_way or case.clerk is not None:
            return
        decision = ClerkDecision(
            verdict=verdict,
            reason=reason,
            note=note.strip(),
            clerk=clerk_name(self._records.settings),
            decided_at=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        if not self._records.configured:
            self.decided.emit(replace(case, clerk=decision, withdrawn=None, parked=False))
            return
        self._under_way.add(case.id)
        self._submit(
            _recording(
                case,
                decision,
                known=self._known(case),
                shown=self._shown(case),
                inks=self._inks(case),
            ),
            on_result=lambda found: self._recorded(case, decision, found),
            case_id=case.id,
        )

    def under_way(self, case_id: str) -> bool:
        """Whether the decision on a case is being recorded or withdrawn."""
        return case_id in self._under_way

    def reopen(self, because: str) -> None:
        """Withdraw the decision on the current case, so that the clerk can decide again.

        Args:
            because: why, in the clerk's words.
        """
        case = self._worklist.current
        if case.clerk is None or case.id in self._under_way:
            return
        self._withdraw(
            case, because=because, on_result=lambda _none: self._was_withdrawn(case, because)
        )

    def restore(self) -> None:
        """Decide the current case as it was decided before the decision was withdrawn."""
        withdrawn = self._worklist.current.withdrawn
        if withdrawn is not None:
            made = withdrawn.decision
            self.decide(made.verdict, reason=made.reason, note=made.note)

    def look_up_answer(self) -> None:
        """Read the state of the current case's decision from the records.

        The list of the last session is the user's own file; what counts is in the records.
        """
        case = self._worklist.current
        if case.clerk is None or not self._records.configured:
            return
        self._submit(
            lambda recorder: recorder.standing(case.id),
            on_result=lambda found: self._answer_found(case, found),
            case_id=case.id,
            only_asks=True,
        )

    def _withdraw(self, case: Case, *, because: str, on_result: Callable[[Any], None]) -> None:
        if case.clerk is None or case.clerk.row is None:
            on_result(None)
            return
        self._under_way.add(case.id)
        self._submit(
            lambda recorder: recorder.withdrawal(case.id, because=because),
            on_result=on_result,
            case_id=case.id,
        )

    def _was_withdrawn(self, case: Case, because: str) -> None:
        self._under_way.discard(case.id)
        if case.clerk is not None:
            withdrawn = Withdrawn(decision=case.clerk, because=because)
            self.reopened.emit(replace(case, clerk=None, withdrawn=withdrawn))

    def _recorded(self, asked: Case, decision: ClerkDecision, found: Decided) -> None:
        """Take a decision that has been committed to the records."""
        self._under_way.discard(asked.id)
        now = self._worklist.get(asked.id)
        if now is None:
            return
        decided = replace(
            now,
            clerk=replace(decision, row=found.seq, waits=found.why),
            withdrawn=None,
            parked=False,
        )
        if not now.examined_like(asked):
            # The case has changed meanwhile, so the decision was about another state.
            because = self.tr("The case changed while the decision was being recorded.")
            self._withdraw(
                decided, because=because, on_result=lambda _none: self._was_withdrawn(now, because)
            )
            return
        self.decided.emit(decided)
        if found.why is not None:
            told = self.tr("Recorded. A second person has to confirm it: {why}.")
            self.status_message.emit(told.format(why=phrase(found.why)))

    def _answer_found(self, asked: Case, found: Decided | None) -> None:
        now = self._worklist.get(asked.id)
        if now is None or now.clerk is None or now.clerk != asked.clerk:
            return
        if found is None or not self._is_of(found, now):
            because = self.tr("The records do not hold this decision on this image.")
            withdrawn = Withdrawn(decision=now.clerk, because=because)
            self.answered.emit(replace(now, clerk=None, withdrawn=withdrawn))
            self.status_message.emit(because)
            return
        answer = found.answer
        if answer is None or answer.confirmed:
            by = "" if answer is None else answer.user
            waits = found.why if found.waits else None
            if (waits is None, by) != (now.clerk.waits is None, now.clerk.confirmed_by):
                standing = replace(now.clerk, waits=waits, confirmed_by=by)
                self.answered.emit(replace(now, clerk=standing))
        else:
            withdrawn = Withdrawn(decision=now.clerk, because=answer.note)
            self.answered.emit(replace(now, clerk=None, withdrawn=withdrawn))
            told = self.tr("{person} has declined the decision: {note}")
            self.status_message.emit(told.format(person=answer.user, note=answer.note))

    def _picture_changed(self, picture: ChequePicture | None) -> None:
        if picture is not None:
            self.look_up_answer()

    def _is_of(self, found: Decided, case: Case) -> bool:
        """Whether a decision of the records is the one of a case, on the image that it names."""
        made, picture = case.clerk, self._case_controller.picture
        if made is None or (found.seq, found.verdict) != (made.row, made.verdict.value):
            return False
        known = picture is not None and picture.path == case.questioned
        if picture is None or not known or found.questioned_sha256 is None:
            return True  # it can't be read, or could not when it was decided
        return found.questioned_sha256 == picture.scan.sha256

    def _submit(
        self,
        work: Callable[[Recorder], Any],
        *,
        on_result: Callable[[Any], None],
        case_id: str,
        only_asks: bool = False,
    ) -> None:
        def failed(failure: Failure) -> None:
            self._under_way.discard(case_id)
            self.busy_changed.emit()
            if only_asks:
                told = error_message(failure.error, details=failure.details)
                self.status_message.emit(sentence(told.reason))
            else:
                self.failed.emit(failure)

        self._records.submit(work, on_result=on_result, on_error=failed)
        self.busy_changed.emit()

    def _shown(self, case: Case) -> Callable[[], Mapping[str, bytes]]:
        """Makes the images that the clerk was shown of a case."""
        found, picture = self._case_controller.examination, self._case_controller.picture
        current = found is not None and found.case.examined_like(case)
        return lambda: shown_images(found if current else None, picture)

    def _inks(self, case: Case) -> Sequence[SeenInk]:
        """The inks that were examined, if the examination is that of the case as it is now."""
        found = self._case_controller.examination
        return found.inks if found is not None and found.case.examined_like(case) else ()

    def _known(self, case: Case) -> dict[str, Any]:
        """The evidence that the clerk was shown of a case."""
        from sigverify.records.audit.event import ImageMark

        found, picture = self._case_controller.examination, self._case_controller.picture
        known: dict[str, Any] = {}
        if picture is not None:
            # The hash of the image itself: the file of a pasted one is sealed.
            known["images"] = (ImageMark(role="questioned", sha256=picture.scan.sha256),)
        if case.outcome is None:
            return known
        current = found is not None and found.case.examined_like(case)
        evidence = evidence_of(found) if found is not None and current else self._kept(case)
        return known | _as_the_file_says(case.outcome) if evidence is None else evidence

    def _kept(self, case: Case) -> dict[str, Any] | None:
        examined, evidence = self._evidence.get(case.id, (None, None))
        same = (
            examined is not None
            and examined.examined_like(case)
            and examined.outcome == case.outcome
        )
        return dict(evidence) if same and evidence is not None else None


def _as_the_file_says(outcome: Outcome) -> dict[str, Any]:
    """What a result file or the list of an earlier session says, which anybody could have written.

    It is named as such. An acceptance does not count; what speaks against the cheque does.
    """
    codes, texts = codes_in(outcome.reasons), texts_of(outcome.reasons, capital=True)
    counts = outcome.decision is not Decision.ACCEPT
    said = {"decision": outcome.decision.value, "similarity": outcome.similarity}
    return {
        **({"decision": outcome.decision.value} if counts else {}),
        "facts": {"not_examined": said, "reason_codes": codes},
        "details": {"reasons": texts, "reason_codes": codes_of(outcome.reasons)},
    }


def _recording(
    case: Case,
    decision: ClerkDecision,
    *,
    known: dict[str, Any],
    shown: Callable[[], Mapping[str, bytes]],
    inks: Sequence[SeenInk],
) -> Callable[[Recorder], Decided]:
    """A task that records a decision with its evidence."""

    def record(recorder: Recorder) -> Decided:
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
            shown=shown,
            inks=inks,
        )

    return record
