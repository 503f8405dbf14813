"""The wizard that walks a risk officer from signatures to a calibration in force."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget, QWizard

from sigverify.gui.tasks import TaskRunner
from sigverify.gui.wizard.data_pages import CheckPage, DataPage, ScorePage
from sigverify.gui.wizard.policy_page import PolicyPage
from sigverify.gui.wizard.result_pages import ResultPage, SignPage
from sigverify.verification.calibration_flow import CalibrationFlow


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
