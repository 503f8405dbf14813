"""The first pages: choose, check and compare the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWizard,
    QWizardPage,
)

from sigverify.calibration.data import CheckedImages
from sigverify.calibration.flow import CalibrationFlow, Step
from sigverify.calibration.scores import DEFAULT_REFERENCES
from sigverify.calibration.source import LabelledImages
from sigverify.gui.i18n.wording import phrase, sentence
from sigverify.gui.tasks import Failure, TaskRunner
from sigverify.gui.widgets.parts import label, restyle
from sigverify.gui.wizard.task_page import TaskPage
from sigverify.gui.wizard.words import error_words
from sigverify.gui.wizard.work_panel import WorkPanel
from sigverify.reasons import Reason

_MOST_ROWS = 2000


class DataPage(TaskPage):
    """Asks for a folder or a table of signatures."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner) -> None:
        """Build the page for a flow."""
        super().__init__(runner)
        self._flow = flow
        self._ready = False
        self.setTitle(self.tr("Your signatures"))
        self.setSubTitle(
            self.tr(
                "A folder with SIGNER/genuine and SIGNER/forged, or a table "
                "path,writer,label. Forty signers or more, with skilled forgeries, give "
                "reliable thresholds."
            )
        )
        self.path = QLineEdit()
        self.path.setPlaceholderText(self.tr("Folder or table"))
        self.path.textChanged.connect(self._changed)
        folder = QPushButton(self.tr("&Folder…"))
        folder.clicked.connect(self._ask_folder)
        table = QPushButton(self.tr("&Table…"))
        table.clicked.connect(self._ask_table)
        self.references = QSpinBox()
        self.references.setRange(1, 20)
        self.references.setValue(DEFAULT_REFERENCES)
        self.references.setMaximumWidth(110)
        self.references.valueChanged.connect(self._changed)
        self.message = label(wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(folder)
        row.addWidget(table)
        form = QFormLayout()
        name = QLabel(self.tr("&Data"))
        name.setBuddy(self.path)
        form.addRow(name, row)
        form.addRow(self.tr("&Specimens that you usually have for a signer"), self.references)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.message)
        column.addStretch(1)

    def isComplete(self) -> bool:
        """Whether a source is named."""
        return bool(self.path.text().strip()) and not self.busy

    def validatePage(self) -> bool:
        """Read the source in a task; its result opens the next page."""
        if self._ready:
            return True
        path, references = Path(self.path.text().strip()), self.references.value()
        self.message.setText(self.tr("Reading the file names…"))
        restyle(self.message, "role", "quiet")
        self.submit(
            lambda _progress, _cancelled: self._flow.choose_data(path, references=references),
            on_result=self._chosen,
            on_error=self._refused,
        )
        self.completeChanged.emit()
        return False

    def nextId(self) -> int:
        """Skip the check if the source holds scores."""
        return super().nextId() + (1 if self._flow.step is Step.SCORE else 0)

    def _chosen(self, _nothing: object) -> None:
        self._ready = True
        self.message.setText("")
        self.completeChanged.emit()
        wizard = self.wizard()
        if wizard is not None:
            wizard.next()

    def _refused(self, failure: Failure) -> None:
        self.message.setText(error_words(failure.error))
        restyle(self.message, "role", "error")
        self.completeChanged.emit()

    def _changed(self) -> None:
        self._ready = False
        self.completeChanged.emit()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of signatures"))
        if chosen:
            self.path.setText(chosen)

    def _ask_table(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Table of signatures"), "", self.tr("Tables (*.csv)")
        )
        if chosen:
            self.path.setText(chosen)


