"""Judges the chunks of a batch in several processes of this machine, or in this one alone.

Processes rather than threads: a signature spends half of its time in small steps that hold Python's
lock. Each process gives one thread to OpenCV, the network and the BLAS, so that one process for
each core does not overload the machine. When a process dies, because a decoder failed on a hostile
file or the system ran out of memory, the pool replaces it and tries its items again one by one. An
item that ends its process twice gets a row that says so.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any, Final, Protocol

from sigverify.batch.judging.work import Chunk, Judge, WorkSettings
from sigverify.batch.output.journal import ChunkResult
from sigverify.batch.output.rows import failed_row
from sigverify.batch.run_log import log_failed_item
from sigverify.errors import SigVerifyError
from sigverify.logs.log import Field, Log
from sigverify.logs.output import Record, relay, sent_to
from sigverify.reasons import Reason

_LOG: Final = Log(__name__)

# An item that has ended its process this many times is given up.
TRIES: Final = 2
# After this many deaths before any result, the pool gives up: its processes can't start.
_FAILED_STARTS: Final = 3
_JOIN_SECONDS: Final = 1.0
# Parts that a process holds at a time, so that the next one is ready when one is done.
_QUEUED: Final = 2
# Libraries that start threads of their own read these variables when they are loaded.
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
    # Fork from a server process that has only imported the modules, so that the imports happen
    # once; it has no threads, open files or keys that could harm a fork.
    _CONTEXT: Final = multiprocessing.get_context("forkserver")
    _CONTEXT.set_forkserver_preload(["sigverify.batch.judging.work"])
else:
    _CONTEXT: Final = multiprocessing.get_context("spawn")


def processors() -> int:
    """Return the number of processors that this process may use; a container may have fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Plan(Protocol):
    """Hands out the chunks of a batch."""

    def next_chunk(self) -> Chunk | None:
        """Return the next chunk; None if none is left or none may begin before others are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Items of a chunk that one process judges together.

    Attributes:
        chunk: the items.
        offset: position of the first item in the whole chunk.
        tries: how many processes have ended on these items.
    """

    chunk: Chunk
    offset: int = 0
    tries: int = 0


class Parts:
    """The parts that are still to be judged, and the results of finished parts."""

    def __init__(self, plan: Plan) -> None:
        """Start with the first chunk of a plan."""
        self._plan = plan
        self._again: deque[Part] = deque()
        self._sizes: dict[int, int] = {}
        self._done: dict[int, dict[int, ChunkResult]] = {}

    def next_part(self) -> Part | None:
        """Return the next part; None if none can begin now."""
        if self._again:
            return self._again.popleft()
        chunk = self._plan.next_chunk()
        if chunk is None:
            return None
        self._sizes[chunk.index] = len(chunk.items)
        return Part(chunk=chunk)

    def done(self, part: Part, result: ChunkResult) -> Iterator[ChunkResult]:
        """Keep the result of a part; yields the chunk's result once all its parts are done."""
        index = part.chunk.index
        parts = self._done.setdefault(index, {})
        parts[part.offset] = result
        if sum(len(found.rows) for found in parts.values()) == self._sizes[index]:
            del self._done[index], self._sizes[index]
            yield _joined(parts)

    def again(self, parts: Iterable[Part]) -> None:
        """Take back parts that a process received and did not begin."""
        self._again.extendleft(reversed(list(parts)))

    def died(self, part: Part) -> Iterator[ChunkResult]:
        """Split a part on which a process ended into single items, or give up a single item."""
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
                # Other chunks may be waiting for this one.
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
    """Judge all chunks in this process."""
    judge = Judge(settings)
    try:
        while (chunk := plan.next_chunk()) is not None:
            yield judge.judge(chunk)
    finally:
        judge.close()


