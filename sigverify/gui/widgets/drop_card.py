"""A panel onto which files are dropped."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

from sigverify.gui.file_drops import dropped_files
from sigverify.gui.widgets.parts import Card, restyle


class DropCard(Card):
    """Shows that files are welcome while they hang over it; whoever makes it says when they are.

    Signals:
        dropped: a list of paths was dropped here.
    """

    dropped = Signal(object)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if dropped_files(event.mimeData()):
            restyle(self, "dragOver", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """They went elsewhere."""
        restyle(self, "dragOver", False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the files on."""
        restyle(self, "dragOver", False)
        event.acceptProposedAction()
        self.dropped.emit(dropped_files(event.mimeData()))
