"""The cases of the queue as a table: its cells, their order and the cases that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
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
    QueueOrder,
    Status,
    account_number,
    amount_of,
    cheque_number,
    status_of,
)
from sigverify.gui.models.cases.worklist import Show
from sigverify.gui.theme import current, icon
from sigverify.gui.views.lists.case_table import CASE_ROLE, CaseTable, Index
from sigverify.gui.widgets.parts import short_name
from sigverify.gui.widgets.thumbnails import Thumbnails

ROW_H: Final = 38
_THUMB: Final = QSize(96, 34)
NAME, NUMBER, ACCOUNT, AMOUNT, PROGRAM, MINE, STATUS = range(7)

_SAID: Final = {
    NUMBER: Particular.CHEQUE,
    ACCOUNT: Particular.ACCOUNT,
    AMOUNT: Particular.AMOUNT,
}


class QueueTable(CaseTable):
    """The cases as rows."""

    def __init__(self, pictures: Thumbnails) -> None:
        """Begin without a case.

        Args:
            pictures: small pictures of the cases.
        """
        super().__init__()
        self._all: Sequence[Case] = ()
        self._order = QueueOrder()
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

    def show_list(self, cases: Sequence[Case]) -> None:
        """Show those of the cases that are asked for."""
        self._all = cases
        self.show_cases(self._order.ordered(cases))

    def ask(self, *, text: str, show: Show) -> None:
        """Show other cases."""
        self._order.text, self._order.show = text, show
        self.show_list(self._all)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the cases by a column; -1 keeps the order of their arrival."""
        key = None if column < 0 else partial(self._key, column=column)
        self._order.sort(key, descending=order is Qt.SortOrder.DescendingOrder)
        self.reorder(self._order.ordered(self._all))

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
        case, column = self.case_at(index), index.column()
        if case is None or role == CASE_ROLE:
            return case
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
                return "" if case.comparable else self.tr("No specimens")
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
        cell = self.index(self.row_of(case_id), NAME)
        if cell.isValid():
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
