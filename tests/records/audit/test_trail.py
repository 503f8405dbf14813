"""Writing the audit trail: the chain, its guards, and the head file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from sigverify.errors import RecordsError
from sigverify.files import sha256_hex
from sigverify.records.audit.event import AuditEvent, AuditRow, ImageMark, Kind
from sigverify.records.audit.parts import TrailError
from sigverify.records.audit.server_check import server_faults
from sigverify.records.audit.tables import NO_ROW, missing_guards, parts
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records, open_records
from sigverify.records.roles import NotAllowedError, Person, Role
from sigverify.records.vault import Vault

ALICE = Person(user="alice", role=Role.CLERK)
RITA = Person(user="rita", role=Role.RISK_OFFICER)
EVENT = AuditEvent(
    kind=Kind.VERIFICATION,
    person=ALICE,
    account="DE02 1203",
    case_id="c1",
    images=(ImageMark(role="questioned", sha256="ab" * 32),),
    similarity=0.1,
    decision="flag",
    note="looked strange to Mrs Miller",
    attachments={"picture": b"\x00ink"},
)


def add(records: Records, event: AuditEvent = EVENT) -> AuditRow:
    with records.writing() as connection:
        return records.audit.append(connection, event)


def rows_of(records: Records) -> list[AuditRow]:
    with records.reading() as connection:
        return list(records.audit.rows(connection))


def test_rows_follow_one_another_and_say_who_did_what(records: Records) -> None:
    first, second = add(records), add(records)
    begun, *rest = rows_of(records)
    assert rest == [first, second]
    assert [row.seq for row in (begun, *rest)] == [1, 2, 3]
    assert begun.kind == Kind.BEGUN
    assert begun.body["facts"]["database"] == records.database_id
    assert [row.body["previous"] for row in (begun, *rest)] == [NO_ROW, begun.sha256, first.sha256]
    assert (first.user, first.role, first.body["similarity"]) == ("alice", "clerk", 0.1)
    with records.reading() as connection:
        stored = connection.execute(sa.text("SELECT body, sha256 FROM audit_rows")).all()
    assert all(sha256_hex(body.encode()) == sha256 for body, sha256 in stored)


def test_personal_data_of_customers_are_encrypted(records: Records) -> None:
    row = add(records)
    with records.reading() as connection:
        columns = connection.execute(sa.text("SELECT * FROM audit_rows")).all()
        sealed = connection.scalars(sa.select(parts.c.sealed)).all()
        details = records.audit.details(connection, row)
        assert records.audit.part(connection, row, "picture") == b"\x00ink"
        found = list(records.audit.rows(connection, account=" DE02  1203"))
        assert not list(records.audit.rows(connection, account="DE02 1204"))
    assert "Miller" not in repr(columns)
    # Four digits alone may occur in a hash or in a time.
    assert not any(number in repr(columns) for number in ("DE02 1203", "DE021203", "02  1203"))
    assert len(sealed) == 2
    assert not any(b"Miller" in blob or b"ink" in blob for blob in sealed)
    assert details == {"account": "DE02 1203", "note": "looked strange to Mrs Miller"}
    assert found == [row]


def test_rows_are_found_by_what_they_are_about(records: Records) -> None:
    add(records)
    waiting = add(records, AuditEvent(kind=Kind.DECISION, person=ALICE, waits=True))
    trail = records.audit
    with records.reading() as connection:
        assert list(trail.rows(connection, waiting=True)) == [waiting]
    answer = add(records, AuditEvent(kind=Kind.CONFIRMATION, person=RITA, refers_to=waiting.seq))
    with records.reading() as connection:
        assert not list(trail.rows(connection, waiting=True))
        assert list(trail.rows(connection, refers_to=waiting.seq)) == [answer]
        assert list(trail.rows(connection, kinds=(Kind.CONFIRMATION,))) == [answer]
        assert [row.seq for row in trail.rows(connection, case_id="c1")] == [2]
        assert list(trail.rows(connection, after=3)) == [answer]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_rows SET mac = 'x'",
        "DELETE FROM audit_rows WHERE seq = 2",
        "UPDATE audit_parts SET name = 'x'",
        "INSERT INTO audit_rows SELECT 9, kind, at, account, case_id, waits, refers_to, body, "
        "previous, sha256, mac, signatory, NULL FROM audit_rows WHERE seq = 1",
        "INSERT INTO audit_rows SELECT 3, kind, at, account, case_id, waits, refers_to, body, "
        "previous, sha256, mac, signatory, NULL FROM audit_rows WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_rows(records: Records, statement: str) -> None:
    add(records)
    with (
        pytest.raises((RecordsError, DatabaseError), match="audit trail"),
        records.writing() as connection,
    ):
        connection.execute(sa.text(statement))
    assert len(rows_of(records)) == 2


def test_sqlite_does_not_replace_a_row_either(tmp_path: Path, vault: Vault) -> None:
    records = open_records(tmp_path / "records.db", vault=vault)
    add(records)
    with pytest.raises(DatabaseError, match="must follow"), records.writing() as connection:
        connection.execute(sa.text("INSERT OR REPLACE INTO audit_rows SELECT * FROM audit_rows"))
    records.close()


def test_a_guard_that_was_taken_away_is_missed(records: Records) -> None:
    def faults() -> list[str]:
        with records.reading() as connection:
            return [*missing_guards(connection), *server_faults(connection, granted={})]

    assert faults() == []
    with records.reading() as connection:
        sqlite = connection.dialect.name == "sqlite"
    name = "audit_rows_no_delete" if sqlite else "audit_rows_refuse"
    with records.writing() as connection:
        connection.execute(sa.text(f"DROP TRIGGER {name}" + ("" if sqlite else " ON audit_rows")))
    (fault,) = faults()
    assert name in fault


def test_a_row_is_committed_with_its_transaction_only(records: Records) -> None:
    first = add(records)

    def fail() -> None:
        with records.writing() as connection:
            records.audit.append(connection, EVENT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    head = records.audit.head_file.read()
    assert head is not None
    assert (head.seq, head.sha256) == (first.seq, first.sha256)
    assert add(records).seq == 3


def test_the_end_of_the_trail_is_remembered_beside_the_database(records: Records) -> None:
    add(records)
    with records.writing() as connection:
        records.audit.append(connection, EVENT)
        last = records.audit.append(connection, EVENT)
        before = records.audit.head_file.read()
    head = records.audit.head_file.read()
    assert before is not None
    assert head is not None
    assert (before.seq, head.seq, head.sha256) == (2, last.seq, last.sha256)


def test_an_unwritable_head_file_is_reported_and_the_row_is_kept(records: Records) -> None:
    folder = records.audit.head_file.path.parent
    aside = folder.with_name("aside")
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(aside)
    folder.write_bytes(b"in the way")
    try:
        with pytest.raises(RecordsError, match="It was recorded, but"):
            add(records)
    finally:
        folder.unlink()
        aside.rename(folder)
    assert [row.seq for row in rows_of(records)] == [1, 2]
    assert add(records).seq == 3


def test_an_older_copy_is_refused_until_the_trail_is_resumed(tmp_path: Path, vault: Vault) -> None:
    where = tmp_path / "records.db"
    records = open_records(where, vault=vault)
    add(records)
    records.close()
    shutil.copy(where, tmp_path / "old.db")
    records = open_records(where, vault=vault)
    add(records)
    records.close()
    shutil.copy(tmp_path / "old.db", where)

    records = open_records(where, vault=vault)
    with pytest.raises(TrailError, match="row 3 was seen here before"):
        add(records)
    assert len(rows_of(records)) == 2

    with pytest.raises(NotAllowedError, match="risk officer"), records.writing() as connection:
        records.audit.resume(connection, person=ALICE, note="disk failed")
    with records.writing() as connection:
        resumed = records.audit.resume(connection, person=RITA, note="disk failed")
    assert resumed.body["facts"]["seen"][0] == 3
    assert add(records).seq == 4
    records.close()


def test_a_copy_in_another_place_is_refused(tmp_path: Path, vault: Vault) -> None:
    records = open_records(tmp_path / "records.db", vault=vault)
    add(records)
    records.close()
    shutil.copy(tmp_path / "records.db", tmp_path / "copy.db")
    copy = open_records(tmp_path / "copy.db", vault=vault)
    with pytest.raises(TrailError, match="is a copy, or was moved"):
        add(copy)
    with copy.writing() as connection:
        copy.audit.resume(connection, person=RITA, note="new server")
    assert add(copy).seq == 4
    copy.close()


def test_a_trail_of_another_database_is_not_written_on(records: Records) -> None:
    add(records)
    other = AuditTrail(records.vault, database_id="0" * 32)
    with (
        pytest.raises(TrailError, match="started in another database"),
        records.writing() as connection,
    ):
        other.append(connection, EVENT)


def test_a_head_file_that_was_changed_is_not_believed(records: Records) -> None:
    add(records)
    path = records.audit.head_file.path
    content = json.loads(path.read_bytes())
    path.write_text(json.dumps(content | {"seq": 1}))
    with pytest.raises(RecordsError, match="its content was changed"):
        add(records)
    assert len(rows_of(records)) == 2


_WRITER = """
import sys
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import open_records
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

records = open_records(sys.argv[1], vault=Vault(bytes(range(32))))
event = AuditEvent(kind=Kind.VERIFICATION, person=Person(user=sys.argv[2], role=Role.CLERK))
for _ in range(int(sys.argv[3])):
    with records.writing() as connection:
        row = records.audit.append(connection, event)
    print(row.seq, flush=True)
"""


def test_two_processes_do_not_fork_the_trail(records: Records, where: Path | str) -> None:
    add(records)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(where), user, "15"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for user in ("ann", "bob")
    ]
    told = [writer.communicate(timeout=120)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    found = rows_of(records)
    assert [row.seq for row in found] == list(range(1, 33))
    assert all(after.body["previous"] == row.sha256 for row, after in pairwise(found))
    for user, seqs in zip(("ann", "bob"), told, strict=True):
        assert [row.seq for row in found if row.user == user] == [int(seq) for seq in seqs]
