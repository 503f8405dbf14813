"""Tells quickly, in several processes, which rows of the trail have nothing that is worth a look.

A row is plain if it is intact in every respect, follows the one before, and says nothing that a
check collects. `sigverify.records.audit.check` looks at all others itself, and finds and names the
faults. A process that ends leaves its rows to the check: they are slower, not lost.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from sigverify.records.audit.event import LOGIN, AuditRow, Kind
from sigverify.records.audit.row_codes import RowCodes, text_sha256
from sigverify.records.vault import DamagedBlobError, Vault, WrongKeyError

StoredRow = tuple[Any, ...]
"""The values of the columns `COLUMNS` of a row."""

# The columns after the fourth are also in the body.
COLUMNS: Final = (
    "seq",
    "body",
    "sha256",
    "mac",
    "kind",
    "at",
    "account",
    "signatory",
    "case_id",
    "waits",
    "refers_to",
    "previous",
    "db_user",
)
REPEATED: Final = COLUMNS[4:]
_AT: Final = COLUMNS.index("at")
_PLAIN: Final = frozenset(
    {
        Kind.VERIFICATION,
        Kind.BATCH,
        Kind.DECISION,
        Kind.WITHDRAWAL,
        Kind.CONFIRMATION,
        Kind.REFUSAL,
        Kind.EXPORT,
        Kind.PROPOSAL,
    }
)
# Fewer rows are checked before the processes have started.
FEWEST: Final = 100_000
_A_PROCESS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Rows that follow each other.

    Attributes:
        rows: the rows.
        attached: of each row the sealed attachments by name.
        before: the row before the first; None for the beginning of the trail.
    """

    rows: Sequence[StoredRow]
    attached: Sequence[dict[str, bytes]]
    before: StoredRow | None


def repeated_in(row: AuditRow, *, db_user: str | None) -> tuple[Any, ...]:
    """The values that the columns `REPEATED` must have.

    Args:
        row: the row.
        db_user: the login role that the server has entered; an older row does not repeat it.
    """
    found = row.body.get
    return (
        row.kind,
        row.at,
        found("account"),
        found("signatory"),
        found("case"),
        found("waits", False),
        found("refers_to"),
        row.previous,
        found(LOGIN, db_user),
    )


def plain_rows(chunk: Chunk, codes: RowCodes) -> bytes:
    """For each row 1 if it is plain, otherwise 0."""
    before = chunk.before
    found = bytearray()
    for stored, attached in zip(chunk.rows, chunk.attached, strict=True):
        try:
            is_plain = before is not None and _plain(stored, attached, before=before, codes=codes)
        except (TypeError, AttributeError):
            is_plain = False  # a column holds another type of value
        found.append(is_plain)
        before = stored
    return bytes(found)


def judged(
    chunks: Iterable[Chunk], *, codes: RowCodes, many: bool
) -> Iterator[tuple[Chunk, bytes]]:
    """Yield each chunk with the result of `plain_rows`, in their order.

    Args:
        chunks: the chunks of a walk.
        codes: the codes of the trail.
        many: whether there are enough rows for processes of their own.
    """
    processes = os.cpu_count() or 1
    if not many or processes == 1:
        for chunk in chunks:
            # Nothing is gained by looking at a row twice.
            yield chunk, bytes(len(chunk.rows))
        return
    with ExitStack() as stack:
        # Threads of a window do not survive a fork.
        pool = ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_take_key,
            initargs=(codes.vault.master_key(),),
        )
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting: deque[tuple[Chunk, Future[bytes] | None]] = deque()
        for chunk in chunks:
            waiting.append((chunk, _submitted(pool, chunk)))
            if len(waiting) > _A_PROCESS * processes:
                yield _finished(*waiting.popleft())
        while waiting:
            yield _finished(*waiting.popleft())


def _plain(
    stored: StoredRow, attached: dict[str, bytes], *, before: StoredRow, codes: RowCodes
) -> bool:
    seq, text, sha256, mac = stored[:4]
    if seq != before[0] + 1 or text_sha256(text) != sha256:
        return False
    try:
        row = AuditRow.of(text, sha256=sha256)
    except ValueError:
        return False
    if (
        row.seq != seq
        or row.previous != before[2]
        or row.kind not in _PLAIN
        or repeated_in(row, db_user=stored[-1]) != stored[4:]
        or row.at < before[_AT]
        or "urgent" in row.body.get("facts", ())
        or not codes.written_with_key(sha256, mac=mac)
    ):
        return False
    expected = row.body.get("parts", {})
    if attached.keys() != expected.keys():
        return False
    try:
        return all(
            codes.committed(seq, name, attached[name]) == digest
            for name, digest in expected.items()
        )
    except (DamagedBlobError, WrongKeyError):
        return False


_codes: RowCodes | None = None


def _take_key(key: bytes) -> None:
    """Prepare a process."""
    global _codes
    _codes = RowCodes(Vault(key))


def _judge(chunk: Chunk) -> bytes:
    assert _codes is not None
    return plain_rows(chunk, _codes)


def _submitted(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[bytes] | None:
    try:
        return pool.submit(_judge, chunk)
    except BrokenProcessPool:
        return None


def _finished(chunk: Chunk, future: Future[bytes] | None) -> tuple[Chunk, bytes]:
    try:
        return chunk, bytes(len(chunk.rows)) if future is None else future.result()
    except BrokenProcessPool:
        return chunk, bytes(len(chunk.rows))
