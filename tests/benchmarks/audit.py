"""Measures what records cost a decision, and how fast the check of the trail is. Run by hand:

python tests/benchmarks/audit.py FOLDER [--rows 20000]

A decision with records reads its account from the register, which is checked against the trail, and
commits a row. The benchmark commits each row by itself, as the window does; the time beyond the
processor time is the disk's flush. On a busy machine the processor time is the more reliable
figure.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date
from pathlib import Path

from sigverify.files import sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, ImageMark, Kind
from sigverify.records.database import Records, open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import find_account
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

COMMITTED = 500


PEOPLE = 4
SPECIMENS = 5
READ = 200
DAY = date(2026, 11, 23)


def enter_account(records: Records) -> None:
    """Enter an account with its people, their specimens and a mandate."""
    person = Person(user="sam", role=Role.SUPERVISOR)
    with records.writing() as connection:
        accounts = AccountChanges(connection, records=records, person=person)
        specimens = SpecimenChanges(connection, records=records, person=person)
        accounts.account("12345678", holder="A holder")
        for number in range(PEOPLE):
            accounts.admit("12345678", name=f"Person {number}", first_day=DAY)
            for count in range(SPECIMENS):
                image = f"image {number} {count}".encode() * 2000
                new = NewSpecimen(
                    image=image,
                    pixels_sha256=sha256_hex(image),
                    page=0,
                    box=None,
                    quality=(),
                    first_day=DAY,
                )
                specimens.add("12345678", name=f"Person {number}", new=new)
        mandate = read_mandate("any one up to 10,000; any two above")
        accounts.set_mandate("12345678", mandate=mandate, first_day=DAY)


def read_account(records: Records) -> None:
    """Print how long an account takes to be read and checked."""
    took = []
    processor = time.process_time()
    for _ in range(READ):
        started = time.perf_counter()
        with records.reading() as connection:
            find_account(connection, "12345678")
        took.append(1000 * (time.perf_counter() - started))
    processor = 1000 * (time.process_time() - processor) / READ
    print(
        f"an account of {PEOPLE} people with {SPECIMENS} specimens each, read and checked: median "
        f"{statistics.median(took):.1f} ms, processor {processor:.1f}"
    )


def main() -> None:
    """Write rows, check the trail, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    records = open_records(asked.folder / "audit-benchmark.db", vault=Vault(bytes(32)))
    enter_account(records)
    read_account(records)
    event = AuditEvent(
        kind=Kind.DECISION,
        person=Person(user="clerk", role=Role.CLERK),
        action="pay",
        account="12345678",
        case_id="0" * 32,
        images=tuple(ImageMark(role="specimen", sha256="ab" * 32) for _ in range(5)),
        similarity=0.987654321,
        decision="accept",
        note="a note of some words",
        details={"reasons": ["neither clearly alike nor clearly different"]},
    )
    took = []
    processor = time.process_time()
    for _ in range(COMMITTED):
        started = time.perf_counter()
        with records.writing() as connection:
            records.audit.append(connection, event)
        took.append(1000 * (time.perf_counter() - started))
    processor = 1000 * (time.process_time() - processor) / COMMITTED
    print(
        f"a row, committed: median {statistics.median(took):.1f} ms, "
        f"99 of 100 within {sorted(took)[int(0.99 * COMMITTED)]:.1f} ms, processor {processor:.1f}"
    )
    processor = time.process_time()
    with records.writing() as connection:
        for _ in range(asked.rows):
            records.audit.append(connection, event)
    print(f"rows in one step: {1000 * (time.process_time() - processor) / asked.rows:.2f} ms each")
    started, processor = time.perf_counter(), time.process_time()
    with records.reading() as connection:
        report = check_trail(connection, trail=records.audit)
    assert report.whole
    processor = time.process_time() - processor
    print(
        f"walked: {report.rows} rows and {report.entries} entries in "
        f"{time.perf_counter() - started:.1f} s, processor {1e6 * processor / report.rows:.0f} us "
        f"a row, {report.rows / processor:.0f} rows a second of the processor"
    )
    records.close()
    size = (asked.folder / "audit-benchmark.db").stat().st_size
    print(f"size: {size / report.rows:.0f} bytes a row")


if __name__ == "__main__":
    main()
