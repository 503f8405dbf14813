"""The clerk's changes to the current case: specimens, account, box, turns and page.

A decided case is read-only until it is reopened. Every change can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from sigverify.gui.controllers.case_controller import CaseController
from sigverify.gui.controllers.case_history import CaseHistory
from sigverify.gui.controllers.decision_controller import DecisionController
from sigverify.gui.models.cases.case import QUARTER_TURNS, BoxOrigin, Case
from sigverify.gui.models.cases.particulars import Particular, Said, Source
from sigverify.gui.models.cases.worklist import WorkList
from sigverify.gui.models.examination import shown_box
from sigverify.terms import Box


class CaseEditor(QObject):
    """Changes the current case of a work list.

    Signals:
        status_message: a message for the status line.
    """

    status_message = Signal(str)

    def __init__(
        self,
        worklist: WorkList,
        *,
        history: CaseHistory,
        case_controller: CaseController,
        decision_controller: DecisionController,
        parent: QObject,
    ) -> None:
        """Change nothing yet.

        Args:
            worklist: holds the cases.
            history: makes the changes.
            case_controller: knows what was found of the current case.
            decision_controller: knows which decisions are under way.
            parent: owns the editor.
        """
        super().__init__(parent)
        self._worklist = worklist
        self._history = history
        self._case_controller = case_controller
        self._decision_controller = decision_controller

    @property
    def _case(self) -> Case:
        return self._worklist.current

    def add_specimens(self, paths: Iterable[Path]) -> None:
        """Compare the cheque with more specimens."""
        if self._case.account:
            self.status_message.emit(
                self.tr("The specimens come from the register while there is an account.")
            )
            return
        new = [path for path in paths if path not in self._case.specimens]
        if new:
            self._change(self.tr("add specimens"), specimens=(*self._case.specimens, *new))

    def remove_specimen(self, path: Path) -> None:
        """Remove a specimen from the case."""
        rest = tuple(other for other in self._case.specimens if other != path)
        self._change(self.tr("remove specimen"), specimens=rest)

    def replace_specimen(self, path: Path, new: Path) -> None:
        """Compare the cheque with another image in place of a specimen."""
        rest = tuple(new if other == path else other for other in self._case.specimens)
        self._change(self.tr("correct specimen"), specimens=rest)

    def use_specimens_of(self, case_id: str) -> None:
        """Compare the cheque with the specimens of another case."""
        other = self._worklist.get(case_id)
        if other is not None and other.specimens:
            self._change(self.tr("use the same specimens"), specimens=other.specimens)

    def name_account(self, number: str, amount: float | None) -> None:
        """Set account and amount; an account replaces the specimens of the case."""
        case = self._case
        if (number, amount) == (case.account, case.amount):
            return
        specimens = () if number else case.specimens
        # What the clerk leaves as it is stays the word of its source.
        typed = []
        if number != case.account:
            typed.append(Said(Source.CLERK, Particular.ACCOUNT, number))
        if amount != case.amount:
            paid = "" if amount is None else f"{Decimal(str(amount)):f}"
            typed.append(Said(Source.CLERK, Particular.AMOUNT, paid))
        renewed = {one.what for one in typed}
        kept = [
            one for one in case.said if one.source is not Source.CLERK or one.what not in renewed
        ]
        self._change(
            self.tr("set the account"),
            account=number,
            amount=amount,
            specimens=specimens,
            said=(*kept, *typed),
        )

    def set_box(self, box: Box | None, *, gesture: int = 0) -> None:
        """Set the signature's box.

        Args:
            box: in pixels of the image file; None takes the whole image.
            gesture: changes with the same number other than 0 are undone as one.
        """
        if box != self._case.box or self._case.box_origin is BoxOrigin.UNKNOWN:
            self._change(
                self.tr("move the box"), gesture=gesture, box=box, box_origin=BoxOrigin.CLERK
            )

    def confirm_box(self) -> None:
        """Confirm the box that is shown, which settles doubts about it."""
        box = shown_box(self._case, found=self._case_controller.examination)
        if box is not None and (box, BoxOrigin.CLERK) != (self._case.box, self._case.box_origin):
            self._change(self.tr("confirm the box"), box=box, box_origin=BoxOrigin.CLERK)

    def turn(self, quarters: int) -> None:
        """Turn the image clockwise by quarter turns."""
        turns = ((self._case.turns or 0) + quarters) % QUARTER_TURNS
        self._change(self.tr("turn the image"), turns=turns, turned=False)

    def use_candidate(self, step: int) -> None:
        """Move the box to the next or the previous detection."""
        if self._case_controller.step_signature(step):
            return
        found = self._case_controller.examination
        boxes = [] if found is None else [candidate.box for candidate in found.detections]
        if not boxes:
            self.status_message.emit(self.tr("No signature found. Draw the box yourself."))
            return
        place = boxes.index(self._case.box) + step if self._case.box in boxes else 0
        self._change(
            self.tr("use another candidate"),
            box=boxes[place % len(boxes)],
            box_origin=BoxOrigin.FOUND,
        )

    def examine_page(self, page: int) -> None:
        """Examine another page of the cheque's file, counted from 0."""
        if page != self._case.page:
            self._change(
                self.tr("examine another page"),
                page=page,
                box=None,
                box_origin=BoxOrigin.UNKNOWN,
                turns=None,
                turned=False,
            )

    def undo(self) -> None:
        """Take the last change to the case back."""
        if self._free():
            self._history.group.undo()

    def redo(self) -> None:
        """Make the change again that was taken back last, or the decision that was withdrawn."""
        if not self._free():
            return
        if self._history.group.canRedo():
            self._history.group.redo()
        else:
            self._decision_controller.restore()

    @property
    def undoable(self) -> bool:
        """Whether there is a change to take back."""
        return self._case.clerk is None and self._history.group.canUndo()

    @property
    def redoable(self) -> bool:
        """Whether there is a change or a decision to make again."""
        again = self._history.group.canRedo() or self._case.withdrawn is not None
        return self._case.clerk is None and again

    def _change(self, text: str, *, gesture: int = 0, **fields: Any) -> None:  # noqa: ANN401
        if self._free():
            self._history.change(self._case, text=text, gesture=gesture, fields=fields)

    def _free(self) -> bool:
        """Whether the case may be changed; says so if not."""
        if self._case.clerk is not None:
            self.status_message.emit(
                self.tr("This case is decided. Reopen it before you change it.")
            )
            return False
        if self._decision_controller.under_way(self._case.id):
            self.status_message.emit(self.tr("The decision on this case is being recorded."))
            return False
        return True
