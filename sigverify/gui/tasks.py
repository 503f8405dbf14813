"""Background tasks: the only module that uses threads.

A task is a plain function that does not know Qt. It receives a function to report progress and one
that says whether it is cancelled; its result or exception is delivered in the window's thread.
"""

from __future__ import annotations

import itertools
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from queue import PriorityQueue
from typing import Any, Final

from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool, Signal, Slot

from sigverify.logs.log import Log, milliseconds_since
from sigverify.progress import Cancelled, Progress

Work = Callable[[Progress, Cancelled], Any]

CLOSE_LIMIT_MS: Final = 10_000

_LOG: Final = Log(__name__)


class Lane(Enum):
    """The thread that runs a task."""

    EXAMINING = "examining"
    """One thread, so that requests are answered in order and share the processor."""
    READING = "reading"
    """Files and records, at the same time as examinations."""


class Urgency(Enum):
    """The priority of a task in its lane."""

    BACKGROUND = 0
    NOW = 10


class TaskCancelledError(Exception):
    """A task may raise this when it is cancelled."""


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """The exception of a task, and its traceback."""

    error: Exception
    details: str


class Task:
    """The handle of a submitted task."""

    def __init__(self, number: int, *, what: str) -> None:
        """Create the handle of a task that is not cancelled."""
        self.number = number
        self.what = what
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the task is cancelled."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Cancel the task: its result is dropped, and it is told so when it asks."""
        self._cancelled.set()


class _Answers(QObject):
    """Carries results into the window's thread; a QRunnable has no signals of its own."""

    succeeded = Signal(int, object)
    failed = Signal(int, object)
    progressed = Signal(int, int, int)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """The function of a task and its handle."""

    task: Task
    work: Work
    answers: _Answers

    def run(self) -> None:
        """Run the function in the lane's thread, and send its result."""
        number = self.task.number
        if self.task.cancelled:
            self.answers.failed.emit(number, None)
            return

        def progress(done: int, total: int) -> None:
            self.answers.progressed.emit(number, done, total)

        started = time.perf_counter()
        try:
            result = self.work(progress, lambda: self.task.cancelled)
        except TaskCancelledError:
            _LOG.debug("task.cancelled", task=number)
            self.answers.failed.emit(number, None)
        except Exception as error:
            _LOG.warning("task.failed", told=True, cause=error, task=number)
            self.answers.failed.emit(number, Failure(error, traceback.format_exc()))
        else:
            _LOG.debug("task.done", task=number, milliseconds=milliseconds_since(started))
            self.answers.succeeded.emit(number, result)


class _Turn(QRunnable):
    """A turn of a lane's thread: runs the first job of the lane.

    The order of the thread pool can't be relied on: a runnable that arrives while the thread goes
    to sleep may be overtaken by later ones (measured: in 42 of 150 sequences of a hundred). Saves
    of the work list in the wrong order would lose a decision.
    """

    def __init__(self, waiting: PriorityQueue[tuple[int, int, _Job]]) -> None:
        super().__init__()
        # One for each lane, owned by the runner and started once for each task.
        self.setAutoDelete(False)
        self._waiting = waiting

    def run(self) -> None:
        _urgency, _number, job = self._waiting.get_nowait()
        job.run()


@dataclass(slots=True)
class _Live:
    task: Task
    job: _Job
    on_result: Callable[[Any], None]
    on_error: Callable[[Failure], None] | None
    on_progress: Progress | None


class TaskRunner(QObject):
    """Runs tasks in threads and delivers the results in the window's thread.

    Signals:
        activity_changed: what the present task does, in words; empty when idle.
        progressed: ``(done, total)`` of the task that reports it.
        failed: the `Failure` of a task without ``on_error``.
    """

    activity_changed = Signal(str)
    progressed = Signal(int, int)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Create the lanes; their threads start with the first task."""
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._live: dict[int, _Live] = {}
        self._closed = False
        self._pools: dict[Lane, QThreadPool] = {}
        self._turns: dict[Lane, _Turn] = {}
        self._waiting: dict[Lane, PriorityQueue[tuple[int, int, _Job]]] = {}
        for lane in Lane:
            pool = QThreadPool(self)
            pool.setMaxThreadCount(1)
            pool.setThreadPriority(QThread.Priority.LowPriority)
            self._pools[lane] = pool
            self._waiting[lane] = PriorityQueue()
            self._turns[lane] = _Turn(self._waiting[lane])
        self._answers = _Answers(self)
        self._answers.succeeded.connect(self._succeeded)
        self._answers.failed.connect(self._failed)
        self._answers.progressed.connect(self._progressed)

    def submit(
        self,
        work: Work,
        *,
        on_result: Callable[[Any], None],
        on_error: Callable[[Failure], None] | None = None,
        on_progress: Progress | None = None,
        lane: Lane = Lane.EXAMINING,
        urgency: Urgency = Urgency.NOW,
        what: str = "",
    ) -> Task:
        """Run a task in a lane's thread.

        Args:
            work: called there with a progress function and a function that says whether the task
                is cancelled.
            on_result: called in the window's thread with the result, unless cancelled.
            on_error: called there with the `Failure`; None emits `failed`.
            on_progress: called there with the progress.
            lane: the thread.
            urgency: the priority among the tasks that have not begun.
            what: a few words for the status line; empty shows nothing there.

        Returns:
            The handle; already cancelled if the runner is closed.
        """
        task = Task(next(self._numbers), what=what)
        if self._closed:
            task.cancel()
            return task
        job = _Job(task, work, self._answers)
        self._live[task.number] = _Live(task, job, on_result, on_error, on_progress)
        self._waiting[lane].put((-urgency.value, task.number, job))
        self._pools[lane].start(self._turns[lane])
        self._say_activity()
        return task

    @property
    def busy(self) -> bool:
        """Whether any task that is not cancelled is running or waiting."""
        return any(not live.task.cancelled for live in self._live.values())

    @property
    def pools(self) -> tuple[QThreadPool, ...]:
        """The thread pools of the lanes."""
        return tuple(self._pools.values())

    def close(self, *, limit_ms: int = CLOSE_LIMIT_MS) -> bool:
        """Cancel all tasks and wait for the threads; no result is delivered after that.

        Returns:
            Whether all threads ended in time; they are never terminated.
        """
        self._closed = True
        for live in self._live.values():
            live.task.cancel()
        for pool in self._pools.values():
            pool.clear()
        ended = all([pool.waitForDone(limit_ms) for pool in self._pools.values()])
        self._live.clear()
        return ended

    @Slot(int, object)
    def _succeeded(self, number: int, result: object) -> None:
        live = self._ended(number)
        if live is not None:
            live.on_result(result)

    @Slot(int, object)
    def _failed(self, number: int, failure: Failure | None) -> None:
        live = self._ended(number)
        if live is None or failure is None:
            return
        if live.on_error is not None:
            live.on_error(failure)
        else:
            self.failed.emit(failure)

    @Slot(int, int, int)
    def _progressed(self, number: int, done: int, total: int) -> None:
        live = self._live.get(number)
        if live is None or live.task.cancelled:
            return
        self.progressed.emit(done, total)
        if live.on_progress is not None:
            live.on_progress(done, total)

    def _ended(self, number: int) -> _Live | None:
        """Remove a finished task; None if it was cancelled."""
        live = self._live.pop(number, None)
        self._say_activity()
        return None if live is None or live.task.cancelled else live

    def _say_activity(self) -> None:
        wanted = (live.task.what for live in self._live.values() if not live.task.cancelled)
        self.activity_changed.emit(next(filter(None, wanted), ""))
