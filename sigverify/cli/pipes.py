"""Output streams that survive a reader that closes the pipe, as ``head`` does."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Final, TextIO

# Windows reports a closed pipe as an invalid argument.
_CLOSED: Final = frozenset({errno.EPIPE, errno.EINVAL})


class _Pipe(io.RawIOBase):
    """Writes to a file descriptor until its reader has gone, then discards the output."""

    def __init__(self, stream: TextIO) -> None:
        self._descriptor = stream.fileno()
        self._open = True

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        if self._open:
            try:
                return os.write(self._descriptor, view)
            except OSError as error:
                if error.errno not in _CLOSED:
                    raise
                self._open = False
        return view.nbytes


@contextlib.contextmanager
def lasting_streams() -> Iterator[None]:
    """Within this context, a closed pipe neither stops the work nor changes its exit status.

    Streams that are no pipe or file of the process, such as those of a test, stay as they are.
    """
    before = sys.stdout, sys.stderr
    # The interpreter flushes these two again at its end.
    own = [
        _lasting(one) if one is real else one
        for one, real in zip(before, (sys.__stdout__, sys.__stderr__), strict=True)
    ]
    sys.stdout, sys.stderr = own
    try:
        yield
    finally:
        for stream in own:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        sys.stdout, sys.stderr = before


def _lasting(stream: TextIO | None) -> TextIO:
    try:
        if stream is None or stream.isatty():
            return stream  # type: ignore[return-value]
        pipe = _Pipe(stream)
    except (AttributeError, OSError, ValueError):
        return stream  # type: ignore[return-value]
    return io.TextIOWrapper(
        io.BufferedWriter(pipe),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream is sys.__stderr__,
    )
