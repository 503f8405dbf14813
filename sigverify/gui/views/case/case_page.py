"""The page of a case: work list and specimens, both signatures, both decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examination import Examination, shown_box
from sigverify.gui.models.pictures import ChequePicture, PairPictures
from sigverify.gui.state import WindowState
from sigverify.gui.views.case.cheque_panel import ChequePanel
from sigverify.gui.views.case.cheque_strip import ChequeStrip
from sigverify.gui.views.case.clerk_form import ClerkForm
from sigverify.gui.views.case.comparison_panel import ComparisonPanel, Mode
from sigverify.gui.views.case.decision_panel import DecisionPanel
from sigverify.gui.views.case.specimens_panel import SpecimensPanel
from sigverify.gui.views.lists.worklist_panel import WorkListPanel
from sigverify.gui.widgets.fields import focus_kept
from sigverify.gui.widgets.parts import column
from sigverify.settings import Settings

_WIDTHS: Final = (190, 790, 280)
_LEAST_LEFT: Final = 176
_STRIP_TOOLS: Final = ("next_candidate", "confirm_box", "draw_box", "full_cheque")
_CONTEXT_MENUS: Final = {
    "list": ("park", "reopen", "remove_case", "queue"),
    "pair": (
        "next_mode", "blink", "contrast", "invert", "measure", "arrange", "fit", "full_scale",
        "full_cheque",
    ),
    "cheque": (
        "draw_box", "whole", "confirm_box", "next_candidate", "turn_left", "turn_right",
        "full_cheque",
    ),
}  # fmt: skip
_CHEQUE_TOOLS: Final = (
    "next_candidate", "confirm_box", "draw_box", "turn_left", "turn_right", "fit", "fit_box",
    "zoom_out", "zoom_in", "full_cheque",
)  # fmt: skip


class CasePage(QSplitter):
    """Shows a case in three columns of panels.

    Attributes:
        worklist: the cases.
        specimens: what the cheque is compared with.
        strip: the cheque in small.
        cheque: the cheque with the signature's box.
        comparison: the questioned signature beside a specimen.
        decision: what the program says.
        form: what the clerk decides.

    Signals:
        left_field: the clerk has left a field; the keys belong to the window again.
    """

    left_field = Signal()

    def __init__(self, actions: Mapping[str, QAction], *, parent: QWidget | None = None) -> None:
        """Build the panels without a case.

        Args:
            actions: those of the window by name; some have buttons in the panels.
            parent: owns the page.
        """
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._case = Case()
        self._found: Examination | None = None
        self._picture: ChequePicture | None = None
        self._model_loaded = False
        self._unused = False
        self._model_error: ErrorMessage | None = None
        self.worklist = WorkListPanel()
        self.specimens = SpecimensPanel(actions["add_specimens"])
        self.cheque = ChequePanel([actions[name] for name in _CHEQUE_TOOLS])
        self.comparison = ComparisonPanel()
        self.strip = ChequeStrip([actions[name] for name in _STRIP_TOOLS])
        self.strip.add_tools(self.comparison.tools)
        self.decision = DecisionPanel()
        self.form = ClerkForm()
        self.form.left.connect(self.left_field)
        self.specimens.account.left.connect(self.left_field)
        left = column(self.worklist, self.specimens, sizes=(210, 400))
        left.setMinimumWidth(_LEAST_LEFT)
        self._pair: PairPictures | None = None
        self._full = False
        self._stage = QStackedWidget()
        self._stage.addWidget(self.comparison)
        self._stage.addWidget(self.cheque)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(5)
        middle.addWidget(self.strip)
        middle.addWidget(self._stage, 1)
        self.strip.full_wanted.connect(lambda: self.show_full(True))
        self.comparison.stepped.connect(self._step_specimen)
        right = column(self.decision, self.form, sizes=(380, 200))
        right.setStretchFactor(0, 1)
        right.setStretchFactor(1, 0)
        menus: tuple[tuple[QWidget, str], ...] = (
            (self.worklist.list, "list"),
            (self.comparison.view, "pair"),
            (self.cheque.view, "cheque"),
        )
        for widget, menu in menus:
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            widget.addActions([actions[name] for name in _CONTEXT_MENUS[menu]])
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        for part in (left, self._middle, right):
            self.addWidget(part)
        self.setSizes(list(_WIDTHS))
        for place, stretch in enumerate((1, 5, 1)):
            self.setStretchFactor(place, stretch)
        self.setContentsMargins(8, 2, 8, 2)

    def restore(self, state: WindowState) -> None:
        """Restore the sizes of the columns."""
        self.restoreState(state.bytes_of("columns"))

    def keep(self, state: WindowState) -> None:
        """Save the sizes of the columns."""
        state.keep_bytes("columns", self.saveState())

    def reset(self) -> None:
        """Give the columns their first sizes."""
        share = self.width() / sum(_WIDTHS)
        self.setSizes([round(width * share) for width in _WIDTHS])

    def set_settings(self, settings: Settings) -> None:
        """Apply other settings."""
        self.comparison.set_blink_ms(settings.blink_ms)
        self.form.set_settings(settings)
        # Without records there is no register; its menu entry says how they are made.
        self.specimens.account.setVisible(bool(settings.records))

    def focus_work(self) -> None:
        """Give the keyboard to the case, in which no key changes a field."""
        (self.cheque.view if self.shows_cheque else self.comparison.view).setFocus()

    @property
    def shows_cheque(self) -> bool:
        """Whether the cheque itself is shown, not the two signatures."""
        return self._stage.currentWidget() is self.cheque

    def show_full(self, full: bool) -> None:
        """Show the cheque itself, or the two signatures again."""
        self._full = full
        self._show_stage()
        self.focus_work()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc lead back from the cheque to the signatures."""
        if event.key() == Qt.Key.Key_Escape and self._full:
            self.show_full(False)
        else:
            super().keyPressEvent(event)

    def _show_stage(self) -> None:
        """Show the cheque if the clerk wants it, or if there is nothing to compare."""
        found = self._found
        nothing = (
            not self._case.comparable or self._case.problem is not None or self.cheque.shows_error
        )
        if found is not None and found.case.examined_like(self._case):
            empty = found.questioned is None or found.questioned.ink.size == 0
            nothing = nothing or empty or not found.specimens
        wanted = self.cheque if self._full or nothing else self.comparison
        changes = wanted is not self._stage.currentWidget()
        held = self.window().focusWidget()
        focused = changes and held is not None and self._middle.isAncestorOf(held)
        self._stage.setCurrentWidget(wanted)
        self.strip.setVisible(not self.shows_cheque or self.strip.pages.count() > 1)
        if focused:
            # Qt would give the keyboard to the next button, which Space presses.
            self.focus_work()

    def _step_specimen(self, step: int) -> None:
        """Compare with the next specimen."""
        paths = [card.path for card in self.specimens.cards]
        shown = None if self._pair is None else self._pair.reference_path
        if shown in paths and len(paths) > 1:
            self.specimens.chosen.emit(paths[(paths.index(shown) + step) % len(paths)])

    def show_case(self, case: Case, *, found: Examination | None, awaits: bool, busy: bool) -> None:
        """Show a case.

        Args:
            case: the case as it is now.
            found: its examination; None before there is one.
            awaits: whether the program will still answer.
            busy: whether the decision is being recorded.
        """
        with focus_kept(self.window(), leave=self.focus_work):
            self._show_case(case, found=found, awaits=awaits, busy=busy)

    def _show_case(
        self, case: Case, *, found: Examination | None, awaits: bool, busy: bool
    ) -> None:
        if case.id != self._case.id:
            self._full = False
        self._case = case
        self.specimens.show_case(case, found=found)
        self._show_cheque(found)
        unused = self.specimens.account.pending
        hold = ""
        if busy:
            hold = self.tr("The decision is being recorded.")
        elif unused:
            hold = self.tr("Use or cancel the account and the amount that you typed.")
        elif awaits:
            hold = self.tr("Wait for the program's verdict.")
        self.form.show_case(case, hold=hold)
        known = self._model_loaded or self._model_error is not None
        if unused != self._unused:
            self._unused = unused
            if not unused and self._found is not None:
                self.decision.show_examination(self._found)
        if unused:
            # The verdict on show is for another account or amount.
            self.decision.show_idle(hold)
        elif case.outcome is None and case.problem is None and known:
            self._show_missing()

    def show_model(self, *, loaded: bool, error: ErrorMessage | None) -> None:
        """Show whether there is a model to examine with.

        Args:
            loaded: whether it is loaded.
            error: why it can't be loaded; None if it can.
        """
        self._model_loaded, self._model_error = loaded, error
        if error is not None:
            self._show_pair(self._pair)
        if loaded or error is not None:
            self._show_missing()

    def show_picture(self, picture: ChequePicture | None) -> None:
        """Show the image of the cheque; None while it is not read."""
        self._picture = picture
        self.cheque.show_page(picture)
        self.strip.show_picture(picture)
        self.cheque.show_error(None)
        self._show_cheque(self._found)

    def show_page(self, picture: ChequePicture) -> None:
        """Show another page of the cheque's file, which is not examined."""
        self.cheque.show_page(picture)
        self.strip.show_page(picture.scan.page)
        self.show_full(True)
        self._show_cheque(self._found)

    def _show_cheque(self, found: Examination | None) -> None:
        self.cheque.show_case(self._case, found=found)
        self.strip.show_case(
            self._case, box=shown_box(self._case, found=found), found=self.cheque.found_words
        )
        self._show_stage()

    def show_examination(self, found: Examination | None) -> None:
        """Show the examination of the case; None while there is none."""
        with focus_kept(self.window(), leave=self.focus_work):
            self._show_examination(found)

    def _show_examination(self, found: Examination | None) -> None:
        self._found = found
        self.specimens.show_case(self._case, found=found)
        self._show_cheque(found)
        self.specimens.show_examination(found)
        self.specimens.mark_shown(None)
        if found is None:
            self._show_missing()
        else:
            self.decision.show_examination(found)

    def show_pair(self, pair: PairPictures | None) -> None:
        """Show the questioned signature beside a specimen; None while there is no such pair."""
        self._pair = pair
        self._show_pair(pair)
        self.specimens.mark_shown(None if pair is None else pair.reference_path)

    def show_error(self, error: ErrorMessage) -> None:
        """Show why the case can't be read or examined."""
        if self._picture is None:
            self.cheque.show_error(error)
            self._show_stage()
        self.decision.show_error(error)
        self._show_pair(self._pair, comes=False)

    def _show_pair(self, pair: PairPictures | None, *, comes: bool = True) -> None:
        """Show a pair, or why there is none; ``comes`` says that there may be one soon."""
        comes = comes and self._found is None and self._case.comparable
        waits = pair is None and comes and self._model_error is None
        self.comparison.show_pair(pair, word=self.tr("Comparing…") if waits else None)

    def toggle_blink(self) -> None:
        """Start blinking, or show both signatures again."""
        blinking = self.comparison.mode is Mode.BLINK
        self.comparison.set_mode(Mode.ORIGINAL if blinking else Mode.BLINK)

    def fit(self) -> None:
        """Fit the cheque or the signatures into the view."""
        (self.cheque.view if self.shows_cheque else self.comparison.view).fit()

    def zoom_by(self, steps: float) -> None:
        """Zoom the cheque or the signatures."""
        (self.cheque.view if self.shows_cheque else self.comparison.view).zoom_by(steps)

    def draw_box(self) -> None:
        """Let the clerk draw a box on the cheque."""
        self.show_full(True)
        self.cheque.view.set_drawing(True)

    def refresh_colours(self) -> None:
        """Redraw icons and decision in the colours of the theme."""
        self.cheque.refresh_icons()
        self.form.refresh_icons()
        self.comparison.refresh_icons()
        if self._found is not None:
            self.decision.show_examination(self._found)
        else:
            self._show_missing()

    def _show_missing(self) -> None:
        """Show what to do before there can be a decision, or that it is under way."""
        if self._model_error is not None:
            self.decision.show_error(self._model_error)
            self.specimens.show_unexamined()
        elif self._case.questioned is None:
            self.decision.show_idle(self.tr("Open a cheque to compare with the specimens."))
        elif not self._case.comparable:
            self.decision.show_idle(self.tr("Add specimens of the person who should have signed."))
        else:
            self.decision.show_waiting()
