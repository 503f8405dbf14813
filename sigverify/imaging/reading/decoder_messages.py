"""Captures libtiff's messages about a file, which it writes only to the terminal.

Fax codes have no checksum: a row that can't be decoded becomes a wrong row, and a line on the
standard error stream is the only sign of it.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
from collections.abc import Iterator
from typing import Final

_STDERR: Final = 2
# "module: message", the format of libtiff's error handler; Pillow gives every file the same name.
_COMPLAINT: Final = re.compile(rb"(?:\w*(?:Fax|LZW|ZIP|PackBits|JPEG|TIFF)\w*|tempfile\.tif): .*")
# The whole process shares the stream.
_ONE_AT_A_TIME: Final = threading.Lock()


@contextlib.contextmanager
def decoder_messages() -> Iterator[list[str]]:
    """Capture libtiff's messages; the list holds them when the block has ended.

    Other lines on the stream are passed on. A program without such a stream, such as a window on
    Windows, captures nothing.
    """
    complaints: list[str] = []
    with _ONE_AT_A_TIME, contextlib.ExitStack() as stack:
        try:
            stream = os.dup(_STDERR)
        except OSError:
            yield complaints
            return
        stack.callback(os.close, stream)
        # A file, because a pipe may be full before it is read.
        captured = stack.enter_context(tempfile.TemporaryFile())
        os.dup2(captured.fileno(), _STDERR)
        try:
            yield complaints
        finally:
            os.dup2(stream, _STDERR)
            captured.seek(0)
            for line in captured:
                if _COMPLAINT.fullmatch(line.rstrip()):
                    complaints.append(line.decode(errors="replace").strip())
                else:
                    os.write(_STDERR, line)