class _WorkPage(QWizardPage):
    """A page whose task starts when it is shown and must end before the next page."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner, *, what: str) -> None:
        super().__init__()
        self.flow = flow
        self.panel = WorkPanel(runner, what=what)
        self.panel.done.connect(self.show_result)
        self.panel.changed.connect(self.completeChanged)

    def cleanupPage(self) -> None:
        """Stop the task."""
        self.panel.stop()

    def show_result(self, _result: Any) -> None:  # noqa: ANN401 - what the work gave
        """Show the result, and focus the button for the next page."""
        wizard = self.wizard()
        if wizard is not None and wizard.currentPage() is self:
            wizard.button(QWizard.WizardButton.NextButton).setFocus()


class CheckPage(_WorkPage):
    """Reads the images; shows those that can't be used, and why."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner) -> None:
        """Build the page for a flow."""
        super().__init__(flow, runner, what=self.tr("Reading images"))
        self.setTitle(self.tr("Check the data"))
        self.setSubTitle(
            self.tr("Each image is read as in a verification. You can stop at any time.")
        )
        self.counts = label(wrap=True)
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([self.tr("Image"), self.tr("Why it is not used")])
        self.table.setAccessibleName(self.tr("Images that are not used"))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.table.setColumnWidth(0, 260)
        column = QVBoxLayout(self)
        column.addWidget(self.panel)
        column.addWidget(self.counts)
        column.addWidget(self.table, 1)

    def initializePage(self) -> None:
        """Start or continue the task."""
        if self.flow.checked is not None:
            return
        self.counts.setText("")
        self.table.setRowCount(0)
        source = self.flow.source
        if isinstance(source, LabelledImages):
            self._fill([(problem.name, problem.reason) for problem in source.problems])
        self.panel.start(
            lambda progress, cancelled: self.flow.check_data(progress=progress, cancelled=cancelled)
        )

    def isComplete(self) -> bool:
        """Whether all images are read."""
        return self.flow.checked is not None and not self.panel.busy

    def show_result(self, checked: CheckedImages) -> None:
        """Show counts and problems."""
        super().show_result(checked)
        counts = checked.counts
        genuine = sum(signer.genuine for signer in checked.signers)
        forged = sum(signer.forged for signer in checked.signers)
        text = self.tr(
            "{signers} signers with {genuine} genuine signatures and {forged} skilled "
            "forgeries can be used. Left out: duplicates {duplicates}, digitised twice "
            "{copies}, unusable {unusable}."
        ).format(
            signers=len(checked.signers),
            genuine=genuine,
            forged=forged,
            duplicates=counts["duplicates"],
            copies=counts["copies"],
            unusable=counts["unusable"],
        )
        if checked.cache_fault is not None:
            text += "\n" + self.tr("The next run will read all images again: {why}").format(
                why=checked.cache_fault
            )
        self.counts.setText(text)
        self._fill([(problem.name, problem.reason) for problem in checked.problems])

    def _fill(self, rows: list[tuple[Reason | str, Reason]]) -> None:
        self.table.setRowCount(min(len(rows), _MOST_ROWS))
        for number, row in enumerate(rows[:_MOST_ROWS]):
            for place, text in enumerate((phrase(row[0]), sentence(row[1]))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(number, place, item)


class ScorePage(_WorkPage):
    """Compares the signatures as the program does."""

    def __init__(self, flow: CalibrationFlow, runner: TaskRunner) -> None:
        """Build the page for a flow."""
        super().__init__(flow, runner, what=self.tr("Comparing signatures"))
        self.setTitle(self.tr("Compare"))
        self.setSubTitle(
            self.tr(
                "Each questioned signature is compared with specimens of its signer, as in a"
                " verification. A third of the signers is held out to check the thresholds."
            )
        )
        self.counts = label(wrap=True)
        column = QVBoxLayout(self)
        column.addWidget(self.panel)
        column.addWidget(self.counts)
        column.addStretch(1)
        self.counts.setAlignment(Qt.AlignmentFlag.AlignTop)

    def initializePage(self) -> None:
        """Start the task."""
        if self.flow.scaled is not None:
            return
        self.counts.setText("")
        self.panel.start(
            lambda progress, cancelled: self.flow.score(progress=progress, cancelled=cancelled)
        )

    def isComplete(self) -> bool:
        """Whether all comparisons are done."""
        return self.flow.scaled is not None and not self.panel.busy

    def show_result(self, scaled: object) -> None:
        """Show the number of signers."""
        super().show_result(scaled)
        if self.flow.scaled is None:
            return
        counts = self.flow.scaled.parts.counts
        self.counts.setText(
            self.tr("{fit} signers to choose the thresholds, {held_out} held out.").format(
                fit=counts["fit_signers"], held_out=counts["held_out_signers"]
            )
        )
