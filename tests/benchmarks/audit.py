"""Measures what records cost a decision, and how fast the check of the trail is. Run by hand:

python tests/benchmarks/audit.py FOLDER [--rows 1000000]

A decision with records reads its account from the register, which is checked against the trail, and
commits a row: before and after the trail has got its rows. The time beyond the processor time is
the disk's flush. On a busy machine the processor time is the more reliable figure.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from datetime import date
from pathlib import Path

from sigverify.files import canonical_json, sha256_hex
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import DETAILS, AuditEvent, ImageMark, Kind
from sigverify.records.audit.parts import part_context, salted_part
from sigverify.records.audit.tables import parts, rows
from sigverify.records.database import Records, open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.accounts import find_account
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

COMMITTED = 200
AT_ONCE = 10_000


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


def add_many(records: Records, event: AuditEvent, *, count: int) -> None:
    """Add rows as the program does, many at once, which is quicker than one by one."""
    trail = records.audit
    mark = trail.account_mark(str(event.account))
    details = canonical_json(event.passing())
    lasting = event.lasting(account_mark=mark)
    with records.reading() as connection:
        last = trail.last(connection)
    assert last is not None
    seq, previous = last.seq, last.sha256
    while count > 0:
        stored, attached = [], []
        for _ in range(min(count, AT_ONCE)):
            seq, count = seq + 1, count - 1
            salted = salted_part(details)
            body = {**lasting, "v": 1, "seq": seq, "at": last.at, "previous": previous}
            text = canonical_json({**body, "parts": {DETAILS: sha256_hex(salted)}})
            sha256 = sha256_hex(text)
            stored.append(
                {
                    "seq": seq,
                    "kind": event.kind.value,
                    "at": last.at,
                    "account": mark,
                    "case_id": event.case_id,
                    "waits": False,
                    "body": text.decode(),
                    "previous": previous,
                    "sha256": sha256,
                    "mac": trail.row_mac(sha256),
                }
            )
            sealed = records.vault.seal(salted, context=part_context(seq, DETAILS))
            attached.append({"seq": seq, "name": DETAILS, "sealed": sealed})
            previous = sha256
        with records.writing() as connection:
            connection.execute(rows.insert(), stored)
            connection.execute(parts.insert(), attached)


def walk(records: Records) -> None:
    """Check the whole trail, and print how long it takes."""
    started, before = time.perf_counter(), os.times()
    with records.reading() as connection:
        report = check_trail(connection, trail=records.audit)
    assert report.whole
    wall, after = time.perf_counter() - started, os.times()
    own = after.user + after.system - before.user - before.system
    others = after.children_user + after.children_system
    others -= before.children_user + before.children_system
    print(
        f"walked: {report.rows} rows and {report.entries} entries in {wall:.1f} s, "
        f"{report.rows / wall:.0f} rows a second; processor {1e6 * own / report.rows:.0f} us a row "
        f"here and {1e6 * others / report.rows:.0f} us in other processes"
    )


def decide(records: Records, event: AuditEvent) -> None:
    """Print what records cost a decision: its account read and checked, and its row committed."""
    took = []
    processor = time.process_time()
    for _ in range(COMMITTED):
        started = time.perf_counter()
        with records.reading() as connection:
            find_account(connection, "12345678")
        with records.writing() as connection:
            records.audit.append(connection, event)
        took.append(1000 * (time.perf_counter() - started))
    processor = 1000 * (time.process_time() - processor) / COMMITTED
    print(
        f"a decision's records: median {statistics.median(took):.1f} ms, 95 of 100 within "
        f"{sorted(took)[int(0.95 * COMMITTED)]:.1f} ms, processor {processor:.1f} ms"
    )


def main() -> None:
    """Write rows, check the trail, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
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
    decide(records, event)
    add_many(records, event, count=asked.rows)
    walk(records)
    decide(records, event)
    records.close()
    size = (asked.folder / "audit-benchmark.db").stat().st_size
    print(f"size: {size / asked.rows:.0f} bytes a row")


if __name__ == "__main__":
    main()
