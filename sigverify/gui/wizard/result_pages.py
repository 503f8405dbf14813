"""The last pages: what the thresholds do to signers held out, and the signature under it."""

from __future__ import annotations

import re
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
from sigverify.gui.wizard.task_page import AskingPage
from sigverify.gui.wizard.words import error_words


class ResultPage(AskingPage):
    """The result on signers that nothing was chosen on, in one plain sentence."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner, *, policy: PolicyPage) -> None:
        """Show the result of a flow with the policy of another page."""
        super().__init__(runner)
        self.flow, self._policy = flow, policy
        self._shown = False
        self.setTitle(self.tr("What to expect"))
        self.setSubTitle(
            self.tr(
                "On signers that the thresholds were not chosen on. Look once: who tries many "
                "policies here and keeps the kindest deceives himself. It is counted."
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
        """Settle on the policy and look."""
        request = self._policy.request
        self._shown = False
        restyle(self.sentence, "role", "quiet")
        self.sentence.setText(self.tr("Checking…"))
        self.warnings.setText("")
        self.looks.setText("")

        def work(_progress: object, _cancelled: object) -> Checked:
            self.flow.choose_policy(request)
            return self.flow.look_at_held_out()

        self.ask(work, on_result=self._show, on_error=self._refused)

    def isComplete(self) -> bool:
        """Whether the result can be read here, which is later than that it is known."""
        return self._shown

    def _show(self, result: Checked) -> None:
        self._shown = True
        restyle(self.sentence, "role", "")
        # A statement a line; the text itself is kept as it is.
        lines = sentence(result.in_words).replace("; ", ";\n")
        self.sentence.setText(re.sub(r"([.\u0964]) ", r"\1\n\n", lines))
        if result.warnings:
            said = "\n".join(f"\u2022 {sentence(warning)}" for warning in result.warnings)
            self.warnings.setText(
                self.tr("To be shown wherever this calibration is used:\n{said}").format(said=said)
            )
        self.looks.setText(
            self.tr("Policies looked at on these signers: {n}").format(n=self.flow.looks)
        )
        self.completeChanged.emit()

    def _refused(self, failure: Failure) -> None:
        restyle(self.sentence, "role", "error")
        self.sentence.setText(error_words(failure.error))
        self.completeChanged.emit()


class SignPage(AskingPage):
    """Name, signature, activation."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner, *, author: str) -> None:
        """Sign the calibration of a flow; propose who does."""
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
        self.said = label(wrap=True)
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
        column.addWidget(self.said)
        column.addStretch(1)

    def isComplete(self) -> bool:
        """Whether there is a name, and somebody who answers for it."""
        named = bool(self.name.text().strip() and self.author.text().strip())
        return named and not self.asking

    def validatePage(self) -> bool:
        """Sign, keep, report, activate beside the window; close when that is done."""
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
        self.ask(work, on_result=self._finish, on_error=self._refused)
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
        restyle(self.said, "role", role)
        self.said.setText(text)

    def _ask_report(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Report"), "calibration.pdf", self.tr("PDF (*.pdf)")
        )
        if chosen:
            self.target = Path(chosen)
            self._say(self.tr("The report goes to {path}.").format(path=chosen))
