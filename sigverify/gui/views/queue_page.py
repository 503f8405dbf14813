"""The queue: all cases in a table, to be searched, filtered and sorted."""

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
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.sources import disagreement_note, source_of
from sigverify.gui.i18n.wording import VERDICT_ICONS, decision_word, sentence, verdict_word
from sigverify.gui.models.cases.case import Case, Verdict
from sigverify.gui.models.cases.particulars import Particular, disagreements
from sigverify.gui.models.cases.queue import (
    Status,
    account_number,
    amount_of,
    cheque_number,
    day_counts,
    found_by,
    status_of,
)
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.gui.theme import current, icon
from sigverify.gui.widgets.fields import FieldKeys
from sigverify.gui.widgets.parts import Card, label, short_name
from sigverify.gui.widgets.thumbnails import Thumbnails

_CASE: Final = Qt.ItemDataRole.UserRole
_SORT: Final = Qt.ItemDataRole.UserRole + 1
_ROW_H: Final = 38
_THUMB: Final = QSize(96, 34)
_NAME, _NUMBER, _ACCOUNT, _AMOUNT, _PROGRAM, _MINE, _STATUS = range(7)

_SAID: Final = {
    _NUMBER: Particular.CHEQUE,
    _ACCOUNT: Particular.ACCOUNT,
    _AMOUNT: Particular.AMOUNT,
}

Index = QModelIndex | QPersistentModelIndex


