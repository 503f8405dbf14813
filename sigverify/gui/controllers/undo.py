"""Changes to a case that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QUndoCommand

from sigverify.gui.models.case import Case

if TYPE_CHECKING:
    from sigverify.gui.controllers.worklist_controller import WorkListController

_MERGED = 1


class ChangeCase(QUndoCommand):
    """Some fields of a case get other values."""

    def __init__(
        self,
        controller: WorkListController,
        case: Case,
        *,
        text: str,
        gesture: int,
        fields: Mapping[str, Any],
    ) -> None:
        """Note both states; pushing it onto a stack makes the change.

        Args:
            controller: holds the case.
            case: the case before.
            text: what is done, for the menu.
            gesture: commands of one gesture, other than 0, become one.
            fields: the new values.
        """
        super().__init__(text)
        self._controller, self._case_id, self._gesture = controller, case.id, gesture
        self._before = {name: getattr(case, name) for name in fields}
        self._after = dict(fields)

    def id(self) -> int:
        """What it may be merged with."""
        return _MERGED if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take up the next step of the same gesture."""
        if not isinstance(other, ChangeCase) or other._gesture != self._gesture:
            return False
        self._after |= other._after
        return True

    def redo(self) -> None:
        """Make the change."""
        self._set(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._set(self._before)

    def _set(self, fields: Mapping[str, Any]) -> None:
        case = self._controller.worklist.get(self._case_id)
        if case is not None:
            self._controller.put(replace(case, **fields))
