"""The head file: the last row that a user has seen of a database's audit trail.

It is apart from the database, in the user's data folder, so a trail whose end was cut or an older
copy of a database does not match it. It never runs ahead of the database, because it is written
after a row has been committed. A kill in between leaves it one row behind, which is not a fault.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import MissingFileError, RecordsError, SigVerifyError
from sigverify.files import canonical_json, parse_json, read_bytes, write_atomically
from sigverify.paths import data_folder
from sigverify.records.schema import now

_MAX_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The number and hash of a row that was seen.

    Attributes:
        seq: number of the row.
        sha256: hash of the row.
        at: time at which it was seen, UTC, ISO 8601; empty if unknown.
    """

    seq: int
    sha256: str
    at: str = ""


class HeadFile:
    """The last row of a database that this user has seen."""

    def __init__(self, database_id: str, *, key: bytes, folder: Path | None) -> None:
        """Set the file's path.

        Args:
            database_id: identifier of the database.
            key: authenticates the file; nobody can forge it without this key.
            folder: folder of the head files; None takes the one in the user's data folder.
        """
        folder = data_folder() / "audit-heads" if folder is None else folder
        self.path = folder / f"{database_id}.json"
        self._database_id = database_id
        self._key = key

    def read(self, former: Sequence[tuple[bytes, int]] = ()) -> Head | None:
        """The last row seen; None without one.

        Args:
            former: former keys of such files, each with the last row that it vouches for.

        Raises:
            RecordsError: the file was changed or can't be read.
        """
        try:
            found = parse_json(read_bytes(self.path, max_bytes=_MAX_BYTES))
            head = Head(seq=found["seq"], sha256=found["sha256"], at=found["at"])
            keys = [self._key, *(key for key, until in former if head.seq <= until)]
            given = str(found["mac"])
            if not any(hmac.compare_digest(given, self._mac(head, key=key)) for key in keys):
                raise ValueError("its content was changed")
        except MissingFileError:
            return None
        except (SigVerifyError, ValueError, KeyError, TypeError) as error:
            raise RecordsError(
                f"{self.path}: the last known state of the audit trail can't be read ({error}).",
                remedy="If the audit trail is as it should be, a risk officer can continue with "
                "'sigverify audit resume --note REASON'.",
            ) from error
        return head

    def read_loosely(self) -> Head | None:
        """`read`, but None if the file can't be used."""
        try:
            return self.read()
        except RecordsError:
            return None

    def follow(self, head: Head, *, anew: bool = False) -> None:
        """Store a committed row, unless a later one was seen.

        Args:
            head: the row.
            anew: replace the stored head in any case; the trail was resumed from another row.

        Raises:
            RecordsError: the file can't be written.
        """
        seen = None if anew else self.read_loosely()
        if seen is not None and seen.seq > head.seq:
            return
        head = Head(seq=head.seq, sha256=head.sha256, at=now())
        content = {
            "seq": head.seq,
            "sha256": head.sha256,
            "at": head.at,
            "mac": self._mac(head, key=self._key),
        }
        try:
            write_atomically(self.path, canonical_json(content) + b"\n")
        except SigVerifyError as error:
            raise RecordsError(
                f"It was recorded, but {error.message[:1].lower()}{error.message[1:]}",
                remedy=error.remedy,
            ) from error

    def _mac(self, head: Head, *, key: bytes) -> str:
        content = canonical_json([self._database_id, head.seq, head.sha256, head.at])
        return hmac.new(key, content, hashlib.sha256).hexdigest()
