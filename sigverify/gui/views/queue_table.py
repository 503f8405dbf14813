"""The cases of the queue as a table: its cells, their order and the cases that are shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from sigverify.gui.i18n.sources import disagreement_note, source_of
from sigverify.gui.i18n.wording import VERDICT_ICONS, decision_word, sentence, verdict_word
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.particulars import Particular, disagreements
from sigverify.gui.models.cases.queue import (
    Status,
    account_number,
    amount_of,
    cheque_number,
    found_by,
    status_of,
)
from sigverify.gui.models.cases.worklist import Show
from sigverify.gui.theme import current, icon
from sigverify.gui.widgets.parts import short_name
from sigverify.gui.widgets.thumbnails import Thumbnails

CASE_ROLE: Final = Qt.ItemDataRole.UserRole
"""The case of a row."""
SORT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ROW_H: Final = 38
_THUMB: Final = QSize(96, 34)
NAME, NUMBER, ACCOUNT, AMOUNT, PROGRAM, MINE, STATUS = range(7)

_SAID: Final = {
    NUMBER: Particular.CHEQUE,
    ACCOUNT: Particular.ACCOUNT,
    AMOUNT: Particular.AMOUNT,
}

Index = QModelIndex | QPersistentModelIndex


class QueueTable(QAbstractTableModel):
    """The cases as rows."""

    def __init__(self, pictures: Thumbnails) -> None:
        """Begin without a case.

        Args:
            pictures: small pictures of the cases.
        """
        super().__init__()
        self.cases: list[Case] = []
        self._pictures = pictures
        pictures.ready.connect(self._picture_ready)
        self.heads = (
            self.tr("Name"),
            self.tr("Cheque"),
            self.tr("Account"),
            self.tr("Amount"),
            self.tr("Program"),
            self.tr("My decision"),
            self.tr("Status"),
        )
        self.states = {
            Status.CHECKING: self.tr("Checking…"),
            Status.OPEN: self.tr("To decide"),
            Status.PROBLEM: self.tr("Problem"),
            Status.PARKED: self.tr("Parked"),
            Status.PENDING: self.tr("Pending approval"),
            Status.DECIDED: self.tr("Decided"),
        }

    def show_cases(self, cases: list[Case]) -> None:
        """Show other cases, or new states of the same ones."""
        if [case.id for case in cases] == [case.id for case in self.cases]:
            before, self.cases = self.cases, cases
            for row, (old, new) in enumerate(zip(before, cases, strict=True)):
                # All rows would be filtered and sorted again.
                if old is not new:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, STATUS))
        else:
            self.beginResetModel()
            self.cases = cases
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of cases."""
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The heads of the columns."""
        shown = way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.heads[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell of a case."""
        if not index.isValid():
            return None
        case, column = self.cases[index.row()], index.column()
        if role == CASE_ROLE:
            return case
        if role == SORT_ROLE:
            return self._key(case, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(case, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(case, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(case, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == AMOUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, case: Case, column: int) -> str:
        if column == PROGRAM:
            if case.outcome is None:
                return ""
            word, similarity = decision_word(case.outcome.decision), case.outcome.similarity
            return word if similarity is None else f"{word} {similarity:.3f}"
        if column == MINE:
            return "" if case.clerk is None else verdict_word(case.clerk.verdict)
        if column == STATUS:
            return self.states[status_of(case)]
        return (case.name, cheque_number(case), account_number(case), amount_of(case))[column]

    def _tip(self, case: Case, column: int) -> str | None:
        """The source of a cell's value, the disagreement of sources, or the fault."""
        if column in _SAID:
            said = source_of(case.said, _SAID[column])
            return " ".join(filter(None, (self._text(case, column), said))) or None
        if case.problem is not None:
            return sentence(case.problem)
        return disagreement_note(case) or None

    def _picture_ready(self, case_id: str) -> None:
        for row, case in enumerate(self.cases):
            if case.id == case_id:
                cell = self.index(row, NAME)
                self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DecorationRole])

    def _icon(self, case: Case, column: int) -> object:
        theme = current()
        if column == NAME:
            return self._pictures.of(case)
        if column == PROGRAM and case.outcome is not None:
            decision = case.outcome.decision
            return icon(decision.value, colour=theme.of(decision)[0])
        if column == MINE and case.clerk is not None:
            return icon(VERDICT_ICONS[case.clerk.verdict])
        if column == STATUS and disagreements(case.said):
            return icon("warning", colour=theme.bad)
        return None

    def _key(self, case: Case, column: int) -> object:
        if column == AMOUNT:
            return -1.0 if case.amount is None else case.amount
        if column == NUMBER:
            number = cheque_number(case)
            return f"{number:0>40}" if number else ""
        if column == STATUS:
            return list(Status).index(status_of(case))
        return self._text(case, column).casefold()


class NameCell(QStyledItemDelegate):
    """Draws a small picture of the signature, and the name with its longest number whole."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        case = index.data(CASE_ROLE)
        if not isinstance(case, Case):
            return
        theme = current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, QColor(theme.selection))
        where = QRect(rect.left() + 4, rect.top() + 2, _THUMB.width(), _THUMB.height())
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QImage):
            size = picture.size().scaled(where.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(where.topLeft(), size)
            place.moveCenter(where.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, picture)
        room = rect.adjusted(_THUMB.width() + 12, 0, -4, 0)
        metrics = painter.fontMetrics()
        painter.setPen(QColor(theme.text))
        shown = short_name(case.name, lambda text: metrics.horizontalAdvance(text) <= room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


class QueueFilter(QSortFilterProxyModel):
    """The cases that are shown, in the chosen order."""

    def __init__(self, table: QueueTable) -> None:
        """Show all cases.

        Args:
            table: the cases.
        """
        super().__init__()
        self.text = ""
        self.show = Show.ALL
        self._table = table
        self.setSourceModel(table)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def ask(self, *, text: str, show: Show) -> None:
        """Show other cases."""
        self.beginResetModel()
        self.text, self.show = text, show
        self.endResetModel()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a case is shown."""
        case = self._table.cases[row]
        return self.show.shows(case) and found_by(case, self.text)

    def row_of(self, case_id: str) -> int:
        """The row that shows a case; -1 if none does."""
        for row, case in enumerate(self._table.cases):
            if case.id == case_id:
                return self.mapFromSource(self._table.index(row, 0)).row()
        return -1
