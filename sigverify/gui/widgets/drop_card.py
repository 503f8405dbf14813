"""A panel that takes dropped files."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

from sigverify.gui.file_drops import dropped_files
from sigverify.gui.widgets.parts import Card, restyle


class DropCard(Card):
    """Highlights itself while files are dragged over it; its owner sets whether it accepts drops.

    Signals:
        dropped: the paths of the dropped files.
    """

    dropped = Signal(object)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if dropped_files(event.mimeData()):
            restyle(self, "dragOver", True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Remove the highlight."""
        restyle(self, "dragOver", False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Emit the files."""
        restyle(self, "dragOver", False)
        event.acceptProposedAction()
        self.dropped.emit(dropped_files(event.mimeData()))
