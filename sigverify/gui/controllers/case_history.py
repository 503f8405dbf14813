"""Undo and redo of the clerk's changes to a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.worklist import WorkList

_MERGED: Final = 1


class CaseHistory(QObject):
    """The changes to the cases of a work list; each case has an undo stack of its own.

    Signals:
        changed: the `Case` as a change, an undo or a redo makes it.

    Attributes:
        group: the undo stacks, of which that of the current case is active.
    """

    changed = Signal(object)

    def __init__(self, worklist: WorkList, *, parent: QObject) -> None:
        """Begin without changes.

        Args:
            worklist: holds the cases.
            parent: owns the history.
        """
        super().__init__(parent)
        self._worklist = worklist
        self._stacks: dict[str, QUndoStack] = {}
        self.group = QUndoGroup(self)

    def activate(self, case_id: str) -> None:
        """Let undo and redo act on a case."""
        self.group.setActiveStack(self._stacks.get(case_id))  # type: ignore[arg-type]

    def change(self, case: Case, *, text: str, gesture: int, fields: Mapping[str, Any]) -> None:
        """Make a change that can be undone.

        Args:
            case: the case before.
            text: the change in words, for the menu.
            gesture: changes with the same number other than 0 are undone as one.
            fields: the new values.
        """
        stack = self._stacks.get(case.id)
        if stack is None:
            stack = QUndoStack(self.group)
            self._stacks[case.id] = stack
            self.group.setActiveStack(stack)
        stack.push(_ChangeCase(self, case, text=text, gesture=gesture, fields=fields))

    def set_fields(self, case_id: str, fields: Mapping[str, Any]) -> None:
        """Give fields of a case other values; for undo commands."""
        case = self._worklist.get(case_id)
        if case is not None:
            self.changed.emit(replace(case, **fields))

    def forget(self, case_id: str) -> None:
        """Drop the changes to a case that leaves the list."""
        stack = self._stacks.pop(case_id, None)
        if stack is not None:
            self.group.removeStack(stack)

    def clear(self) -> None:
        """Drop the changes to all cases."""
        for case_id in list(self._stacks):
            self.forget(case_id)


class _ChangeCase(QUndoCommand):
    """Gives some fields of a case other values."""

    def __init__(
        self,
        history: CaseHistory,
        case: Case,
        *,
        text: str,
        gesture: int,
        fields: Mapping[str, Any],
    ) -> None:
        """Keep both states; pushing the command onto a stack makes the change."""
        super().__init__(text)
        self._history, self._case_id, self._gesture = history, case.id, gesture
        self._before = {name: getattr(case, name) for name in fields}
        self._after = dict(fields)

    def id(self) -> int:
        """Which commands it may be merged with."""
        return _MERGED if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge with the next step of the same gesture."""
        if not isinstance(other, _ChangeCase) or other._gesture != self._gesture:
            return False
        self._after |= other._after
        return True

    def redo(self) -> None:
        """Make the change."""
        self._history.set_fields(self._case_id, self._after)

    def undo(self) -> None:
        """Undo the change."""
        self._history.set_fields(self._case_id, self._before)
