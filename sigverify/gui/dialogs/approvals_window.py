"""The pending approvals: decisions and changes with their images; a second person answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.wording import decision_word, phrase, sentence, verdict_word
from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.cases.worklist import WorkList
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.second_person import (
    Proposed,
    ProposedEvidence,
    Waiting,
    answer,
    proposed_with,
    shown_with,
    waiting,
)
from sigverify.gui.records_access import RecordsAccess
from sigverify.gui.tasks import Failure, Task
from sigverify.gui.views.case.evidence_view import EvidenceView
from sigverify.gui.views.register.change_view import ChangeView
from sigverify.gui.widgets.parts import Card, fit_screen, label, restyle
from sigverify.reporting.inks import Picture
from sigverify.terms import Decision
from sigverify.wording import amount_text

_WAITING: Final = Qt.ItemDataRole.UserRole


class ApprovalsWindow(QDialog):
    """Lists what waits and records the answers, in the reading lane's thread.

    Signals:
        case_chosen: the ``id`` of a case to show in the main window.
        answered: an answer was recorded.
    """

    case_chosen = Signal(str)
    answered = Signal()

    def __init__(
        self, records: RecordsAccess, *, worklist: WorkList, parent: QWidget | None
    ) -> None:
        """Build the window and ask the records which decisions wait.

        Args:
            records: hold the decisions and take the answers.
            worklist: cases that can be shown.
            parent: the main window.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Pending approvals"))
        fit_screen(self, 1080, 660)
        self.setMinimumSize(640, 440)
        self._records, self._worklist = records, worklist
        self.busy = False
        self._task: Task | None = None
        self._looking: Task | None = None
        self._seen: int | None = None
        self.evidence = EvidenceView()
        self.change = ChangeView()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pending approvals"))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.currentItemChanged.connect(lambda _now, _before: self._choose())
        self.message = label(role="quiet", wrap=True)
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("Note, required to decline"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setMaxLength(500)
        self.note.textChanged.connect(lambda _text: self._show_chosen())
        self.look = QPushButton(self.tr("Open the case"))
        self.decline = QPushButton(self.tr("Decline"))
        self.confirm = QPushButton(self.tr("Approve"))
        self.confirm.setProperty("primary", True)
        self.look.clicked.connect(self._look)
        self.decline.clicked.connect(lambda: self._answer(confirms=False))
        self.confirm.clicked.connect(lambda: self._answer(confirms=True))
        self._answers = QWidget()
        buttons = QHBoxLayout(self._answers)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        for button in (self.decline, self.confirm):
            buttons.addWidget(button)
        for button in (self.look, self.decline, self.confirm):
            button.setAutoDefault(False)
        self._card = Card(self.tr("Pending approvals"))
        self._card.body.addWidget(self.list)
        self._card.setMinimumWidth(240)
        self._parts = QSplitter(Qt.Orientation.Horizontal)
        self._parts.setChildrenCollapsible(False)
        self._parts.setHandleWidth(8)
        self._parts.addWidget(self._card)
        self._parts.addWidget(self.evidence)
        self._parts.addWidget(self.change)
        self.change.hide()
        self._parts.setSizes([340, 720, 720])
        for place in (1, 2):
            self._parts.setStretchFactor(place, 1)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self._parts, 1)
        column.addWidget(self.message)
        column.addWidget(self.note)
        column.addWidget(self._answers)
        self.refresh()

    def refresh(self) -> None:
        """Ask the records again what waits."""
        self._ask(waiting, on_result=self.show_waiting)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel the task under way; recorded answers stay."""
        for task in (self._task, self._looking):
            if task is not None:
                task.cancel()
        super().closeEvent(event)

    def _ask(self, work: Any, *, on_result: Any) -> None:  # noqa: ANN401
        self.busy = True
        self._enable(None)
        self._task = self._records.submit(work, on_result=on_result, on_error=self._failed)

    def show_waiting(self, found: Sequence[Waiting | Proposed]) -> None:
        """List decisions and changes."""
        self.busy = False
        self.list.clear()
        self.note.clear()
        for one in found:
            words = self._in_words(one) if isinstance(one, Waiting) else self._change_words(one)
            item = QListWidgetItem(words)
            item.setData(_WAITING, one)
            self.list.addItem(item)
        if found:
            self.list.setCurrentRow(0)
        else:
            self._choose()

    def _choose(self) -> None:
        """Show the chosen entry, and request its images."""
        one = self._chosen()
        if self._looking is not None:
            self._looking.cancel()
        self._seen = None
        self.evidence.setVisible(not isinstance(one, Proposed))
        self.change.setVisible(isinstance(one, Proposed))
        if one is None or self.busy:
            self.evidence.show_none("")
        elif isinstance(one, Proposed):
            seq, change = one.seq, one.change
            self.change.show_change(one, None)
            self._looking = self._records.submit(
                lambda recorder: proposed_with(recorder, change=change),
                on_result=lambda found: self.show_proposed(seq, found),
                on_error=self._failed,
            )
        else:
            seq = one.seq
            self.evidence.show_none(self.tr("Reading…"))
            self._looking = self._records.submit(
                lambda recorder: shown_with(recorder, seq=seq),
                on_result=lambda found: self.show_evidence(seq, found),
                on_error=self._failed,
            )
        self._show_chosen()

    def show_evidence(self, seq: int, found: Mapping[str, Picture]) -> None:
        """Show what the clerk of a decision saw."""
        one = self._chosen()
        if isinstance(one, Waiting) and one.seq == seq:
            self._seen = seq
            self.evidence.show_images(found)
            self._show_chosen()

    def show_proposed(self, seq: int, found: ProposedEvidence) -> None:
        """Show what the register has of a change."""
        one = self._chosen()
        if isinstance(one, Proposed) and one.seq == seq:
            self._seen = seq
            self.change.show_change(one, found)
            self._show_chosen()

    @property
    def looking(self) -> bool:
        """Whether the images of the chosen entry are still being read."""
        one = self._chosen()
        return one is not None and self._seen != one.seq

    def _failed(self, failure: Failure) -> None:
        self.busy = False
        error = error_message(failure.error, details=failure.details)
        self._show_chosen()
        self.message.setText(f"{sentence(error.message)} {sentence(error.remedy)}")
        restyle(self.message, "role", "error")

    def _show_chosen(self) -> None:
        if self.busy:
            return
        one = self._chosen()
        restyle(self.message, "role", "quiet")
        if one is None:
            self.message.setText(
                self.tr("No approval is pending.") if self.list.count() == 0 else ""
            )
        elif one.own:
            self.message.setText(
                self.tr("This decision is your own: a colleague has to approve it.")
                if isinstance(one, Waiting)
                else self.tr("This change is your own: a colleague has to approve it.")
            )
        elif isinstance(one, Proposed):
            self.message.setText(
                self.tr(
                    "Compare it with the paper before you approve. The change takes effect at "
                    "once, and your name is recorded with it."
                )
            )
        else:
            self.message.setText(
                self.tr(
                    "Compare the signatures yourself before you approve: your name is recorded "
                    "with the decision."
                )
            )
        self._enable(one)
        some = self.list.count() > 0
        for part in (self._parts, self.note, self._answers):
            part.setVisible(some)
        centre, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignLeft
        self.message.setAlignment(left if some else centre)

    def _enable(self, one: Waiting | Proposed | None) -> None:
        free = one is not None and not one.own
        # Nobody approves what they have not been shown.
        self.confirm.setEnabled(free and not self.looking and not self._unseen(one))
        self.decline.setEnabled(free and bool(self.note.text().strip()))
        self.note.setEnabled(free)
        case_id = one.decided.case_id if isinstance(one, Waiting) else None
        known = case_id is not None and self._worklist.get(case_id) is not None
        self.look.setEnabled(known)
        self.look.setVisible(not isinstance(one, Proposed))
        self.look.setToolTip("" if known else self.tr("The case is not on this work list."))

    def _unseen(self, one: Waiting | Proposed | None) -> bool:
        """Whether a new specimen's image can't be shown."""
        wants = isinstance(one, Proposed) and one.change.image_sha256 is not None
        return wants and self.change.concerned.image is None

    def _chosen(self) -> Waiting | Proposed | None:
        item = self.list.currentItem()
        one = None if item is None else item.data(_WAITING)
        return one if isinstance(one, Waiting | Proposed) else None

    def _look(self) -> None:
        one = self._chosen()
        if isinstance(one, Waiting) and one.decided.case_id is not None:
            self.case_chosen.emit(one.decided.case_id)

    def _answer(self, *, confirms: bool) -> None:
        one = self._chosen()
        if one is None or self.busy:
            return
        note = self.note.text()
        self._ask(
            lambda recorder: answer(recorder, one=one, confirms=confirms, note=note),
            on_result=lambda _none: self._answered(),
        )

    def _answered(self) -> None:
        self.answered.emit()
        self.refresh()

    def _change_words(self, one: Proposed) -> str:
        change = one.change
        first = [self.change.title(one)]
        if change.account is not None:
            first.append(self.tr("account {number}").format(number=change.account))
        when = _local(change.at)
        second = [self.tr("proposed by {person}, {when}").format(person=change.user, when=when)]
        third = [self.tr("UNLIKE THE OTHER SPECIMENS")] if change.disagrees else []
        return "\n".join(" · ".join(line) for line in (first, second, third) if line)

    def _in_words(self, one: Waiting) -> str:
        decided = one.decided
        verdicts = [verdict_word(known) for known in Verdict if known.value == decided.verdict]
        programs = [decision_word(known) for known in Decision if known.value == decided.decision]
        first = [*verdicts]
        if decided.amount is not None:
            first.append(amount_text(Decimal(str(decided.amount))))
        if decided.account is not None:
            first.append(self.tr("account {number}").format(number=decided.account))
        when = _local(decided.at)
        second = [self.tr("decided by {person}, {when}").format(person=decided.user, when=when)]
        if programs:
            second.append(self.tr("the program says: {decision}").format(decision=programs[0]))
        why = "" if decided.why is None else phrase(decided.why)
        third = [self.tr("pending because {why}").format(why=why)]
        if decided.note:
            third.append(self.tr("note: {note}").format(note=decided.note))
        return "\n".join(" · ".join(line) for line in (first, second, third))


def _local(moment: str) -> str:
    """A time of the records in the time of this place."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
