"""The register with killed and with concurrent writers: no partial change, no lost change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sigverify.records.audit.check import check_trail
from sigverify.records.database import Records, open_records
from sigverify.records.register.accounts import find_account, image_bytes, list_accounts
from sigverify.records.vault import Vault

DAY = date(2026, 11, 23)

# Adds accounts, each with a signatory and a specimen in one transaction, and prints each one that
# is committed. The second argument is the prefix of their numbers.
_WRITER = """
import sys
from datetime import date
from sigverify.files import sha256_hex
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.database import open_records
from sigverify.records.roles import Person, Role
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.vault import Vault

PERSON = Person(user="anna", role=Role.SUPERVISOR)
DAY = date(2026, 11, 23)

def add(records, number):
    image = number.encode() * 5000
    with records.writing() as connection:
        accounts = AccountChanges(connection, records=records, person=PERSON)
        accounts.account(number)
        accounts.admit(number, name="Anna", first_day=DAY)
        new = NewSpecimen(
            image=image, pixels_sha256=sha256_hex(image), page=0, box=None, quality=(),
            first_day=DAY,
        )
        SpecimenChanges(connection, records=records, person=PERSON).add(
            number, name="Anna", new=new
        )

def opened():
    return open_records(sys.argv[1], vault=Vault(bytes(range(32))))
"""
_SEVERAL = """
records = opened()
for count in range(15):
    number = f"{sys.argv[2]}{count}"
    add(records, number)
    print(number, flush=True)
"""
# Forks writers one after the other and kills each at a random moment of its work, the first ones
# while they create the tables. Prints what each reported as committed.
_KILLED = """
import os, random, signal, time

def write(out, begin):
    records = opened()
    for count in range(10**6):
        number = f"{begin}-{count}"
        add(records, number)
        os.write(out, f"{number}\\n".encode())

draw = random.Random(8)
for kill in range(int(sys.argv[2])):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        write(writing, kill)
    os.close(writing)
    # Kill some while they open the records, the others within the first changes.
    told = os.read(reading, 1) if kill % 4 else b""
    end = time.perf_counter() + draw.random() * 0.05
    while time.perf_counter() < end:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reading, "rb") as rest:
        told += rest.read()
    print(told.decode(), end="", flush=True)
"""


def check_all(records: Records, *, told: set[str]) -> None:
    """Check that each account is complete, and that no reported account is missing."""
    with records.reading() as connection:
        numbers = {line.number for line in list_accounts(connection, day=DAY)}
        assert told <= numbers
        for number in numbers:
            (anna,) = find_account(connection, number).signatories
            (specimen,) = anna.specimens_on(DAY)
            image = image_bytes(connection, specimen.image_sha256, vault=records.vault)
            assert image == number.encode() * 5000
        report = check_trail(connection, trail=records.audit)
        assert report.whole, json.dumps([str(finding) for finding in report.findings])
        rows = sum(1 for _ in records.audit.rows(connection))
    # The first row records the beginning of the trail.
    assert rows == 1 + 3 * len(numbers)


def test_two_processes_write_at_once(where: Path | str, vault: Vault) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER + _SEVERAL, str(where), begin],
            stdout=subprocess.PIPE,
            text=True,
        )
        for begin in "ab"
    ]
    told = {line for writer in writers for line in writer.communicate()[0].split()}
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(told) == 30
    records = open_records(where, vault=vault)
    check_all(records, told=told)
    records.close()


@pytest.mark.skipif(os.name != "posix", reason="kills a process by a signal")
def test_a_kill_at_any_moment_leaves_whole_accounts(where: Path | str, vault: Vault) -> None:
    kills = 50 if isinstance(where, Path) else 10
    told = subprocess.run(
        [sys.executable, "-c", _WRITER + _KILLED, str(where), str(kills)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout.split()
    records = open_records(where, vault=vault)
    assert len(told) >= kills // 2
    check_all(records, told=set(told))
    records.close()
