"""Chunks of a batch judged by several processes of this machine, or by this one alone.

Processes and not threads: half of a signature's time is spent in small steps that hold Python's
lock. Each process has one thread for OpenCV, the network and the BLAS, so that as many processes as
cores do not fight. A process that dies, because a decoder failed on a hostile file or because the
system ran out of memory, is replaced; its items are tried again one by one, and one that ends its
process twice is a row that says so.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Protocol

from sigverify.batch.journal import ChunkResult
from sigverify.batch.results import failed_row
from sigverify.batch.run_log import log_failed_item
from sigverify.batch.work import Chunk, Judge, WorkSettings
from sigverify.errors import SigVerifyError
from sigverify.logs.log import Field, Log
from sigverify.logs.output import Record, relay, sent_to
from sigverify.reasons import Reason

_LOG: Final = Log(__name__)

# So many times an item may end its process.
TRIES: Final = 2
# A process that dies this often before it judges anything will not come up at all.
_FAILED_STARTS: Final = 3
_JOIN_SECONDS: Final = 1.0
# Parts that a process has at a time: the next one lies ready when one is done.
_QUEUED: Final = 2
# Libraries that start threads of their own look here when they are loaded.
ONE_THREAD: Final = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
}


if sys.platform == "linux":
    # Forks of a process that has imported all that they need and has done nothing else, so that
    # only one has to; it has no threads, open files or keys that a fork could trip over.
    _CONTEXT: Final = multiprocessing.get_context("forkserver")
    _CONTEXT.set_forkserver_preload(["sigverify.batch.work"])
else:
    _CONTEXT: Final = multiprocessing.get_context("spawn")


class Plan(Protocol):
    """Hands out the chunks of a batch."""

    def next_chunk(self) -> Chunk | None:
        """The next one; None if there is none, or none may be begun before others are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Items of a chunk that are judged together.

    Attributes:
        chunk: the items.
        offset: place of the first one in the whole chunk.
        tries: how often a process has ended on them.
    """

    chunk: Chunk
    offset: int = 0
    tries: int = 0


class Parts:
    """What is to be done next, and the parts of chunks that were done."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the first chunk of a plan."""
        self._plan = plan
        self._again: deque[Part] = deque()
        self._sizes: dict[int, int] = {}
        self._done: dict[int, dict[int, ChunkResult]] = {}

    def next_part(self) -> Part | None:
        """What to do next; None if there is nothing to begin now."""
        if self._again:
            return self._again.popleft()
        chunk = self._plan.next_chunk()
        if chunk is None:
            return None
        self._sizes[chunk.index] = len(chunk.items)
        return Part(chunk=chunk)

    def done(self, part: Part, result: ChunkResult) -> Iterator[ChunkResult]:
        """Note what became of a part; gives the chunk if it was the last part of it."""
        index = part.chunk.index
        parts = self._done.setdefault(index, {})
        parts[part.offset] = result
        if sum(len(found.rows) for found in parts.values()) == self._sizes[index]:
            del self._done[index], self._sizes[index]
            yield _joined(parts)

    def again(self, parts: Iterable[Part]) -> None:
        """Take back what was handed out and not begun."""
        self._again.extendleft(reversed(list(parts)))

    def died(self, part: Part) -> Iterator[ChunkResult]:
        """A process ended on a part: try its items one by one, or give the one up."""
        items = part.chunk.items
        if len(items) == 1 and part.tries + 1 >= TRIES:
            row = failed_row(
                items[0],
                error="fault of the program",
                reason="reading or comparing these images ended the process",
            )
            log_failed_item(items[0], row=part.chunk.first_row, kind="ended the process")
            yield from self.done(
                part,
                ChunkResult(
                    index=part.chunk.index, rows=(row,), milliseconds=(0.0,), inks={}, read=0
                ),
            )
            return
        tries = part.tries + 1 if len(items) == 1 else 0
        _LOG.warning(
            "batch.items_tried_again",
            first_row=part.chunk.first_row,
            last_row=part.chunk.first_row + len(items) - 1,
        )
        self._again.extendleft(
            Part(
                # It may be the one that others wait for.
                chunk=replace(
                    part.chunk,
                    first_row=part.chunk.first_row + place,
                    items=(items[place],),
                    awaited=frozenset(),
                ),
                offset=part.offset + place,
                tries=tries,
            )
            for place in reversed(range(len(items)))
        )


def _joined(parts: Mapping[int, ChunkResult]) -> ChunkResult:
    ordered = sorted(parts.items())
    return ChunkResult(
        index=ordered[0][1].index,
        rows=tuple(row for _, result in ordered for row in result.rows),
        milliseconds=tuple(value for _, result in ordered for value in result.milliseconds),
        inks={
            offset + place: pair
            for offset, result in ordered
            for place, pair in result.inks.items()
        },
        read=sum(result.read for _, result in ordered),
    )


