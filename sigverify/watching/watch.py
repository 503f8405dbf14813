"""Watches a folder: takes what has arrived completely, verifies it, and writes what happened."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from sigverify.batch.output.files import check_folder
from sigverify.batch.output.outcome import Summary
from sigverify.errors import (
    CalibrationError,
    CancelledError,
    MissingFileError,
    ModelError,
    OutputError,
    RecordsError,
    SigVerifyError,
    UsageError,
)
from sigverify.files import file_sha256, try_lock
from sigverify.logs.bugs import note_bug
from sigverify.logs.log import Log, short_hash
from sigverify.watching.arrivals import Arrival, Arrivals
from sigverify.watching.drift import drift_of
from sigverify.watching.metrics import WatchMetrics
from sigverify.watching.shown import Now, write_shown
from sigverify.watching.state import Outcome, Status, Take, WatchState
from sigverify.watching.work import Work, WorkChoices

_LOG: Final = Log(__name__)

LOCK_NAME: Final = ".watch.lock"
# Network drives send no events, so the folder is looked at anyway.
_LOOK_SECONDS: Final = 5.0
_SHOW_SECONDS: Final = 2.0
# How soon a waiting watch notices that it was told to end.
_NOTICE_SECONDS: Final = 0.5
_LONGEST_PAUSE: Final = 300.0
# Faults of the machine or the site: the take waits until they are repaired.
_OF_THE_SITE: Final = (CalibrationError, ModelError, OutputError, RecordsError)
# Watchdog calls an event that arrives while it stops an error; without a handler of its own, Python
# would print that beside what the command prints.
logging.getLogger("watchdog").addHandler(logging.NullHandler())
_NAME: Final = re.compile(r"[^\w.-]+")
_NAME_LENGTH: Final = 60


class Watch:
    """The watch over one folder; only one process at a time may have it."""

    def __init__(
        self,
        choices: WorkChoices,
        *,
        settle: float,
        metrics_file: Path | None = None,
        first_pause: float = 5.0,
    ) -> None:
        """Open the state.

        Args:
            choices: how takes are verified.
            settle: a file is complete when it has not changed for so many seconds.
            metrics_file: where the metrics are written; None for nowhere.
            first_pause: seconds until the first new try after a fault of the machine or the site.

        Raises:
            MissingFileError: there is no such folder.
            OutputError: the results can't be written, or another process watches the folder.
        """
        if not choices.folder.is_dir():
            raise MissingFileError(f"{choices.folder}: no such folder.", remedy="Check the path.")
        check_folder(choices.output, private=True)
        self._lock = _locked(choices.output)
        self.metrics = WatchMetrics(choices.output)
        self._choices = choices
        self._state = WatchState(choices.output)
        self._work = Work(choices)
        self._arrivals = Arrivals(
            choices.folder,
            leave_out=choices.output,
            settle=settle,
            images=choices.specimens is not None,
        )
        self._settle = settle
        self._metrics_file = metrics_file
        self._first_pause = first_pause
        self._wake = threading.Event()
        self._now = Now()
        self._shown = 0.0
        self._pause = 0.0
        self._alarm = False
        self.told_to_end = False

    def end(self) -> None:
        """Make `run` return: at once if it waits, otherwise after the current chunk.

        A signal's handler may call it. It does not raise, because an import that is under way would
        turn the error into one of its own, and it touches no lock.
        """
        self.told_to_end = True

    def close(self) -> None:
        """Close the state and let others watch the folder."""
        self._state.close()
        self._lock.close()

    def run(self, *, once: bool = False) -> None:
        """Work until told to `end`; an interrupted take is resumed by the next run.

        Args:
            once: end when everything that has arrived is done.

        Raises:
            CancelledError: the watch was told to end during the work on a take.
            SigVerifyError: ``once`` is set and the machine or the site has a fault.
        """
        _LOG.info("watch.started", once=once, processes=self._choices.processes)
        try:
            with self._events():
                while not self.told_to_end:
                    worked = self._round(once=once)
                    self._show(waiting=True)
                    if worked:
                        continue
                    if once and not self._now.arriving:
                        return
                    self._wait(self._pause or min(_LOOK_SECONDS, max(self._settle / 2, 0.05)))
        finally:
            self._now = Now(arriving=self._now.arriving)
            self._show(waiting=False)
            _LOG.info("watch.ended")

    def _wait(self, seconds: float) -> None:
        """Wait for a change in the folder, but not longer than this; no change ends a pause."""
        until = time.monotonic() + seconds
        while not self.told_to_end and (left := until - time.monotonic()) > 0:
            if self._pause:
                time.sleep(min(left, _NOTICE_SECONDS))
            elif self._wake.wait(min(left, _NOTICE_SECONDS)):
                break
        self._wake.clear()

    def _round(self, *, once: bool) -> bool:
        """Work on what there is, or say why that is impossible; whether anything was done."""
        self._now.take = 0
        try:
            worked = self._work_through()
        except _OF_THE_SITE as error:
            if once:
                raise
            self._pause = min(_LONGEST_PAUSE, 2 * self._pause or self._first_pause)
            self._now.trouble = str(error)
            _LOG.error("watch.trouble", cause=error, take=self._now.take, pause=self._pause)
            return False
        self._pause, self._now.trouble = 0.0, ""
        return worked

    def _work_through(self) -> bool:
        """Resume what was interrupted, or take what has arrived; whether there was anything."""
        takes = self._state.running()
        if not takes:
            found, self._now.arriving = self._arrivals.complete(known=self._state.is_known)
            takes = [take for group in _grouped(found) if (take := self._taken(group)) is not None]
            if not takes:
                return bool(found)
        for take in takes:
            if self.told_to_end:
                return True
            self._verify(take)
        return True

    def _taken(self, group: list[Arrival]) -> Take | None:
        first = group[0]
        try:
            if first.is_image:
                content = hashlib.sha256()
                for one in group:
                    content.update(
                        f"{one.path}\n{file_sha256(one.path)}\n".encode(errors="replace")
                    )
                sha256 = content.hexdigest()
            else:
                sha256 = file_sha256(first.path)
        except OSError:  # it has gone, or can't be read yet; the next look tells
            return None
        take = self._state.take(
            group,
            name="images" if first.is_image else _NAME.sub("_", first.path.stem)[:_NAME_LENGTH],
            place=str(first.path.parent),
            sha256=sha256,
            day=date.today().isoformat(),
        )
        _LOG.info(
            "watch.taken",
            take=take.number,
            files=len(group),
            sha256=short_hash(sha256),
            status=take.status.value,
        )
        return take if take.status is Status.RUNNING else None

    def _verify(self, take: Take) -> None:
        began = time.monotonic()
        self._now.take, self._now.done, self._now.total = take.number, 0, 0
        self._show(waiting=False)
        try:
            try:
                outcome = self._work.verify(take, progress=self._progress)
            except UsageError:
                # Begun with a calibration or a model that is no longer in force.
                self._work.forget(take)
                take = self._state.begin_anew(take)
                _LOG.warning("watch.begun_anew", take=take.number)
                outcome = self._work.verify(take, progress=self._progress)
        except (CancelledError, *_OF_THE_SITE):
            raise
        except SigVerifyError as error:
            self._fail(take, reason=str(error))
            _LOG.warning("watch.failed", cause=error, take=take.number)
            return
        except Exception as error:  # one file must not end the watch
            self._fail(take, reason=f"the program failed on it ({type(error).__name__})")
            _LOG.error("watch.failed", cause=error, take=take.number, bug=note_bug(error))
            return
        self._state.end(take, status=Status.DONE, outcome=outcome)
        self._now.take = 0
        _LOG.info(
            "watch.done",
            take=take.number,
            items=outcome.items,
            failed=outcome.failed,
            seconds=round(time.monotonic() - began, 1),
        )
        self._look_at_drift()

    def _fail(self, take: Take, *, reason: str) -> None:
        self._work.forget(take)
        # A file that has vanished is an arrival when it comes back, whatever its time.
        vanished = not all(path.exists() for path in take.paths)
        self._state.end(
            take, status=Status.FAILED, reason=reason, outcome=Outcome(), forget_files=vanished
        )
        self._now.take = 0

    def _look_at_drift(self) -> None:
        drift = drift_of(self._state)
        if drift.alarm and not self._alarm:
            _LOG.warning("watch.drift", similarities=drift.similarities, index=drift.index)
        self._alarm = drift.alarm

    def _progress(self, summary: Summary, total: int) -> None:
        self._now.done, self._now.total = summary.items, total
        if time.monotonic() - self._shown > _SHOW_SECONDS:
            self._show(waiting=False)
        if self.told_to_end:
            raise KeyboardInterrupt  # the batch keeps what is done, and is cancelled

    def _show(self, *, waiting: bool) -> None:
        """Write the state and the metrics for others; a fault of it must not end the work."""
        if waiting and time.monotonic() - self._shown < _SHOW_SECONDS and not self._now.changed():
            return
        self._shown = time.monotonic()
        try:
            write_shown(self._choices.output, state=self._state, now=self._now)
            if self._metrics_file is not None:
                self.metrics.write(self._metrics_file)
        except SigVerifyError as error:
            _LOG.error("watch.not_shown", cause=error)

    @contextlib.contextmanager
    def _events(self) -> Iterator[None]:
        """Wake up when the system reports a change."""
        observer = Observer()
        try:
            waking = _Waking(self._wake, leave_out=self._choices.output)
            observer.schedule(waking, str(self._choices.folder), recursive=True)
            observer.start()
        except OSError as error:  # no more watches, or a file system without them
            _LOG.warning("watch.without_events", cause=error)
            yield
            return
        try:
            yield
        finally:
            observer.stop()
            observer.join()


class _Waking(FileSystemEventHandler):
    """Sets an event on each change, but not when the watch writes its own results."""

    def __init__(self, wake: threading.Event, *, leave_out: Path) -> None:
        self._wake = wake
        self._leave_out = leave_out

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Set the event, except for mere reading."""
        inside = Path(os.fsdecode(event.dest_path or event.src_path)).is_relative_to(
            self._leave_out
        )
        if event.event_type not in ("opened", "closed_no_write") and not inside:
            self._wake.set()


def _grouped(found: list[Arrival]) -> list[list[Arrival]]:
    """Return the images as one group, and each other file as one of its own."""
    images = [one for one in found if one.is_image]
    groups = [[one] for one in found if not one.is_image]
    return [*groups, images] if images else groups


def _locked(folder: Path) -> BinaryIO:
    try:
        stream = try_lock(folder / LOCK_NAME)
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be locked ({error.strerror or error}).",
            remedy="Check the folder and its permissions.",
        ) from error
    if stream is None:
        raise OutputError(
            f"{folder}: another process watches this folder.", remedy="Stop it first."
        )
    return stream