class _CaseTable(QAbstractTableModel):
    """The cases as rows."""

    def __init__(self, pictures: Thumbnails) -> None:
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
                    self.dataChanged.emit(self.index(row, 0), self.index(row, _STATUS))
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
        if role == _CASE:
            return case
        if role == _SORT:
            return self._key(case, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(case, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(case, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icon(case, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == _AMOUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, case: Case, column: int) -> str:
        if column == _PROGRAM:
            if case.outcome is None:
                return ""
            word, similarity = decision_word(case.outcome.decision), case.outcome.similarity
            return word if similarity is None else f"{word} {similarity:.3f}"
        if column == _MINE:
            return "" if case.clerk is None else verdict_word(case.clerk.verdict)
        if column == _STATUS:
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
                cell = self.index(row, _NAME)
                self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DecorationRole])

    def _icon(self, case: Case, column: int) -> object:
        theme = current()
        if column == _NAME:
            return self._pictures.of(case)
        if column == _PROGRAM and case.outcome is not None:
            decision = case.outcome.decision
            return icon(decision.value, colour=theme.of(decision)[0])
        if column == _MINE and case.clerk is not None:
            return icon(VERDICT_ICONS[case.clerk.verdict])
        if column == _STATUS and disagreements(case.said):
            return icon("warning", colour=theme.bad)
        return None

    def _key(self, case: Case, column: int) -> object:
        if column == _AMOUNT:
            return -1.0 if case.amount is None else case.amount
        if column == _NUMBER:
            number = cheque_number(case)
            return f"{number:0>40}" if number else ""
        if column == _STATUS:
            return list(Status).index(status_of(case))
        return self._text(case, column).casefold()


class _NameCell(QStyledItemDelegate):
    """Draws a small picture of the signature, and the name with its longest number whole."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        case = index.data(_CASE)
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


class _Filter(QSortFilterProxyModel):
    """The cases that are shown, in the chosen order."""

    def __init__(self, table: _CaseTable) -> None:
        super().__init__()
        self.text = ""
        self.show = Show.ALL
        self._table = table
        self.setSourceModel(table)
        self.setSortRole(_SORT)
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


class QueuePage(QWidget):
    """Shows all cases; Return or a double click opens one.

    Signals:
        opened: the ``id`` of the case to open.
        export_wanted: the clerk wants the day's table as a file.
        left: the clerk goes back to the case.
    """

    opened = Signal(str)
    export_wanted = Signal()
    left = Signal()

    def __init__(self, pictures: Thumbnails, *, parent: QWidget | None = None) -> None:
        """Begin empty.

        Args:
            pictures: small pictures of the cases.
            parent: the parent object.
        """
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Number, account or amount"))
        self.search.setAccessibleName(self.tr("Search the queue"))
        self.search.setClearButtonEnabled(True)
        for button in self.search.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Which cases to show"))
        words = {
            Show.ALL: self.tr("All"),
            Show.OPEN: self.tr("To decide"),
            Show.EXCEPTIONS: self.tr("To look at"),
            Show.PENDING: self.tr("Pending approval"),
            Show.DECIDED: self.tr("Decided"),
            Show.PARKED: self.tr("Parked"),
        }
        for show, word in words.items():
            self.filter.addItem(word, show)
        self.export = QPushButton(self.tr("Export the day…"))
        self.export.clicked.connect(lambda: self.export_wanted.emit())
        back = QPushButton(self.tr("Back to the case"))
        back.clicked.connect(lambda: self.left.emit())
        self._model = _CaseTable(pictures)
        self._filter = _Filter(self._model)
        self.table = QTableView()
        self.table.setAccessibleName(self.tr("Queue"))
        self.table.setModel(self._filter)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setIconSize(QSize(18, 18))
        self._names = _NameCell(self.table)
        self.table.setItemDelegateForColumn(_NAME, self._names)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        for part in self.table.findChildren(QWidget):
            if isinstance(part, (QHeaderView, QAbstractButton)):
                part.setAccessibleName(self.tr("Columns of the queue"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(_ROW_H)
        self.table.horizontalHeader().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_PROGRAM, 175), (_MINE, 155), (_STATUS, 160), (_ACCOUNT, 120)):
            self.table.setColumnWidth(column, width)
        self.table.doubleClicked.connect(lambda _index: self.open_chosen())
        self.search.textChanged.connect(lambda _text: self._ask())
        self.filter.currentIndexChanged.connect(lambda _index: self._ask())
        FieldKeys(self.search, self.filter, parent=self).left.connect(self.table.setFocus)
        self.summary = label(role="quiet", wrap=True)
        self._empty = label(
            self.tr("No case is shown. Clear the search, or show all."), role="quiet"
        )
        row = QHBoxLayout()
        row.addWidget(self.search, 1)
        for part in (self.filter, self.export, back):
            row.addWidget(part)
        card = Card(self.tr("Queue"))
        card.body.addLayout(row)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self._empty)
        card.body.addWidget(self.summary)
        page = QVBoxLayout(self)
        page.setContentsMargins(8, 2, 8, 2)
        page.addWidget(card)

    def show_list(self, worklist: WorkList) -> None:
        """Show the list as it is now, with the current case chosen."""
        chosen = self._chosen()
        self._model.show_cases([case for case in worklist if not case.empty])
        self._choose(worklist.current.id if chosen is None else chosen.id)
        counts = day_counts(worklist)
        told = [
            self.tr("{done} of {all} decided").format(
                done=counts[Status.DECIDED], all=len(worklist)
            ),
            *(f"{verdict_word(verdict)} {counts[verdict]}" for verdict in Verdict),
            f"{self._model.states[Status.PENDING]} {counts[Status.PENDING]}",
            f"{self._model.states[Status.PARKED]} {counts[Status.PARKED]}",
        ]
        self.summary.setText(" · ".join(told))
        self._empty.setVisible(self._filter.rowCount() == 0)

    def open_chosen(self) -> None:
        """Open the chosen case."""
        case = self._chosen()
        if case is not None:
            self.opened.emit(case.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the chosen case, Esc leads back, any letter searches."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @property
    def shown(self) -> list[Case]:
        """The cases in the order that is shown."""
        rows = range(self._filter.rowCount())
        found = (self._filter.index(row, 0).data(_CASE) for row in rows)
        return [case for case in found if isinstance(case, Case)]

    def _ask(self) -> None:
        chosen = self._chosen()
        self._filter.ask(text=self.search.text(), show=Show(self.filter.currentData()))
        self._choose(None if chosen is None else chosen.id)
        self._empty.setVisible(self._filter.rowCount() == 0)

    def _chosen(self) -> Case | None:
        case = self.table.currentIndex().data(_CASE)
        return case if isinstance(case, Case) else None

    def _choose(self, case_id: str | None) -> None:
        row = -1 if case_id is None else self._filter.row_of(case_id)
        if self._filter.rowCount():
            self.table.setCurrentIndex(self._filter.index(max(row, 0), 0))
