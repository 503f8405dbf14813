"""The check of the audit trail, which finds and names its faults.

It checks each row by itself (its hash, its keyed hash, the values repeated in columns), each row
against the one before, the attachments, the end of the trail against the head file and against
printed heads, the register against what the rows have entered, the place of the database, and the
guards.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.logs.log import Log
from sigverify.progress import Progress, no_progress
from sigverify.records.audit.attachments import AttachedCheck, attachments, purged_before
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.head import Head
from sigverify.records.audit.parts import TrailError
from sigverify.records.audit.plain_rows import (
    COLUMNS,
    FEWEST,
    REPEATED,
    Chunk,
    StoredRow,
    judged,
    repeated_in,
)
from sigverify.records.audit.register_check import RegisterCheck
from sigverify.records.audit.report import MAX_FINDINGS, CheckReport, Fault, Resumption
from sigverify.records.audit.row_codes import text_sha256
from sigverify.records.audit.server_check import server_faults
from sigverify.records.audit.tables import NO_ROW, missing_guards, rows
from sigverify.records.audit.trail import AuditTrail

_LOG: Final = Log(__name__)

_MANY: Final = 1000


def check_trail(
    connection: Connection,
    *,
    trail: AuditTrail,
    known: Sequence[Head] = (),
    progress: Progress = no_progress,
    images: bool = False,
) -> CheckReport:
    """Check the whole trail.

    Args:
        connection: any connection; within `Records.reading` the walk sees one snapshot.
        trail: the database's audit trail.
        known: rows known from elsewhere, such as a printed head.
        progress: called with the number of rows walked and the total.
        images: open each image of the register too, which takes long.

    Returns:
        The findings. The check changes nothing.
    """
    report = CheckReport()
    with _readable(connection):
        _check(
            connection, trail=trail, known=known, progress=progress, report=report, images=images
        )
    for finding in report.findings:
        _LOG.error("audit.fault_found", told=True, fault=finding.fault.value, seq=finding.seq)
    _LOG.info("audit.checked", whole=report.whole, rows=report.rows)
    return report


def _check(
    connection: Connection,
    *,
    trail: AuditTrail,
    known: Sequence[Head],
    progress: Progress,
    report: CheckReport,
    images: bool,
) -> None:
    walk = _Walk(trail, report=report, known=known)
    register = RegisterCheck(trail=trail, report=report)
    total = connection.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
    with attachments(connection) as attached:
        check = AttachedCheck(
            attached,
            trail=trail,
            report=report,
            purged_before=purged_before(connection, trail=trail),
        )
        chunks = _chunks(connection, check)
        for chunk, plain in judged(chunks, codes=trail, many=total >= FEWEST):
            for stored, there, is_plain in zip(chunk.rows, chunk.attached, plain, strict=True):
                if is_plain and stored[0] not in walk.known:
                    walk.pass_plain(stored)
                    continue
                row = walk.take(stored)
                if row is not None:
                    check.check(row, there)
                    register.take(row)
            progress(report.rows, total)
        check.end()
    progress(total, total)
    if walk.end():
        _check_end(connection, trail=trail, walk=walk)
        register.end(connection, images=images)
    for message in server_faults(connection, granted=walk.granted):
        report.found(Fault.UNGUARDED, None, message)
    for name in missing_guards(connection):
        message = f"The guard {name}, by which the database refuses changes, is gone or changed."
        report.found(Fault.UNGUARDED, None, message)
    for complaint in _damage(connection):
        report.found(Fault.DAMAGED, None, f"The database's file is damaged: {complaint}")


def _chunks(connection: Connection, check: AttachedCheck) -> Iterator[Chunk]:
    """Yield all rows with their attachments."""
    # Rows as the driver gives them: there may be millions.
    query = f"SELECT {', '.join(COLUMNS)} FROM {rows.name} ORDER BY seq"
    reading = connection.execution_options(stream_results=True, max_row_buffer=_MANY)
    before = None
    with reading.exec_driver_sql(query) as found:
        for part in found.partitions(_MANY):
            stored = [tuple(row) for row in part]
            attached = [check.attached(int(row[0])) for row in stored]
            yield Chunk(rows=stored, attached=attached, before=before)
            before = stored[-1]


@contextlib.contextmanager
def _readable(connection: Connection) -> Iterator[None]:
    """Let SQLite return text that was changed to invalid text, so that its row is named."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str


