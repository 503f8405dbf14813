"""The table of all actions: their texts, keys and icons, in the order of the menus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

CONTEXT: Final = "Actions"


@dataclass(frozen=True, slots=True)
class Entry:
    """An action: its name in the program, its texts, keys and icon."""

    name: str
    text: Any
    tip: Any = ""
    keys: tuple[str, ...] = ()
    picture: str = ""


MENUS: Final[tuple[tuple[Any, tuple[Entry | None, ...]], ...]] = (
    (
        QT_TRANSLATE_NOOP("Actions", "&File"),
        (
            Entry(
                "open_cheques",
                QT_TRANSLATE_NOOP("Actions", "&Open cheques…"),
                QT_TRANSLATE_NOOP("Actions", "One or several; several become a work list"),
                ("Ctrl+O",),
                "cheque",
            ),
            Entry(
                "add_specimens",
                QT_TRANSLATE_NOOP("Actions", "Add &specimens…"),
                QT_TRANSLATE_NOOP("Actions", "Signatures known to be genuine"),
                ("Ctrl+Shift+O",),
                "specimen",
            ),
            Entry(
                "open_results",
                QT_TRANSLATE_NOOP("Actions", "Open &batch results…"),
                QT_TRANSLATE_NOOP("Actions", "The result file of a run as a work list"),
                ("Ctrl+L",),
                "list",
            ),
            Entry(
                "open_demo",
                QT_TRANSLATE_NOOP("Actions", "Open the &demo case"),
                QT_TRANSLATE_NOOP("Actions", "Three made-up cheques and three specimens"),
                (),
                "play",
            ),
            None,
            Entry(
                "save_report",
                QT_TRANSLATE_NOOP("Actions", "Save &report…"),
                QT_TRANSLATE_NOOP("Actions", "A PDF of the case with pictures and decision"),
                ("Ctrl+S",),
                "report",
            ),
            Entry(
                "print_report",
                QT_TRANSLATE_NOOP("Actions", "&Print report…"),
                "",
                ("Ctrl+P",),
                "print",
            ),
            None,
            Entry(
                "register",
                QT_TRANSLATE_NOOP("Actions", "Re&gister…"),
                QT_TRANSLATE_NOOP("Actions", "Accounts, signatories and their specimens"),
                ("Ctrl+R",),
                "list",
            ),
            Entry(
                "approvals",
                QT_TRANSLATE_NOOP("Actions", "Pending &approvals…"),
                QT_TRANSLATE_NOOP("Actions", "Decisions of colleagues to approve or decline"),
                ("Ctrl+K",),
                "send",
            ),
            Entry(
                "calibrate",
                QT_TRANSLATE_NOOP("Actions", "&Calibrate on your own signatures…"),
                QT_TRANSLATE_NOOP("Actions", "Sets the thresholds; for risk officers"),
            ),
            Entry(
                "settings",
                QT_TRANSLATE_NOOP("Actions", "Se&ttings…"),
                "",
                ("Ctrl+,",),
                "settings",
            ),
            Entry("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "", ("Ctrl+Q",)),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Edit"),
        (
            Entry("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "", ("Ctrl+Z",), "undo"),
            Entry(
                "redo",
                QT_TRANSLATE_NOOP("Actions", "&Redo"),
                "",
                ("Ctrl+Y", "Ctrl+Shift+Z"),
                "redo",
            ),
            None,
            Entry(
                "paste",
                QT_TRANSLATE_NOOP("Actions", "&Paste"),
                QT_TRANSLATE_NOOP("Actions", "A cheque from the clipboard"),
                ("Ctrl+V",),
                "paste",
            ),
            Entry(
                "paste_specimen",
                QT_TRANSLATE_NOOP("Actions", "Paste as s&pecimen"),
                "",
                ("Ctrl+Shift+V",),
            ),
            None,
            Entry(
                "share_specimens",
                QT_TRANSLATE_NOOP("Actions", "Use these specimens for all cases without any…"),
            ),
            Entry(
                "use_as_specimen",
                QT_TRANSLATE_NOOP("Actions", "Use this signature as a spe&cimen…"),
                QT_TRANSLATE_NOOP(
                    "Actions", "Of an account in the register; its ink can be corrected"
                ),
            ),
            None,
            Entry(
                "remove_case",
                QT_TRANSLATE_NOOP("Actions", "Re&move the case"),
                QT_TRANSLATE_NOOP("Actions", "From the list; it can be restored"),
                ("Ctrl+Backspace",),
                "remove",
            ),
            Entry("restore_case", QT_TRANSLATE_NOOP("Actions", "Re&store removed case")),
            Entry("clear", QT_TRANSLATE_NOOP("Actions", "&Clear list…")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&View"),
        (
            Entry(
                "queue",
                QT_TRANSLATE_NOOP("Actions", "&Queue"),
                QT_TRANSLATE_NOOP("Actions", "All cases in a table, or the case again"),
                ("L",),
                "list",
            ),
            None,
            Entry(
                "full_cheque",
                QT_TRANSLATE_NOOP("Actions", "Whole &cheque"),
                QT_TRANSLATE_NOOP("Actions", "The cheque, or the signatures again"),
                ("F",),
                "cheque",
            ),
            Entry("fit", QT_TRANSLATE_NOOP("Actions", "&Fit"), "", ("Ctrl+0",), "fit"),
            Entry(
                "fit_box",
                QT_TRANSLATE_NOOP("Actions", "Only the &signature"),
                QT_TRANSLATE_NOOP("Actions", "On the cheque"),
                ("G",),
                "fit-box",
            ),
            Entry("full_scale", QT_TRANSLATE_NOOP("Actions", "&100 %"), "", ("Ctrl+1",)),
            Entry("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "", ("Ctrl++",), "zoom-in"),
            Entry(
                "zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "", ("Ctrl+-",), "zoom-out"
            ),
            None,
            Entry(
                "next_mode",
                QT_TRANSLATE_NOOP("Actions", "&Next layer"),
                QT_TRANSLATE_NOOP("Actions", "Original, ink, overlay, blink, agreement"),
                ("V",),
            ),
            Entry("blink", QT_TRANSLATE_NOOP("Actions", "&Blink"), "", ("B",)),
            Entry("contrast", QT_TRANSLATE_NOOP("Actions", "More co&ntrast"), "", ("N",)),
            Entry("invert", QT_TRANSLATE_NOOP("Actions", "N&egative"), "", ("I",)),
            Entry("measure", QT_TRANSLATE_NOOP("Actions", "&Measure"), "", ("M",)),
            Entry(
                "arrange",
                QT_TRANSLATE_NOOP("Actions", "Stac&ked or side by side"),
                "",
                ("Shift+V",),
            ),
            Entry(
                "scores",
                QT_TRANSLATE_NOOP("Actions", "Sco&res"),
                QT_TRANSLATE_NOOP("Actions", "The similarities behind the verdict"),
                ("S",),
            ),
            None,
            Entry("full_screen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "", ("F11",)),
            Entry("reset_layout", QT_TRANSLATE_NOOP("Actions", "Reset the layout")),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("Actions", "&Signature"),
        (
            Entry(
                "previous_candidate",
                QT_TRANSLATE_NOOP("Actions", "&Previous candidate"),
                "",
                ("Q",),
            ),
            Entry(
                "next_candidate",
                QT_TRANSLATE_NOOP("Actions", "&Next candidate"),
                QT_TRANSLATE_NOOP("Actions", "Another place that may hold a signature"),
                ("E",),
                "candidate",
            ),
            Entry(
                "confirm_box",
                QT_TRANSLATE_NOOP("Actions", "The &box is right"),
                QT_TRANSLATE_NOOP("Actions", "Settles the program's doubts about it"),
                ("C",),
                "pay",
            ),
            Entry(
                "draw_box",
                QT_TRANSLATE_NOOP("Actions", "&Draw a box"),
                QT_TRANSLATE_NOOP(
                    "Actions", "Drag around the signature; dragging with Shift does the same"
                ),
                ("T",),
                "whole",
            ),
            Entry(
                "whole",
                QT_TRANSLATE_NOOP("Actions", "Use the &whole image"),
                QT_TRANSLATE_NOOP("Actions", "For an image of the signature alone"),
                ("Shift+T",),
            ),
            None,
            Entry(
                "turn_left",
                QT_TRANSLATE_NOOP("Actions", "Turn &left"),
                "",
                ("Shift+R",),
                "turn-left",
            ),
            Entry(
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
            Entry(
                "previous_case",
                QT_TRANSLATE_NOOP("Actions", "&Previous case"),
                "",
                ("A", "PgUp"),
                "previous",
            ),
            Entry(
                "next_case",
                QT_TRANSLATE_NOOP("Actions", "&Next case"),
                "",
                ("D", "PgDown"),
                "next",
            ),
            None,
            Entry("pay", QT_TRANSLATE_NOOP("Actions", "Pa&y"), "", ("1",)),
            Entry("return", QT_TRANSLATE_NOOP("Actions", "&Return"), "", ("2",)),
            Entry(
                "refer",
                QT_TRANSLATE_NOOP("Actions", "Re&fer"),
                QT_TRANSLATE_NOOP("Actions", "To a specialist or a supervisor"),
                ("3",),
            ),
            Entry(
                "record",
                QT_TRANSLATE_NOOP("Actions", "Record the &decision"),
                QT_TRANSLATE_NOOP("Actions", "And go to the next open case"),
                ("W", "Ctrl+Return"),
                "pay",
            ),
            None,
            Entry(
                "reopen",
                QT_TRANSLATE_NOOP("Actions", "Re&open…"),
                QT_TRANSLATE_NOOP("Actions", "Withdraw the decision, with a reason"),
                ("Ctrl+Shift+R",),
            ),
            Entry(
                "park",
                QT_TRANSLATE_NOOP("Actions", "P&ark"),
                QT_TRANSLATE_NOOP("Actions", "Put the case aside, or take it up again"),
                ("X",),
                "park",
            ),
            Entry(
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
            Entry(
                "help", QT_TRANSLATE_NOOP("Actions", "&Keys and first steps"), "", ("F1",), "help"
            ),
            Entry("about", QT_TRANSLATE_NOOP("Actions", "&About"), "", (), "about"),
        ),
    ),
)
