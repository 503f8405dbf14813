"""The program's log: records of events without names.

Each module that does work has its own `Log`, a thin wrapper around the standard `logging.Logger` of
the module's name. A record has a fixed event name (``batch.started``) and fields: counts,
durations, codes, shortened hashes. Names of people or files, account numbers and pixels are never
fields. The log withholds a text that could hold one, and any record that was not made by a `Log`.
It never writes records of libraries, which may hold anything.

`sigverify.logs.output` decides where the records go.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Mapping
from typing import Final

from sigverify.errors import SigVerifyError
from sigverify.paths import APP_NAME
from sigverify.reasons import Reason

Field = int | float | bool | str | None

_HASH_DIGITS: Final = 12

# Without this, a program that uses the package as a library gets warnings on stderr.
logging.getLogger(APP_NAME).addHandler(logging.NullHandler())


class Words(str):
    """A fixed text from the program's source; it contains no names, so it may be logged."""

    __slots__ = ()


class NamelessError(Exception):
    """An error whose message is fixed except for numbers, so that it may be logged."""


class Log:
    """Writes a module's events.

    Fields are numbers, truth values, None, and codes; a text with spaces must be `Words`.
    """

    def __init__(self, name: str) -> None:
        """Use the logger of this name, a module's ``__name__``."""
        self._logger = logging.getLogger(name)

    def debug(self, event: str, /, **fields: Field) -> None:
        """Log a step that only troubleshooting needs."""
        self._write(logging.DEBUG, event, fields)

    def info(self, event: str, /, **fields: Field) -> None:
        """Log a step of normal work."""
        self._write(logging.INFO, event, fields)

    def warning(
        self,
        event: str,
        /,
        *,
        cause: BaseException | None = None,
        also: Mapping[str, Field] | None = None,
        told: bool = False,
        **fields: Field,
    ) -> None:
        """Log a problem that somebody should look at; the work continues.

        Args:
            event: the event's name.
            cause: the error that led to it; its class and place are logged, its message is not.
            also: more fields, by their names.
            told: the user is told of it otherwise, so stderr need not repeat it.
            **fields: what is known of it.
        """
        self._write(
            logging.WARNING, event, {**fields, **(also or {}), **fault_fields(cause)}, told=told
        )

    def error(
        self,
        event: str,
        /,
        *,
        cause: BaseException | None = None,
        also: Mapping[str, Field] | None = None,
        told: bool = False,
        details: str = "",
        **fields: Field,
    ) -> None:
        """Log a problem that ended the work.

        Args:
            event: the event's name.
            cause: the error that led to it; its class and place are logged, its message is not.
            also: more fields, by their names.
            told: the user is told of it otherwise, so stderr need not repeat it.
            details: a traceback that names nobody; see `sigverify.logs.bugs`.
            **fields: what is known of it.
        """
        fields = {**fields, **(also or {}), **fault_fields(cause)}
        self._write(logging.ERROR, event, fields, told=told, details=details)

    def _write(
        self,
        level: int,
        event: str,
        fields: Mapping[str, Field],
        *,
        told: bool = False,
        details: str = "",
    ) -> None:
        if self._logger.isEnabledFor(level):
            extra = {"event": event, "fields": dict(fields), "told": told, "details": details}
            self._logger.log(level, event, extra=extra)


def short_hash(sha256: str) -> str:
    """A SHA-256 in hexadecimal digits, shortened for the log."""
    return sha256[:_HASH_DIGITS]


def milliseconds_since(started: float) -> float:
    """Milliseconds since ``started``, a value of `time.perf_counter`, for the log."""
    return round(1000 * (time.perf_counter() - started), 1)


def fault_fields(error: BaseException | None) -> dict[str, Field]:
    """The parts of an error that may be logged.

    These are its class, its place in the code, the system's error code and the remedy. Its message
    may name a file or a customer and is left out, except for a `NamelessError`.
    """
    if error is None:
        return {}
    fields: dict[str, Field] = {"error": type(error).__name__}
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] == APP_NAME:
            fields["at"] = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno is not None:
            fields.setdefault("system", errno.errorcode.get(cause.errno, str(cause.errno)))
        if isinstance(cause, NamelessError):
            fields.setdefault("reason", Words(str(cause)))
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, SigVerifyError):
        if isinstance(error.what, Reason):
            fields["code"] = error.what.code_path
        fields["remedy"] = Words(error.general_remedy)
    return fields
