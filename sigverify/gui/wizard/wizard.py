"""The wizard that walks a risk officer from signatures to a calibration in force."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget, QWizard

from sigverify.gui.tasks import Lane, TaskRunner
from sigverify.gui.wizard.data_pages import CheckPage, DataPage, ScorePage
from sigverify.gui.wizard.policy_page import PolicyPage
from sigverify.gui.wizard.result_pages import ResultPage, SignPage
from sigverify.verification.calibration_flow import CalibrationFlow, new_flow


class CalibrationWizard(QWizard):
    """Choose data, check, compare, choose a policy, see what to expect, sign.

    Accepted, its flow's ``values`` are signed and kept, and in force if its step is ``DONE``.
    """

    def __init__(
        self, flow: CalibrationFlow, *, runner: TaskRunner, parent: QWidget | None = None
    ) -> None:
        """Make the pages.

        Args:
            flow: the steps; the wizard only draws them.
            runner: does the work; closed by its owner, not by the wizard.
            parent: lies behind it.
        """
        super().__init__(parent)
        self.flow = flow
        self.setWindowTitle(self.tr("Calibrate on your own signatures"))
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.IndependentPages, False)
        # Qt has no words of its own in some of the languages.
        for which, text in (
            (QWizard.WizardButton.BackButton, self.tr("&Back")),
            (QWizard.WizardButton.NextButton, self.tr("&Next")),
            (QWizard.WizardButton.FinishButton, self.tr("&Finish")),
            (QWizard.WizardButton.CancelButton, self.tr("Cancel")),
        ):
            self.setButtonText(which, text)
        self.resize(1080, 680)
        self.data = DataPage(flow, runner)
        self.check = CheckPage(flow, runner)
        self.score = ScorePage(flow, runner)
        self.policy = PolicyPage(flow, runner)
        self.result_page = ResultPage(flow, runner, policy=self.policy)
        self.sign = SignPage(flow)
        for page in (
            self.data,
            self.check,
            self.score,
            self.policy,
            self.result_page,
            self.sign,
        ):
            self.addPage(page)

    def done(self, result: int) -> None:
        """Stop what is under way, then close; what was read stays kept."""
        self.check.panel.stop()
        self.score.panel.stop()
        super().done(result)


def open_wizard(
    model_folder: Path,
    *,
    runner: TaskRunner,
    parent: QWidget,
    on_signed: Callable[[CalibrationFlow], None],
) -> None:
    """Open the wizard over a window, once the model is loaded beside it.

    Args:
        model_folder: the folder of the model to calibrate.
        runner: does the work.
        parent: the window.
        on_signed: called when a calibration was signed; the flow's step is ``DONE`` if it is in
            force now.
    """

    def opened(flow: CalibrationFlow) -> None:
        wizard = CalibrationWizard(flow, runner=runner, parent=parent)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.accepted.connect(lambda: on_signed(flow))
        wizard.open()

    runner.submit(
        lambda _progress, _cancelled: new_flow(model_folder),
        on_result=opened,
        lane=Lane.READING,
    )
