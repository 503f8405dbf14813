"""Heads outside the database show that rows were cut off, even without a head file."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.errors import RecordsError
from sigverify.records.audit.anchors import Anchors, anchored, printed_code, uncovered
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.head import Head
from sigverify.records.audit.report import Fault
from sigverify.records.database import Records
from sigverify.records.roles import Person, Role

CLERK = Person(user="clara", role=Role.CLERK)


def add(records: Records) -> Head:
    with records.writing() as connection:
        row = records.audit.append(connection, AuditEvent(kind=Kind.DECISION, person=CLERK))
    return Head(seq=row.seq, sha256=row.sha256)


def cut(records: Records, *, after: int) -> None:
    """Remove the last rows, the guards and the head file, as an administrator can."""
    with records.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(sa.text("DROP TRIGGER audit_rows_no_delete"))
        else:
            connection.execute(sa.text("ALTER TABLE audit_rows DISABLE TRIGGER USER"))
        connection.execute(sa.text(f"DELETE FROM audit_rows WHERE seq > {after}"))
    records.audit.head_file.path.unlink()


def truncated(records: Records, *known: Head) -> list[int | None]:
    with records.reading() as connection:
        report = check_trail(connection, trail=records.audit, known=known)
    return [one.seq for one in report.findings if one.fault is Fault.TRUNCATED]


def test_each_step_is_anchored_and_a_cut_end_is_found(records: Records, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    records.audit.anchors = Anchors(file=file, syslog=False)
    for _ in range(3):
        add(records)
    heads = list(anchored(file, database_id=records.database_id))
    assert [head.seq for head in heads] == [2, 3, 4]
    assert truncated(records, *heads) == []
    cut(records, after=2)
    assert truncated(records) == [], "nothing on this machine remembers"
    assert truncated(records, *heads) == [3, 4]


def test_a_file_that_was_cut_itself_is_reported(records: Records, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    records.audit.anchors = Anchors(file=file, syslog=False)
    for _ in range(3):
        last = add(records)
    whole = list(anchored(file, database_id=records.database_id))
    assert uncovered(file, whole, last=last) == ""
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    left = list(anchored(file, database_id=records.database_id))
    assert f"ends at row {last.seq - 1} of {last.seq}" in uncovered(file, left, last=last)


def test_a_copy_of_the_systems_log_serves_as_well(records: Records, tmp_path: Path) -> None:
    head = add(records)
    log = tmp_path / "auth.log"
    line = f"sigverify-head {records.database_id} {head.seq}:{head.sha256}"
    other = line.replace(records.database_id, "0" * 32)
    log.write_text(f"Nov 30 12:00:00 pc sigverify[7]: {line}\nNov 30 pc sshd: x\n{other}\n")
    assert list(anchored(log, database_id=records.database_id)) == [head]
    with pytest.raises(RecordsError, match="no head of these records"):
        list(anchored(log, database_id="1" * 32))


def test_a_printed_code_finds_a_row_that_was_replaced(records: Records) -> None:
    head = add(records)
    number, _, digits = printed_code(head).partition(":")
    assert len(digits.replace("-", "")) == 24
    known = Head(seq=int(number), sha256=digits.replace("-", ""))
    assert truncated(records, known) == []
    other = Head(seq=head.seq, sha256="0" * 24)
    assert truncated(records, other) == [head.seq]


def test_an_anchor_that_cannot_be_written_is_told(records: Records, tmp_path: Path) -> None:
    records.audit.anchors = Anchors(file=tmp_path / "none" / "anchors", syslog=False)
    with pytest.raises(RecordsError, match="can't be anchored"):
        add(records)
