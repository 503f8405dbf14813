"""Small parts: cards, labels, buttons, questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

# Longer words are broken after separators, or else anywhere.
_LONG_WORD: Final = re.compile(r"[!-~]{25,}")
_JOINT: Final = re.compile(r"[!-~]{1,20}?(?:[-_./\\\\](?=[!-~])|$)|[!-~]{20}")
_BREAK: Final = "\u200b"
_EXTENSION: Final = re.compile(r"\.[A-Za-z]{2,5}$")
# A number with its groups, or a run of anything else up to the next separator.
_NAME_PART: Final = re.compile(r"\d+(?:[-.]\d+)*|[^\d_. -]+[_. -]*|[_. -]+")
# The same with each group of digits by itself, for a number that does not fit as a whole.
_GROUP: Final = re.compile(r"\d+|[^\d_. -]+[_. -]*|[_. -]+")


class Card(QFrame):
    """A panel with rounded corners, a heading, and room for buttons beside it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Build the card.

        Args:
            title: the heading.
            parent: the parent object.
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


def short_name(name: str, fits: Callable[[str], bool]) -> str:
    """A name as it fits into a place, with its longest number whole.

    Args:
        name: such as a file's name.
        fits: whether a text fits.
    """
    if fits(name):
        return name
    stem = _EXTENSION.sub("", name)
    if fits(stem):
        return stem
    parts = _NAME_PART.findall(stem)
    if not parts:
        return stem
    if not fits(f"…{max(parts, key=_digits)}…"):
        parts = _GROUP.findall(stem)
    start = max(range(len(parts)), key=lambda at: (_digits(parts[at]), at))
    end = start + 1

    def shown(first: int, last: int) -> str:
        inner = "".join(parts[first:last]).strip("-_.· ")
        return f"{'…' if first else ''}{inner}{'…' if last < len(parts) else ''}"

    while True:
        # The text after the number is more useful than the text before it.
        for first, last in ((start, end + 1), (start - 1, end)):
            if first >= 0 and last <= len(parts) and fits(shown(first, last)):
                start, end = first, last
                break
        else:
            return shown(start, end)


def _digits(part: str) -> int:
    return sum(character.isdigit() for character in part)


class Elided(QLabel):
    """A line of text that is shortened if it does not fit, with its longest number whole."""

    def __init__(self, text: str = "", *, role: str = "", parent: QWidget | None = None) -> None:
        """Make it.

        Args:
            text: the whole text, also its tooltip.
            role: its look, by the style sheet.
            parent: the parent object.
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
        """The height of a line; the width may shrink."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the elided text."""
        painter = QPainter(self)
        metrics, room = QFontMetrics(self.font()), self.width()
        shown = short_name(self.text(), lambda text: metrics.horizontalAdvance(text) <= room)
        # A single part may still be too long.
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()


class Wrapped(QLabel):
    """A wrapped text that long words do not widen.

    Qt breaks lines between words only. The file name of a scan is one word, which would make a
    label wider than its panel and cut off its neighbours.
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
        """The text without the added break points."""
        return super().text().replace(_BREAK, "")


def column(*widgets: QWidget, sizes: Sequence[int]) -> QSplitter:
    """A splitter with widgets one above the other.

    Args:
        widgets: from top to bottom.
        sizes: their first heights in pixels.
    """
    made = QSplitter(Qt.Orientation.Vertical)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(8)
    for widget in widgets:
        made.addWidget(widget)
    made.setSizes(list(sizes))
    return made


def label(text: str = "", *, role: str = "", wrap: bool = False) -> QLabel:
    """A label.

    Args:
        text: its plain text, never interpreted as markup.
        role: its look, by the style sheet.
        wrap: whether it wraps.
    """
    made = Wrapped(text) if wrap else QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """A vertical scroll area.

    Args:
        inside: the widget to scroll; it takes the width of the area.
    """
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setWidget(inside)
    return made


def tool_button(action: QAction, *, size: int = 20) -> QToolButton:
    """A button for an action, with its icon only."""
    made = QToolButton()
    made.setDefaultAction(action)
    made.setIconSize(QSize(size, size))
    made.setAccessibleName(action.text().replace("&", ""))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def segment_button(text: str, *, checked: bool = False) -> QToolButton:
    """A button in a row of exclusive choices."""
    made = QToolButton()
    made.setText(text)
    made.setCheckable(True)
    made.setChecked(checked)
    made.setProperty("segment", True)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return made


class DialogButtons(QDialogButtonBox):
    """Dialog buttons with the program's own texts, since Qt's lack some languages."""

    def __init__(self, dialog: QDialog, *, do: str = "") -> None:
        """Create the buttons, which close the dialog.

        Args:
            dialog: the dialog.
            do: what the dialog does when the user agrees, a verb; empty if it only shows something
                and is closed.
        """
        super().__init__(dialog)
        if do:
            self.ok = self.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole)
            # The style draws it bold, but does not give it the width for that.
            bold = self.ok.font()
            bold.setWeight(QFont.Weight.DemiBold)
            self.ok.setFont(bold)
            self.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        else:
            close = self.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
            close.setDefault(True)
        self.accepted.connect(dialog.accept)
        self.rejected.connect(dialog.reject)

    def allow(self, allowed: bool) -> None:
        """Enable or disable the button that agrees."""
        self.ok.setEnabled(allowed)


def fit_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window its first size, at most that of the screen with the window's frame."""
    frame = QSize(2, QApplication.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight) + 2)
    window.resize(QSize(width, height).boundedTo(window.screen().availableSize() - frame))


def confirmed_by_user(parent: QWidget, title: str, text: str, *, do: str) -> bool:
    """Ask before a command that can't be undone; True if the user agrees.

    Args:
        parent: the window that the question opens over.
        title: the subject.
        text: the question.
        do: text of the button that agrees, a verb; Qt's Yes and No lack some languages.
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
    """Set a property that the style sheet uses, and restyle the widget if it has changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
