"""The attachments of rows of the audit trail, compared with the hashes in the rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.parts import FORMER_KEYS, TrailError
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.audit.tables import parts, rows
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.vault import DamagedBlobError, WrongKeyError

_AT_ONCE: Final = 100

Part = tuple[int, str, bytes]
"""Number of the row, name, sealed bytes."""


class AttachedCheck:
    """Checks all attachments during a walk through the rows, in their order.

    `attached` is called for each row, `check` for those whose attachments are to be checked.
    """

    def __init__(
        self, found: Iterator[Part], *, trail: AuditTrail, report: CheckReport, purged_before: str
    ) -> None:
        """Start at the first attachment.

        Args:
            found: all attachments, sorted by the number of their row.
            trail: the database's audit trail.
            report: receives the findings.
            purged_before: the result of `purged_before`.
        """
        self._found = found
        self._next = next(found, None)
        self._trail = trail
        self._report = report
        self._purged_before = purged_before

    def check(self, row: AuditRow, there: dict[str, bytes]) -> None:
        """Check the attachments of a row that was written with the key.

        Args:
            row: the row.
            there: what `attached` gave for it.
        """
        there = dict(there)
        for name, expected in row.body.get("parts", {}).items():
            sealed = there.pop(name, None)
            if sealed is None:
                if row.at < self._purged_before and name != FORMER_KEYS:
                    self._report.purged += 1
                    continue
                message = (
                    f"The attachment {name} of row {row.seq} is missing, and no purge has "
                    "removed it."
                )
                self._report.found(Fault.REMOVED, row.seq, message)
            elif not self._intact(row.seq, name, sealed, expected=expected):
                message = f"The attachment {name} of row {row.seq} was changed."
                self._report.found(Fault.CHANGED, row.seq, message)
        for name in there:
            self._strange(row.seq, name)

    def end(self) -> None:
        """Report attachments that belong to no row."""
        while self._next is not None:
            self._strange(self._next[0], self._next[1])
            self._next = next(self._found, None)

    def attached(self, seq: int) -> dict[str, bytes]:
        """The attachments of the next row; earlier ones belong to no row."""
        there: dict[str, bytes] = {}
        while self._next is not None and self._next[0] <= seq:
            place, name, sealed = self._next
            if place == seq:
                there[name] = sealed
            else:
                self._strange(place, name)
            self._next = next(self._found, None)
        return there

    def _intact(self, seq: int, name: str, sealed: bytes, *, expected: str) -> bool:
        try:
            return self._trail.committed(seq, name, sealed) == expected
        except (DamagedBlobError, WrongKeyError):
            return False

    def _strange(self, seq: int, name: str) -> None:
        message = f"Row {seq} was given something ({name}) that it never had."
        self._report.found(Fault.CHANGED, seq, message)


@contextmanager
def attachments(connection: Connection) -> Iterator[Iterator[Part]]:
    """Yield all attachments, sorted by the number of their row."""
    query = f"SELECT seq, name, sealed FROM {parts.name} ORDER BY seq"
    reading = connection.execution_options(stream_results=True, max_row_buffer=_AT_ONCE)
    with reading.exec_driver_sql(query) as found:
        many = chain.from_iterable(found.partitions(_AT_ONCE))
        yield ((seq, name, bytes(sealed)) for seq, name, sealed in many)


def purged_before(connection: Connection, *, trail: AuditTrail) -> str:
    """The time up to which attachments may be missing because of a purge.

    A purge row that was not written with the key does not count.
    """
    last = ""
    query = sa.select(rows.c.seq).where(rows.c.kind == Kind.PURGE.value)
    for seq in connection.scalars(query).all():
        try:
            row = trail.row(connection, seq)
        except TrailError:
            continue  # the walk reports this row
        if row is not None and row.kind == Kind.PURGE:
            # A purge can't have removed later attachments.
            last = max(last, min(str(row.body["facts"]["before"]), row.at))
    return last
