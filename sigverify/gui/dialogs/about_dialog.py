"""The About dialog: program, model, calibration, and the meaning of the similarity."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from sigverify import __version__
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.theme import current, pixmap
from sigverify.gui.widgets.parts import DialogButtons, label


class AboutDialog(QDialog):
    """Shows the versions of program, model and calibration, and what the similarity means."""

    def __init__(self, examiner: Examiner | None, *, parent: QWidget | None = None) -> None:
        """Build the dialog.

        Args:
            examiner: the loaded model and calibration; None while nothing is loaded.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("About"))
        self.setMinimumWidth(560)
        logo = label()
        logo.setPixmap(
            pixmap("sigverify", size=64, colour=current().text, ratio=self.devicePixelRatioF())
        )
        head = QHBoxLayout()
        head.setSpacing(16)
        names = QVBoxLayout()
        names.addWidget(label("sigverify", role="title"))
        names.addWidget(label(self.tr("Version {version}").format(version=__version__)))
        head.addWidget(logo)
        head.addLayout(names, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        for title, value in self._facts(examiner):
            text = label(value, wrap=True)
            form.addRow(label(title, role="quiet"), text)
        meaning = label(
            self.tr(
                "The similarity, on a scale from 0 to 1, says how much better two signatures"
                " fit one writer than a skilled forgery. It is evidence, not a probability "
                "of fraud: the bank knows how often forgeries occur, the program does not. "
                "The program assists; you decide."
            ),
            wrap=True,
        )
        warnings = [] if examiner is None else examiner.verifier.calibration.warnings
        buttons = DialogButtons(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addLayout(head)
        column.addLayout(form)
        column.addWidget(meaning)
        for warning in warnings:
            column.addWidget(label(sentence(warning), role="warning", wrap=True))
        column.addWidget(
            label(
                self.tr("Apache-2.0. Qt is used under the LGPL, version 3."),
                role="quiet",
                wrap=True,
            )
        )
        column.addWidget(buttons)

    def _facts(self, examiner: Examiner | None) -> list[tuple[str, str]]:
        if examiner is None:
            return [(self.tr("Model"), self.tr("not loaded"))]
        model, calibration = examiner.verifier.model, examiner.verifier.calibration
        thresholds = examiner.verifier.thresholds
        return [
            (
                self.tr("Model"),
                f"{model.name} {model.version} · {_day(examiner.model_created)} · "
                f"{model.sha256[:12]}",
            ),
            (
                self.tr("Calibration"),
                f"{sentence(calibration.title)} · {_day(examiner.calibration_created)} · "
                f"{calibration.sha256[:12]}",
            ),
            (
                self.tr("Thresholds"),
                self.tr("accepted from {accept}, flagged below {flag}").format(
                    accept=f"{thresholds.accept_at:.3f}", flag=f"{thresholds.flag_below:.3f}"
                ),
            ),
        ]


def _day(stamp: str) -> str:
    """The day of an ISO 8601 time; other text is returned as it is."""
    try:
        return datetime.fromisoformat(stamp).date().isoformat()
    except ValueError:
        return stamp
