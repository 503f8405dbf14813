"""Measures how long the audit trail takes to write a row, and how fast its check is. Run by hand:

python tests/benchmarks/audit.py FOLDER [--rows 20000]

The benchmark commits each row by itself, as the window does; the time beyond the processor time is
the disk's flush. On a busy machine the processor time is the more reliable figure.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from sigverify.records.audit.check import check_trail
from sigverify.records.audit.event import AuditEvent, ImageMark, Kind
from sigverify.records.database import open_records
from sigverify.records.roles import Person, Role
from sigverify.records.vault import Vault

COMMITTED = 500


def main() -> None:
    """Write rows, check the trail, and print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    records = open_records(asked.folder / "audit-benchmark.db", vault=Vault(bytes(32)))
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
    print(
        f"walked: {report.rows} rows in {time.perf_counter() - started:.1f} s, "
        f"processor {1e6 * (time.process_time() - processor) / report.rows:.0f} us a row"
    )
    records.close()
    size = (asked.folder / "audit-benchmark.db").stat().st_size
    print(f"size: {size / report.rows:.0f} bytes a row")


if __name__ == "__main__":
    main()
