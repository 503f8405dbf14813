"""What a trail computes under its keys: the codes of rows, and the marks of account numbers.

The hash of a row holds the mark of its account, so a changed master key changes no mark in older
rows. The change therefore keeps the few keys that older rows still need, sealed under the new one
(`FormerKeys`). Codes and sealed values need none: the change makes them anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection

from sigverify.files import canonical_json, sha256_hex
from sigverify.records.audit.event import AuditRow, Kind
from sigverify.records.audit.head import Head
from sigverify.records.audit.parts import FORMER_KEYS, SealedParts, TrailError, changed_row
from sigverify.records.audit.tables import rows
from sigverify.records.schema import tidy
from sigverify.records.vault import Vault

_AT_ONCE: Final = 1000
_ACCOUNT: Final = b"audit account"
_HEAD: Final = b"audit head file"
_EXPORT: Final = b"audit export"
# The fact of a resumption with the first and the last row that it goes on after unheeded.
VOID: Final = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerKeys:
    """What older rows, head files and exports still need of a former master key.

    Attributes:
        until: number of the row that records the change.
        account: the key of the marks of account numbers.
        head: the key of head files.
        export: the public key of exports.
    """

    until: int
    account: bytes
    head: bytes
    export: bytes


class RowCodes(SealedParts):
    """Codes of rows, marks of accounts, and the keys of exports of one database."""

    def __init__(self, vault: Vault) -> None:
        """Derive the keys."""
        super().__init__(vault)
        self.head_key = vault.subkey(_HEAD)
        self._mac_key = vault.subkey(b"audit row")
        self._account_key = vault.subkey(_ACCOUNT)
        self._former: tuple[FormerKeys, ...] | None = None

    def account_mark(self, account: str) -> str:
        """The keyed hash that new rows have of an account, for any spelling of its number."""
        return _keyed(self._account_key, tidy(account))

    def account_marks(self, connection: Connection, account: str) -> list[str]:
        """The keyed hashes that find all rows of an account, those under former keys too.

        Raises:
            TrailError: a row that records a change of the key was changed.
        """
        older = [_keyed(one.account, tidy(account)) for one in self.former_keys(connection)]
        return [self.account_mark(account), *older]

    def row_mac(self, sha256: str) -> str:
        """Return the hash of a row under the key."""
        return _keyed(self._mac_key, sha256)

    def written_with_key(self, sha256: str, *, mac: str) -> bool:
        """Whether a row's keyed hash is correct."""
        given, right = mac.encode(errors="replace"), self.row_mac(sha256).encode()
        return hmac.compare_digest(given, right)

    def intact(self, seq: int, body: str, *, sha256: str, mac: str) -> AuditRow:
        """The row that the database holds as these values.

        Raises:
            TrailError: it was changed, or written by somebody without the key.
        """
        if not self.written_with_key(sha256, mac=mac) or text_sha256(body) != sha256:
            raise changed_row(seq)
        row = AuditRow.of(body, sha256=sha256)
        if row.seq != seq:
            raise changed_row(seq)
        return row

    def void_rows(self, connection: Connection) -> list[range]:
        """Rows after which somebody went on although they were not written with the key.

        A login of a server can add such rows. They stay, each check names them, and nothing else
        takes them into account.
        """
        asked = sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
        asked = asked.where(rows.c.kind == Kind.RESUMED.value)
        found = []
        for seq, body, sha256, mac in connection.execute(asked).all():
            with contextlib.suppress(TrailError):
                row = self.intact(seq, body, sha256=sha256, mac=mac)
                first, last = row.body["facts"].get(VOID) or (0, -1)
                found.append(range(first, last + 1))
        return found

    def newest(self, connection: Connection, which: sa.ColumnElement[bool]) -> AuditRow | None:
        """The last of the selected rows, checked by itself; void rows do not count.

        Raises:
            TrailError: it was changed.
        """
        newest = (
            sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
            .where(which)
            .order_by(rows.c.seq.desc())
            .limit(1)
        )
        found = connection.execute(newest).first()
        while found is not None:
            seq, body, sha256, mac = found
            try:
                return self.intact(seq, body, sha256=sha256, mac=mac)
            except TrailError:
                void = [one for one in self.void_rows(connection) if seq in one]
                if not void:
                    raise
            before = rows.c.seq < min(one.start for one in void)
            found = connection.execute(newest.where(before)).first()
        return None

    def stored_end(self, connection: Connection) -> tuple[Head | None, int | None]:
        """The last row as it is stored, and the first row of an end written without the key."""
        asked = sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
        asked = asked.order_by(rows.c.seq.desc()).execution_options(yield_per=_AT_ONCE)
        last, void = None, None
        with connection.execute(asked) as found:
            for seq, body, sha256, mac in found:
                last = last or Head(seq=seq, sha256=sha256)
                try:
                    self.intact(seq, body, sha256=sha256, mac=mac)
                    break
                except TrailError:
                    void = seq
        return last, void

    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs exports."""
        return Ed25519PrivateKey.from_private_bytes(self.vault.subkey(_EXPORT))

    def former_keys(self, connection: Connection) -> tuple[FormerKeys, ...]:
        """The keys kept from former master keys, the oldest first.

        Raises:
            TrailError: a row that records a change of the key, or what it keeps, was changed.
            DamagedBlobError: the same.
        """
        if self._former is None:
            asked = sa.select(rows.c.seq, rows.c.body, rows.c.sha256, rows.c.mac)
            asked = asked.where(rows.c.kind == Kind.KEY.value).order_by(rows.c.seq)
            found = []
            void = self.void_rows(connection)
            for seq, body, sha256, mac in connection.execute(asked).all():
                if any(seq in some for some in void):
                    continue
                row = self.intact(seq, body, sha256=sha256, mac=mac)
                kept = self.part(connection, row, FORMER_KEYS)
                if kept is not None:
                    found.append(_unpacked(kept, until=seq))
            self._former = tuple(found)
        return self._former

    def passed_on(self) -> bytes:
        """What this trail's key leaves to its successor, as the part of a row."""
        public = self.signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        kept = {"account": self._account_key, "head": self.head_key, "export": public}
        return canonical_json({name: key.hex() for name, key in kept.items()})


def text_sha256(body: str) -> str:
    """The hash of a stored body; a changed body may be invalid text."""
    return sha256_hex(body.encode(errors="surrogateescape"))


def _unpacked(kept: bytes, *, until: int) -> FormerKeys:
    found = {name: bytes.fromhex(key) for name, key in json.loads(kept).items()}
    return FormerKeys(
        until=until, account=found["account"], head=found["head"], export=found["export"]
    )


def _keyed(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(errors="surrogateescape"), hashlib.sha256).hex()
