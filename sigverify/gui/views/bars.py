"""Menus, tool bar and activity bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMenuBar,
    QProgressBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from sigverify.gui.action_table import MENUS
from sigverify.gui.actions import plain_text, words
from sigverify.gui.widgets.parts import label

_BUSY_MS: Final = 500
_TOOLS: Final = (
    "open_cheques", "add_specimens", "paste", None, "undo", "redo", None, "previous_case",
    "next_case", "park", None, "save_report", "print_report", None, "settings", "help",
)  # fmt: skip


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], *, recent: QMenu) -> None:
    """Put all actions into menus.

    Args:
        bar: the window's menus.
        actions: by name.
        recent: the menu of recent files.
    """
    for title, entries in MENUS:
        menu = bar.addMenu(words(title))
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            menu.addAction(actions[entry.name])
            if entry.name == "open_demo":
                menu.addMenu(recent)


def fill_recent(menu: QMenu, paths: Sequence[Path], *, choose: Callable[[Path], object]) -> None:
    """Fill the menu of recent files.

    Args:
        menu: the menu, emptied first.
        paths: the files.
        choose: called with the chosen file.
    """
    menu.clear()
    for path in paths:
        action = menu.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(lambda _checked=False, path=path: choose(path))
    menu.setEnabled(bool(paths))


def add_tool_bar(window: QMainWindow, title: str, actions: Mapping[str, QAction]) -> None:
    """Add a tool bar with the most used actions, in the row of the menus where they have one.

    A row of its own would take the room of the signatures.

    Args:
        window: the window.
        title: the name of the bar.
        actions: by name.
    """
    bar = QToolBar(title, window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setIconSize(QSize(18, 18))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for name in _TOOLS:
        if name is None:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            button.setAccessibleName(plain_text(actions[name].text()))
    if window.menuBar().isNativeMenuBar():
        window.addToolBar(bar)
    else:
        window.menuBar().setCornerWidget(bar, Qt.Corner.TopRightCorner)
        bar.show()


class ActivityBar(QWidget):
    """Shows a task that takes longer than half a second, and its progress, and can stop it.

    Signals:
        stop_wanted: the clerk wants to stop the tasks.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a task."""
        super().__init__(parent)
        self._doing = ""
        self._words = label(role="quiet")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(110)
        self._bar.setAccessibleName(self.tr("Progress"))
        button = QToolButton()
        button.setText(self.tr("Stop"))
        button.setToolTip(self.tr("Stop the running tasks"))
        button.clicked.connect(lambda: self.stop_wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(8)
        for widget in (self._words, self._bar, button):
            row.addWidget(widget)
        self._patience = QTimer(self, singleShot=True, interval=_BUSY_MS)
        self._patience.timeout.connect(self._show)
        self.hide()

    def show_task(self, what: str) -> None:
        """Show the present task; an empty text shows none."""
        self._doing = what
        if not what:
            self.stop()
        elif self.isVisible():
            self._words.setText(what)
        elif not self._patience.isActive():
            self._patience.start()

    def show_progress(self, done: int, total: int) -> None:
        """Show the progress of a list; the progress of a single thing is not known."""
        self._bar.setRange(0, total if total > 1 else 0)
        self._bar.setValue(done)

    def stop(self) -> None:
        """Show no task."""
        self._patience.stop()
        self.hide()

    def _show(self) -> None:
        self._words.setText(self._doing)
        self.setVisible(bool(self._doing))