class _Walk:
    """Checks row after row and keeps what the final checks need."""

    def __init__(self, trail: AuditTrail, *, report: CheckReport, known: Sequence[Head]) -> None:
        self.report = report
        self.known: dict[int, list[Head]] = {}
        for head in known:
            self.known.setdefault(head.seq, []).append(head)
        self.restarts: list[tuple[int, str]] = []
        self.granted: dict[str, str] = {}
        self._trail = trail
        self._last: tuple[int, str] = (0, NO_ROW)
        self._at = ""
        self._forged: list[int] = []

    def pass_plain(self, row: StoredRow) -> None:
        """Count the next row, which is known to be plain."""
        self.report.rows += 1
        self._last = (row[0], row[2])
        self._at = row[5]

    def take(self, row: StoredRow) -> AuditRow | None:
        """Check the next row.

        Args:
            row: the next row.

        Returns:
            The row, if it is intact and was written with the key.
        """
        seq, text, sha256, mac = row[:4]
        report, seq = self.report, int(seq)
        last_seq, last_sha256 = self._last
        report.rows += 1
        self._last = (seq, sha256)
        if seq in self.known:
            # A head on paper is shortened.
            others = [one for one in self.known[seq] if not sha256.startswith(one.sha256)]
            self.known[seq] = others
        if seq != last_seq + 1:
            missing = (
                f"Row {last_seq + 1} is"
                if seq == last_seq + 2
                else (f"Rows {last_seq + 1} to {seq - 1} are")
            )
            report.found(Fault.REMOVED, last_seq + 1, f"{missing} missing.")
        body = self._intact(seq, text, sha256=sha256, repeated=row[4:])
        if body is None:
            return None
        if body.seq != seq:
            report.found(
                Fault.REORDERED,
                seq,
                f"Row {seq} is the one that was written as row {body.seq}: the order was changed.",
            )
            return None
        if body.previous != last_sha256 and seq == last_seq + 1:
            report.found(
                Fault.CHANGED,
                last_seq or seq,
                f"Row {seq} does not follow row {last_seq}, which was replaced or changed.",
            )
        if self._trail.written_with_key(sha256, mac=mac):
            self._remember(body)
            return body
        self._forged.append(seq)
        return None

    def end(self) -> bool:
        """Whether the rows were written with the key, for all together; False if none was."""
        forged = self._forged
        if self.report.rows:
            seq, sha256 = self._last
            self.report.head = Head(seq=seq, sha256=sha256)
        if forged and len(forged) == self.report.rows:
            self.report.found(
                Fault.WRONG_KEY,
                None,
                "No row was written with this key: it is the wrong one, or the whole trail was "
                "made anew by somebody without it.",
            )
            return False
        for first, last in _runs(forged):
            which = f"Row {first} was" if first == last else f"Rows {first} to {last} were"
            self.report.found(Fault.FORGED, first, f"{which} written by somebody without the key.")
        return True

    def _intact(self, seq: int, text: str, *, sha256: str, repeated: StoredRow) -> AuditRow | None:
        """The row if its content is as written; otherwise None and a finding."""
        found = None
        if text_sha256(text) == sha256:
            with contextlib.suppress(ValueError):
                found = AuditRow.of(text, sha256=sha256)
        if found is None:
            self.report.found(Fault.CHANGED, seq, f"Row {seq} was changed after it was written.")
            return None
        written = repeated_in(found, db_user=repeated[-1])
        if written != repeated:
            pairs = zip(REPEATED, repeated, written, strict=True)
            changed = [name for name, value, said in pairs if value != said]
            self.report.found(
                Fault.CHANGED,
                seq,
                f"Row {seq} was changed after it was written ({', '.join(changed)}).",
            )
        return found

    def _remember(self, row: AuditRow) -> None:
        self.report.clock_back += row.at < self._at
        self._at = row.at
        facts = row.body.get("facts", {})
        if row.kind == Kind.BEGUN:
            self.report.begun = row.at
        if row.kind == Kind.GRANT:
            self.granted[str(facts.get("login"))] = str(facts.get("role"))
        urgent = facts.get("urgent") and ("change" in facts or row.kind == Kind.CALIBRATION)
        if (urgent or row.kind == Kind.SITE) and len(self.report.notices) < MAX_FINDINGS:
            what = "URGENT, BY ONE PERSON" if urgent else str(row.body.get("action"))
            self.report.notices.append(f"row {row.seq} at {row.at} by {row.user}: {what}")
        if row.kind == Kind.BEGUN and facts.get("database") != self._trail.database_id:
            self.report.found(Fault.COPIED, row.seq, "This trail was begun in another database.")
        elif row.kind == Kind.RESUMED:
            seen = facts.get("seen")
            self.restarts.append((row.seq, row.at))
            self.report.resumptions.append(
                Resumption(
                    seq=row.seq,
                    at=row.at,
                    user=row.user,
                    seen=None if seen is None else int(seen[0]),
                )
            )


def _check_end(connection: Connection, *, trail: AuditTrail, walk: _Walk) -> None:
    """Compare the trail with rows that were seen before, and its place with the former one."""
    report = walk.report
    try:
        report.seen = trail.seen(connection)
    except RecordsError as error:
        report.found(Fault.CHANGED, None, error.message)
    missing = [head for heads in walk.known.values() for head in heads]
    for head in (*missing, *([] if report.seen is None else [report.seen])):
        there = connection.scalar(sa.select(rows.c.sha256).where(rows.c.seq == head.seq))
        if there == head.sha256 or _answered_for(head, walk.restarts):
            continue
        last = 0 if report.head is None else report.head.seq
        if there is None and head.seq > last:
            count = head.seq - last
            what = f"The last {count} rows are" if count > 1 else "The last row is"
            message = (
                f"{what} missing: the trail ends at row {last}, and row {head.seq} was seen "
                "before. Rows were cut off, or an older copy was put back."
            )
        else:
            message = (
                f"Row {head.seq} is another than the one that was seen before: an older copy was "
                "put back and written on, or the trail was made anew."
            )
        report.found(Fault.TRUNCATED, head.seq, message)
    if report.rows:
        try:
            moved = trail.known_home(connection) != trail.home(connection)
        except TrailError:
            return  # the row is already among the findings
        if moved:
            report.found(
                Fault.COPIED,
                None,
                "This database is a copy, or was moved: its trail was begun in another place or "
                "on another machine.",
            )


def _damage(connection: Connection) -> list[str]:
    """The faults that SQLite finds in its file; a server checks its own files."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.scalars(sa.text("PRAGMA integrity_check"))
    return [line for line in map(str, found) if line != "ok"]


def _answered_for(head: Head, restarts: list[tuple[int, str]]) -> bool:
    """Whether a resumption without this row was recorded since it was seen."""
    return bool(head.at) and any(seq <= head.seq and head.at < at for seq, at in restarts)


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of consecutive numbers as (first, last)."""
    start = 0
    for place in range(1, len(numbers) + 1):
        if place == len(numbers) or numbers[place] != numbers[place - 1] + 1:
            yield numbers[start], numbers[place - 1]
            start = place
