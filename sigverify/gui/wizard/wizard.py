"""The wizard that leads a risk officer from signatures to a calibration in force."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget, QWizard

from sigverify.calibration.flow import CalibrationFlow
from sigverify.gui.tasks import TaskRunner
from sigverify.gui.widgets.parts import fit_screen
from sigverify.gui.wizard.data_pages import CheckPage, DataPage, ScorePage
from sigverify.gui.wizard.policy_page import PolicyPage
from sigverify.gui.wizard.result_pages import ResultPage, SignPage


class CalibrationWizard(QWizard):
    """Choose data, check, compare, choose a policy, see what to expect, sign.

    When the wizard is accepted, the ``values`` of its flow are signed and saved; they are in force
    if its step is ``DONE``.
    """

    def __init__(
        self,
        flow: CalibrationFlow,
        *,
        runner: TaskRunner,
        author: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the pages.

        Args:
            flow: the steps, which the wizard draws.
            runner: does the work; closed by its owner, not by the wizard.
            author: the author to propose.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.flow = flow
        self.setWindowTitle(self.tr("Calibrate on your own signatures"))
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.IndependentPages, False)
        # Qt has no texts in some of the languages.
        for which, text in (
            (QWizard.WizardButton.BackButton, self.tr("&Back")),
            (QWizard.WizardButton.NextButton, self.tr("&Next")),
            (QWizard.WizardButton.FinishButton, self.tr("&Finish")),
            (QWizard.WizardButton.CancelButton, self.tr("Cancel")),
        ):
            self.setButtonText(which, text)
        fit_screen(self, 1080, 680)
        self.data = DataPage(flow, runner)
        self.check = CheckPage(flow, runner)
        self.score = ScorePage(flow, runner)
        self.policy = PolicyPage(flow, runner)
        self.result_page = ResultPage(flow, runner, policy=self.policy)
        self.sign = SignPage(flow, runner, author=author)
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
        """Stop the tasks, then close; the images read so far stay cached."""
        self.check.panel.stop()
        self.score.panel.stop()
        for page in (self.data, self.policy, self.result_page):
            page.stop()
        super().done(result)

    def reject(self) -> None:
        """Close, unless the calibration is just being signed."""
        if not self.sign.busy:
            super().reject()
