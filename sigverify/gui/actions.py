"""The actions, made from their table; menus, tool bar, keys and help are built from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from sigverify.gui.action_table import CONTEXT, MENUS
from sigverify.gui.models.cases.case import BoxOrigin, Case
from sigverify.gui.theme import icon

_LOOKING: Final = ("full_cheque", "fit", "fit_box", "zoom_in", "zoom_out")
_CHANGING: Final = (
    "draw_box", "whole", "turn_left", "turn_right", "next_candidate", "previous_candidate",
)  # fmt: skip


def words(text: Any) -> str:  # noqa: ANN401 - Qt marks texts as objects
    """Translate a text of the table."""
    return QCoreApplication.translate(CONTEXT, str(text)) if text else ""


def plain_text(text: str) -> str:
    """Remove the mnemonic from a menu text; some scripts have it in brackets."""
    return re.sub(r"\s*\(&.\)", "", text).replace("&", "")


def make_actions(owner: QObject) -> dict[str, QAction]:
    """Create the actions of the table, by name; `owner` is their parent object."""
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
            made[entry.name] = action
    set_action_icons(made)
    return made


def connect_actions(
    actions: Mapping[str, QAction], handlers: Mapping[str, Callable[[], object]]
) -> None:
    """Let each action do what it is for; both are by name."""
    for name, action in actions.items():
        action.triggered.connect(lambda _checked=False, do=handlers[name]: do())


def set_action_icons(actions: dict[str, QAction]) -> None:
    """Set the icons of the actions, in the colours of the theme."""
    for _menu, entries in MENUS:
        for entry in entries:
            if entry is not None and entry.picture:
                actions[entry.name].setIcon(icon(entry.picture))


def enable_actions(
    actions: dict[str, QAction],
    *,
    case: Case,
    several: bool,
    reportable: bool,
    more: Mapping[str, bool],
) -> None:
    """Enable the actions that apply to the current case, and disable the others.

    Args:
        actions: by name.
        case: the current case.
        several: whether there are other cases.
        reportable: whether a report of the case may be saved and printed.
        more: by name, actions of which somebody else knows whether they apply.
    """
    cheque, free = case.questioned is not None, case.clerk is None
    found = case.box is not None and case.box_origin is BoxOrigin.FOUND
    sense = {
        **dict.fromkeys(_LOOKING, cheque),
        **dict.fromkeys(_CHANGING, cheque and free),
        **dict.fromkeys(("pay", "return", "refer", "record"), cheque and free),
        **dict.fromkeys(("save_report", "print_report"), cheque and reportable),
        **dict.fromkeys(("remove_case", "clear", "queue"), not case.empty),
        **dict.fromkeys(("previous_case", "next_case"), several),
        "park": not case.empty and free,
        "reopen": not free,
        **dict.fromkeys(("add_specimens", "paste_specimen"), not case.account and free),
        "use_as_specimen": cheque and case.checked,
        "share_specimens": several and bool(case.specimens),
        "confirm_box": free and (found or bool(case.account)),
        **more,
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
