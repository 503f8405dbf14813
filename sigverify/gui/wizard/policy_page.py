"""The page that asks for the policy, with its outcome beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sigverify.calibration.curves import Curves, Day
from sigverify.calibration.flow import CalibrationFlow, Preview
from sigverify.calibration.policy import AmountBand, PolicyRequest
from sigverify.calibration.words import outcome
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.tasks import Failure, TaskRunner
from sigverify.gui.widgets.parts import label, restyle
from sigverify.gui.wizard.plots import CurvePlots
from sigverify.gui.wizard.task_page import TaskPage
from sigverify.gui.wizard.words import error_words
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.thresholds.policies import (
    EqualError,
    FrrAtMost,
    LeastCost,
    Policy,
    SkilledFarAtMost,
)
from sigverify.terms import Decision

# A preview is computed after this pause in the changes.
PAUSE_MS: Final = 150


class PolicyPage(TaskPage):
    """Asks for the policy; shows its outcome on the signers to choose on."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner) -> None:
        """Build the page for a flow."""
        super().__init__(runner)
        self.flow = flow
        self._preview: Preview | None = None
        self._curves: Curves | None = None
        self.setTitle(self.tr("Choose the policy"))
        self.setSubTitle(
            self.tr(
                "The outcome on the signers used to choose the thresholds. Drag the green "
                "line to see the effect of another threshold; the policy sets the final one."
            )
        )
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Limit the accepted skilled forgeries"), SkilledFarAtMost)
        self.kind.addItem(self.tr("Limit the genuine signatures not accepted"), FrrAtMost)
        self.kind.addItem(self.tr("Least expected cost"), LeastCost)
        self.kind.addItem(self.tr("Both errors equal (for comparison)"), EqualError)
        self.limit = self._percent(1.0)
        self.loss = self._number(5000.0, most=1e9)
        self.minutes = self._number(2.0, most=1000.0)
        self.minute_cost = self._number(0.8, most=10_000.0)
        self.forged_share = self._percent(0.1)
        self.by_amount = QCheckBox(self.tr("Another limit for cheques up to an &amount"))
        self.amount = self._number(1000.0, most=1e12)
        self.small_limit = self._percent(5.0)
        self.refer = QCheckBox(self.tr("&Refer between two thresholds"))
        self.refer.setChecked(True)
        self.flag = self._percent(5.0)
        self.unproven = QCheckBox(self.tr("Allo&w a limit that can't be proven (with a warning)"))
        self.volume = QSpinBox()
        self.volume.setRange(1, 10_000_000)
        self.volume.setValue(1000)
        self.message = label(wrap=True)
        self.day = label(wrap=True)
        self.plots = CurvePlots()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.request_preview)
        self.plots.dragged.connect(self._dragged)
        self.kind.currentIndexChanged.connect(self._changed)
        for box in (self.by_amount, self.refer, self.unproven):
            box.toggled.connect(self._changed)
        for number in self._numbers:
            number.valueChanged.connect(self._changed)
        self.volume.valueChanged.connect(self._changed)

    @property
    def request(self) -> PolicyRequest:
        """The policy as entered."""
        bands = [AmountBand(up_to=None, policy=self._policy(self.limit.value()))]
        if self.by_amount.isChecked() and self.by_amount.isEnabled():
            small = self._policy(self.small_limit.value())
            bands.insert(0, AmountBand(up_to=self.amount.value(), policy=small))
        return PolicyRequest(
            bands=tuple(bands),
            flag_frr=self.flag.value() / 100 if self.refer.isChecked() else None,
            unproven=self.unproven.isChecked(),
        )

    def initializePage(self) -> None:
        """Draw the curves and compute the outcome of the policy."""
        self._changed()
        self._timer.stop()
        self.submit(
            lambda _progress, _cancelled: self.flow.curves(),
            on_result=self._show_curves,
            on_error=self._refused,
        )

    def isComplete(self) -> bool:
        """Whether the outcome of the policy is known."""
        return self._preview is not None

    def cleanupPage(self) -> None:
        """Cancel the computation."""
        self.stop()

    def stop(self) -> None:
        """Cancel the computation that waits or is under way."""
        self._timer.stop()
        super().stop()

    def _policy(self, percent: float) -> Policy:
        kind = self.kind.currentData()
        if kind is LeastCost:
            return LeastCost(
                loss_per_accepted_forgery=self.loss.value(),
                minutes_per_referral=self.minutes.value(),
                cost_per_minute=self.minute_cost.value(),
                forgery_rate=self.forged_share.value() / 100,
            )
        if kind is EqualError:
            return EqualError()
        return (
            SkilledFarAtMost(percent / 100)
            if kind is SkilledFarAtMost
            else FrrAtMost(percent / 100)
        )

    def _changed(self) -> None:
        kind = self.kind.currentData()
        limited = kind in (SkilledFarAtMost, FrrAtMost)
        for widget in (self.limit, self.by_amount):
            self.form.setRowVisible(widget, limited)
        for widget in (self.amount, self.small_limit):
            self.form.setRowVisible(widget, limited and self.by_amount.isChecked())
        self.by_amount.setEnabled(limited)
        for widget in (self.loss, self.minutes, self.minute_cost):
            self.form.setRowVisible(widget, kind is LeastCost)
        self.form.setRowVisible(self.flag, self.refer.isChecked())
        # The figures shown and a computation under way belong to the policy before the change.
        self._preview = None
        self._say(self.tr("Calculating…"))
        self.plots.show_thresholds(None)
        self.completeChanged.emit()
        if self._curves is not None:
            self.stop()
            self._timer.start()

    def request_preview(self) -> None:
        """Compute the outcome of the policy now, without waiting for a pause."""
        request, volume = self.request, self.volume.value()
        share = self.forged_share.value() / 100
        self.submit(
            lambda _progress, _cancelled: self.flow.preview(
                request, volume=volume, forgery_rate=share
            ),
            on_result=self._show,
            on_error=self._refused,
        )

    def _show_curves(self, curves: Curves) -> None:
        self._curves = curves
        self.plots.show_curves(curves)
        self.request_preview()

    def _show(self, preview: Preview) -> None:
        self._preview = preview
        choice = preview.chosen.choices[preview.chosen.strictest]
        self.plots.show_thresholds(choice.thresholds)
        cautions = "".join(f"\n{sentence(caution)}" for caution in choice.cautions)
        result = sentence(outcome(choice.rates))
        if len(preview.chosen.choices) > 1:
            stricter = self.tr(
                "By the stricter of the two limits, which also applies if the amount is unknown:"
            )
            result = f"{stricter} {result}"
        self._say(self._day_words(preview.day, choice.thresholds), f"{result}{cautions}")
        self.completeChanged.emit()

    def _day_words(self, day: Day, thresholds: Thresholds) -> str:
        passing = (
            self.tr("unknown") if day.forged_accepted is None else f"{day.forged_accepted:.2g}"
        )
        return self.tr(
            "Accept from {accept:.4f}, flag below {flag:.4f}. Of {volume} cheques a day "
            "about {accepted} are accepted, {referred} referred, {flagged} flagged. "
            "Forgeries among them: {forged}; accepted forgeries: {passing}."
        ).format(
            accept=thresholds.accept_at,
            flag=thresholds.flag_below,
            volume=day.volume,
            accepted=round(day.decisions[Decision.ACCEPT]),
            referred=round(day.decisions[Decision.REFER]),
            flagged=round(day.decisions[Decision.FLAG]),
            forged=f"{day.forged:.2g}",
            passing=passing,
        )

    def _dragged(self, accept_at: float) -> None:
        if self._preview is None:
            return
        chosen = self._preview.chosen
        policy = chosen.choices[chosen.strictest].thresholds
        flag_below = policy.flag_below
        thresholds = Thresholds(accept_at=accept_at, flag_below=min(flag_below, accept_at))
        day = self.flow.day(
            thresholds,
            volume=self.volume.value(),
            forgery_rate=self.forged_share.value() / 100,
        )
        self._say(
            self._day_words(day, thresholds),
            self.tr(
                "This is the line as you dragged it. The policy above accepts from {accept:.4f}."
            ).format(accept=policy.accept_at),
        )

    def _refused(self, failure: Failure) -> None:
        self._say("", error_words(failure.error), fault=True)
        self.completeChanged.emit()

    def _say(self, first: str, second: str = "", *, fault: bool = False) -> None:
        """Show the outcome of the policy, or why there is none."""
        for line, text in ((self.day, first), (self.message, second)):
            line.setText(text)
            line.setVisible(bool(text))
        restyle(self.message, "role", "error" if fault else "")

    def _lay_out(self) -> None:
        self._numbers = [
            self.limit,
            self.loss,
            self.minutes,
            self.minute_cost,
            self.forged_share,
            self.amount,
            self.small_limit,
            self.flag,
        ]
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow(self.tr("&Policy"), self.kind)
        self.form.addRow(self.tr("At &most"), self.limit)
        self.form.addRow(self.tr("&Loss by an accepted forgery"), self.loss)
        self.form.addRow(self.tr("Minutes to loo&k again"), self.minutes)
        self.form.addRow(self.tr("Cost of a m&inute"), self.minute_cost)
        self.form.addRow(self.by_amount)
        self.form.addRow(self.tr("Up to amo&unt"), self.amount)
        self.form.addRow(self.tr("At most (up to t&hat amount)"), self.small_limit)
        self.form.addRow(self.refer)
        self.form.addRow(self.tr("&Flag at most, of genuine"), self.flag)
        self.form.addRow(self.unproven)
        self.form.addRow(self.tr("&Cheques a day"), self.volume)
        self.form.addRow(self.tr("Forge&d among them"), self.forged_share)
        left = QWidget()
        left.setMaximumWidth(360)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        # No stretch below: it would squeeze the other lines when one wraps.
        column.addLayout(self.form)
        right = QVBoxLayout()
        right.addWidget(self.plots, 1)
        # A minimum height, so that the plots do not jump while the text changes.
        figures = QWidget()
        figures.setMinimumHeight(7 * self.fontMetrics().lineSpacing())
        lines = QVBoxLayout(figures)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.day)
        lines.addWidget(self.message)
        lines.addStretch(1)
        right.addWidget(figures)
        row = QHBoxLayout(self)
        row.addWidget(left)
        row.addLayout(right, 1)

    @staticmethod
    def _percent(value: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setDecimals(3)
        box.setRange(0.001, 99.0)
        box.setSingleStep(0.1)
        box.setSuffix(" %")
        box.setValue(value)
        return box

    @staticmethod
    def _number(value: float, *, most: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setDecimals(2)
        box.setRange(0.01, most)
        box.setValue(value)
        return box
