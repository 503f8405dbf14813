"""The master key is changed whole or not at all, and what was wrong stays wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from sigverify.errors import RecordsError
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.audit.head import HeadFile
from sigverify.records.audit.parts import FORMER_KEYS, TrailError
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.audit.tables import lifted_guards
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records, open_records
from sigverify.records.entries import ChangedEntryError
from sigverify.records.export.trail import export_trail, read_sign_off
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import find_account, image_bytes
from sigverify.records.register.embeddings import embedding_contents
from sigverify.records.rekeying import begin_change
from sigverify.records.retention import purge
from sigverify.records.roles import NotAllowedError
from sigverify.records.schema import metadata
from sigverify.records.vault import Vault, WrongKeyError
from tests.helpers.key_changes import CHANGER, NEW, OLD, SUPERVISOR, begin, change_to, fill
from tests.helpers.places import ROOT

DAY = date(2026, 11, 23)


def check(records: Records) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit, images=True)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A file with two accounts under the old key."""
    where = tmp_path / "records" / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=2)
    return where


@pytest.fixture
def changed(filled: Path) -> Iterator[Records]:
    """The same under the new key."""
    change_to(filled, NEW, old=OLD)
    with closing(open_records(filled, vault=Vault(NEW))) as records:
        yield records


def test_everything_is_there_and_whole_under_the_new_key(where: Path | str) -> None:
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=2)
    change_to(where, NEW, old=OLD)
    with closing(open_records(where, vault=Vault(NEW))) as changed:
        report = check(changed)
        assert report.findings == []
        assert report.entries == 2 * 6
        with changed.reading() as connection:
            (anna,) = find_account(connection, "N1").signatories
            (specimen,) = anna.specimens_on(DAY)
            image = image_bytes(connection, specimen.image_sha256, vault=changed.vault)
            assert image == b"N1" * 5000
            content = embedding_contents(
                connection, [specimen.id], made_by="net", vault=changed.vault
            )
            assert content == {specimen.id: b"content N1"}
            # Rows of before and of the change itself are found by the account's number.
            rows = list(changed.audit.rows(connection, account="N1"))
            notes = [changed.audit.details(connection, row).get("note") for row in rows]
            assert "a note" in notes
            assert [row.body["action"] for row in rows].count("entries sealed") == 1
            keys = list(changed.audit.rows(connection, kinds=(Kind.KEY,)))
            opens_nothing(connection, Vault(OLD))
    assert [row.body["action"] for row in keys] == [
        "change of the master key begun",
        "master key changed",
        "change of the master key verified",
    ]
    assert {row.user for row in keys} == {CHANGER.user}
    facts = keys[1].body["facts"]
    assert (facts["from"], facts["to"]) == (Vault(OLD).key_id, Vault(NEW).key_id)


def opens_nothing(connection: sa.Connection, vault: Vault) -> None:
    """Check that a key opens no sealed value of a database, in whatever column it is."""
    columns = [
        column
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, sa.LargeBinary)
    ]
    assert columns
    for column in columns:
        found = connection.scalars(sa.select(column)).all()
        assert found, f"{column} has no value to look at"
        for sealed in found:
            with pytest.raises(WrongKeyError):
                vault.open(bytes(sealed), context=b"")


def test_the_former_key_opens_the_records_no_more(filled: Path) -> None:
    with closing(open_records(filled, vault=Vault(OLD))) as still_open:
        change_to(filled, NEW, old=OLD)
        for step in (still_open.reading, still_open.writing):
            with pytest.raises(WrongKeyError, match="close it and open it again"), step():
                pass
    with pytest.raises(WrongKeyError, match="belongs to key"):
        open_records(filled, vault=Vault(OLD))


def test_nobody_else_uses_the_records_meanwhile(filled: Path) -> None:
    with closing(open_records(filled, vault=Vault(OLD))) as still_open:
        begin(filled, NEW, old=OLD)
        with pytest.raises(RecordsError, match="is being changed"), still_open.writing():
            pass
    for key in (OLD, NEW):
        with pytest.raises(RecordsError, match="is being changed"):
            open_records(filled, vault=Vault(key))
    change_to(filled, NEW, old=OLD)
    with closing(open_records(filled, vault=Vault(NEW))) as records:
        assert check(records).whole


