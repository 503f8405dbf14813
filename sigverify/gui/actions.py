"""The table of all actions; menus, tool bar, keys and help are built from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from sigverify.gui.models.case import BoxOrigin, Case
from sigverify.gui.theme import icon

_CONTEXT: Final = "Actions"
_ON_A_CHEQUE: Final = (
    "draw_box", "whole", "turn_left", "turn_right", "fit", "fit_box", "zoom_in", "zoom_out",
    "next_candidate", "previous_candidate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """An action: its name in the program, its texts, keys and icon."""

    name: str
    text: Any
    tip: Any = ""
    keys: tuple[str, ...] = ()
    picture: str = ""


MENUS: Final[tuple[tuple[Any, tuple[_Entry | None, ...]], ...]] = (
    (
        QT_TRANSLATE_NOOP("Actions", "&File"),
        (
            _Entry(
                "open_cheques",
                QT_TRANSLATE_NOOP("Actions", "&Open cheques…"),
                QT_TRANSLATE_NOOP("Actions", "One or several; several become a work-list"),
                ("Ctrl+O",),
                "cheque",
            ),
            _Entry(
                "add_specimens",
                QT_TRANSLATE_NOOP("Actions", "Add &specimens…"),
                QT_TRANSLATE_NOOP("Actions", "Signatures known to be genuine"),
                ("Ctrl+Shift+O",),
                "specimen",
            ),
            _Entry(
                "open_results",
                QT_TRANSLATE_NOOP("Actions", "Open &batch results…"),
                QT_TRANSLATE_NOOP("Actions", "The result file of a run as a work-list"),
                ("Ctrl+L",),
                "list",
            ),
            _Entry(
                "open_demo",
                QT_TRANSLATE_NOOP("Actions", "Open the &demo case"),
                QT_TRANSLATE_NOOP("Actions", "Three made-up cheques and three specimens"),
                (),
                "play",
            ),
            None,
            _Entry(
                "save_report",
                QT_TRANSLATE_NOOP("Actions", "Save &report…"),
                QT_TRANSLATE_NOOP("Actions", "A PDF of the case with pictures and decision"),
                ("Ctrl+S",),
                "report",
            ),
            _Entry(
                "print_report",
                QT_TRANSLATE_NOOP("Actions", "&Print report…"),
                "",
                ("Ctrl+P",),
                "print",
            ),
            None,
            _Entry(
                "register",
                QT_TRANSLATE_NOOP("Actions", "Re&gister…"),
                QT_TRANSLATE_NOOP("Actions", "Accounts, signatories and their specimens"),
                ("Ctrl+R",),
                "list",
            ),
            _Entry(
                "approvals",
                QT_TRANSLATE_NOOP("Actions", "&Waiting for a second person…"),
                QT_TRANSLATE_NOOP("Actions", "Decisions of colleagues to confirm or decline"),
                ("Ctrl+K",),
                "send",
            ),
            _Entry(
                "calibrate",
                QT_TRANSLATE_NOOP("Actions", "&Calibrate on your own signatures…"),
                QT_TRANSLATE_NOOP("Actions", "Sets the thresholds; for risk officers"),
            ),
            _Entry(
                "settings",
                QT_TRANSLATE_NOOP("Actions", "Se&ttings…"),
                "",
                ("Ctrl+,",),
                "settings",
            ),
            _Entry("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "", ("Ctrl+Q",)),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Edit"),
        (
            _Entry(
                "paste",
                QT_TRANSLATE_NOOP("Actions", "&Paste"),
                QT_TRANSLATE_NOOP("Actions", "A cheque from the clipboard"),
                ("Ctrl+V",),
                "paste",
            ),
            _Entry(
                "paste_specimen",
                QT_TRANSLATE_NOOP("Actions", "Paste as s&pecimen"),
                "",
                ("Ctrl+Shift+V",),
            ),
            None,
            _Entry(
                "share_specimens",
                QT_TRANSLATE_NOOP("Actions", "Use these specimens for all cases without any"),
            ),
            _Entry(
                "remove_case",
                QT_TRANSLATE_NOOP("Actions", "Re&move the case from the list"),
                "",
                ("Ctrl+Backspace",),
                "remove",
            ),
            _Entry("clear", QT_TRANSLATE_NOOP("Actions", "&Empty the list…")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&View"),
        (
            _Entry(
                "fit",
                QT_TRANSLATE_NOOP("Actions", "Whole &cheque"),
                "",
                ("F", "Ctrl+0"),
                "fit",
            ),
            _Entry(
                "fit_box",
                QT_TRANSLATE_NOOP("Actions", "Only the &signature"),
                "",
                ("G",),
                "fit-box",
            ),
            _Entry("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "", ("Ctrl++",), "zoom-in"),
            _Entry(
                "zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "", ("Ctrl+-",), "zoom-out"
            ),
            None,
            _Entry(
                "next_mode",
                QT_TRANSLATE_NOOP("Actions", "&Next comparison"),
                QT_TRANSLATE_NOOP("Actions", "Side by side, overlay, blink, agreement"),
                ("V",),
            ),
            _Entry("blink", QT_TRANSLATE_NOOP("Actions", "&Blink"), "", ("B",)),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Signature"),
        (
            _Entry(
                "previous_candidate",
                QT_TRANSLATE_NOOP("Actions", "&Previous candidate"),
                "",
                ("Q",),
            ),
            _Entry(
                "next_candidate",
                QT_TRANSLATE_NOOP("Actions", "&Next candidate"),
                QT_TRANSLATE_NOOP("Actions", "Another place that may hold a signature"),
                ("E",),
                "candidate",
            ),
            _Entry(
                "confirm_box",
                QT_TRANSLATE_NOOP("Actions", "The &box is right"),
                QT_TRANSLATE_NOOP("Actions", "Settles the program's doubts about it"),
                ("C",),
                "pay",
            ),
            _Entry(
                "draw_box",
                QT_TRANSLATE_NOOP("Actions", "&Draw a box"),
                QT_TRANSLATE_NOOP(
                    "Actions", "Drag around the signature; dragging with Shift does the same"
                ),
                ("T",),
                "whole",
            ),
            _Entry(
                "whole",
                QT_TRANSLATE_NOOP("Actions", "Use the &whole image"),
                QT_TRANSLATE_NOOP("Actions", "For an image of the signature alone"),
                ("Shift+T",),
            ),
            None,
            _Entry(
                "turn_left",
                QT_TRANSLATE_NOOP("Actions", "Turn &left"),
                "",
                ("Shift+R",),
                "turn-left",
            ),
            _Entry(
                "turn_right",
                QT_TRANSLATE_NOOP("Actions", "Turn &right"),
                "",
                ("R",),
                "turn-right",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Case"),
        (
            _Entry(
                "previous_case",
                QT_TRANSLATE_NOOP("Actions", "&Previous case"),
                "",
                ("A", "PgUp"),
                "previous",
            ),
            _Entry(
                "next_case",
                QT_TRANSLATE_NOOP("Actions", "&Next case"),
                "",
                ("D", "PgDown"),
                "next",
            ),
            None,
            _Entry("pay", QT_TRANSLATE_NOOP("Actions", "Pa&y"), "", ("1",)),
            _Entry("return", QT_TRANSLATE_NOOP("Actions", "&Return"), "", ("2",)),
            _Entry(
                "refer",
                QT_TRANSLATE_NOOP("Actions", "Re&fer"),
                QT_TRANSLATE_NOOP("Actions", "To a specialist or a supervisor"),
                ("3",),
            ),
            _Entry(
                "record",
                QT_TRANSLATE_NOOP("Actions", "Record the &decision"),
                QT_TRANSLATE_NOOP("Actions", "And go to the next open case"),
                ("W", "Ctrl+Return"),
                "pay",
            ),
            None,
            _Entry(
                "park",
                QT_TRANSLATE_NOOP("Actions", "P&ark"),
                QT_TRANSLATE_NOOP("Actions", "Put the case aside, or reopen it"),
                ("X",),
                "park",
            ),
            _Entry(
                "resume",
                QT_TRANSLATE_NOOP("Actions", "Resume &checking the list"),
                QT_TRANSLATE_NOOP("Actions", "After you have stopped it"),
                (),
                "resume",
            ),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Help"),
        (
            _Entry(
                "help", QT_TRANSLATE_NOOP("Actions", "&Keys and first steps"), "", ("F1",), "help"
            ),
            _Entry("about", QT_TRANSLATE_NOOP("Actions", "&About"), "", (), "about"),
        ),
    ),
)


def words(text: Any) -> str:  # noqa: ANN401 - Qt marks texts as objects
    """Translate a text of the table."""
    return QCoreApplication.translate(_CONTEXT, str(text)) if text else ""


def plain_text(text: str) -> str:
    """Remove the mnemonic from a menu text; some scripts have it in brackets."""
    return re.sub(r"\s*\(&.\)", "", text).replace("&", "")


def make_actions(
    owner: QObject, *, handlers: dict[str, Callable[[], object]]
) -> dict[str, QAction]:
    """Create the actions of the table.

    Args:
        owner: their parent object.
        handlers: the function of each action, by name.

    Returns:
        The actions by name.
    """
    made: dict[str, QAction] = {}
    for _menu, entries in MENUS:
        for entry in entries:
            if entry is None:
                continue
            action = QAction(words(entry.text), owner)
            action.setObjectName(entry.name)
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            plain = plain_text(action.text())
            tip = " — ".join(filter(None, (plain, words(entry.tip))))
            action.setToolTip(f"{tip} ({keys})" if keys else tip)
            action.setStatusTip(words(entry.tip))
            action.triggered.connect(lambda _checked=False, do=handlers[entry.name]: do())
            made[entry.name] = action
    set_action_icons(made)
    return made


def set_action_icons(actions: dict[str, QAction]) -> None:
    """Set the icons of the actions, in the colours of the theme."""
    for _menu, entries in MENUS:
        for entry in entries:
            if entry is not None and entry.picture:
                actions[entry.name].setIcon(icon(entry.picture))


def enable_actions(
    actions: dict[str, QAction], *, case: Case, several: bool, reportable: bool
) -> None:
    """Enable the actions that apply to the current case, and disable the others.

    Args:
        actions: by name.
        case: the current case.
        several: whether there are other cases.
        reportable: whether a report of the case may be saved and printed.
    """
    cheque = case.questioned is not None
    found = case.box is not None and case.box_origin is BoxOrigin.FOUND
    sense = {
        **dict.fromkeys(_ON_A_CHEQUE, cheque),
        **dict.fromkeys(("pay", "return", "refer", "record"), cheque and case.clerk is None),
        **dict.fromkeys(("save_report", "print_report"), cheque and reportable),
        **dict.fromkeys(("remove_case", "clear", "park"), not case.empty),
        **dict.fromkeys(("previous_case", "next_case"), several),
        "add_specimens": not case.account,
        "share_specimens": several and bool(case.specimens),
        "confirm_box": found or bool(case.account),
    }
    for name, makes_sense in sense.items():
        actions[name].setEnabled(makes_sense)


def key_table() -> list[tuple[str, list[tuple[str, str]]]]:
    """For the help: each menu with its actions that have keys."""
    table = []
    for menu, entries in MENUS:
        rows = [
            (plain_text(words(entry.text)), ", ".join(entry.keys))
            for entry in entries
            if entry is not None and entry.keys
        ]
        if rows:
            table.append((plain_text(words(menu)), rows))
    return table
