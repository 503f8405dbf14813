"""The entries of a register of an earlier version get their codes once, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import Kind
from sigverify.records.audit.report import CheckReport, Fault
from sigverify.records.database import Records, open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import find_account, list_accounts
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault
from tests.helpers.old_records import FIRST_DAY, FOLDER

PERSON = Person(user="sam", role=Role.SUPERVISOR)
MANY = 300


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the file of the last schema whose entries have no codes."""
    return Path(shutil.copy(FOLDER / "schema-0003.db", tmp_path / "records.db"))


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as plain, plain:
        for statement in statements:
            plain.execute(statement)


def told(records: Records) -> list[str]:
    with records.reading() as connection:
        report = check_trail(connection, trail=records.audit)
    return [one.message for one in report.findings if one.fault is Fault.REGISTER]


def check(records: Records) -> CheckReport:
    with records.reading() as connection:
        return check_trail(connection, trail=records.audit)


def test_entries_that_agree_with_the_older_trail_are_whole(old: Path, vault: Vault) -> None:
    with closing(open_records(old, vault=vault)) as records:
        assert told(records) == []
        assert check(records).entries == 8


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE mandates SET rule = replace(rule, '100', '999999')", "mandate 1 did not agree"),
        ("UPDATE account_signatories SET last_day = '2030-01-01' WHERE signatory_id = 1",
         "right to sign (account, signatory) 1, 1 did not agree"),
        ("UPDATE specimens SET last_day = '2030-01-01'", "specimen 1 did not agree"),
        ("INSERT INTO accounts VALUES (7, '7', '', '2027', 'eve')", "account 7 did not agree"),
        ("INSERT INTO account_signatories SELECT 1, max(id), '2026-11-23', NULL "
         "FROM signatories", "1, 3 did not agree"),
    ],
)  # fmt: skip
def test_a_change_before_the_migration_is_named(
    old: Path, vault: Vault, statement: str, named: str
) -> None:
    change(old, "INSERT INTO signatories VALUES (3, 'Eve', NULL, '2027', 'eve')", statement)
    with closing(open_records(old, vault=vault)) as records:
        (message,) = told(records)
    assert named in message


def test_what_was_doubted_is_named_until_it_is_set_anew(old: Path, vault: Vault) -> None:
    change(old, "UPDATE mandates SET rule = replace(rule, '100', '999999')")
    with closing(open_records(old, vault=vault)) as records:
        assert len(told(records)) == 1
        with records.writing() as connection:
            records.audit.resume(
                connection, person=Person(user="rita", role=Role.RISK_OFFICER), note="moved"
            )
            AccountChanges(connection, records=records, person=PERSON).set_mandate(
                "12-345",
                mandate=read_mandate("any one up to 100"),
                first_day=FIRST_DAY + timedelta(days=1),
            )
        assert told(records) == []


def test_a_register_is_adopted_once(old: Path, vault: Vault) -> None:
    for _ in range(2):
        with (
            closing(open_records(old, vault=vault)) as records,
            records.reading() as connection,
        ):
            rows = list(records.audit.rows(connection, kinds=(Kind.REGISTER,)))
    assert [row.body["action"] for row in rows].count("register sealed") == 1
    assert len(list((old.parent / "backups").iterdir())) == 1


_KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from sigverify.records.database import open_records
from sigverify.records.vault import Vault
import alembic.command, alembic.config

draw = random.Random(5)
for kill in range(int(sys.argv[2])):
    child = os.fork()
    if child == 0:
        open_records(sys.argv[1], vault=Vault(bytes(range(32)))).close()
        os._exit(0)
    time.sleep(draw.random() * float(sys.argv[3]))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_kill_during_the_migration_loses_nothing(old: Path, vault: Vault) -> None:
    change(
        old,
        *(
            f"INSERT INTO accounts VALUES ({number}, 'N{number}', 'H', '2020', 'old')"
            for number in range(10, 10 + MANY)
        ),
    )
    # From before the work to about its end, on this machine or a faster one.
    for longest in ("0.05", "0.3", "1.5"):
        subprocess.run([sys.executable, "-c", _KILLED, str(old), "10", longest], check=True)
    with closing(open_records(old, vault=vault)) as records:
        assert told(records) == []
        report = check(records)
        assert report.entries == 8 + MANY
        with records.reading() as connection:
            assert len(list_accounts(connection, day=FIRST_DAY)) == 1 + MANY
            assert find_account(connection, "12-345").signatories[0].specimens
            rows = list(records.audit.rows(connection, kinds=(Kind.REGISTER,)))
    assert [row.body["action"] for row in rows].count("register sealed") == 1
    for backup in (old.parent / "backups").glob("*.db"):
        with closing(sqlite3.connect(backup)) as plain:
            assert plain.execute("SELECT count(*) FROM accounts").fetchone() == (1 + MANY,)
            assert plain.execute("SELECT * FROM alembic_version").fetchone() == ("0003",)