def test_a_second_change_finds_the_rows_of_the_first_key(filled: Path) -> None:
    change_to(filled, NEW, old=OLD)
    third = bytes(range(2, 34))
    change_to(filled, third, old=NEW)
    with closing(open_records(filled, vault=Vault(third))) as records:
        assert check(records).whole
        with records.reading() as connection:
            found = list(records.audit.rows(connection, account="N1"))
            assert [row.body["action"] for row in found].count("account added") == 1
            assert [row.body["action"] for row in found].count("entries sealed") == 2
        with records.writing() as connection:
            AccountChanges(connection, records=records, person=SUPERVISOR).admit(
                "N1", name="Bert", first_day=DAY
            )
        assert check(records).whole


def test_a_clerk_changes_no_key(filled: Path) -> None:
    with closing(open_records(filled, vault=Vault(OLD))) as records:
        report = check(records)
        with pytest.raises(NotAllowedError):
            begin_change(records, new=Vault(NEW), person=SUPERVISOR, proposal=None, report=report)


def tamper(where: Path, *statements: str) -> None:
    """Change the database bypassing the program."""
    with closing(sqlite3.connect(where)) as plain, plain:
        for statement in statements:
            plain.execute(statement)


def test_changed_entries_are_refused_under_the_new_key_too(tmp_path: Path) -> None:
    where = tmp_path / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=4)
    tamper(
        where,
        "UPDATE mandates SET rule = replace(rule, '100', '999999') WHERE account_id = 1",
        "DELETE FROM mandates WHERE account_id = 2",
        "UPDATE accounts SET holder = 'Eve' WHERE id = 3",
    )
    change_to(where, NEW, old=OLD)
    with closing(open_records(where, vault=Vault(NEW))) as records:
        assert [one.fault for one in check(records).findings] == [Fault.REGISTER] * 3
        with records.reading() as connection:
            for number in ("N0", "N1", "N2"):
                with pytest.raises(ChangedEntryError):
                    find_account(connection, number)
            assert find_account(connection, "N3").signatories


def test_an_entry_put_back_is_refused_under_the_new_key_too(tmp_path: Path) -> None:
    where = tmp_path / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=1)
        with records.reading() as connection:
            before = connection.execute(sa.text("SELECT * FROM account_signatories")).one()
        with records.writing() as connection:
            AccountChanges(connection, records=records, person=SUPERVISOR).end_signatory(
                "N0", name="Anna", last_day=DAY
            )
    tamper(
        where,
        f"UPDATE account_signatories SET last_day = NULL, audit_seq = {before.audit_seq}, "
        f"mac = '{before.mac}'",
    )
    change_to(where, NEW, old=OLD)
    with (
        closing(open_records(where, vault=Vault(NEW))) as records,
        records.reading() as connection,
        pytest.raises(ChangedEntryError),
    ):
        find_account(connection, "N0")


def test_what_the_former_key_writes_is_forged(changed: Records) -> None:
    thief = AuditTrail(Vault(OLD), database_id=changed.database_id)
    with changed.writing() as connection:
        third = changed.audit.row(connection, 3)
        assert third is not None
        with lifted_guards(connection):
            connection.execute(
                sa.text("UPDATE audit_rows SET mac = :mac WHERE seq = 3"),
                {"mac": thief.row_mac(third.sha256)},
            )
    report = check(changed)
    assert [(one.fault, one.seq) for one in report.findings if one.seq == 3] == [(Fault.FORGED, 3)]


def test_a_head_file_of_before_still_counts(tmp_path: Path) -> None:
    """Each user has one of their own; only the person who changes the key writes it anew."""
    where = tmp_path / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=1)
        file = records.audit.head_file.path
        mine = file.read_bytes()
        head = records.audit.head_file.read()
        assert head is not None
    change_to(where, NEW, old=OLD)
    file.write_bytes(mine)
    with closing(open_records(where, vault=Vault(NEW))) as records:
        assert check(records).seen == head
        with records.writing() as connection:
            records.audit.append(
                connection, AuditEvent(kind=Kind.EXPORT, person=CHANGER, action="x")
            )
        # The former key vouches for no row after the change.
        now = records.audit.head_file.read()
        assert now is not None
        HeadFile(
            records.database_id, key=Vault(OLD).subkey(b"audit head file"), folder=None
        ).follow(now, anew=True)
        assert Fault.CHANGED in {one.fault for one in check(records).findings}


def test_an_export_of_before_still_proves_its_rows(tmp_path: Path) -> None:
    where, target = tmp_path / "records.db", tmp_path / "trail.csv"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=1)
        export_trail(records, person=CHANGER, target=target, personal=False)
    change_to(where, NEW, old=OLD)
    with closing(open_records(where, vault=Vault(NEW))) as records, records.reading() as connection:
        signed = read_sign_off(connection, target, trail=records.audit)
        report = check_trail(connection, trail=records.audit, known=[signed.head])
    assert report.whole


