"""The journal of a batch: its progress on disk, to resume a killed run and to write the results.

A folder beside the results holds the journal: one line for the run's identity, then one line for
each finished chunk, in order. Each line begins with a checksum over itself and the previous
checksum. The journal is valid up to the first line that is torn, altered, missing or repeated; the
run judges the chunks after it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sigverify.batch.output.rows import ResultRow
from sigverify.errors import OutputError, UsageError
from sigverify.files import canonical_json, parse_json, sha256_hex, try_lock

if TYPE_CHECKING:
    from sigverify.records.database import Records

FOLDER_SUFFIX: Final = ".part"
_JOURNAL: Final = "journal"
_LOCK: Final = "lock"
_DIGEST_CHARACTERS: Final = 32
# A power cut loses at most this many seconds of chunks; a kill loses no chunk that was written.
SYNC_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkResult:
    """The results of a chunk.

    Attributes:
        index: number of the chunk, counted from 0.
        rows: the items' result rows, in the items' order.
        milliseconds: time that each item took.
        inks: pictures for the report: for some rows, PNG files in base64 of the questioned ink and
            of the most similar specimen's ink; empty if there is none.
        read: number of images that were decoded and embedded for the chunk.
        seen: for some rows, the questioned inks as plain values of
            `sigverify.batch.presentments.JudgedInk`.
    """

    index: int
    rows: tuple[ResultRow, ...]
    milliseconds: tuple[float, ...]
    inks: dict[int, tuple[str, str]]
    read: int
    seen: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)


class Journal:
    """The journal of one run, open for writing."""

    def __init__(
        self,
        results: Path,
        *,
        identity: dict[str, Any],
        resume: bool,
        records: Records | None = None,
    ) -> None:
        """Open the journal of a run, or begin one.

        Args:
            results: the results file; the journal's folder is beside it.
            identity: JSON values that must be equal for two runs to count as the same run.
            resume: continue an existing journal; without this an existing journal is an error.
            records: the open records; with them, a resumed run takes over only lines that were
                written with their key.

        Raises:
            UsageError: a journal exists and `resume` is not set, or it belongs to another run.
            OutputError: the folder can't be written, or another process has the journal open.
        """
        self.folder = journal_folder(results)
        self._key = b"" if records is None else records.vault.subkey(b"batch journal")
        self._path = self.folder / _JOURNAL
        self.chunks = 0
        self._synced = time.monotonic()
        there = self._path.exists()
        # A journal without chunks (a run with a wrong option, say) does not block a new run.
        begun = there and len(list(islice(self._records(), 2))) > 1
        if begun and not resume:
            raise UsageError(
                f"{self.folder}: an unfinished run of these results.",
                remedy="Continue with --resume, or delete this folder to start again.",
            )
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.ExitStack() as opened:
                self._lock = opened.enter_context(_locked(self.folder / _LOCK))
                self._stream: BinaryIO = self._path.open("r+b" if there else "w+b")
                opened.pop_all()
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        head = canonical_json(identity)
        self._digest = ""
        found = next(self._records(), None)
        if found is None or not begun:
            self._begin(head)
        elif found[0] != parse_json(head):
            self.close()
            different = sorted(
                name for name in identity if found[0].get(name) != identity[name]
            ) or ["program"]
            raise UsageError(
                f"{self.folder}: this run was started with another {', '.join(different)}.",
                remedy="Give the same items and options, or delete this folder to start again.",
            )
        else:
            self._recover()

    def append(self, result: ChunkResult) -> None:
        """Write the next chunk.

        Raises:
            OutputError: the chunk can't be written; the chunks before it are kept.
        """
        if result.index != self.chunks:
            raise ValueError(f"chunk {result.index} after {self.chunks} chunks")
        self._write(canonical_json(_as_json(result)))
        self.chunks += 1

    def results(self) -> Iterator[ChunkResult]:
        """Yield the chunks of the journal, in their order.

        Raises:
            OutputError: the journal can no longer be read, or was altered with valid checksums.
        """
        self._stream.flush()
        records = self._records()
        next(records, None)
        count = 0
        for value, _, _ in records:
            try:
                result = _from_json(value)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                raise OutputError(
                    f"{self._path}: line {count + 2} was altered.",
                    remedy=f"Delete {self.folder} and start again.",
                ) from error
            yield result
            count += 1
        if count != self.chunks:
            raise OutputError(
                f"{self._path}: damaged since it was written.",
                remedy="Check the disk, and run again with --resume.",
            )

    def remove(self) -> None:
        """Delete the journal; call this once the results are written."""
        self.close()
        # The work is done: do not fail because, say, a virus scanner holds a file open.
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Flush the journal to the disk and close it."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()
            os.fsync(self._stream.fileno())
        # On a full disk the buffer can't be written now either; the checksums reveal the torn line.
        with contextlib.suppress(OSError):
            self._stream.close()
        self._lock.close()

    def _begin(self, head: bytes) -> None:
        self._stream.seek(0)
        self._stream.truncate()
        self._write(head)

    def _recover(self) -> None:
        """Find the end of the valid lines and truncate the file there."""
        end = 0
        self.chunks = -1
        for record in self._records():
            _, self._digest, end = record
            self.chunks += 1
        self._stream.seek(end)
        self._stream.truncate()

    def _records(self) -> Iterator[tuple[dict[str, Any], str, int]]:
        """Yield the valid lines: their values, their checksums and their end offsets."""
        digest, end = "", 0
        with self._path.open("rb") as stream:
            for line in stream:
                body = line[_DIGEST_CHARACTERS + 1 : -1]
                expected = self._checksum(digest, body)
                end += len(line)
                if line != f"{expected} ".encode() + body + b"\n":
                    return
                try:
                    value = parse_json(body)
                except ValueError:
                    return
                if not isinstance(value, dict):
                    return
                digest = expected
                yield value, digest, end

    def _checksum(self, before: str, body: bytes) -> str:
        data = before.encode() + body
        if not self._key:
            return sha256_hex(data)[:_DIGEST_CHARACTERS]
        return hmac.new(self._key, data, hashlib.sha256).hexdigest()[:_DIGEST_CHARACTERS]

    def _write(self, body: bytes) -> None:
        digest = self._checksum(self._digest, body)
        position = self._stream.tell()
        try:
            self._stream.write(f"{digest} ".encode() + body + b"\n")
            self._stream.flush()
            if time.monotonic() - self._synced > SYNC_SECONDS:
                os.fsync(self._stream.fileno())
                self._synced = time.monotonic()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._stream.truncate(position)
            raise _unwritable(self.folder, error) from error
        self._digest = digest


def journal_folder(results: Path) -> Path:
    """Return the folder that holds the journal of a run until its results are written."""
    return results.with_name(results.name + FOLDER_SUFFIX)


def _as_json(result: ChunkResult) -> dict[str, Any]:
    return {
        "index": result.index,
        "rows": result.rows,
        "milliseconds": list(result.milliseconds),
        "inks": {str(place): list(pair) for place, pair in result.inks.items()},
        "read": result.read,
        "seen": {str(place): inks for place, inks in result.seen.items()},
    }


def _from_json(value: dict[str, Any]) -> ChunkResult:
    # JSON has sorted the places as words; a resumed run must look for the inks in the items' order.
    seen = sorted((int(place), inks) for place, inks in value["seen"].items())
    return ChunkResult(
        index=value["index"],
        rows=tuple(ResultRow(*row) for row in value["rows"]),
        milliseconds=tuple(value["milliseconds"]),
        inks={int(place): (pair[0], pair[1]) for place, pair in value["inks"].items()},
        read=value["read"],
        seen={place: [tuple(one) for one in inks] for place, inks in seen},
    )


def _locked(path: Path) -> BinaryIO:
    """Open and lock a file; the lock lasts until the file is closed.

    Raises:
        OutputError: another process has locked the file.
        OSError: the file can't be created.
    """
    stream = try_lock(path)
    if stream is None:
        raise OutputError(
            f"{path.parent}: another process is working on these results.",
            remedy="Wait until it is done, or stop it.",
        )
    return stream


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path}: progress can't be kept here ({error.strerror or error}).",
        remedy="Check the folder, its permissions and the free space; then continue with --resume.",
    )
