"""The last pages: the result on held-out signers, and the signature."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from sigverify.calibration.flow import CalibrationFlow
from sigverify.calibration.run import Checked
from sigverify.files import write_atomically
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.tasks import Failure, TaskRunner
from sigverify.gui.widgets.parts import label, restyle
from sigverify.gui.wizard.policy_page import PolicyPage
from sigverify.gui.wizard.task_page import TaskPage
from sigverify.gui.wizard.words import error_words


class ResultPage(TaskPage):
    """Shows the result on held-out signers in plain sentences."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner, *, policy: PolicyPage) -> None:
        """Build the page for a flow and the page of its policy."""
        super().__init__(runner)
        self.flow, self._policy = flow, policy
        self._shown = False
        self.setTitle(self.tr("What to expect"))
        self.setSubTitle(
            self.tr(
                "The result on signers that were not used to choose the thresholds. Look only "
                "once: if you try many policies here and keep the best, the result looks better "
                "than it is. Each policy is counted."
            )
        )
        self.sentence = label(wrap=True)
        font = self.sentence.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self.sentence.setFont(font)
        self.warnings = label(wrap=True)
        self.looks = label(wrap=True)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        for widget in (self.sentence, self.warnings, self.looks):
            column.addWidget(widget)
        column.addStretch(1)

    def initializePage(self) -> None:
        """Fix the policy and evaluate it on the held-out signers."""
        request = self._policy.request
        self._shown = False
        restyle(self.sentence, "role", "quiet")
        self.sentence.setText(self.tr("Checking…"))
        self.warnings.setText("")
        self.looks.setText("")

        def work(_progress: object, _cancelled: object) -> Checked:
            self.flow.choose_policy(request)
            return self.flow.look_at_held_out()

        self.submit(work, on_result=self._show, on_error=self._refused)

    def isComplete(self) -> bool:
        """Whether the result is shown."""
        return self._shown

    def _show(self, result: Checked) -> None:
        self._shown = True
        restyle(self.sentence, "role", "")
        # One statement a line.
        outcomes = [sentence(one).replace("; ", ";\n") for one in result.outcomes]
        self.sentence.setText("\n\n".join(outcomes))
        if result.warnings:
            said = "\n".join(f"\u2022 {sentence(warning)}" for warning in result.warnings)
            self.warnings.setText(
                self.tr(
                    "These warnings are shown wherever this calibration is used:\n{said}"
                ).format(said=said)
            )
        self.looks.setText(
            self.tr("Policies evaluated on these signers: {n}").format(n=self.flow.looks)
        )
        self.completeChanged.emit()

    def _refused(self, failure: Failure) -> None:
        restyle(self.sentence, "role", "error")
        self.sentence.setText(error_words(failure.error))
        self.completeChanged.emit()


class SignPage(TaskPage):
    """Asks for name, signature and activation."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner, *, author: str) -> None:
        """Build the page for a flow and propose an author."""
        super().__init__(runner)
        self.flow = flow
        self._signed = False
        self.setTitle(self.tr("Name and sign"))
        self.setSubTitle(
            self.tr("Your name stays with the calibration, its counts and its warnings.")
        )
        self.setFinalPage(True)
        self.name = QLineEdit()
        self.author = QLineEdit(author)
        self.activate = QCheckBox(self.tr("Put it in force &now"))
        self.activate.setChecked(True)
        self.report = QPushButton(self.tr("Save the &report after signing to…"))
        self.report.clicked.connect(self._ask_report)
        self.target: Path | None = None
        self.message = label(wrap=True)
        for line in (self.name, self.author):
            line.textChanged.connect(self.completeChanged)
        form = QFormLayout()
        form.addRow(self.tr("N&ame of the calibration"), self.name)
        form.addRow(self.tr("&Signed by"), self.author)
        form.addRow("", self.activate)
        form.addRow("", self.report)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addStretch(1)

    def initializePage(self) -> None:
        """Propose the activation only if no warning stands."""
        checked = self.flow.result
        warned = checked is not None and bool(checked.warnings)
        self.activate.setChecked(not warned)
        self._say(
            self.tr("There are warnings. Read them before you put this calibration in force.")
            if warned
            else "",
            role="warning",
        )

    def isComplete(self) -> bool:
        """Whether name and author are given."""
        named = bool(self.name.text().strip() and self.author.text().strip())
        return named and not self.busy

    def validatePage(self) -> bool:
        """Sign, save, report and activate in a task; its result closes the wizard."""
        if self._signed:
            return True
        name, author = self.name.text(), self.author.text().strip()
        target, activates, flow = self.target, self.activate.isChecked(), self.flow

        def work(_progress: object, _cancelled: object) -> None:
            values = flow.sign(name=name, author=author)
            if target is not None and flow.result is not None:
                from sigverify.reporting.calibration_report import report_pdf

                write_atomically(target, report_pdf(flow.result, values=values))
            if activates:
                flow.activate(user=author)

        self._say(self.tr("Signing…"), role="quiet")
        self.submit(work, on_result=self._finish, on_error=self._refused)
        self.completeChanged.emit()
        return False

    def _finish(self, _none: object) -> None:
        self._signed = True
        self.completeChanged.emit()
        wizard = self.wizard()
        if wizard is not None:
            wizard.accept()

    def _refused(self, failure: Failure) -> None:
        self._say(error_words(failure.error), role="error")
        self.completeChanged.emit()

    def _say(self, text: str, *, role: str = "") -> None:
        restyle(self.message, "role", role)
        self.message.setText(text)

    def _ask_report(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Report"), "calibration.pdf", self.tr("PDF (*.pdf)")
        )
        if chosen:
            self.target = Path(chosen)
            self._say(self.tr("The report goes to {path}.").format(path=chosen))
