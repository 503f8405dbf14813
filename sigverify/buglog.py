"""Where the details of a bug are kept, for whoever has to mend it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from sigverify import __version__
from sigverify.errors import OutputError
from sigverify.files import write_atomically
from sigverify.paths import APP_NAME, log_file

_MAX_LOG_BYTES: Final = 2**20

# A message may name a customer's file or repeat what lies in a database; the places in the code,
# which are indented, say nothing of anybody.
_QUOTED: Final = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_PATH: Final = re.compile(r"\S*[/\\\\]\S*")
_DATABASE_SAYS: Final = re.compile(r"(DETAIL|CONTEXT|HINT|LINE \d+):.*")


def keep_details(details: str) -> str:
    """Add a bug's details to the log.

    Args:
        details: the traceback.

    Returns:
        What to tell the user.
    """
    path = log_file()
    moment = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z"
    entry = f"{moment} {APP_NAME} {__version__}\n{_without_data(details)}\n"
    try:
        old = path.read_bytes()[-_MAX_LOG_BYTES:] if path.exists() else b""
        write_atomically(path, old + entry.encode(errors="backslashreplace"))
    except (OSError, OutputError):
        return f"This is a bug, and its details could not be kept in {path}. Please report it."
    return f"This is a bug. Please report it with the last entry of {path}."


def _without_data(details: str) -> str:
    """A traceback without what its messages quote."""
    lines = []
    for line in details.splitlines():
        if not line.startswith((" ", "Traceback")):
            line = _DATABASE_SAYS.sub(r"\1: ...", line)
            line = _PATH.sub("...", _QUOTED.sub("'...'", line))
        lines.append(line)
    return "\n".join(lines)
