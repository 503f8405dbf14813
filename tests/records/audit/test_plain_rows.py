"""Rows that the check passes over quickly are those in which it finds nothing."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sigverify.records.audit import check, plain_rows, trail
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.plain_rows import Chunk
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.audit.row_codes import RowCodes
from sigverify.records.database import Records, open_records
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

CLARA = Person(user="clara", role=Role.CLERK)
ROWS = 12


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Records whose rows are all plain but the first, and have notes."""
    path = tmp_path / "records.db"
    with closing(open_records(path, vault=Vault(bytes(range(32))))) as records:
        add(records, ROWS - 1)
    return path


def add(records: Records, count: int) -> None:
    with records.writing() as connection:
        for number in range(count):
            event = AuditEvent(
                kind=Kind.DECISION,
                person=CLARA,
                action="pay",
                account="12-345",
                case_id=f"{number:032}",
                amount=12.5,
                note="a note",
                attachments={"shown": b"picture"},
            )
            records.audit.append(connection, event)


def report_of(file: Path) -> CheckReport:
    with (
        closing(open_records(file, vault=Vault(bytes(range(32))))) as records,
        records.reading() as connection,
    ):
        return check_trail(connection, trail=records.audit)


def in_this_process(
    chunks: Iterable[Chunk], *, codes: RowCodes, many: bool
) -> Iterator[tuple[Chunk, bytes]]:
    for chunk in chunks:
        yield chunk, plain_rows.plain_rows(chunk, codes)


def corrupt(file: Path, draw: random.Random) -> None:
    """Change one value of one row or attachment, bypassing the program and its guards."""
    with closing(sqlite3.connect(file)) as plain, plain:
        for (name,) in plain.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            plain.execute(f"DROP TRIGGER {name}")
        seq = draw.randrange(1, ROWS + 1)
        column = draw.choice([*plain_rows.COLUMNS, "sealed", "name", "row", "part", "at back"])
        match column:
            case "row":
                plain.execute("DELETE FROM audit_rows WHERE seq = ?", (seq,))
            case "part":
                plain.execute("DELETE FROM audit_parts WHERE seq = ?", (seq,))
            case "seq":
                plain.execute("UPDATE audit_rows SET seq = seq + 100 WHERE seq = ?", (seq,))
            case "at back":
                plain.execute("UPDATE audit_rows SET at = '2000' WHERE seq = ?", (seq,))
            case "name":
                plain.execute("UPDATE audit_parts SET name = name || 'x' WHERE seq = ?", (seq,))
            case "sealed":
                plain.execute("UPDATE audit_parts SET sealed = zeroblob(90) WHERE seq = ?", (seq,))
            case _:
                other = draw.choice(["'x'", f"{column} || ' '", "7", f"upper({column})"])
                plain.execute(f"UPDATE audit_rows SET {column} = {other} WHERE seq = ?", (seq,))


@pytest.mark.parametrize("seed", range(30))
def test_the_same_faults_are_found(file: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    corrupt(file, random.Random(seed))
    slow = report_of(file)
    monkeypatch.setattr(check, "judged", in_this_process)
    quick = report_of(file)
    assert quick == slow
    assert {one.fault for one in slow.findings} - {Fault.UNGUARDED} or slow.rows == ROWS


def test_a_changed_amount_and_a_clock_set_back_are_found(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_records(file, vault=Vault(bytes(range(32))))) as records:
        monkeypatch.setattr(trail, "now", lambda: "2020-01-01T00:00:00.000000Z")
        add(records, 1)
    monkeypatch.setattr(check, "judged", in_this_process)
    assert report_of(file).clock_back == 1
    with closing(sqlite3.connect(file)) as plain, plain:
        plain.execute("DROP TRIGGER audit_rows_no_update")
        plain.execute("UPDATE audit_rows SET body = replace(body, '12.5', '99.5') WHERE seq = 5")
    found = report_of(file).findings
    assert (Fault.CHANGED, 5) in [(one.fault, one.seq) for one in found]


def test_all_rows_of_a_whole_trail_are_plain_but_the_first(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = []

    def noted(
        chunks: Iterable[Chunk], *, codes: RowCodes, many: bool
    ) -> Iterator[tuple[Chunk, bytes]]:
        for chunk, plain in in_this_process(chunks, codes=codes, many=many):
            judged.append(plain)
            yield chunk, plain

    monkeypatch.setattr(check, "judged", noted)
    assert report_of(file).whole
    assert judged == [b"\0" + b"\1" * (ROWS - 1)]


def test_processes_find_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corrupt(file, random.Random(3))
    slow = report_of(file)
    assert slow.findings
    monkeypatch.setattr(check, "FEWEST", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert report_of(file) == slow


def test_a_process_that_ends_loses_no_row(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corrupt(file, random.Random(3))
    slow = report_of(file)
    submitted = ProcessPoolExecutor.submit

    def ended(pool: ProcessPoolExecutor, *_: object) -> Future[None]:
        return submitted(pool, os._exit, 1)

    monkeypatch.setattr(check, "FEWEST", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", ended)
    assert report_of(file) == slow
