"""Translates the titles and descriptions of the settings; a test finds missing ones."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from sigverify.settings import Settings

_CONTEXT: Final = "Settings"

KNOWN: Final[tuple[Any, ...]] = (
    QT_TRANSLATE_NOOP("Settings", "Your name"),
    QT_TRANSLATE_NOOP("Settings", "Shown with your decisions and in reports."),
    QT_TRANSLATE_NOOP("Settings", "Language"),
    QT_TRANSLATE_NOOP("Settings", "Takes effect when the program starts again."),
    QT_TRANSLATE_NOOP("Settings", "Appearance"),
    QT_TRANSLATE_NOOP("Settings", "Light, dark, or as the system."),
    QT_TRANSLATE_NOOP("Settings", "Go to the next case"),
    QT_TRANSLATE_NOOP("Settings", "When a decision has been recorded, show the next open case."),
    QT_TRANSLATE_NOOP("Settings", "Blink every (ms)"),
    QT_TRANSLATE_NOOP("Settings", "How long each signature is shown when they blink."),
    QT_TRANSLATE_NOOP("Settings", "Names of images"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "How image names are built, such as {account}_{cheque}_{any}; {amount} can be used too.",
    ),
    QT_TRANSLATE_NOOP("Settings", "Model"),
    QT_TRANSLATE_NOOP(
        "Settings", "Name of a shipped model or the folder of another; empty uses the shipped one."
    ),
    QT_TRANSLATE_NOOP("Settings", "Calibration"),
    QT_TRANSLATE_NOOP("Settings", "File with the thresholds; empty uses the model's own."),
    QT_TRANSLATE_NOOP("Settings", "Folder for reports"),
    QT_TRANSLATE_NOOP(
        "Settings", "The folder proposed for reports; empty proposes the last one used."
    ),
    QT_TRANSLATE_NOOP("Settings", "Records"),
    QT_TRANSLATE_NOOP(
        "Settings", "File or PostgreSQL address of the records; empty keeps no records."
    ),
    QT_TRANSLATE_NOOP("Settings", "Key file"),
    QT_TRANSLATE_NOOP(
        "Settings", "File with the key of the records; empty uses the system's keyring."
    ),
    QT_TRANSLATE_NOOP("Settings", "Reports may be saved and printed"),
    QT_TRANSLATE_NOOP("Settings", "Reports hold pictures of signatures."),
    QT_TRANSLATE_NOOP("Settings", "A reason is required"),
    QT_TRANSLATE_NOOP(
        "Settings", "For each return, and for each decision that differs from the program's."
    ),
    QT_TRANSLATE_NOOP("Settings", "Reason codes"),
    QT_TRANSLATE_NOOP(
        "Settings", "One per line: the decisions it belongs to, a colon, the code, the text."
    ),
)
_CHOICES: Final[dict[str, Any]] = {
    "system": QT_TRANSLATE_NOOP("Settings", "As the system"),
    "light": QT_TRANSLATE_NOOP("Settings", "Light"),
    "dark": QT_TRANSLATE_NOOP("Settings", "Dark"),
    "en": "English",
    "de": "Deutsch",
    "hi": "हिन्दी",
}


def setting_words(name: str) -> tuple[str, str]:
    """Title and description of a setting."""
    field = Settings.model_fields[name]
    return _words(field.title or name), _words(field.description or "")


def choice_word(choice: str) -> str:
    """The name of a value of a setting."""
    return _words(_CHOICES[choice])


def _words(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
