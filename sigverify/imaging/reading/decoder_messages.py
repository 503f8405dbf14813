"""The messages of libtiff about a file, which it writes to the terminal only.

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
# "module: message", as its error handler writes it; Pillow calls each file by one name.
_COMPLAINT: Final = re.compile(rb"(?:\w*(?:Fax|LZW|ZIP|PackBits|JPEG|TIFF)\w*|tempfile\.tif): .*")
# The stream is the whole process's.
_ONE_AT_A_TIME: Final = threading.Lock()


@contextlib.contextmanager
def decoder_messages() -> Iterator[list[str]]:
    """Keep libtiff's messages from the terminal; they are in the list when the block has ended.

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
        # Not a pipe, which may be full before anybody reads it.
        said = stack.enter_context(tempfile.TemporaryFile())
        os.dup2(said.fileno(), _STDERR)
        try:
            yield complaints
        finally:
            os.dup2(stream, _STDERR)
            said.seek(0)
            for line in said:
                if _COMPLAINT.fullmatch(line.rstrip()):
                    complaints.append(line.decode(errors="replace").strip())
                else:
                    os.write(_STDERR, line)
