"""The sealed parts of rows of the trail, which can be purged: notes, account numbers, images."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from sigverify.errors import RecordsError
from sigverify.files import sha256_hex
from sigverify.records.audit.event import DETAILS, AuditRow
from sigverify.records.audit.tables import parts, rows
from sigverify.records.vault import Vault

# The part of a row that keeps what older rows need of a former key; it is never purged.
FORMER_KEYS: Final = "former keys"

_SALT_BYTES: Final = 32
_AT_ONCE: Final = 100


class TrailError(RecordsError):
    """The audit trail was changed, cut or copied, or can't be continued."""


class SealedParts:
    """Reads and writes the parts of rows.

    Attributes:
        vault: the database's vault.
    """

    def __init__(self, vault: Vault) -> None:
        """Use a vault."""
        self.vault = vault

    def add_parts(self, connection: Connection, seq: int, salted: Mapping[str, bytes]) -> None:
        """Store the parts of a row, each as `salted_part` gave it."""
        for name, data in salted.items():
            sealed = self.vault.seal(data, context=part_context(seq, name))
            connection.execute(parts.insert().values(seq=seq, name=name, sealed=sealed))

    def details(self, connection: Connection, row: AuditRow) -> Mapping[str, Any]:
        """The part of a row that can be purged; empty if there was none or it was purged.

        Raises:
            DamagedBlobError: it was changed.
        """
        found = self.part(connection, row, DETAILS)
        return {} if found is None else json.loads(found)

    def part(self, connection: Connection, row: AuditRow, name: str) -> bytes | None:
        """Return an attachment of a row; None if it has none of this name or it was purged.

        Raises:
            DamagedBlobError: the attachment was changed.
            TrailError: the attachment is not the one that the row was written with.
        """
        sealed = connection.scalar(
            sa.select(parts.c.sealed).where(parts.c.seq == row.seq, parts.c.name == name)
        )
        if sealed is None:
            return None
        salted = self.vault.open(sealed, context=part_context(row.seq, name))
        if sha256_hex(salted) != row.body.get("parts", {}).get(name):
            raise changed_row(row.seq)
        return salted[_SALT_BYTES:]

    def count_parts(self, connection: Connection, name: str, *, upto: int) -> int:
        """How many attachments with this name, or one that begins with it, some rows have.

        Args:
            connection: any connection.
            name: the name or its beginning.
            upto: number of the last row to count.
        """
        asked = sa.select(sa.func.count()).select_from(parts)
        return connection.scalar(asked.where(_named(name), parts.c.seq <= upto)) or 0

    def parts_named(
        self, connection: Connection, name: str, *, after: int = 0
    ) -> Iterator[tuple[int, str, bytes]]:
        """Yield attachments with this name, or one that begins with it, in their rows' order.

        Args:
            connection: any connection.
            name: the name or its beginning.
            after: only attachments of later rows.

        Yields:
            The row's number and time, and the attachment.

        Raises:
            DamagedBlobError: an attachment was changed.
        """
        asked = (
            sa.select(parts.c.seq, rows.c.at, parts.c.name, parts.c.sealed)
            .join(rows, rows.c.seq == parts.c.seq)
            .where(_named(name), parts.c.seq > after)
            .order_by(parts.c.seq, parts.c.name)
            .execution_options(yield_per=_AT_ONCE)
        )
        with connection.execute(asked) as found:
            for seq, at, full_name, sealed in found:
                salted = self.vault.open(sealed, context=part_context(seq, full_name))
                yield seq, at, salted[_SALT_BYTES:]

    def committed(self, seq: int, name: str, sealed: bytes) -> str:
        """The hash of an attachment in its row.

        Raises:
            DamagedBlobError: the attachment was changed.
            WrongKeyError: the attachment was sealed with another key.
        """
        return sha256_hex(self.vault.open(sealed, context=part_context(seq, name)))


def salted_part(data: bytes) -> bytes:
    """A part with random bytes before it, so that nobody can test guesses by its hash."""
    return secrets.token_bytes(_SALT_BYTES) + data


def _named(name: str) -> sa.ColumnElement[bool]:
    return parts.c.name.startswith(name, autoescape=True)


def part_context(seq: int, name: str) -> bytes:
    """The context of a sealed part: its place."""
    return f"audit {seq} {name}".encode()


def changed_row(seq: int) -> TrailError:
    """The error for a row, or a part of one, that is not as it was written."""
    return TrailError(
        f"Row {seq} of the audit trail was changed, or written by somebody without the key.",
        remedy="See 'sigverify audit verify'; put the database back from a backup.",
    )
