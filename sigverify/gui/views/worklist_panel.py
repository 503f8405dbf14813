"""The work list: the cases with their decisions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sigverify.gui.i18n.wording import decision_word, sentence, verdict_word
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.worklist import Show, WorkList
from sigverify.gui.theme import current, pixmap
from sigverify.gui.widgets.parts import Card, label, short_name

_CASE: Final = Qt.ItemDataRole.UserRole
_ROW_H: Final = 30
_ICON: Final = 18

Index = QModelIndex | QPersistentModelIndex


class _CaseList(QAbstractListModel):
    """The cases that the list shows, as a Qt model."""

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Case] = []

    def show_cases(self, cases: list[Case]) -> None:
        """Show other cases, or new states of the same ones."""
        same = [case.id for case in cases] == [case.id for case in self.cases]
        if same:
            self.cases = cases
            self.dataChanged.emit(self.index(0), self.index(len(cases) - 1))
        else:
            self.beginResetModel()
            self.cases = cases
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of cases."""
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The case, its name, or its text for a screen reader."""
        if not index.isValid() or index.row() >= len(self.cases):
            return None
        case = self.cases[index.row()]
        if role == _CASE:
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

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One line."""
        return QSize(120, _ROW_H)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        case = index.data(_CASE)
        if not isinstance(case, Case):
            return
        theme = current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection))
            painter.drawRoundedRect(rect.adjusted(0, 1, -2, -1), 6, 6)
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
        return "waiting", theme.quiet
    return case.outcome.decision.value, theme.of(case.outcome.decision)[0]


def _aside(case: Case) -> str:
    if case.clerk is not None:
        return verdict_word(case.clerk.verdict)
    if case.outcome is None or case.outcome.similarity is None:
        return ""
    return f"{case.outcome.similarity:.3f}"


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
        self.list = QListView()
        self.list.setAccessibleName(self.tr("Work list"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(_CaseRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
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
        shown = worklist.shown
        self._following = True
        self._model.show_cases(shown)
        names = [case.id for case in shown]
        if worklist.current.id in names:
            index = self._model.index(names.index(worklist.current.id))
            if self.list.currentIndex() != index:
                self.list.setCurrentIndex(index)
        self._following = False
        told = [
            self.tr("{done} of {all} decided").format(done=counts[Show.DECIDED], all=len(worklist))
        ]
        if counts[Show.PENDING]:
            told.append(self.tr("{count} pending").format(count=counts[Show.PENDING]))
        self._progress.setText(" · ".join(told))

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        case = index.data(_CASE)
        if not self._following and isinstance(case, Case):
            self.selected.emit(case.id)
