"""Opens the register's window once the records are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from sigverify.gui.error_message import ErrorMessage
from sigverify.gui.tasks import Cancelled, Lane, Progress

if TYPE_CHECKING:
    from sigverify.gui.main_window import MainWindow
    from sigverify.gui.models.register_book import RegisterBook


def open_register(window: MainWindow) -> None:
    """Open the register over the main window, or say why there is none."""
    settings = window.settings.values

    def work(_progress: Progress, _cancelled: Cancelled) -> RegisterBook | None:
        # The database takes half a second to import, for which no window should stand still.
        from sigverify.gui.dialogs import register_window  # noqa: F401 - ready when it is opened
        from sigverify.gui.models.register_book import RegisterBook
        from sigverify.records.opening import open_configured

        found = open_configured(settings)
        return None if found is None else RegisterBook(found)

    def opened(book: RegisterBook | None) -> None:
        if book is None:
            window.show_details(none_kept())
            return
        from sigverify.gui.dialogs.register_window import RegisterWindow

        shown = RegisterWindow(
            book, runner=window.runner, case_controller=window.case_controller, parent=window
        )
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.show()

    window.runner.submit(
        work,
        on_result=opened,
        lane=Lane.READING,
        what=QCoreApplication.translate("Register", "Opening the register"),
    )


def none_kept() -> ErrorMessage:
    """That there are no records, and what to do."""
    translate = QCoreApplication.translate
    return ErrorMessage(
        message=translate("Register", "No records are kept on this machine."),
        remedy=translate(
            "Register",
            "Make them with 'sigverify records create', or name them in the settings.",
        ),
        details="",
    )
