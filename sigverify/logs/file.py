"""A rotating file to which several processes append lines.

The file is opened for each line, so it can be rotated while other processes write to it, also on
Windows, where an open file can't be renamed.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from sigverify.files import try_lock

MAX_BYTES: Final = 10 * 2**20
OLD_FILES: Final = 5


def append(path: Path, line: bytes) -> None:
    """Add a line to a file that only its owner may read.

    Raises:
        OSError: it can't be written.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    try:
        # Rotate before the line, not after it, so that the newest line is always in the current
        # file.
        if path.stat().st_size > MAX_BYTES:
            _rotate(path)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stream = os.open(path, flags, 0o600)
    try:
        os.write(stream, line)
    finally:
        os.close(stream)


def _rotate(path: Path) -> None:
    """Rename the full file to number 1 and each older one to the next; delete the oldest."""
    # If another process is rotating already, this one leaves it to that. A rename that fails (on
    # Windows, because a reader has the file open) is tried again with the next line.
    with contextlib.suppress(OSError):
        lock = try_lock(path.with_name(f"{path.name}.lock"))
        if lock is None:
            return
        with lock:
            if path.stat().st_size <= MAX_BYTES:
                return
            for number in range(OLD_FILES, 0, -1):
                newer = path if number == 1 else path.with_name(f"{path.name}.{number - 1}")
                if newer.exists():
                    newer.replace(path.with_name(f"{path.name}.{number}"))
