"""Makes ``old/schema-NNNN.db``: a small database with made-up data as this version keeps it.

Run by hand once a schema is settled, from the folder of the checkout:
``.venv/bin/python -m tests.helpers.old_records``. Files of earlier schemas are
never made again: no program still makes them.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

import cv2

from sigverify.files import sha256_hex
from sigverify.records.database import open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Role
from sigverify.records.schema import SCHEMA_VERSION
from sigverify.records.vault import Vault
from sigverify.terms import Box
from tests.helpers.places import ROOT
from tests.helpers.scribbles import scribble

FOLDER = ROOT / "tests" / "records" / "old"
KEY = bytes(range(32))
FIRST_DAY = date(2026, 11, 23)


def picture() -> bytes:
    """The made-up signature that the files hold."""
    return cv2.imencode(".png", scribble(seed=1)[::2, ::2])[1].tobytes()


def make(target: Path) -> None:
    """Make the file of the schema that this version knows."""
    person = Person(user="anna", role=Role.SUPERVISOR)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.db"
        # Pages of the smallest size, so that the file is small as well; WAL would fix their size.
        with closing(sqlite3.connect(file)) as empty:
            empty.executescript("PRAGMA page_size = 512; VACUUM")
        records = open_records(file, vault=Vault(KEY))
        with records.writing() as connection:
            accounts = AccountChanges(connection, records=records, person=person)
            accounts.account("12-345", holder="Müller & Söhne")
            for name, customer in (("Anna Meyer", "C1"), ("Bert Özil", None)):
                accounts.admit("12-345", name=name, customer=customer, first_day=FIRST_DAY)
            accounts.set_mandate(
                "12-345",
                mandate=read_mandate("any one up to 100; any two above"),
                first_day=FIRST_DAY,
            )
            SpecimenChanges(connection, records=records, person=person).add(
                "12-345",
                name="Anna Meyer",
                new=NewSpecimen(
                    image=picture(),
                    pixels_sha256=sha256_hex(picture()),
                    page=0,
                    box=Box(1, 2, 30, 40),
                    quality=(),
                    first_day=FIRST_DAY,
                ),
            )
        records.close()
        with closing(sqlite3.connect(file)) as whole:
            # All of it in one file.
            whole.execute("PRAGMA journal_mode = DELETE")
        target.write_bytes(file.read_bytes())


if __name__ == "__main__":
    make(FOLDER / f"schema-{SCHEMA_VERSION}.db")
