"""The work list: the cases with their decisions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sigverify.gui.i18n.wording import decision_word, sentence, verdict_word
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.gui.theme import current, pixmap
from sigverify.gui.views.lists.case_table import CASE_ROLE, CaseTable, Index
from sigverify.gui.widgets.parts import Card, label, short_name

_ROW_H: Final = 30
_ICON: Final = 18


class _CaseList(CaseTable):
    """The cases that the list shows, by name."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The case, its name, or its text for a screen reader."""
        case = self.case_at(index)
        if case is None:
            return None
        if role == CASE_ROLE:
            return case
        if role == Qt.ItemDataRole.DisplayRole:
            return case.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(filter(None, (case.name, *self._states(case))))
        return None

    def _states(self, case: Case) -> list[str]:
        said = "" if case.problem is None else sentence(case.problem)
        if case.outcome is not None:
            said = decision_word(case.outcome.decision)
        elif not said and not case.comparable:
            said = self.tr("no specimens")
        if case.clerk is None:
            decided = ""
        elif case.pending:
            decided = self.tr("{verdict}, pending approval").format(
                verdict=verdict_word(case.clerk.verdict)
            )
        else:
            decided = self.tr("you: {verdict}").format(verdict=verdict_word(case.clerk.verdict))
        return [said, decided, self.tr("parked") if case.parked else ""]


class _CaseRow(QStyledItemDelegate):
    """Draws a case: icon, name, similarity or the clerk's decision."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        case = index.data(CASE_ROLE)
        if not isinstance(case, Case):
            return
        theme = current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            focused = state & QStyle.StateFlag.State_HasFocus
            painter.setPen(QPen(QColor(theme.accent)) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -2.5, -1.5), 6, 6)
        name, colour = _sign_of(case)
        ratio = painter.device().devicePixelRatioF()
        top = rect.top() + (rect.height() - _ICON) // 2
        sign = pixmap(name, size=_ICON, colour=colour, ratio=ratio)
        painter.drawPixmap(rect.left() + 6, top, sign)
        aside = _aside(case)
        metrics = painter.fontMetrics()
        room = rect.adjusted(_ICON + 13, 0, -10, 0)
        painter.setPen(QColor(theme.quiet))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, aside)
        room.setRight(room.right() - metrics.horizontalAdvance(aside) - 8)
        painter.setPen(QColor(theme.text if case.clerk is None else theme.quiet))
        shown = short_name(case.name, lambda text: metrics.horizontalAdvance(text) <= room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


def _sign_of(case: Case) -> tuple[str, str]:
    """Icon and colour for the state of a case."""
    theme = current()
    if case.parked:
        return "park", theme.quiet
    if case.problem is not None:
        return "warning", theme.bad
    if case.outcome is None:
        # The clock is for what the program still does.
        return "waiting" if case.comparable else "specimen", theme.quiet
    return case.outcome.decision.value, theme.of(case.outcome.decision)[0]


def _aside(case: Case) -> str:
    if case.clerk is not None:
        return verdict_word(case.clerk.verdict)
    if case.outcome is None or case.outcome.similarity is None:
        return ""
    return f"{case.outcome.similarity:.3f}"


class _Rows(QTableView):
    """A table that looks like a list. A QListView would lay out all its rows at each change."""

    def __init__(self, model: _CaseList, *, name: str) -> None:
        super().__init__()
        for part in (self, *self.findChildren(QHeaderView), *self.findChildren(QAbstractButton)):
            part.setAccessibleName(name)
        self.setProperty("plain", True)
        self.setModel(model)
        self.setItemDelegate(_CaseRow(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_H)
        rows.hide()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.hide()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End lead to the first and the last row, as in a list."""
        moves = QAbstractItemView.CursorAction
        if action in (moves.MoveHome, moves.MoveEnd):
            modifiers = Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)


class WorkListPanel(Card):
    """The list, and the choice of the cases it shows.

    Signals:
        selected: the ``id`` of the case that becomes current.
        show_changed: which cases the list shows, a `Show`.
    """

    selected = Signal(str)
    show_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__("", parent)
        self.heading.setText(self.tr("Work list"))
        self.setAccessibleName(self.tr("Work list"))
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Which cases to show"))
        for show in Show:
            self.filter.addItem("", show)
        self.filter.activated.connect(
            lambda _index: self.show_changed.emit(Show(self.filter.currentData()))
        )
        self._model = _CaseList()
        self.list = _Rows(self._model, name=self.tr("Work list"))
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._progress = label(role="quiet")
        self.body.addWidget(self.filter)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._progress)
        self._following = False

    def show_list(self, worklist: WorkList) -> None:
        """Show the list as it is now."""
        counts = worklist.counts()
        words = {
            Show.ALL: self.tr("All ({count})"),
            Show.OPEN: self.tr("To decide ({count})"),
            Show.EXCEPTIONS: self.tr("To look at ({count})"),
            Show.PENDING: self.tr("Pending approval ({count})"),
            Show.DECIDED: self.tr("Decided ({count})"),
            Show.PARKED: self.tr("Parked ({count})"),
        }
        for place, show in enumerate(Show):
            self.filter.setItemText(place, words[show].format(count=counts[show]))
        self.filter.setCurrentIndex(list(Show).index(worklist.show))
        self._following = True
        self._model.show_cases(worklist.shown)
        index = self._model.index(self._model.row_of(worklist.current.id), 0)
        if index.isValid() and self.list.currentIndex() != index:
            self.list.setCurrentIndex(index)
        self._following = False
        told = [
            self.tr("{done} of {all} decided").format(done=counts[Show.DECIDED], all=len(worklist))
        ]
        if counts[Show.PENDING]:
            told.append(self.tr("{count} pending").format(count=counts[Show.PENDING]))
        self._progress.setText(" · ".join(told))

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        case = index.data(CASE_ROLE)
        if not self._following and isinstance(case, Case):
            self.selected.emit(case.id)