def test_a_purge_keeps_what_older_rows_need_of_the_former_key(changed: Records) -> None:
    with changed.writing() as connection:
        purge(
            connection,
            trail=changed.audit,
            person=CHANGER,
            before=datetime.now(UTC) + timedelta(days=1),
        )
    with changed.reading() as connection:
        names = connection.scalars(sa.text("SELECT name FROM audit_parts")).all()
        assert FORMER_KEYS in names
        assert any(
            row.body["action"] == "account added"
            for row in changed.audit.rows(connection, account="N1")
        )
    assert check(changed).whole


def test_former_keys_that_are_gone_are_named(changed: Records) -> None:
    with changed.writing() as connection:
        connection.execute(sa.text(f"DELETE FROM audit_parts WHERE name = '{FORMER_KEYS}'"))
        purge(connection, trail=changed.audit, person=CHANGER, before=datetime.now(UTC))
    assert Fault.REMOVED in {one.fault for one in check(changed).findings}


def test_a_database_that_is_moved_meanwhile_is_refused(tmp_path: Path) -> None:
    where = tmp_path / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=1)
    begin(where, NEW, old=OLD)
    moved = Path(shutil.copy(where, tmp_path / "moved.db"))
    with pytest.raises(TrailError, match="moved"):
        change_to(moved, NEW, old=OLD)
    change_to(where, NEW, old=OLD)


def test_a_fault_that_was_not_there_before_stops_the_change(tmp_path: Path) -> None:
    where = tmp_path / "records.db"
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=1)
    begin(where, NEW, old=OLD)
    tamper(where, "UPDATE mandates SET rule = replace(rule, '100', '999999')")
    for _ in range(2):
        with pytest.raises(RecordsError, match="new faults"):
            change_to(where, NEW, old=OLD)
    tamper(where, "UPDATE mandates SET rule = replace(rule, '999999', '100')")
    with pytest.raises(RecordsError, match="new faults"):
        change_to(where, NEW, old=OLD)


_KILLED = """
import os, random, signal, sys, time
from sigverify.records.database import stored_keys
from tests.helpers.key_changes import change_to

where, kills, longest = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
draw = random.Random(11)

def key(number):
    return bytes(range(number, number + 32))

def ids():
    from sigverify.records.vault import Vault
    return {Vault(key(number)).key_id: number for number in range(kills + 3)}

KNOWN = ids()
killed = 0
for _ in range(kills):
    child = os.fork()
    if child == 0:
        stored = stored_keys(where)
        if stored.before is None:
            old = KNOWN[stored.key_id]
            change_to(where, key(old + 1), old=key(old))
        else:
            change_to(where, key(KNOWN[stored.key_id]), old=key(KNOWN[stored.before]))
        os._exit(0)
    time.sleep(draw.random() * longest)
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
stored = stored_keys(where)
if stored.before is not None:
    change_to(where, key(KNOWN[stored.key_id]), old=key(KNOWN[stored.before]))
print(killed, KNOWN[stored.key_id])
"""


def killed_changes(where: Path | str, *, kills: int, longest: float) -> None:
    """Kill changes of the key at random moments, and check that nothing is lost."""
    told = subprocess.run(
        [sys.executable, "-c", _KILLED, str(where), str(kills), str(longest)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    killed, last = map(int, told)
    assert killed
    with closing(open_records(where, vault=Vault(bytes(range(last, last + 32))))) as records:
        report = check(records)
        assert report.findings == []
        with records.reading() as connection:
            for count in range(2):
                (anna,) = find_account(connection, f"N{count}").signatories
                (specimen,) = anna.specimens_on(DAY)
                image = image_bytes(connection, specimen.image_sha256, vault=records.vault)
                assert image == f"N{count}".encode() * 5000
                rows = list(records.audit.rows(connection, account=f"N{count}"))
                assert [row.body["action"] for row in rows].count("pay") == 1
            keys = list(records.audit.rows(connection, kinds=(Kind.KEY,)))
    assert len(keys) == 3 * last


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_kill_at_any_moment_loses_nothing(where: Path | str) -> None:
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=2)
    # Thirty in a file; a server's transactions take longer.
    kills, longest = (30, 0.1) if isinstance(where, Path) else (6, 0.3)
    killed_changes(where, kills=kills, longest=longest)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
@pytest.mark.parametrize("longest", [0.05, 0.2, 0.5, 1.0])
def test_thirty_kills_at_any_moment_lose_nothing(where: Path | str, longest: float) -> None:
    with closing(open_records(where, vault=Vault(OLD))) as records:
        fill(records, accounts=2)
    killed_changes(where, kills=30, longest=longest)
