"""The audit trail as a signed file: who exported what, up to which row.

Beside ``trail.csv`` there is ``trail.csv.sign-off.json``: the number of rows, the last row's hash,
the result of the check, and the hash of the file, with a signature (Ed25519, RFC 8032) that can be
verified with the public key in it. A later comparison of the database with an export shows whether
the trail was cut.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection

from sigverify import __version__
from sigverify.errors import MissingFileError, RecordsError, UsageError
from sigverify.files import (
    canonical_json,
    file_sha256,
    harmless,
    parse_json,
    read_bytes,
    write_json,
    written_atomically,
)
from sigverify.records.audit.check import check_trail
from sigverify.records.audit.entered import ENTRIES
from sigverify.records.audit.event import AuditEvent, AuditRow, Kind
from sigverify.records.audit.head import Head
from sigverify.records.audit.trail import AuditTrail
from sigverify.records.database import Records
from sigverify.records.roles import Permission, Person
from sigverify.records.schema import now

SUFFIXES: Final = (".csv", ".json")
_SIGN_OFF: Final = ".sign-off.json"
_COLUMNS: Final = (
    "seq", "at", "user", "role", "kind", "action", "case", "amount", "similarity", "decision",
    "reason", "waits", "refers_to", "images", "model", "calibration", "facts",
)  # fmt: skip
_PERSONAL: Final = ("account", "note", "details")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """The statement of an export.

    Attributes:
        rows: number of rows.
        head: the last row.
        faults: the faults of the trail, in words.
    """

    rows: int
    head: Head
    faults: tuple[str, ...]


def check_target(target: Path) -> None:
    """Check the name of an export, before anything is recorded.

    Raises:
        UsageError: the extension is neither .csv nor .json.
    """
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"{target}: an export is a .csv or a .json file.",
            remedy="Use a name that ends in .csv or .json.",
        )


def export_trail(records: Records, *, person: Person, target: Path, personal: bool) -> SignOff:
    """Write all rows to a file, and a signed statement. The export itself is recorded.

    Args:
        records: the open database.
        person: the person who exports.
        target: a .csv or .json file, which only its owner will be able to read.
        personal: include account numbers, notes and the like, unless they were purged.

    Raises:
        NotAllowedError: the role does not allow it.
        UsageError: the extension is neither .csv nor .json.
        OutputError: the file can't be written.
        TrailError: no row can be added to the trail.
    """
    person.require(Permission.EXPORT)
    check_target(target)
    trail = records.audit
    with records.writing() as connection:
        trail.append(
            connection,
            AuditEvent(
                kind=Kind.EXPORT,
                person=person,
                action="audit trail",
                facts={"format": target.suffix.lower()[1:], "personal": personal},
            ),
        )
    with records.reading() as connection:
        report = check_trail(connection, trail=trail)
        kinds: Counter[str] = Counter()
        as_csv = target.suffix.lower() == ".csv"
        with written_atomically(target, private=True) as stream:
            write = _write_csv if as_csv else _write_json
            write(
                stream, _values(connection, trail=trail, personal=personal, kinds=kinds), personal
            )
    if report.head is None:
        raise RuntimeError("an export without its own row")
    statement = {
        "program": f"sigverify {__version__}",
        "database": records.database_id,
        "file": target.name,
        "file_sha256": _file_sha256(target),
        "rows": report.rows,
        "kinds": dict(sorted(kinds.items())),
        "head": {"seq": report.head.seq, "sha256": report.head.sha256},
        "faults": [found.message for found in report.findings],
        "personal": personal,
        "exported_by": person.user,
        "role": person.role.value,
        "exported_at": now(),
        "public_key": trail.signing_key().public_key().public_bytes(
            Encoding.Raw, PublicFormat.Raw
        ).hex(),
    }  # fmt: skip
    signature = trail.signing_key().sign(canonical_json(statement)).hex()
    write_json(_sign_off_of(target), {**statement, "signature": signature})
    return SignOff(
        rows=report.rows,
        head=report.head,
        faults=tuple(found.message for found in report.findings),
    )


def read_sign_off(connection: Connection, target: Path, *, trail: AuditTrail) -> SignOff:
    """The statement of an export of this database, after checking its signature.

    Args:
        connection: any connection.
        target: the exported file, with its sign-off beside it.
        trail: the database's audit trail.

    Raises:
        RecordsError: the export belongs to another database, or a file was changed.
        MissingFileError: one of the files does not exist.
        UnreadableFileError: one of the files can't be read.
    """
    path = _sign_off_of(target)
    try:
        statement = parse_json(read_bytes(path, max_bytes=2**20))
        signature = bytes.fromhex(statement.pop("signature"))
        key = trail.signing_key().public_key()
        for former in trail.former_keys(connection):
            if statement["public_key"] == former.export.hex():
                if statement["head"]["seq"] > former.until:
                    raise ValueError("signed with a former key")
                key = Ed25519PublicKey.from_public_bytes(former.export)
        key.verify(signature, canonical_json(statement))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature) as error:
        raise RecordsError(
            f"{path}: the sign-off was changed, or belongs to another database.",
            remedy="Use the file as it was exported.",
        ) from error
    if statement["file_sha256"] != _file_sha256(target):
        raise RecordsError(
            f"{target}: the export was changed after it was signed.",
            remedy="Use the file as it was exported.",
        )
    return SignOff(
        rows=statement["rows"],
        head=Head(seq=statement["head"]["seq"], sha256=statement["head"]["sha256"]),
        faults=tuple(statement["faults"]),
    )


def _sign_off_of(target: Path) -> Path:
    return target.with_name(target.name + _SIGN_OFF)


def _file_sha256(target: Path) -> str:
    try:
        return file_sha256(target)
    except OSError as error:
        raise MissingFileError(
            f"{target}: can't be read ({error.strerror or error}).", remedy="Check the path."
        ) from error


def _values(
    connection: Connection, *, trail: AuditTrail, personal: bool, kinds: Counter[str]
) -> Iterator[tuple[AuditRow, dict[str, Any]]]:
    """Each row with its fields, the account by its number."""
    for row in trail.rows(connection):
        kinds[row.kind] += 1
        fields = {name: row.body[name] for name in _COLUMNS if name in row.body}
        # The codes of the register's entries are of use to the check alone; the body has them.
        facts = {name: value for name, value in fields.pop("facts", {}).items() if name != ENTRIES}
        if facts:
            fields["facts"] = facts
        if personal:
            try:
                details = dict(trail.details(connection, row))
            except RecordsError:
                details = {"details": "changed"}  # the check reports the details
            details.pop(ENTRIES, None)
            fields |= {name: details.pop(name) for name in ("account", "note") if name in details}
            if details:
                fields["details"] = details
        yield row, fields


def _write_csv(
    stream: BinaryIO, found: Iterator[tuple[AuditRow, dict[str, Any]]], personal: bool
) -> None:
    # The byte order mark tells spreadsheets that the file is UTF-8.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    columns = (*_COLUMNS, *(_PERSONAL if personal else ()))
    lines.writerow((*columns, "previous", "sha256", "body"))
    for row, fields in found:
        cells = [_cell(fields.get(name)) for name in columns]
        # The body is hashed character by character; it begins with a brace.
        body = canonical_json(dict(row.body)).decode()
        lines.writerow((*cells, row.previous, row.sha256, body))
    text.detach()


def _write_json(
    stream: BinaryIO, found: Iterator[tuple[AuditRow, dict[str, Any]]], personal: bool
) -> None:
    stream.write(b"[")
    for place, (row, fields) in enumerate(found):
        more: dict[str, Any] = {
            name: fields[name] for name in _PERSONAL if personal and name in fields
        }
        value: dict[str, Any] = {"sha256": row.sha256, "body": dict(row.body), **more}
        stream.write(b",\n" if place else b"\n")
        stream.write(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    stream.write(b"\n]\n")


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return json.dumps(value, ensure_ascii=False)
