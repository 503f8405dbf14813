"""The check of the audit trail finds and names the changes that an attacker or a bad disk makes.

The attacks bypass the program and its guards, as somebody would who owns the database.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.files import canonical_json, sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.head import Head
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records, open_records
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

CLERK = Person(user="clara", role=Role.CLERK)
RISK = Person(user="rita", role=Role.RISK_OFFICER)


def fill(records: Records, count: int = 6) -> None:
    for number in range(count):
        with records.writing() as connection:
            records.audit.append(
                connection,
                AuditEvent(
                    kind=Kind.DECISION, person=CLERK, note=f"note {number}", similarity=number / 7
                ),
            )


def check(records: Records, *known: Head) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit, known=known)


def faults(report: CheckReport) -> list[tuple[str, int | None]]:
    return [
        (found.fault.value, found.seq)
        for found in report.findings
        if found.fault is not Fault.UNGUARDED
    ]


def attack(records: Records, *statements: str, **values: object) -> None:
    """Change rows as the database's owner, without the guards."""
    with records.writing() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.scalars(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name in names:
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(sa.text("ALTER TABLE audit_rows DISABLE TRIGGER USER"))
            connection.execute(sa.text("ALTER TABLE audit_parts DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(sa.text(statement), values)


def test_a_row_that_was_written_anew_with_the_key_is_not_followed_by_the_next(
    records: Records,
) -> None:
    fill(records)
    with records.reading() as connection:
        body = connection.scalar(sa.text("SELECT body FROM audit_rows WHERE seq = 3"))
    made = canonical_json(json.loads(str(body)) | {"user": "mallory"}).decode()
    attack(
        records,
        "UPDATE audit_rows SET body = :body, sha256 = :sha256, mac = :mac WHERE seq = 3",
        body=made,
        sha256=sha256_hex(made.encode()),
        mac=records.audit.row_mac(sha256_hex(made.encode())),
    )
    assert any("Row 4 does not follow row 3" in found.message for found in check(records).findings)


def test_an_unchanged_trail_has_no_findings(records: Records) -> None:
    assert check(records).whole
    fill(records)
    report = check(records)
    assert report.whole
    assert report.rows == 7
    assert report.head is not None
    assert report.seen is not None
    assert (report.head.seq, report.head.sha256) == (report.seen.seq, report.seen.sha256)
    assert check(records, report.head).whole


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE audit_rows SET body = replace(body, 'clara', 'carla') WHERE seq = 4",
         ("changed", 4)),
        ("UPDATE audit_rows SET waits = true WHERE seq = 4", ("changed", 4)),
        ("UPDATE audit_rows SET at = 'x' WHERE seq = 4", ("changed", 4)),
        ("DELETE FROM audit_rows WHERE seq = 4", ("removed", 4)),
        ("DELETE FROM audit_rows WHERE seq = 1", ("removed", 1)),
        ("DELETE FROM audit_rows WHERE seq >= 6", ("truncated", 7)),
        ("DELETE FROM audit_rows", ("truncated", 7)),
        ("UPDATE audit_rows SET mac = previous WHERE seq = 4", ("forged", 4)),
        ("DELETE FROM audit_parts WHERE seq = 4", ("removed", 4)),
        ("UPDATE audit_parts SET seq = 99 WHERE seq = 4", ("changed", 99)),
    ],
)  # fmt: skip
def test_a_change_of_a_row_is_found_and_named(
    records: Records, statement: str, expected: tuple[str, int]
) -> None:
    fill(records)
    attack(records, statement)
    report = check(records)
    assert expected in faults(report)
    assert Fault.UNGUARDED in {found.fault for found in report.findings}


def test_rows_in_another_order_are_found(records: Records) -> None:
    fill(records)
    attack(
        records,
        "UPDATE audit_rows SET seq = 99 WHERE seq = 3",
        "UPDATE audit_rows SET seq = 3 WHERE seq = 5",
        "UPDATE audit_rows SET seq = 5 WHERE seq = 99",
    )
    assert {("reordered", 3), ("reordered", 5)} <= set(faults(check(records)))