def judge_in_processes(
    plan: Plan, *, settings: WorkSettings, processes: int
) -> Generator[ChunkResult, None, None]:
    """Judge all chunks in several processes and yield each when it is done, in any order.

    Closing the generator early kills the processes at once.

    Args:
        plan: the chunks.
        settings: what the processes need.
        processes: number of processes.

    Raises:
        SigVerifyError: a process can't load the model, the calibration or its caches.
        RuntimeError: a process failed for a reason other than an item, or none can start.
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
    """A process with the part that it is judging and the parts that follow."""

    def __init__(self, settings: WorkSettings) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self.parts: deque[Part] = deque()
        self.ready = False
        self._process = _CONTEXT.Process(target=_work, args=(theirs, settings), daemon=True)
        with _environment(ONE_THREAD):
            self._process.start()
        theirs.close()

    def begin(self, part: Part) -> None:
        """Send the process a part; `answer` notices if the process is gone."""
        self.parts.append(part)
        with contextlib.suppress(OSError):
            self.connection.send(part.chunk)

    def answer(self) -> ChunkResult | Record | str | None:
        """Return the next message, a log record for example; None if the process is gone.

        Raises:
            SigVerifyError: the process can't load the model, the calibration or its caches.
            RuntimeError: the process failed for a reason other than an item.
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
        """Log that the process is gone, with its exit status."""
        self._process.join(_JOIN_SECONDS)
        code = self._process.exitcode
        ended: dict[str, Field] = {"exit_code": code}
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                ended["signal"] = signal.Signals(-code).name
        _LOG.warning("batch.worker_died", worker=self._process.pid, also=ended)

    def dismiss(self) -> None:
        """Tell the process to close its caches and end; the caller kills it soon after."""
        with contextlib.suppress(OSError):
            self.connection.send(None)
        self._process.join(_JOIN_SECONDS)

    def kill(self) -> None:
        """Kill the process at once."""
        self.connection.close()
        self._process.kill()
        self._process.join(_JOIN_SECONDS)


_READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a process can't continue; the program's own exceptions can't be pickled."""

    kind: type[SigVerifyError] | None
    message: Reason | str
    remedy: Reason | str = ""

    def exception(self) -> Exception:
        if self.kind is None:
            return RuntimeError(self.message)
        return self.kind(self.message, remedy=self.remedy)


def _work(connection: Connection, settings: WorkSettings) -> None:
    """Judge parts until the main process closes the connection; runs in a worker process."""
    # Ctrl-C reaches all processes of a terminal; the main process ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A closed connection means that the main process is gone.
    with contextlib.suppress(EOFError, OSError):
        try:
            # One thread judges and logs, so that two threads never send at once.
            with sent_to(connection.send, level=settings.log_level):
                chunks = _received(connection)
                judge = Judge(settings)
                connection.send(_READY)
                for chunk in chunks:
                    connection.send(judge.judge(chunk))
                judge.close()
        except (EOFError, OSError):
            raise
        except SigVerifyError as error:
            connection.send(_Failure(type(error), error.what, error.how))
        except Exception:
            connection.send(_Failure(None, traceback.format_exc()))


def _received(connection: Connection) -> Iterator[Chunk]:
    """The chunks that the main process sends, until it sends None.

    Another thread receives them at once. Otherwise, the main process could wait for this one to
    take a chunk while this one waits for it to take a result, once neither fits into the pipe.

    Raises:
        EOFError: the main process is gone.
    """
    inbox: queue.SimpleQueue[Chunk | Exception | None] = queue.SimpleQueue()

    def receive() -> None:
        try:
            while (chunk := connection.recv()) is not None:
                inbox.put(chunk)
            inbox.put(None)
        except Exception as error:
            inbox.put(error)

    threading.Thread(target=receive, daemon=True).start()
    return _taken(inbox)


def _taken(inbox: queue.SimpleQueue[Chunk | Exception | None]) -> Iterator[Chunk]:
    while (chunk := inbox.get()) is not None:
        if isinstance(chunk, Exception):
            raise chunk
        yield chunk


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for processes that start inside the ``with`` block."""
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
