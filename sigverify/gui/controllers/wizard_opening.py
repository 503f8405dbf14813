"""Opens the calibration wizard once what it needs is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from sigverify.gui.tasks import Cancelled, Lane, Progress, TaskRunner

if TYPE_CHECKING:
    from sigverify.calibration.flow import CalibrationFlow
    from sigverify.gui.wizard.wizard import CalibrationWizard


def open_wizard(
    model_folder: Path,
    *,
    runner: TaskRunner,
    parent: QWidget,
    author: str,
    on_signed: Callable[[CalibrationFlow], None],
) -> None:
    """Open the wizard over a window, once the model is loaded beside it.

    Args:
        model_folder: the folder of the model to calibrate.
        runner: does the work.
        parent: the window.
        author: who may be going to sign; may be empty.
        on_signed: called when a calibration was signed; the flow's step is ``DONE`` if it is in
            force now.
    """

    def work(
        _progress: Progress, _cancelled: Cancelled
    ) -> tuple[type[CalibrationWizard], CalibrationFlow]:
        # The plots take most of a second to import, for which no window should stand still.
        from sigverify.calibration.flow import new_flow
        from sigverify.gui.wizard.wizard import CalibrationWizard

        return CalibrationWizard, new_flow(model_folder)

    def opened(found: tuple[type[CalibrationWizard], CalibrationFlow]) -> None:
        make, flow = found
        wizard = make(flow, runner=runner, author=author, parent=parent)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.accepted.connect(lambda: on_signed(flow))
        wizard.open()

    runner.submit(
        work,
        on_result=opened,
        lane=Lane.READING,
        what=QCoreApplication.translate("CalibrationWizard", "Opening the wizard"),
    )