def test_notes_that_changed_places_are_found(records: Records) -> None:
    fill(records)
    attack(
        records,
        "UPDATE audit_parts SET seq = 99 WHERE seq = 3",
        "UPDATE audit_parts SET seq = 3 WHERE seq = 5",
        "UPDATE audit_parts SET seq = 5 WHERE seq = 99",
    )
    assert faults(check(records)) == [("changed", 3), ("changed", 5)]


def remade(records: Records, *, change: Callable[[dict[str, object]], None]) -> None:
    """Rewrite the whole chain as an attacker without the key would."""
    with records.reading() as connection:
        bodies = connection.scalars(sa.text("SELECT body FROM audit_rows ORDER BY seq")).all()
    previous = "0" * 64
    for text in bodies:
        body = json.loads(text)
        change(body)
        body["previous"] = previous
        new = canonical_json(body)
        sha256 = sha256_hex(new)
        attack(
            records,
            "UPDATE audit_rows SET body = :body, previous = :previous, sha256 = :sha256 "
            "WHERE seq = :seq",
            body=new.decode(), previous=previous, sha256=sha256, seq=body["seq"],
        )  # fmt: skip
        previous = sha256


def test_a_chain_that_was_made_anew_without_the_key_is_found(records: Records) -> None:
    fill(records)
    remade(records, change=lambda body: body.update(user="carl") if body["seq"] == 4 else None)
    found = faults(check(records))
    assert ("forged", 4) in found
    assert ("truncated", 7) in found  # the last row is another than the one that was seen


def test_another_key_is_reported_as_such(records: Records) -> None:
    fill(records)
    other = AuditTrail(Vault(bytes(32)), database_id=records.database_id)
    with records.reading() as connection:
        report = check_trail(connection, trail=other)
    assert [found.fault for found in report.findings] == [Fault.WRONG_KEY]


def test_without_a_head_file_a_printed_head_shows_the_cut(records: Records) -> None:
    fill(records)
    head = check(records).head
    assert head is not None
    attack(
        records, "DELETE FROM audit_rows WHERE seq >= 6", "DELETE FROM audit_parts WHERE seq >= 6"
    )
    records.audit.head_file.path.unlink()
    assert faults(check(records)) == []
    assert faults(check(records, head)) == [("truncated", 7)]


def test_a_forged_purge_does_not_excuse_missing_notes(records: Records) -> None:
    fill(records)
    attack(records, "DELETE FROM audit_parts WHERE seq = 4")
    remade(
        records,
        change=lambda body: (
            body.update(kind="purge", facts={"before": "9999"}) if body["seq"] == 7 else None
        ),
    )
    assert ("removed", 4) in faults(check(records))


def test_a_copied_database_is_found_where_it_lies(tmp_path: Path, vault: Vault) -> None:
    records = open_records(tmp_path / "records.db", vault=vault)
    fill(records)
    records.close()
    shutil.copy(tmp_path / "records.db", tmp_path / "copy.db")
    copy = open_records(tmp_path / "copy.db", vault=vault)
    assert faults(check(copy)) == [("copied", None)]
    with copy.writing() as connection:
        copy.audit.resume(connection, person=RISK, note="moved to the new server")
    report = check(copy)
    assert report.whole
    assert [(one.seq, one.user, one.seen) for one in report.resumptions] == [(8, "rita", 7)]
    copy.close()


def test_a_database_that_the_server_copied_is_found(
    where: Path | str, records: Records, vault: Vault
) -> None:
    if isinstance(where, Path):
        pytest.skip("a file is copied above")
    fill(records, 2)
    records.close()
    copy = sa.make_url(where).set(database="copied")
    server = sa.create_engine(
        sa.make_url(where).set(drivername="postgresql+psycopg", database="postgres"),
        isolation_level="AUTOCOMMIT",
    )
    with server.connect() as connection:
        source = sa.make_url(where).database
        connection.execute(sa.text(f'CREATE DATABASE copied TEMPLATE "{source}"'))
    opened = open_records(copy.render_as_string(hide_password=False), vault=vault)
    assert faults(check(opened)) == [("copied", None)]
    opened.close()
    with server.connect() as connection:
        connection.execute(sa.text("DROP DATABASE copied"))
    server.dispose()


