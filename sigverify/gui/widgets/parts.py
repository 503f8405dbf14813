"""Small parts: cards, headings, buttons of a row of choices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

# Longer words are broken where a name has its joints, and at last anywhere.
_LONG_WORD: Final = re.compile(r"[!-~]{25,}")
_JOINT: Final = re.compile(r"[!-~]{1,20}?(?:[-_./\\\\](?=[!-~])|$)|[!-~]{20}")
_BREAK: Final = "\u200b"


class Card(QFrame):
    """A panel with rounded corners, a heading, and room for buttons beside it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Make the heading.

        Args:
            title: the heading.
            parent: owns it.
        """
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.heading = label(title, role="heading")
        self.bar = QHBoxLayout()
        self.bar.setSpacing(4)
        self.bar.addWidget(self.heading)
        self.bar.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(10, 7, 10, 9)
        self.body.setSpacing(6)
        self.body.addLayout(self.bar)


class Elided(QLabel):
    """A line of text that shows as much of its middle-shortened self as there is room for."""

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            text: the whole text, also its tooltip.
            role: how it looks, see the style sheet.
            parent: owns it.
        """
        super().__init__(parent)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """One line, however short."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()


class Wrapped(QLabel):
    """A text of several lines, as wide as there is room for however long its words are.

    Qt breaks lines between words alone, and the name of a scan is one word: with it a label would
    be wider than its panel, and whatever stands beside it cut off.
    """

    def __init__(self, text: str = "") -> None:
        """Make it."""
        super().__init__()
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(_LONG_WORD.sub(lambda word: _BREAK.join(_JOINT.findall(word[0])), text))

    def text(self) -> str:
        """The text as it was given."""
        return super().text().replace(_BREAK, "")


def column(*widgets: QWidget, sizes: Sequence[int]) -> QSplitter:
    """Widgets one above the other, with edges to drag.

    Args:
        widgets: from top to bottom.
        sizes: their heights to begin with, in pixels.
    """
    made = QSplitter(Qt.Orientation.Vertical)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(8)
    for widget in widgets:
        made.addWidget(widget)
    made.setSizes(list(sizes))
    return made


def label(text: str = "", *, role: str = "", wrap: bool = False) -> QLabel:
    """A text.

    Args:
        text: what it says; never taken for markup.
        role: how it looks, see the style sheet.
        wrap: whether it may take several lines.
    """
    made = Wrapped(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """A widget that may be higher than there is room for.

    Args:
        inside: as wide as the room that there is.
    """
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made


def tool(action: QAction, *, size: int = 20) -> QToolButton:
    """A button for an action, with its picture alone."""
    made = QToolButton()
    made.setDefaultAction(action)
    made.setIconSize(QSize(size, size))
    made.setAccessibleName(action.text().replace("&", ""))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def segment(text: str, *, checked: bool = False) -> QToolButton:
    """One of a row of choices."""
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setChecked(checked)
    made.setProperty("segment", True)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return made


class DialogButtons(QDialogButtonBox):
    """Buttons of a dialog in the program's own words; Qt's own lack some languages."""

    def __init__(self, dialog: QDialog, *, asks: bool = False) -> None:
        """Make them and let them close the dialog.

        Args:
            dialog: what they close.
            asks: whether the dialog asks something (OK and Cancel) or only shows it (Close).
        """
        super().__init__(dialog)
        if asks:
            self._ok = self.addButton(self.tr("OK"), QDialogButtonBox.ButtonRole.AcceptRole)
            self.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        else:
            close = self.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
            close.setDefault(True)
        self.accepted.connect(dialog.accept)
        self.rejected.connect(dialog.reject)

    def allow(self, allowed: bool) -> None:
        """Allow OK, of a dialog that asks something, or not yet."""
        self._ok.setEnabled(allowed)


def fit_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its first size, no larger than the screen allows."""
    window.resize(QSize(width, height).boundedTo(window.screen().availableSize()))


def agreed(parent: QWidget, title: str, text: str, *, do: str) -> bool:
    """Ask before something that is not undone.

    Args:
        parent: lies behind the question.
        title: what it is about.
        text: the question.
        do: the button that does it, by a verb; Qt's own Yes and No lack some languages.
    """
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    wanted = box.addButton(do, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(
        QCoreApplication.translate("DialogButtons", "Cancel"), QMessageBox.ButtonRole.RejectRole
    )
    box.setDefaultButton(cancel)
    box.exec()
    return box.clickedButton() is wanted


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and look again if it has changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
