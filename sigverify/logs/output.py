"""Where a process's records go: to a file and stderr, or to another process that writes them.

Only the fields of a `Log` are written, and no text that could hold a name.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from sigverify.logs.file import append
from sigverify.logs.log import Field, Words
from sigverify.paths import APP_NAME, log_file

LEVEL_VARIABLE: Final = "SIGVERIFY_LOG_LEVEL"
FORMAT_VARIABLE: Final = "SIGVERIFY_LOG_FORMAT"


class Level(StrEnum):
    """The lowest level of records that are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Format(StrEnum):
    """How records are written: text lines for people, or one JSON object per line."""

    TEXT = "text"
    JSON = "json"


_LEVELS: Final = {
    Level.DEBUG: logging.DEBUG,
    Level.INFO: logging.INFO,
    Level.WARNING: logging.WARNING,
    Level.ERROR: logging.ERROR,
}
_RUN_DIGITS: Final = 12

_EVENT: Final = re.compile(r"[a-z_]+(\.[a-z_]+)*")
# Codes, versions, hashes, class names: one word, no path.
_CODE: Final = re.compile(r"[\w.:+-]{1,120}", re.ASCII)
_WITHHELD: Final = "(withheld)"

_TOP: Final = logging.getLogger(APP_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record to be sent to another process; plain values only."""

    logger: str
    level: int
    event: str
    fields: Mapping[str, Field]
    told: bool
    details: str
    created: float
    pid: int


Choice = TypeVar("Choice", bound=StrEnum)


class _State:
    """How this process logs.

    Attributes:
        run: identifies this run in the records.
        log_format: how records are written.
        file: the handler that writes the log file; None before `set_up`.
    """

    run = ""
    log_format = Format.TEXT
    file: _LogFile | None = None


_STATE: Final = _State()


def set_up(*, level: Level | None = None, log_format: Format | None = None) -> None:
    """Start writing this process's records.

    Args:
        level: the lowest level written to the file and to stderr; None uses the environment
            variable, or else info for the file and warning for stderr.
        log_format: text or JSON; None uses the environment variable, or else text.
    """
    chosen = level or _of_environment(LEVEL_VARIABLE, Level)
    _STATE.log_format = log_format or _of_environment(FORMAT_VARIABLE, Format) or Format.TEXT
    _STATE.run = uuid.uuid4().hex[:_RUN_DIGITS]
    _STATE.file = _LogFile()
    stderr = _Stderr(level=_LEVELS[chosen or Level.WARNING], repeat=chosen is not None)
    _use((_STATE.file, stderr), level=_LEVELS[chosen or Level.INFO])


def close() -> None:
    """Undo `set_up`."""
    _STATE.file = None
    _use((logging.NullHandler(),), level=logging.NOTSET)


def is_set_up() -> bool:
    """Whether `set_up` has been called in this process."""
    return _STATE.file is not None


def wanted_level() -> int:
    """The lowest level that this process writes, to be passed on to its worker processes."""
    return _TOP.getEffectiveLevel()


def log_format() -> Format:
    """How records are written."""
    return _STATE.log_format


def file_written() -> bool:
    """Whether the last record was written to the file."""
    return _STATE.file is not None and not _STATE.file.failed


@contextlib.contextmanager
def shown_on_stderr(event: str) -> Iterator[None]:
    """Within this context, show an event on stderr whatever its level."""
    shown = [handler for handler in _TOP.handlers if isinstance(handler, _Stderr)]
    for handler in shown:
        handler.shown.add(event)
    try:
        yield
    finally:
        for handler in shown:
            handler.shown.discard(event)


@contextlib.contextmanager
def sent_to(send: Callable[[Record], None], *, level: int) -> Iterator[None]:
    """Within this context, send this process's records to another process.

    Args:
        send: sends one record.
        level: the lowest level that is sent.
    """
    before = (tuple(_TOP.handlers), _TOP.level)
    _use((_Sender(send),), level=level)
    try:
        yield
    finally:
        _use(before[0], level=before[1])


def relay(record: Record) -> None:
    """Write a record of a worker process."""
    logger = logging.getLogger(record.logger)
    if not logger.isEnabledFor(record.level):
        return
    values = {
        "name": record.logger,
        "levelno": record.level,
        "levelname": logging.getLevelName(record.level),
        "msg": record.event,
        "created": record.created,
        "process": record.pid,
        "event": record.event,
        "fields": record.fields,
        "told": record.told,
        "details": record.details,
    }
    logger.handle(logging.makeLogRecord(values))


def _use(handlers: tuple[logging.Handler, ...], *, level: int) -> None:
    for handler in tuple(_TOP.handlers):
        _TOP.removeHandler(handler)
    for handler in handlers:
        _TOP.addHandler(handler)
    _TOP.setLevel(level)


def _of_environment(variable: str, choices: type[Choice]) -> Choice | None:
    """The choice in an environment variable; None if it is unset or invalid."""
    try:
        return choices(os.environ.get(variable, "").lower())
    except ValueError:
        return None


class _LogFile(logging.Handler):
    """Appends to the log file; several processes may do so at once.

    The file is opened for each record, so that it can be rotated while other processes write to it.
    If the log can't be written, the handler reports it once and the work continues.
    """

    def __init__(self) -> None:
        super().__init__()
        self.failed = False
        self._said = False
        self._path: Path | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            # Determined at the first record, because the import slows the start of every command.
            if self._path is None:
                self._path = log_file()
            line = f"{_line(record)}\n".encode(errors="backslashreplace")
            append(self._path, line)
            self.failed = False
        except Exception as error:
            self.failed = True
            if not self._said:
                self._said = True
                reason = getattr(error, "strerror", None) or type(error).__name__
                _print(
                    f"{APP_NAME}: the log can't be written ({self._path}: {reason}). "
                    "The work continues without it."
                )


class _Stderr(logging.Handler):
    """Shows records on stderr: those from a level up, and those of selected events."""

    def __init__(self, *, level: int, repeat: bool) -> None:
        super().__init__()
        self.shown: set[str] = set()
        self._least = level
        self._repeat = repeat

    def emit(self, record: logging.LogRecord) -> None:
        told = getattr(record, "told", False) and not self._repeat
        if record.getMessage() in self.shown or (record.levelno >= self._least and not told):
            _print(_line(record))


class _Sender(logging.Handler):
    """Sends records to another process."""

    def __init__(self, send: Callable[[Record], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        if hasattr(record, "event"):
            self._send(
                Record(
                    logger=record.name,
                    level=record.levelno,
                    event=record.event,
                    fields=getattr(record, "fields", {}),
                    told=getattr(record, "told", False),
                    details=getattr(record, "details", ""),
                    created=record.created,
                    pid=record.process or 0,
                )
            )


def _print(text: str) -> None:
    # On Windows a windowed program has no stderr, and the reader of a pipe may be gone.
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(text, file=sys.stderr, flush=True)


def _line(record: logging.LogRecord) -> str:
    """A record as one line, or as several lines if it has details and the format is text."""
    event = getattr(record, "event", _WITHHELD)
    moment = datetime.fromtimestamp(record.created, UTC).replace(tzinfo=None)
    head = {
        "time": f"{moment.isoformat(timespec='milliseconds')}Z",
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": event if _EVENT.fullmatch(event) else _WITHHELD,
        "run": _STATE.run,
        "pid": record.process,
    }
    fields = {name: _safe(value) for name, value in getattr(record, "fields", {}).items()}
    details = getattr(record, "details", "")
    if _STATE.log_format is Format.JSON:
        more = {"details": details} if details else {}
        # `head` comes first in the line, and its values win over fields of the same name.
        return json.dumps({**head, **fields, **more, **head}, allow_nan=False)
    words = [str(head[name]) for name in ("time", "level", "logger", "event")]
    words += [f"{name}={_word(value)}" for name, value in fields.items()]
    words += [f"run={head['run']}", f"pid={head['pid']}"]
    return "\n".join([" ".join(words), *details.splitlines()])


def _safe(value: object) -> Field:
    """A field's value if it may be logged, else the mark that it was withheld."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, str) and (isinstance(value, Words) or _CODE.fullmatch(value)):
        return str(value)
    return _WITHHELD


def _word(value: Field) -> str:
    text = json.dumps(value) if not isinstance(value, str) else value
    return json.dumps(text) if " " in text or not text else text
