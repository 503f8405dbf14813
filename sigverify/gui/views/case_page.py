"""The page of a case: work-list and specimens, cheque and comparison, both decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QWidget

from sigverify.gui.models.case import Case
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examiner import Examination
from sigverify.gui.models.pictures import ChequePicture, PairPictures
from sigverify.gui.state import WindowState
from sigverify.gui.views.cheque_panel import ChequePanel
from sigverify.gui.views.clerk_form import ClerkForm
from sigverify.gui.views.comparison_panel import ComparisonPanel, Mode
from sigverify.gui.views.decision_panel import DecisionPanel
from sigverify.gui.views.specimens_panel import SpecimensPanel
from sigverify.gui.views.worklist_panel import WorkListPanel
from sigverify.gui.widgets.parts import column
from sigverify.settings import Settings

_WIDTHS: Final = (210, 730, 310)
_HEIGHTS: Final = (350, 260)
_LEAST_LEFT: Final = 186
_CHEQUE_TOOLS: Final = (
    "next_candidate", "confirm_box", "draw_box", "turn_left", "turn_right", "fit", "fit_box",
    "zoom_out", "zoom_in",
)  # fmt: skip


class CasePage(QSplitter):
    """Shows a case in three columns of panels.

    Attributes:
        worklist: the cases.
        specimens: what the cheque is compared with.
        cheque: the cheque with the signature's box.
        comparison: the questioned signature beside a specimen.
        decision: what the program says.
        form: what the clerk decides.
    """

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
        self._model_error: ErrorMessage | None = None
        self.worklist = WorkListPanel()
        self.specimens = SpecimensPanel(actions["add_specimens"])
        self.cheque = ChequePanel([actions[name] for name in _CHEQUE_TOOLS])
        self.comparison = ComparisonPanel()
        self.decision = DecisionPanel()
        self.form = ClerkForm()
        left = column(self.worklist, self.specimens, sizes=(210, 400))
        left.setMinimumWidth(_LEAST_LEFT)
        self._middle = column(self.cheque, self.comparison, sizes=_HEIGHTS)
        right = column(self.decision, self.form, sizes=(380, 200))
        right.setStretchFactor(0, 1)
        right.setStretchFactor(1, 0)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        for part in (left, self._middle, right):
            self.addWidget(part)
        self.setSizes(list(_WIDTHS))
        for place, stretch in enumerate((1, 5, 1)):
            self.setStretchFactor(place, stretch)
        self.setContentsMargins(8, 2, 8, 2)

    def restore(self, state: WindowState) -> None:
        """Restore the sizes of columns and rows."""
        self.restoreState(state.bytes_of("columns"))
        self._middle.restoreState(state.bytes_of("middle"))

    def keep(self, state: WindowState) -> None:
        """Save the sizes of columns and rows."""
        state.keep_bytes("columns", self.saveState())
        state.keep_bytes("middle", self._middle.saveState())

    def set_settings(self, settings: Settings) -> None:
        """Apply other settings."""
        self.comparison.set_blink_ms(settings.blink_ms)
        self.form.set_settings(settings)
        # Without records there is no register; its menu entry says how they are made.
        self.specimens.account.setVisible(bool(settings.records))

    def show_case(self, case: Case, *, found: Examination | None) -> None:
        """Show a case.

        Args:
            case: the case as it is now.
            found: its examination; None before there is one.
        """
        self._case = case
        self.specimens.show_case(case, found=found)
        self.cheque.show_case(case, found=found)
        self.form.show_case(case)
        known = self._model_loaded or self._model_error is not None
        if case.outcome is None and case.problem is None and known:
            self._show_missing()

    def show_model(self, *, loaded: bool, error: ErrorMessage | None) -> None:
        """Show whether there is a model to examine with.

        Args:
            loaded: whether it is loaded.
            error: why it can't be loaded; None if it can.
        """
        self._model_loaded, self._model_error = loaded, error
        if loaded or error is not None:
            self._show_missing()

    def show_picture(self, picture: ChequePicture | None) -> None:
        """Show the image of the cheque; None while it is not read."""
        self._picture = picture
        self.cheque.view.show_page(picture)
        self.cheque.show_error(None)
        self.cheque.show_case(self._case, found=self._found)

    def show_examination(self, found: Examination | None) -> None:
        """Show what was found of the case; None while nothing is known."""
        self._found = found
        self.specimens.show_case(self._case, found=found)
        self.cheque.show_case(self._case, found=found)
        self.specimens.show_examination(found)
        self.specimens.mark_shown(None)
        if found is None:
            self._show_missing()
        else:
            self.decision.show_examination(found)

    def show_pair(self, pair: PairPictures | None) -> None:
        """Show the questioned signature beside a specimen; None while there is no such pair."""
        self.comparison.show_pair(pair)
        self.specimens.mark_shown(None if pair is None else pair.reference_path)

    def show_error(self, error: ErrorMessage) -> None:
        """Show why the case can't be read or examined."""
        if self._picture is None:
            self.cheque.show_error(error)
        self.decision.show_error(error)

    def toggle_blink(self) -> None:
        """Compare by blinking, or side by side again."""
        blinking = self.comparison.mode is Mode.BLINK
        self.comparison.set_mode(Mode.SIDE_BY_SIDE if blinking else Mode.BLINK)

    def refresh_colours(self) -> None:
        """Redraw icons and decision in the colours of the theme."""
        self.cheque.refresh_icons()
        self.form.refresh_icons()
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
