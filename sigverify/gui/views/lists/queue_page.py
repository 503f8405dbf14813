"""The queue: all cases in a table, to be searched, filtered and sorted."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from PySide6.QtCore import (
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.wording import verdict_word
from sigverify.gui.models.cases.case import Case, Verdict
from sigverify.gui.models.cases.queue import (
    KnownOfCases,
    Status,
    standing,
)
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.gui.views.lists.queue_table import (
    ACCOUNT,
    MINE,
    NAME,
    PROGRAM,
    ROW_H,
    STATUS,
    NameCell,
    QueueTable,
)
from sigverify.gui.widgets.fields import FieldKeys
from sigverify.gui.widgets.parts import Card, label
from sigverify.gui.widgets.thumbnails import Thumbnails


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
        self._model = QueueTable(pictures)
        self._standing = KnownOfCases(standing)
        self.table = QTableView()
        self.table.setAccessibleName(self.tr("Queue"))
        self.table.setModel(self._model)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setIconSize(QSize(18, 18))
        self._names = NameCell(self.table)
        self.table.setItemDelegateForColumn(NAME, self._names)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        for part in self.table.findChildren(QWidget):
            if isinstance(part, (QHeaderView, QAbstractButton)):
                part.setAccessibleName(self.tr("Columns of the queue"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_H)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((PROGRAM, 175), (MINE, 155), (STATUS, 160), (ACCOUNT, 120)):
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
        cases = list(worklist)
        self._model.show_list(cases)
        self._choose(worklist.current.id if chosen is None else chosen.id)
        counts = Counter(chain.from_iterable(map(self._standing.of, cases)))
        told = [
            self.tr("{done} of {all} decided").format(
                done=counts[Status.DECIDED], all=len(worklist)
            ),
            *(f"{verdict_word(verdict)} {counts[verdict]}" for verdict in Verdict),
            f"{self._model.states[Status.PENDING]} {counts[Status.PENDING]}",
            f"{self._model.states[Status.PARKED]} {counts[Status.PARKED]}",
        ]
        self.summary.setText(" · ".join(told))
        self._empty.setVisible(not self._model.cases)

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
        return list(self._model.cases)

    def _ask(self) -> None:
        chosen = self._chosen()
        self._model.ask(text=self.search.text(), show=Show(self.filter.currentData()))
        self._choose(None if chosen is None else chosen.id)
        self._empty.setVisible(not self._model.cases)

    def _chosen(self) -> Case | None:
        return self._model.case_at(self.table.currentIndex())

    def _choose(self, case_id: str | None) -> None:
        row = -1 if case_id is None else self._model.row_of(case_id)
        if self._model.cases:
            self.table.setCurrentIndex(self._model.index(max(row, 0), 0))