def test_a_clock_that_was_set_back_is_reported(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(records, 2)
    monkeypatch.setattr("sigverify.records.audit.trail.now", lambda: "2001-01-01T00:00:00.000000Z")
    fill(records, 2)
    report = check(records)
    assert report.whole
    assert report.clock_back == 1


def test_a_resumption_is_reported_and_is_no_fault(tmp_path: Path, vault: Vault) -> None:
    where = tmp_path / "records.db"
    records = open_records(where, vault=vault)
    fill(records, 2)
    records.close()
    shutil.copy(where, tmp_path / "old.db")
    records = open_records(where, vault=vault)
    fill(records, 2)
    lost = check(records).head
    heads = records.audit.head_file.path
    elsewhere = heads.read_bytes()
    records.close()
    shutil.copy(tmp_path / "old.db", where)

    records = open_records(where, vault=vault)
    assert faults(check(records)) == [("truncated", 5)]
    with records.writing() as connection:
        records.audit.resume(connection, person=RISK, note="the disk failed")
    fill(records, 3)
    report = check(records)
    assert report.whole
    assert [one.seen for one in report.resumptions] == [5]
    # Another machine that has seen the lost rows gets the same findings.
    heads.write_bytes(elsewhere)
    assert check(records).whole
    # The check still misses a printed head: a resumption does not bring the lost row back.
    assert lost is not None
    assert ("truncated", 5) in faults(check(records, Head(seq=lost.seq, sha256=lost.sha256)))
    records.close()


def test_a_flipped_byte_in_the_file_is_found_or_hits_nothing_of_the_trail(
    tmp_path: Path, vault: Vault
) -> None:
    where = tmp_path / "records.db"
    records = open_records(where, vault=vault)
    fill(records)
    with records.reading() as connection:
        bodies = connection.execute(sa.text("SELECT seq, body, mac FROM audit_rows")).all()
    records.close()
    with sqlite3.connect(where) as connection_:
        connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection_.close()
    data = where.read_bytes()
    draw = random.Random(8)
    for seq, body, mac in bodies:
        for text in (body, mac):
            place = data.index(text.encode()) + draw.randrange(len(text))
            flipped = bytearray(data)
            flipped[place] ^= draw.choice((1, 0x80))
            where.write_bytes(flipped)
            records = open_records(where, vault=vault)
            report = check(records)
            records.close()
            assert {(Fault.CHANGED, seq), (Fault.FORGED, seq)} & {
                (found.fault, found.seq) for found in report.findings
            }, (seq, place)


# Forks writers one after the other, kills each at work, and prints what each reported as committed.
_KILLER = """
import os, random, signal, sys, time
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import open_records
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

event = AuditEvent(
    kind=Kind.DECISION, person=Person(user="clara", role=Role.CLERK), note="a note " * 500
)

def write(out):
    records = open_records(sys.argv[1], vault=Vault(bytes(range(32))))
    while True:
        with records.writing() as connection:
            row = records.audit.append(connection, event)
        os.write(out, f"{row.seq} {row.sha256}\\n".encode())

# Import here what the writers need, so that all forks have it.
open_records(sys.argv[1], vault=Vault(bytes(range(32)))).close()
draw = random.Random(50)
for _ in range(int(sys.argv[2])):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        write(writing)
    os.close(writing)
    told = b""
    for _ in range(draw.choice((0, 1, 2, 5))):
        told += os.read(reading, 1)
    end = time.perf_counter() + draw.random() * 0.02
    while time.perf_counter() < end:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reading, "rb") as rest:
        told += rest.read()
    print(told.decode(), end="", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_after_a_kill_at_any_moment_the_trail_is_whole_and_no_row_is_missing(
    where: Path | str, vault: Vault
) -> None:
    kills = 50 if isinstance(where, Path) else 10
    told = subprocess.run(
        [sys.executable, "-c", _KILLER, str(where), str(kills)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    records = open_records(where, vault=vault)
    assert faults(check(records)) == []
    with records.reading() as connection:
        kept = {row.seq: row.sha256 for row in records.audit.rows(connection)}
    assert told
    for line in told.splitlines():
        seq, sha256 = line.split()
        assert kept[int(seq)] == sha256
    fill(records, 1)
    assert check(records).whole
    records.close()
