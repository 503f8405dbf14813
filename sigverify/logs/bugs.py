"""Writes the details of a bug to the log, for the developers."""

from __future__ import annotations

import re
import traceback
import uuid
from typing import Final

from sigverify import __version__
from sigverify.logs.log import Log, fault_fields
from sigverify.logs.output import file_written, is_set_up, set_up
from sigverify.paths import log_file
from sigverify.reasons import Reason, ReasonCode

_LOG: Final = Log(__name__)

_ID_DIGITS: Final = 8
_NOTED: Final[dict[str, str]] = {}
_HEADING: Final = "Traceback (most recent call last):"
_JOINTS: Final = (
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_FRAME: Final = re.compile(r'  File "(?P<path>[^"]*)", line (?P<line>\d+), in (?P<name>.*)')
_PATH_PARTS: Final = 3

# A message may name a customer's file or quote database content.
_QUOTED: Final = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_PATH: Final = re.compile(r"\S*[/\\\\]\S*")


def keep_details(details: str) -> Reason:
    """Add a bug's details to the log.

    Args:
        details: the traceback.

    Returns:
        What to tell the user.
    """
    if not is_set_up():
        set_up()
    number = uuid.uuid4().hex[:_ID_DIGITS]
    _LOG.error("bug", told=True, details=without_data(details), id=number, version=__version__)
    path = log_file()
    if not file_written():
        return Reason(ReasonCode.REPORT_BUG_UNLOGGED, file=str(path))
    return Reason(ReasonCode.REPORT_BUG, number=number, file=str(path))


def note_bug(error: BaseException) -> str:
    """Log a bug that ends only a part of the work.

    Each place in the code is logged once; later bugs there get the number of the first entry.

    Returns:
        The entry's number.
    """
    known = fault_fields(error)
    place = f"{known.get('at')} {known['error']}"
    number = _NOTED.get(place)
    if number is None:
        number = _NOTED[place] = uuid.uuid4().hex[:_ID_DIGITS]
        details = without_data("".join(traceback.format_exception(error)))
        _LOG.error("bug", details=details, id=number, version=__version__)
    return number


def without_data(details: str) -> str:
    """A traceback without the data in its messages.

    It keeps the places in the code, with the program's own lines, and the first line of each
    message without quotations and paths. It drops the other lines of a message.
    """
    kept: list[str] = []
    in_message = False
    source_follows = False
    for line in details.splitlines():
        frame = _FRAME.fullmatch(line)
        if line.endswith(_HEADING) or line in _JOINTS:
            # The message of an error may be the traceback of another process.
            in_message = False
            kept.append(_without_quotations(line))
        elif in_message:
            continue
        elif frame is not None:
            parts = re.split(r"[/\\]", frame["path"])[-_PATH_PARTS:]
            kept.append(f"  {'/'.join(parts)}:{frame['line']} in {frame['name']}")
        elif line.startswith("    ") and source_follows:
            kept.append(line)
        elif line and not line.startswith(" "):
            in_message = True
            kept.append(_without_quotations(line))
        source_follows = frame is not None or (source_follows and line.startswith("    "))
    return "\n".join(kept)


def _without_quotations(line: str) -> str:
    return _PATH.sub("...", _QUOTED.sub("'...'", line))
