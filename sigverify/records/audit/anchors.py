"""Anchors: heads of the trail that are kept outside the database and outside the user's reach.

A file, best on another machine, gets a line for each committed step of the trail; so does the
system's log, which usually belongs to the administrator and can be sent to another machine. With
them `sigverify audit verify --anchors FILE` notices that rows were cut off even if the head files
were removed too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import RecordsError, SigVerifyError
from sigverify.files import read_bytes
from sigverify.records.audit.head import Head

_MAX_BYTES: Final = 2**30
# Also within a line of the system's log.
_LINE: Final = re.compile(rb"sigverify-head ([0-9a-f]{32}) (\d{1,15}):([0-9a-f]{64})")
_SHORT_DIGITS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """Where heads are kept.

    Attributes:
        file: a file to which lines are added; None for none.
        syslog: whether they are sent to the system's log.
    """

    file: Path | None
    syslog: bool

    def keep(self, head: Head, *, database_id: str) -> None:
        """Keep the head of a committed step.

        Raises:
            RecordsError: the file can't be written; the rows are committed nevertheless.
        """
        line = f"sigverify-head {database_id} {head.seq}:{head.sha256}"
        if self.syslog:
            _send(line)
        if self.file is None:
            return
        try:
            descriptor = os.open(self.file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o660)
            try:
                os.write(descriptor, line.encode() + b"\n")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise RecordsError(
                f"It was recorded, but the head can't be anchored in {self.file} "
                f"({error.strerror or error}).",
                remedy="Ask your administrator to look at this file and its disk.",
            ) from error


def anchored(file: Path, *, database_id: str) -> Iterator[Head]:
    """Yield the heads of a database in an anchor file or in a copy of the system's log.

    Raises:
        RecordsError: the file can't be read, or holds no head of this database.
    """
    try:
        data = read_bytes(file, max_bytes=_MAX_BYTES)
    except SigVerifyError as error:
        raise RecordsError(error.message, remedy=error.remedy) from error
    count = 0
    for found in _LINE.finditer(data):
        if found[1].decode() == database_id:
            count += 1
            yield Head(seq=int(found[2]), sha256=found[3].decode())
    if not count:
        raise RecordsError(
            f"{file}: it has no head of these records.", remedy="Name the file of the anchors."
        )


def uncovered(file: Path, heads: Sequence[Head], *, last: Head | None) -> str:
    """What of the trail an anchor file does not reach to, in words; empty if it reaches the end.

    Each step leaves a line, so that a file which ends before the trail is an older copy, was cut,
    or was not written for a while.

    Args:
        file: its name.
        heads: its heads of these records.
        last: the last row of the trail.
    """
    newest = max(head.seq for head in heads)
    if last is None or newest >= last.seq:
        return ""
    return (
        f"{file} ends at row {newest} of {last.seq}: the rows after it are not anchored there. "
        "It is an older copy, was cut, or was not written for a while."
    )


def printed_code(head: Head) -> str:
    """A head as a short code for paper: the row's number, and the first digits of its hash."""
    digits = head.sha256[:_SHORT_DIGITS]
    groups = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    return f"{head.seq}:{'-'.join(groups)}"


def _send(line: str) -> None:
    if os.name != "posix":
        return
    import syslog

    syslog.openlog("sigverify", syslog.LOG_PID, syslog.LOG_AUTHPRIV)
    syslog.syslog(syslog.LOG_NOTICE, line)
