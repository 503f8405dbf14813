"""Starts the clerk's window."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Literal

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QMessageBox

from sigverify import __version__
from sigverify.errors import ExitCode, SigVerifyError
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.error_message import error_message
from sigverify.gui.responsiveness import keep_responsive
from sigverify.gui.shutdown import close_on_signals
from sigverify.logs.log import Log
from sigverify.logs.output import is_set_up, set_up
from sigverify.paths import APP_NAME, data_folder, settings_file, shipped_folder, site_file
from sigverify.settings import load_settings

_LOG: Final = Log(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until it is closed.

    Args:
        argv: files to open; None takes the process's own arguments.

    Returns:
        The exit status, a value of `sigverify.errors.ExitCode`.
    """
    # Absolute, because the work list may be reopened from another folder.
    paths = [Path(name).absolute() for name in (sys.argv[1:] if argv is None else argv)]
    if not is_set_up():
        set_up()
    _LOG.info("window.started", version=__version__, qt=qVersion())
    keep_responsive()
    app = make_application()
    try:
        settings = load_settings(settings_file(), site=site_file())
    except SigVerifyError as error:
        QMessageBox.critical(None, APP_NAME, f"{error.message}\n\n{error.remedy}")
        return int(error.exit_code)
    translators = translate(app, settings.values.language)
    enlarge_letters(app, settings.values.language)
    window = MainWindow(settings=settings, data=data_folder())
    _show_bugs(window)
    window.show()
    _LOG.info("window.shown", language=settings.values.language, files=len(paths))
    if settings.values.language == "hi" and not translators:
        # In English, like everything else that is shown then.
        window.say(
            "No font on this machine has the letters of Hindi; everything is shown in English.",
            lasting=True,
        )
    # After the window has been painted, so that it appears before anything is loaded.
    QTimer.singleShot(0, window, window.start)
    if paths:
        QTimer.singleShot(0, window, lambda: window.open_files(paths))
    with close_on_signals(app):
        app.exec()
    _LOG.info("window.closed")
    sys.excepthook = sys.__excepthook__
    del translators
    return int(ExitCode.OK)


def make_application() -> QApplication:
    """Create the application, or configure the one that exists."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([APP_NAME])
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName("sigverify")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APP_NAME)
    app.setStyle("Fusion")
    # Numbers have one format in the whole program, whatever the locale of the system.
    numbers = QLocale(QLocale.Language.C)
    numbers.setNumberOptions(
        QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator
    )
    QLocale.setDefault(numbers)
    return app


def translate(
    app: QApplication, language: Literal["system", "en", "de", "hi"]
) -> list[QTranslator]:
    """Install the translators of a language.

    Args:
        app: the application.
        language: the language; "system" falls back to English.

    Returns:
        The translators; the caller must keep them as long as the language is shown.
    """
    locale = QLocale.system() if language == "system" else QLocale(language)
    if not can_be_shown(locale):
        return []
    own = shipped_folder("assets") / "translations"
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    loaded = []
    # English counts need a catalogue too: users of other languages see English.
    english = QLocale(QLocale.Language.English)
    for name, folder, locales in ((APP_NAME, own, (locale, english)), ("qtbase", qt, (locale,))):
        translator = QTranslator(app)
        if any(translator.load(one, name, "_", str(folder)) for one in locales):
            app.installTranslator(translator)
            loaded.append(translator)
    return loaded


def enlarge_letters(app: QApplication, language: Literal["system", "en", "de", "hi"]) -> None:
    """Show Hindi a size larger: its letters have more in them than Latin ones.

    Args:
        app: the application.
        language: the language, as for `translate`.
    """
    locale = QLocale.system() if language == "system" else QLocale(language)
    if locale.script() == QLocale.Script.DevanagariScript and can_be_shown(locale):
        font = app.font()
        font.setPointSizeF(font.pointSizeF() + 1)
        app.setFont(font)


def can_be_shown(locale: QLocale) -> bool:
    """Whether a font on this machine has the letters of a language."""
    wanted = {
        QLocale.Script.DevanagariScript: QFontDatabase.WritingSystem.Devanagari,
    }.get(locale.script())
    return wanted is None or bool(QFontDatabase.families(wanted))


def _show_bugs(window: MainWindow) -> None:
    """Show an exception that escapes from a slot in a dialog, instead of printing it."""

    def show(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, where)
            return
        details = "".join(traceback.format_exception(kind, error, where))
        window.dialogs.show_error(error_message(error, details=details))

    sys.excepthook = show


if __name__ == "__main__":
    sys.exit(main())
