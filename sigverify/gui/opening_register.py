"""Opens the register's window once the records are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from sigverify.gui.models.register_book import RegisterBook
from sigverify.gui.tasks import Lane
from sigverify.gui.trouble import Trouble
from sigverify.gui.views.register_window import RegisterWindow
from sigverify.records.opening import OpenRecords, open_configured

if TYPE_CHECKING:
    from sigverify.gui.main_window import MainWindow


def open_register(window: MainWindow) -> None:
    """Open the register over the main window, or say why there is none."""
    settings = window.settings.values

    def opened(found: OpenRecords | None) -> None:
        if found is None:
            window.show_details(none_kept())
            return
        shown = RegisterWindow(
            RegisterBook(found), runner=window.runner, bench=window.desk.bench, parent=window
        )
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    window.runner.submit(
        lambda _progress, _cancelled: open_configured(settings),
        on_result=opened,
        lane=Lane.READING,
        what=QCoreApplication.translate("Register", "Opening the register"),
    )


def none_kept() -> Trouble:
    """That there are no records, and what to do."""
    translate = QCoreApplication.translate
    return Trouble(
        message=translate("Register", "No records are kept on this machine."),
        remedy=translate(
            "Register",
            "Make them with 'sigverify records create', or name them in the settings.",
        ),
        details="",
    )
