"""Measures what sealed names and account numbers would cost a list of accounts. Run by hand:

python tests/benchmarks/sealed_names.py [--accounts 100000]

The register's list sorts accounts by number and searches parts of numbers and holders. The database
can do neither with sealed values, so a list would have to open all of them. docs/decisions/0012
cites the figures.
"""

from __future__ import annotations

import argparse
import sqlite3
import time

from sigverify.records.vault import Vault


def main() -> None:
    """Print the processor time of a search among plain and among sealed values."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    count = parser.parse_args().accounts
    vault = Vault(bytes(32))
    plain = [(number, f"{number:010}", f"Holder {number} Ltd") for number in range(count)]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, number TEXT, holder TEXT)")
    database.execute("CREATE TABLE sealed (id INTEGER PRIMARY KEY, number BLOB, holder BLOB)")
    database.executemany("INSERT INTO plain VALUES (?, ?, ?)", plain)
    database.executemany(
        "INSERT INTO sealed VALUES (?, ?, ?)",
        (
            (number, *(vault.seal(value.encode(), context=b"%d" % number) for value in values))
            for number, *values in plain
        ),
    )
    started = time.process_time()
    asked = "SELECT * FROM plain WHERE number LIKE '%777%' OR holder LIKE '%777%' ORDER BY number"
    found = database.execute(asked).fetchall()
    print(f"plain: {len(found)} of {count} accounts, {_milliseconds(started):.0f} ms")
    started = time.process_time()
    opened = sorted(
        (vault.open(code, context=b"%d" % number), vault.open(holder, context=b"%d" % number))
        for number, code, holder in database.execute("SELECT * FROM sealed")
    )
    again = [one for one in opened if any(b"777" in value for value in one)]
    assert len(again) == len(found)
    print(f"sealed: {len(again)} of {count} accounts, {_milliseconds(started):.0f} ms")


def _milliseconds(started: float) -> float:
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
