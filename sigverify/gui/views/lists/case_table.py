"""Cases as the rows of a Qt model, of which each step changes only a few."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count
from operator import is_not
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sigverify.gui.models.cases.case import Case

Index = QModelIndex | QPersistentModelIndex
CASE_ROLE: Final = Qt.ItemDataRole.UserRole
"""The case of a row."""


class CaseTable(QAbstractTableModel):
    """The cases as rows; subclasses draw their columns.

    Attributes:
        cases: the cases that are shown, in this order.
    """

    def __init__(self) -> None:
        """Begin without a case."""
        super().__init__()
        self.cases: Sequence[Case] = ()
        self._rows: dict[str, int] | None = None

    def show_cases(self, cases: Sequence[Case]) -> None:
        """Show other cases, or new states of the same ones; views hear only of what differs."""
        before = self.cases
        top = _alike(before, cases)
        most = min(len(before), len(cases)) - top
        bottom = _alike(before[::-1][:most], cases[::-1][:most])
        # Between the two, some rows give way to others.
        gone, new = len(before) - top - bottom, len(cases) - top - bottom
        after = before[len(before) - bottom :]
        if gone:
            self.beginRemoveRows(QModelIndex(), top, top + gone - 1)
            self._take([*before[:top], *after])
            self.endRemoveRows()
        if new:
            self.beginInsertRows(QModelIndex(), top, top + new - 1)
            self._take([*before[:top], *cases[top : top + new], *after])
            self.endInsertRows()
        shown, self.cases = self.cases, cases
        last = self.columnCount() - 1
        for row in compress(count(), map(is_not, shown, cases)):
            self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    def reorder(self, cases: Sequence[Case]) -> None:
        """Show the same cases in another order; what is selected stays so."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self.case_at(index), index.column()) for index in before]
        self._take(cases)
        after = [
            QModelIndex() if case is None else self.index(self.row_of(case.id), column)
            for case, column in kept
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _take(self, cases: Sequence[Case]) -> None:
        self.cases, self._rows = cases, None

    def row_of(self, case_id: str) -> int:
        """The row of a case; -1 if it is not shown."""
        if self._rows is None:
            self._rows = {case.id: row for row, case in enumerate(self.cases)}
        return self._rows.get(case_id, -1)

    def case_at(self, index: Index) -> Case | None:
        """The case of a cell."""
        inside = index.isValid() and index.row() < len(self.cases)
        return self.cases[index.row()] if inside else None

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of cases."""
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def columnCount(self, _parent: Index | None = None) -> int:
        """The number of columns."""
        return 1


def _alike(some: Sequence[Case], others: Sequence[Case]) -> int:
    """How many cases at the start of both lists are the same ones, in whatever state."""
    for row in compress(count(), map(is_not, some, others)):
        if some[row].id != others[row].id:
            return row
    return min(len(some), len(others))
