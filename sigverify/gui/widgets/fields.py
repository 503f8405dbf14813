"""Fields that the keyboard enters on purpose and leaves by itself.

Single letters and digits are keys of the window. A field that kept the focus would take them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_LEAVING = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FieldKeys(QObject):
    """Lets Esc and Return leave some fields.

    Signals:
        left: the clerk has left a field.
    """

    left = Signal()

    def __init__(self, *fields: QWidget, parent: QObject) -> None:
        """Watch some fields.

        Args:
            fields: the fields.
            parent: owns the filter.
        """
        super().__init__(parent)
        for field in fields:
            field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Leave the field, which does not see the key."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in _LEAVING:
                self.left.emit()
                return True
        return False


@contextmanager
def focus_kept(window: QWidget, *, leave: Callable[[], object]) -> Iterator[None]:
    """Keep the keyboard focus while parts of the window are shown, hidden or disabled.

    Qt moves the focus from a part that is hidden or disabled to the next one, often a field.

    Args:
        window: what is changed.
        leave: called afterwards if Qt has moved the keyboard.
    """
    held = window.focusWidget()
    yield
    if window.focusWidget() != held:
        leave()
