"""Where the details of a bug are kept, for whoever has to mend it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sigverify import __version__
from sigverify.errors import OutputError
from sigverify.files import write_atomically
from sigverify.paths import APP_NAME, log_file

_MAX_LOG_BYTES: Final = 2**20


def keep_details(details: str) -> str:
    """Add a bug's details to the log.

    Args:
        details: the traceback.

    Returns:
        What to tell the user.
    """
    path = log_file()
    entry = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z {APP_NAME} {__version__}\n{details}\n"
    try:
        old = path.read_bytes()[-_MAX_LOG_BYTES:] if path.exists() else b""
        write_atomically(path, old + entry.encode(errors="backslashreplace"))
    except (OSError, OutputError):
        return f"This is a bug, and its details could not be kept in {path}. Please report it."
    return f"This is a bug. Please report it with the last entry of {path}."
