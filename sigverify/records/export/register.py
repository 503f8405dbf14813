"""The register as a folder that another installation can import: tables and images.

The images stay encrypted as in the database, and anyone who has the same key can read them. On
request they are written unencrypted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from sigverify.errors import OutputError, RecordsError
from sigverify.files import harmless, write_atomically
from sigverify.imaging.reading.containers import recognised_format
from sigverify.records.audit.event import AuditEvent, Kind
from sigverify.records.database import Records
from sigverify.records.mandates.text import mandate_text
from sigverify.records.register.accounts import (
    Account,
    Signatory,
    Specimen,
    find_account,
    image_bytes,
)
from sigverify.records.roles import Permission, Person
from sigverify.records.schema import accounts, images

TABLE_NAME: Final = "register.csv"
MANDATES_NAME: Final = "mandates.csv"
SEALED_SUFFIX: Final = ".sealed"
COLUMNS: Final = (
    "account",
    "holder",
    "signatory",
    "customer",
    "signs_from",
    "signs_until",
    "path",
    "page",
    "box",
    "from",
    "until",
)
MANDATE_COLUMNS: Final = ("account", "from", "mandate")
_FOLDER_OF_IMAGES: Final = "images"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """The counts of an export."""

    accounts: int
    specimens: int
    images: int


def export_register(
    records: Records,
    folder: Path,
    *,
    person: Person,
    numbers: Sequence[str] = (),
    decrypted: bool = False,
) -> ExportReport:
    """Write accounts with all their data; the audit trail records the export.

    Args:
        records: the open database.
        folder: the target folder; new or empty.
        person: the person who exports.
        numbers: numbers of the accounts; empty takes all.
        decrypted: write the images in the clear.

    Raises:
        NotAllowedError: the role does not allow it.
        RecordsError: there is no such account, or an image is damaged.
        OutputError: the folder can't be written or is not empty.
    """
    person.require(Permission.EXPORT)
    _make_folder(folder)
    with records.reading() as connection:
        wanted = (
            numbers
            or connection.scalars(select(accounts.c.number).order_by(accounts.c.number)).all()
        )
        found = [find_account(connection, number) for number in wanted]
    shas = sorted({one.image_sha256 for _, _, one in _specimens(found) if one.kept})
    # Record before writing: the trail may hold a failed export, but must hold every completed one.
    with records.writing() as connection:
        records.audit.append(
            connection,
            AuditEvent(
                kind=Kind.EXPORT,
                person=person,
                action="register in the clear" if decrypted else "register",
                facts={"accounts": len(found), "images": len(shas)},
                details={"accounts": list(wanted)},
            ),
        )
    names: dict[str, str] = {}
    for sha256 in shas:
        with records.reading() as connection:
            name, data = _image(connection, sha256, records=records, decrypted=decrypted)
        names[sha256] = f"{_FOLDER_OF_IMAGES}/{name}"
        write_atomically(folder / _FOLDER_OF_IMAGES / name, data, private=True)
    rows = _rows(found, names=names)
    _write_table(folder / TABLE_NAME, COLUMNS, rows)
    mandates = [
        (account.number, stored.first_day.isoformat(), mandate_text(stored.mandate))
        for account in found
        for stored in account.mandates
        if stored.last_day is None or stored.last_day >= stored.first_day
    ]
    _write_table(folder / MANDATES_NAME, MANDATE_COLUMNS, mandates)
    specimens = sum(1 for _ in _specimens(found))
    return ExportReport(accounts=len(found), specimens=specimens, images=len(shas))


def _specimens(found: Iterable[Account]) -> Iterable[tuple[Account, Signatory, Specimen]]:
    for account in found:
        for signatory in account.signatories:
            for specimen in signatory.specimens:
                yield account, signatory, specimen


def _rows(found: Iterable[Account], *, names: dict[str, str]) -> Iterable[tuple[str, ...]]:
    for account in found:
        for signatory in account.signatories:
            person = (
                account.number,
                account.holder,
                signatory.name,
                signatory.customer or "",
                signatory.first_day.isoformat(),
                _day(signatory.last_day),
            )
            yield (*person, "", "", "", "", "")
            for one in signatory.specimens:
                # A specimen that was never valid, or has lost its image, is of no use elsewhere.
                if not one.kept or (one.last_day is not None and one.last_day < one.first_day):
                    continue
                box = "" if one.box is None else f"{one.box.x},{one.box.y},{one.box.w},{one.box.h}"
                yield (
                    *person,
                    names[one.image_sha256],
                    str(one.page + 1),
                    box,
                    one.first_day.isoformat(),
                    _day(one.last_day),
                )


def _day(day: object) -> str:
    return "" if day is None else str(day)


def _image(
    connection: Connection, sha256: str, *, records: Records, decrypted: bool
) -> tuple[str, bytes]:
    """Return the name of an image's file, and its bytes."""
    # Open every image, so that a damaged one shows here and not during the import.
    data = image_bytes(connection, sha256, vault=records.vault)
    if decrypted:
        return f"{sha256}.{(recognised_format(data) or 'bin').lower()}", data
    sealed = connection.scalar(select(images.c.sealed).where(images.c.sha256 == sha256))
    if sealed is None:
        raise RecordsError(
            f"The image {sha256[:12]} was purged during the export.", remedy="Export again."
        )
    return f"{sha256}{SEALED_SUFFIX}", bytes(sealed)


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows([harmless(cell) for cell in row] for row in rows)
    # The byte order mark tells spreadsheets that the file is UTF-8.
    write_atomically(path, text.getvalue().encode("utf-8-sig"), private=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = next(folder.iterdir(), None) is not None
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be written ({error.strerror or error}).",
            remedy="Check the folder and its permissions.",
        ) from error
    if taken:
        raise OutputError(f"{folder}: this folder is not empty.", remedy="Name a new one.")
