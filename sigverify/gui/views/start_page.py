"""The start page, which is shown while there is no case."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sigverify.gui.theme import current, icon, pixmap
from sigverify.gui.widgets.parts import Card, label

_LOGO = 72
_WIDTH = 860


class StartPage(QWidget):
    """Offers the demo case, cheques, batch results and the recent files.

    Signals:
        recent_chosen: the path of a recent file.
    """

    recent_chosen = Signal(object)

    def __init__(
        self, *, demo: QAction, cheques: QAction, results: QAction, parent: QWidget | None = None
    ) -> None:
        """Build the page.

        Args:
            demo: the action that opens the demo case.
            cheques: the action that asks for cheques.
            results: the action that asks for a result file.
            parent: the parent object.
        """
        super().__init__(parent)
        self._logo = label()
        title = label(self.tr("Signature verification"), role="title")
        claim = label(
            self.tr(
                "Compares the signature on a cheque with specimens of the expected signer. "
                "The program assists; you decide."
            ),
            role="quiet",
            wrap=True,
        )
        head = QHBoxLayout()
        head.setSpacing(18)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(claim)
        head.addWidget(self._logo)
        head.addLayout(words, 1)
        ways = QHBoxLayout()
        ways.setSpacing(12)
        self._ways: list[tuple[QPushButton, str]] = []
        for action, name, text, tip, primary in (
            (
                demo,
                "play",
                self.tr("Open the demo case"),
                self.tr("Three made-up cheques and three specimens: see how it works."),
                True,
            ),
            (
                cheques,
                "cheque",
                self.tr("Open cheques…"),
                self.tr("One or several scans; several become a work list."),
                False,
            ),
            (
                results,
                "list",
                self.tr("Open batch results…"),
                self.tr("The result file of a run over many cheques."),
                False,
            ),
        ):
            ways.addWidget(self._way(action, name, text, tip, primary=primary), 1)
        self._recent_buttons: list[QPushButton] = []
        self._recent = Card(self.tr("Recent files"))
        self._recent_rows = QVBoxLayout()
        self._recent_rows.setSpacing(1)
        self._recent.body.addLayout(self._recent_rows)
        hint = label(
            self.tr("Or drop files anywhere on this window. F1 shows all keys."), role="quiet"
        )
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QWidget()
        inside.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(inside)
        column.setSpacing(20)
        column.addStretch(2)
        column.addLayout(head)
        column.addLayout(ways)
        column.addWidget(self._recent)
        column.addWidget(hint)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(inside, 20)
        row.addStretch(1)
        self.refresh_icons()
        self.show_recent(())

    def refresh_icons(self) -> None:
        """Redraw the icons in the colours of the theme."""
        theme, ratio = current(), self.devicePixelRatioF()
        self._logo.setPixmap(pixmap("sigverify", size=_LOGO, colour=theme.text, ratio=ratio))
        for button, name in self._ways:
            primary = bool(button.property("primary"))
            button.setIcon(icon(name, colour=theme.on_accent if primary else theme.text))

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Show the recent files."""
        for old in self._recent_buttons:
            self._recent_rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._recent_buttons = []
        for path in paths:
            text = f"{path.name}    {path.parent}"
            button = QPushButton(
                self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _WIDTH - 60)
            )
            # A long path must not widen the window.
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setFlat(True)
            button.setStyleSheet("text-align: left; border: none; background: transparent;")
            button.setToolTip(str(path))
            button.clicked.connect(lambda _checked=False, path=path: self.recent_chosen.emit(path))
            self._recent_buttons.append(button)
            self._recent_rows.addWidget(button)
        self._recent.setVisible(bool(paths))

    def _way(self, action: QAction, name: str, text: str, tip: str, *, primary: bool) -> QWidget:
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.setIconSize(QSize(22, 22))
        button.setMinimumHeight(46)
        button.clicked.connect(lambda: action.trigger())
        self._ways.append((button, name))
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(8)
        column.addWidget(button)
        column.addWidget(label(tip, role="quiet", wrap=True))
        column.addStretch(1)
        return card
