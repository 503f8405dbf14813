"""A cache of embeddings between runs, so that each image is read, cleaned and embedded once.

::

    with EmbeddingCache(path, made_by=verifier.embedding_identity) as cache:
        found = cache.get_many(keys)          # one entry or None for each key
        cache.put_many({key: entry, ...})     # all of them or none

The key of an entry is the image's bytes, page and box, and what made the embedding: the network,
the preprocessing and the program's version (``made_by``). The file may hold entries of several
networks; the longest unused entries are removed first.

The cache holds embeddings and the results of the quality check, no image and no path. These are
biometric data: the file is readable by its user alone, removed entries are overwritten, and
deleting the file deletes everything. It can be deleted at any time.

SQLite keeps the file whole if the program or the machine dies. A damaged file is replaced by a new
one, and each entry has a hash. Nothing is unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sigverify.errors import OutputError
from sigverify.files import canonical_json, sha256_hex
from sigverify.imaging.quality import QualityFinding
from sigverify.terms import Box

# The file's name if only its folder is given.
EMBEDDINGS_NAME: Final = "embeddings.sqlite"
MAX_BYTES: Final = 2 * 2**30
_FORMAT: Final = 1
_BUSY_SECONDS: Final = 20.0
# The number of rows of one query; SQLite allows a few thousand.
_ROWS: Final = 500
# The number of uses that are written at once.
_USES_NOTED: Final = 10_000
_FLOAT: Final = np.dtype("<f4")
# The numbers of an entry begin at a multiple of this, so that they can be used in place.
_ALIGNMENT: Final = 16
# An embedding takes three pages of this size, or ten of the default size; each is read separately.
_PAGE_BYTES: Final = 16384


@dataclass(frozen=True, slots=True)
class CacheKey:
    """The key of a signature.

    Attributes:
        image_sha256: hash of the file.
        page: page of the file, counted from 0.
        box: the requested box; None if the program finds the signature.
    """

    image_sha256: str
    page: int = 0
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CachedSignature:
    """A cached signature: `PreparedSignature` less path and ink.

    Attributes:
        pixels_sha256: hash of the decoded pixels.
        box: the part of the image that was used; None for all of it.
        quality: what is wrong with the image.
        embedding: (R, C, D + 1) float32, read-only if it came from the cache; None if the image
            is unusable.
    """

    pixels_sha256: str
    box: Box | None
    quality: tuple[QualityFinding, ...]
    embedding: NDArray[np.float32] | None


class EmbeddingCache:
    """A file of embeddings. One instance may serve several threads, one file several programs."""

    def __init__(self, path: Path, *, made_by: str, max_bytes: int = MAX_BYTES) -> None:
        """Open or create the file.

        Args:
            path: the file; its folder is created if necessary.
            made_by: hash of what makes the embeddings, `Verifier.embedding_identity`.
            max_bytes: maximum size of all entries; the longest unused are removed first.

        Raises:
            OutputError: the file can't be made or written.
        """
        self._path = path
        self._made_by = canonical_json(made_by).decode()
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._used: set[str] = set()
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise _unwritable(path, error) from error
            _remove(path)
            try:
                self._connection = _opened(path)
            except sqlite3.Error as again:
                raise _unwritable(path, again) from again
        except OSError as error:
            raise _unwritable(path, error) from error

    def __enter__(self) -> EmbeddingCache:
        """Return the cache; the end of the block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; the cache can't be used afterwards."""
        with self._lock:
            with contextlib.suppress(sqlite3.Error), self._connection:
                self._note_use()
            self._connection.close()

    def get_many(self, keys: Sequence[CacheKey]) -> list[CachedSignature | None]:
        """The entries of the keys, in their order; None without an entry.

        A file that can't be read counts as empty and is not an error.
        """
        names = [self._name(key) for key in keys]
        found: dict[str, CachedSignature] = {}
        with self._lock, contextlib.suppress(sqlite3.Error):
            for part in _parts(list(dict.fromkeys(names))):
                marks = ",".join("?" * len(part))
                # Row by row, so that each is still in the processor's cache.
                for name, digest, content in self._connection.execute(
                    f"SELECT name, digest, content FROM entries WHERE name IN ({marks})", part
                ):
                    if digest == _digest(name, content):
                        found[name] = decode_signature(content)
            self._used |= found.keys()
            if len(self._used) > _USES_NOTED:
                with self._connection:
                    self._note_use()
        return [found.get(name) for name in names]

    def put_many(self, entries: Mapping[CacheKey, CachedSignature]) -> None:
        """Store all given entries or none; they replace older entries with the same keys.

        Raises:
            OutputError: they can't be written; the former entries are kept.
        """
        now = time.time_ns()
        rows = []
        for key, entry in entries.items():
            name, content = self._name(key), encode_signature(entry)
            rows.append((name, now, len(content), _digest(name, content), content))
        with self._lock:
            try:
                with self._connection:
                    self._note_use()
                    self._connection.executemany(
                        "INSERT OR REPLACE INTO entries (name, used, size, digest, content) "
                        "VALUES (?, ?, ?, ?, ?)",
                        rows,
                    )
                    self._make_room()
            except sqlite3.Error as error:
                raise _unwritable(self._path, error) from error

    def _name(self, key: CacheKey) -> str:
        box = key.box
        part = "null" if box is None else f"[{box.x},{box.y},{box.w},{box.h}]"
        # Equal to `canonical_json` of the four, in a fifth of the time.
        whole = f'[{self._made_by},"{key.image_sha256}",{key.page},{part}]'
        return sha256_hex(whole.encode())

    def _note_use(self) -> None:
        """Record the use of entries; called with the lock held, within a transaction.

        This is not done at each use, which would cost more than the use itself.
        """
        now = time.time_ns()
        self._connection.executemany(
            "UPDATE entries SET used = ? WHERE name = ?", [(now, name) for name in self._used]
        )
        self._used.clear()

    def _make_room(self) -> None:
        """Remove the least recently used entries; the caller holds the lock and a transaction."""
        total = self._connection.execute("SELECT sum(size) FROM entries").fetchone()[0] or 0
        if total <= self._max_bytes:
            return
        oldest: list[tuple[int]] = []
        for row, size in self._connection.execute("SELECT rowid, size FROM entries ORDER BY used"):
            if total <= self._max_bytes:
                break
            total -= size
            oldest.append((row,))
        self._connection.executemany("DELETE FROM entries WHERE rowid = ?", oldest)


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Created here, because SQLite would make it readable for others; its journal follows it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")  # of a new file only
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        with connection:
            if version != _FORMAT:
                connection.execute("DROP TABLE IF EXISTS entries")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS entries (name TEXT NOT NULL UNIQUE, "
                "used INTEGER NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL, "
                "content BLOB NOT NULL)"
            )
            # Covers the query of `_make_room`, so that it reads no content.
            connection.execute("CREATE INDEX IF NOT EXISTS by_use ON entries (used, size)")
            connection.execute(f"PRAGMA user_version = {_FORMAT}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def encode_signature(entry: CachedSignature) -> bytes:
    """A signature as bytes: a line of JSON, then the embedding's numbers."""
    box = entry.box and [entry.box.x, entry.box.y, entry.box.w, entry.box.h]
    head = {
        "pixels_sha256": entry.pixels_sha256,
        "box": box,
        "quality": [finding.as_row() for finding in entry.quality],
        "shape": None if entry.embedding is None else list(entry.embedding.shape),
    }
    numbers = b"" if entry.embedding is None else entry.embedding.astype(_FLOAT).tobytes()
    line = canonical_json(head)
    return line + b" " * (-(len(line) + 1) % _ALIGNMENT) + b"\n" + numbers


def decode_signature(content: bytes) -> CachedSignature:
    """The inverse of `encode_signature`, for bytes that were checked."""
    end = content.index(b"\n") + 1
    head = json.loads(content[:end].decode("ascii"))
    embedding = None
    if head["shape"] is not None:
        # A view of the content's bytes, since a copy would take longer than the rest of decoding.
        # Only entries written by an older version are not aligned, and are copied.
        numbers = np.frombuffer(content, _FLOAT, offset=end).reshape(head["shape"])
        embedding = numbers.astype(np.float32, copy=not numbers.flags.aligned)
    return CachedSignature(
        pixels_sha256=head["pixels_sha256"],
        box=None if head["box"] is None else Box(*head["box"]),
        quality=tuple(map(QualityFinding.from_row, head["quality"])),
        embedding=embedding,
    )


def _digest(name: str, content: bytes) -> bytes:
    """Detects content that was damaged or moved to another key."""
    digest = hashlib.sha256(name.encode())
    digest.update(content)
    return digest.digest()


def _parts(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + _ROWS] for start in range(0, len(names), _ROWS))


def _unwritable(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"{path}: embeddings can't be kept here ({getattr(error, 'strerror', None) or error}).",
        remedy="Check the folder, its permissions and the free space, or name another file.",
    )
