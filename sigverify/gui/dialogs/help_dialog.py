"""The help: first steps, the meaning of the decisions, and all keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.actions import key_table
from sigverify.gui.widgets.parts import DialogButtons, fit_screen, label, scrolled


class HelpDialog(QDialog):
    """The help page, which does not block the main window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and first steps"))
        fit_screen(self, 880, 600)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setSpacing(28)
        row.addLayout(self._steps(), 1)
        row.addLayout(self._keys(), 1)
        scroll = scrolled(inside)
        buttons = DialogButtons(self)
        column = QVBoxLayout(self)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)

    def _steps(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        parts = (
            (
                self.tr("First steps"),
                (
                    self.tr("1. Open one or several cheques, or drop them on the window."),
                    self.tr("2. Add the specimens on the left; five are much better than one."),
                    self.tr(
                        "3. Check that the box is around the signature. Drag it or its corners, "
                        "press T to draw another, or step through the candidates."
                    ),
                    self.tr("4. Compare: side by side, overlay, blink, agreement (key V)."),
                    self.tr("5. Decide with 1, 2 or 3, give a reason, record with W."),
                ),
            ),
            (
                self.tr("What the program says"),
                (
                    self.tr("Accept: as alike as genuine signatures of this signer are."),
                    self.tr("Refer: neither clearly alike nor clearly different; look yourself."),
                    self.tr(
                        "Flag: less alike than genuine signatures usually are, or a copy of a "
                        "specimen."
                    ),
                    self.tr("No decision: an image can't be used; the reason says what helps."),
                    self.tr(
                        "The scale shows evidence: equal steps are equal factors in the "
                        "odds. The pointer is the case; the circles are the single "
                        "specimens."
                    ),
                ),
            ),
        )
        for heading, lines in parts:
            column.addWidget(label(heading, role="heading"))
            for line in lines:
                column.addWidget(label(line, wrap=True))
            column.addSpacing(8)
        column.addStretch(1)
        return column

    def _keys(self) -> QVBoxLayout:
        column = QVBoxLayout()
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        line = 0
        own = [
            (self.tr("Move the box"), self.tr("Arrow keys")),
            (self.tr("Change its size"), self.tr("Shift+arrow keys")),
            (self.tr("In single pixels"), self.tr("Ctrl+arrow keys")),
        ]
        for menu, rows in [*key_table(), (self.tr("In the cheque"), own)]:
            grid.addWidget(label(menu, role="heading"), line, 0, 1, 2)
            line += 1
            for text, keys in rows:
                grid.addWidget(label(keys, role="keys"), line, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(text, wrap=True), line, 1)
                line += 1
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return column
