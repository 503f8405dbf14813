"""The panel of the cheque: its name, its tools, and the view or an error."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.cases.case import BoxOrigin, Case
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examination import Examination, shown_box
from sigverify.gui.models.pictures import ChequePicture
from sigverify.gui.theme import current, icon, pixmap
from sigverify.gui.views.case.cheque_view import ChequeView
from sigverify.gui.widgets.parts import Card, Elided, label, tool_button

_SIGN = 44
_CHEQUE_PAGE, _EMPTY_PAGE, _ERROR_PAGE = range(3)


class ChequePanel(Card):
    """Shows the cheque, an invitation to open one, or why it can't be shown.

    Attributes:
        view: the page with the box.
        found_words: where the box comes from, in words.

    Signals:
        details_wanted: an `ErrorMessage` whose details are to be shown.
        open_wanted: the clerk wants to open a cheque.
        remove_wanted: the clerk wants to remove the case from the list.
    """

    details_wanted = Signal(object)
    open_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, tools: Sequence[QAction], *, parent: QWidget | None = None) -> None:
        """Begin without a cheque.

        Args:
            tools: actions for buttons beside the heading.
            parent: the parent object.
        """
        super().__init__("", parent)
        self.heading.setText(self.tr("Cheque"))
        self.setAccessibleName(self.tr("Cheque"))
        self._name, self._found = Elided(role="quiet"), Elided(role="quiet")
        # Two lines beside the tools, so that both fit into a small window.
        self.bar.takeAt(0)
        first = QHBoxLayout()
        first.setSpacing(5)
        first.addWidget(self.heading)
        first.addWidget(self._name, 1)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(first)
        lines.addWidget(self._found)
        self.bar.insertLayout(0, lines, 1)
        self.bar.setStretch(1, 0)
        self.bar.setSpacing(0)
        for action in tools:
            self.bar.addWidget(tool_button(action, size=18))
        self.view = ChequeView()
        self._error: ErrorMessage | None = None
        self._page = 0
        self.found_words = ""
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self._error_page())
        self.body.addWidget(self._pages, 1)

    def show_case(self, case: Case, *, found: Examination | None) -> None:
        """Show name and box of a case.

        Args:
            case: the case.
            found: its examination; None before there is one.
        """
        self._name.setText(case.name)
        candidates = () if found is None else found.detections
        examined = self._page == case.page
        self.view.show_box(
            shown_box(case, found=found) if examined else None,
            candidates=[one.box for one in candidates] if examined else (),
            turns=case.turns or 0,
        )
        self.view.set_editable(case.clerk is None and examined)
        self.found_words = self._words(case, found)
        self._found.setText(self.found_words if examined else self.tr("This page is not examined."))
        if case.questioned is None:
            self._pages.setCurrentIndex(_EMPTY_PAGE)
        elif self._pages.currentIndex() == _EMPTY_PAGE:
            self._pages.setCurrentIndex(_CHEQUE_PAGE)

    def show_page(self, picture: ChequePicture | None) -> None:
        """Show a page of the file; None while it is not read."""
        self._page = 0 if picture is None else picture.scan.page
        self.view.show_page(picture)

    def show_error(self, error: ErrorMessage | None) -> None:
        """Show why the cheque can't be read; None shows the cheque again."""
        self._error = error
        if error is not None:
            self._message.setText(sentence(error.message))
            self._remedy.setText(sentence(error.remedy))
            self._pages.setCurrentIndex(_ERROR_PAGE)
        elif self.shows_error:
            self._pages.setCurrentIndex(_CHEQUE_PAGE)

    @property
    def shows_error(self) -> bool:
        """Whether an error is shown instead of the cheque."""
        return self._pages.currentIndex() == _ERROR_PAGE

    def refresh_icons(self) -> None:
        """Redraw the icons in the colours of the theme."""
        ratio = self.devicePixelRatioF()
        theme = current()
        self._details.setIcon(icon("copy"))
        self._empty_sign.setPixmap(pixmap("cheque", size=_SIGN, colour=theme.quiet, ratio=ratio))
        self._error_sign.setPixmap(pixmap("warning", size=_SIGN, colour=theme.bad, ratio=ratio))

    def _words(self, case: Case, found: Examination | None) -> str:
        """Where the box comes from, in words."""
        if found is None or case.questioned is None:
            return ""
        if case.box is None:
            return self.tr("whole image")
        register = found.register
        if register is not None and len(register.result.signatures) > 1:
            return self.tr("signature {place} of {count}").format(
                place=register.shown + 1, count=len(register.result.signatures)
            )
        for place, candidate in enumerate(found.detections):
            if candidate.box == case.box and case.box_origin is BoxOrigin.FOUND:
                return self.tr("candidate {place} of {count}, {sure} % sure").format(
                    place=place + 1,
                    count=len(found.detections),
                    sure=f"{100 * candidate.confidence:.0f}",
                )
        return self.tr("box set by hand")

    def _empty_page(self) -> QWidget:
        self._empty_sign = label()
        self._empty_sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = label(
            self.tr("Drop a cheque here, paste one, or open one."), role="quiet", wrap=True
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(self.tr("Open cheques…"))
        button.clicked.connect(lambda: self.open_wanted.emit())
        return _centred(self._empty_sign, text, button)

    def _error_page(self) -> QWidget:
        self._error_sign = label()
        self._error_sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message = label(role="error", wrap=True)
        self._remedy = label(wrap=True)
        for one in (self._message, self._remedy):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
            one.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = details = QPushButton(self.tr("Details…"))
        details.clicked.connect(lambda: self.details_wanted.emit(self._error))
        remove = QPushButton(self.tr("Remove"))
        remove.clicked.connect(lambda: self.remove_wanted.emit())
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(details)
        line.addWidget(remove)
        return _centred(self._error_sign, self._message, self._remedy, row)


def _centred(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(24, 8, 24, 8)
    column.setSpacing(10)
    column.addStretch(1)
    for widget in widgets:
        if isinstance(widget, QPushButton) or widget.layout() is not None:
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        else:
            column.addWidget(widget)
    column.addStretch(1)
    return page
