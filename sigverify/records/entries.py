"""The entries of the register, and the codes that bind them to their place and to the audit trail.

An entry is a row of one of the register's tables. Its code is a hash under the records key (HMAC,
RFC 2104) of the database, the table, every value, and the number of the row of the audit trail that
made it so. That row holds the code too. Somebody who has only the database can therefore neither
make an entry nor move one, and an entry that was put back to an earlier state does not agree with
the newest row of the trail.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, select, update

from sigverify.errors import RecordsError
from sigverify.files import canonical_json
from sigverify.records.schema import (
    account_signatories,
    accounts,
    images,
    mandates,
    signatories,
    specimens,
)

Key = tuple[str, ...]
"""Name of an entry's table, and its primary key as texts."""

# In the order in which one refers to another.
TABLES: Final = {
    table.name: table
    for table in (accounts, signatories, account_signatories, images, specimens, mandates)
}
_LABELS: Final = {
    accounts.name: "account",
    signatories.name: "signatory",
    account_signatories.name: "right to sign (account, signatory)",
    images.name: "image",
    specimens.name: "specimen",
    mandates.name: "mandate",
}
_NOT_CODED: Final = frozenset({"audit_seq", "mac", "sealed"})


class ChangedEntryError(RecordsError):
    """An entry of the register is not as the audit trail says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as the database holds it.

    Attributes:
        key: its table and primary key.
        values: its values in JSON form; of an image whether it is kept, not its bytes.
        audit_seq: number of the row of the audit trail that made it.
        mac: its code.
    """

    key: Key
    values: Mapping[str, Any]
    audit_seq: int
    mac: str

    @property
    def label(self) -> str:
        """Its name in messages, without personal data."""
        return label_of(self.key)


class EntryCodes:
    """Computes and checks the codes of one database's entries."""

    def __init__(self, key: bytes, *, database_id: str) -> None:
        """Use a key.

        Args:
            key: 32 secret bytes.
            database_id: identifier of the database.
        """
        self._key = key
        self._database_id = database_id

    def code(self, key: Key, values: Mapping[str, Any], *, audit_seq: int) -> str:
        """The code of an entry, 64 hexadecimal digits."""
        content = canonical_json([self._database_id, list(key), dict(values), audit_seq])
        return hmac.digest(self._key, content, hashlib.sha256).hex()

    def made(self, entry: Entry) -> bool:
        """Whether the entry has the code that it must have."""
        expected = self.code(entry.key, entry.values, audit_seq=entry.audit_seq)
        return hmac.compare_digest(entry.mac.encode(errors="replace"), expected.encode())

    def require(self, entry: Entry) -> None:
        """Refuse an entry without the code that it must have.

        Raises:
            ChangedEntryError: it was not entered by this program, or was changed.
        """
        if not self.made(entry):
            raise changed_entry(entry.label)

    def seal(self, connection: Connection, entry: Entry, *, audit_seq: int) -> str:
        """Store an entry's code for a row of the audit trail that is about to be added.

        Returns:
            The code.
        """
        mac = self.code(entry.key, entry.values, audit_seq=audit_seq)
        table = TABLES[entry.key[0]]
        connection.execute(
            update(table).where(place_of(entry.key)).values(audit_seq=audit_seq, mac=mac)
        )
        return mac


def changed_entry(label: str) -> ChangedEntryError:
    """The error for an entry that does not agree with the trail."""
    return ChangedEntryError(
        f"The register's {label} differs from the audit trail: somebody has changed the "
        "database directly.",
        remedy="Do not decide on cheques of this account. 'sigverify audit verify' names each "
        "difference.",
    )


def label_of(key: Key) -> str:
    """The name of an entry in messages, without personal data."""
    name, *numbers = key
    shown = numbers[0][:12] if name == images.name else ", ".join(numbers)
    return f"{_LABELS[name]} {shown}"


def entries(
    connection: Connection, table: Table, which: ColumnElement[bool] | None = None
) -> Generator[Entry, None, None]:
    """Yield entries of a table, all or selected ones."""
    columns: list[Any] = [column for column in table.c if column.name != "sealed"]
    if table is images:
        columns.append(images.c.sealed.is_not(None).label("kept"))
    asked = select(*columns)
    if which is not None:
        asked = asked.where(which)
    keys = [column.name for column in table.primary_key]
    with connection.execute(asked.execution_options(yield_per=1000)) as found:
        for row in found.mappings():
            yield Entry(
                key=(table.name, *(str(row[name]) for name in keys)),
                values={
                    name: _json(value) for name, value in row.items() if name not in _NOT_CODED
                },
                audit_seq=row["audit_seq"],
                mac=row["mac"],
            )


def entry(connection: Connection, key: Key) -> Entry | None:
    """One entry; None if there is none."""
    with contextlib.closing(entries(connection, TABLES[key[0]], place_of(key))) as found:
        return next(found, None)


def image_context(sha256: str) -> bytes:
    """The context of a sealed image: its own hash, so that images can't be exchanged."""
    return f"specimen image {sha256}".encode()


def place_of(key: Key) -> ColumnElement[bool]:
    """The condition that selects an entry."""
    table = TABLES[key[0]]
    condition: ColumnElement[bool] | None = None
    for column, text in zip(table.primary_key, key[1:], strict=True):
        one = column == (text if table is images else int(text))
        condition = one if condition is None else condition & one
    assert condition is not None
    return condition


def _json(value: Any) -> Any:  # noqa: ANN401 - a column's value
    return value.isoformat() if isinstance(value, date) else value
