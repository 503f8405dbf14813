"""A file to which several processes append lines, and which gets a number when it is full.

The file is opened for each line. It can therefore be renamed while other processes write to it, on
Windows too, where an open file can't be renamed.
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
        # Before the line and not after it, so that the last one lies where its reader looks first.
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
    """Give the full file a number, and each older one the next; the oldest is dropped."""
    # A process that finds another one at it leaves it to that, and a rename that fails (a reader
    # has the file open, on Windows) to the next line.
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
