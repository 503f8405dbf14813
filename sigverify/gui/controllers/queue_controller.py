"""Shows the queue in place of the case, opens cases from it, and exports the day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from sigverify.files import write_atomically
from sigverify.gui.controllers.worklist_controller import WorkListController
from sigverify.gui.models.cases.queue import day_table
from sigverify.gui.state import WindowState
from sigverify.gui.tasks import Lane
from sigverify.gui.views.lists.queue_page import QueuePage
from sigverify.records.audit.event import Kind

HIDDEN_ACTIONS: Final = (
    "pay", "return", "refer", "record", "park", "undo", "redo", "turn_left", "turn_right",
    "draw_box", "whole", "confirm_box", "next_candidate", "previous_candidate", "full_cheque",
    "remove_case", "reopen", "previous_case", "next_case",
)  # fmt: skip
"""What acts on a case, which is hidden while the queue is shown."""


class QueueController(QObject):
    """Moves between the queue and the cases.

    Signals:
        changed: the queue was opened or left.
        status_message: a message for the status line.
    """

    changed = Signal()
    status_message = Signal(str)

    def __init__(
        self,
        pages: QStackedWidget,
        page: QueuePage,
        *,
        worklist_controller: WorkListController,
        state: WindowState,
    ) -> None:
        """Serve a stack of pages, which owns the controller.

        Args:
            pages: the window's pages; the page of a case is the one before the queue.
            page: the queue, among the pages.
            worklist_controller: the cases.
            state: remembers the last folder.
        """
        super().__init__(pages)
        self._pages, self._page = pages, page
        self._controller, self._state = worklist_controller, state
        page.opened.connect(self._open)
        page.left.connect(self.leave)
        page.export_wanted.connect(self.ask_and_export)

    @property
    def shown(self) -> bool:
        """Whether the queue is shown."""
        return self._pages.currentWidget() is self._page

    def toggle(self) -> None:
        """Show the queue, or the case again."""
        if self.shown:
            self.leave()
        elif not self._controller.case.empty:
            self._pages.setCurrentWidget(self._page)
            self.refresh()
            self._page.table.setFocus()
            self.changed.emit()

    def leave(self) -> None:
        """Show the case again."""
        if self.shown:
            self._pages.setCurrentIndex(self._pages.indexOf(self._page) - 1)
            self.changed.emit()

    def refresh(self) -> None:
        """Show the queue as it is now, if it is shown."""
        if self.shown:
            self._page.export.setEnabled(self._controller.settings.allow_export)
            self._page.show_list(self._controller.worklist)

    def ask_and_export(self) -> None:
        """Ask for a file, and write the day's table to it."""
        name = f"cheques-{datetime.now().astimezone():%Y-%m-%d}.csv"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._page,
            self.tr("Export the day"),
            str(self._state.folder("reports") / name),
            "CSV (*.csv)",
        )
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Record that the day is exported, then write its table."""
        records = self._controller.records
        if not records.configured:
            self._write(path)
            return
        records.submit(
            lambda recorder: recorder.add(Kind.EXPORT, action="day exported"),
            on_result=lambda _row: self._write(path),
        )

    def _write(self, path: Path) -> None:
        content = day_table(self._controller.worklist)

        def written(_none: object) -> None:
            self._state.keep_folder("reports", path)
            self.status_message.emit(self.tr("Exported: {path}").format(path=path))

        self._controller.runner.submit(
            lambda _progress, _cancelled: write_atomically(path, content),
            on_result=written,
            lane=Lane.READING,
        )

    def _open(self, case_id: str) -> None:
        self.leave()
        self._controller.select(case_id)