def judge_here(plan: Plan, *, settings: WorkSettings) -> Generator[ChunkResult, None, None]:
    """Judge all chunks in this very process."""
    judge = Judge(settings)
    try:
        while (chunk := plan.next_chunk()) is not None:
            yield judge.judge(chunk)
    finally:
        judge.close()


def judge_in_processes(
    plan: Plan, *, settings: WorkSettings, processes: int
) -> Generator[ChunkResult, None, None]:
    """Judge all chunks by several processes; they come as they are done, in any order.

    When it is left early, the processes are ended at once.

    Args:
        plan: the chunks.
        settings: what the processes need.
        processes: how many.

    Raises:
        SigVerifyError: a process can't load what it needs.
        RuntimeError: a process failed for no fault of an item, or none comes up.
    """
    parts = Parts(plan)
    workers = [_Worker(settings) for _ in range(processes)]
    failed_starts = 0
    try:
        while True:
            for depth in range(_QUEUED):
                for worker in workers:
                    if len(worker.parts) == depth and (part := parts.next_part()) is not None:
                        worker.begin(part)
            busy = [worker for worker in workers if worker.parts]
            if not busy:
                break
            wait([worker.connection for worker in busy])
            for worker in busy:
                if not worker.connection.poll():
                    continue
                answer = worker.answer()
                if isinstance(answer, Record):
                    relay(answer)
                elif isinstance(answer, ChunkResult):
                    failed_starts = 0
                    yield from parts.done(worker.parts.popleft(), answer)
                elif answer is None:
                    failed_starts = 0 if worker.ready else failed_starts + 1
                    if failed_starts >= _FAILED_STARTS * processes:
                        raise RuntimeError("the processes of a batch end as soon as they begin")
                    worker.log_death()
                    worker.kill()
                    workers[workers.index(worker)] = _Worker(settings)
                    if worker.ready:
                        yield from parts.died(worker.parts.popleft())
                    parts.again(worker.parts)
        for worker in workers:
            worker.dismiss()
    finally:
        for worker in workers:
            worker.kill()


class _Worker:
    """A process, what it is at work on, and what it does next."""

    def __init__(self, settings: WorkSettings) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self.parts: deque[Part] = deque()
        self.ready = False
        self._process = _CONTEXT.Process(target=_work, args=(theirs, settings), daemon=True)
        with _environment(ONE_THREAD):
            self._process.start()
        theirs.close()

    def begin(self, part: Part) -> None:
        """Hand it something to do; a process that is gone is noticed when it is asked."""
        self.parts.append(part)
        with contextlib.suppress(OSError):
            self.connection.send(part.chunk)

    def answer(self) -> ChunkResult | Record | str | None:
        """What it says, a record for the log among them; None if it is gone.

        Raises:
            SigVerifyError: it can't load what it needs.
            RuntimeError: it failed for no fault of an item.
        """
        try:
            answer: Any = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, _Failure):
            raise answer.exception()
        if answer == _READY:
            self.ready = True
        return answer if isinstance(answer, ChunkResult | Record) else _READY

    def log_death(self) -> None:
        """Note in the log that it is gone, and how it ended."""
        self._process.join(_JOIN_SECONDS)
        code = self._process.exitcode
        ended: dict[str, Field] = {"exit_code": code}
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                ended["signal"] = signal.Signals(-code).name
        _LOG.warning("batch.worker_died", worker=self._process.pid, also=ended)

    def dismiss(self) -> None:
        """Let the process close its caches and end; the caller kills it soon."""
        with contextlib.suppress(OSError):
            self.connection.send(None)
        self._process.join(_JOIN_SECONDS)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.connection.close()
        self._process.kill()
        self._process.join(_JOIN_SECONDS)


_READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a process can't go on; an exception of ours does not survive being sent."""

    kind: type[SigVerifyError] | None
    message: Reason | str
    remedy: Reason | str = ""

    def exception(self) -> Exception:
        if self.kind is None:
            return RuntimeError(self.message)
        return self.kind(self.message, remedy=self.remedy)


def _work(connection: Connection, settings: WorkSettings) -> None:
    """The life of a process."""
    # Ctrl-C reaches all processes of a terminal; the one that steers ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The one that steers is gone when nobody is at the other end.
    with contextlib.suppress(EOFError, OSError):
        try:
            # One thread judges and logs, so that no two of them send at once.
            with sent_to(connection.send, level=settings.log_level):
                judge = Judge(settings)
                connection.send(_READY)
                while (chunk := connection.recv()) is not None:
                    connection.send(judge.judge(chunk))
                judge.close()
        except (EOFError, OSError):
            raise
        except SigVerifyError as error:
            connection.send(_Failure(type(error), error.what, error.how))
        except Exception:
            connection.send(_Failure(None, traceback.format_exc()))


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        _restore(before.items())


def _restore(values: Iterable[tuple[str, str | None]]) -> None:
    for name, value in values:
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
